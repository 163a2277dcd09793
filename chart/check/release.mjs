// Checks of a whole rendered release that no schema of a single object can make.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const restricted = { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true };

/** Names that are for a process's runtime or for building another variable, not for a service's settings. */
const beside = [
  'DATABASE_PASSWORD',
  'QUEUE_PASSWORD',
  'QUEUE_USER',
  // Read by the client of the object store.
  'AWS_REGION',
  'AWS_ACCESS_KEY_ID',
  'AWS_SECRET_ACCESS_KEY',
  'NVIDIA_DRIVER_CAPABILITIES',
  'UV_THREADPOOL_SIZE',
  'FRONT_DOOR',
  'ADMIN_STATUS',
  'METRICS_STATUS',
  'ADMIN_METRICS_STATUS',
];

/** The objects of a release with the pods that they make: `{ owner, template, containers, volumes }`. */
function podsOf(objects) {
  return objects
    .map((owner) => ({ owner, template: templateOf(owner) }))
    .filter(({ template }) => template?.spec?.containers)
    .map(({ owner, template }) => ({
      owner,
      template,
      containers: [...(template.spec.initContainers ?? []), ...template.spec.containers],
      volumes: template.spec.volumes ?? [],
    }));
}

function templateOf(owner) {
  if (owner.kind === 'Pod') return owner;
  return owner.kind === 'CronJob' ? owner.spec.jobTemplate.spec.template : owner.spec?.template;
}

const nameOf = (object) => `${object.kind}/${object.metadata.name}`;
const fits = (selector, labels) => Object.entries(selector).every(([key, value]) => labels?.[key] === value);

/** What is wrong with a release, as sentences. `outside` names Secrets and claims that the values say exist already. */
export function problemsOfRelease(objects, outside = []) {
  const problems = [];
  const pods = podsOf(objects);
  const names = objects.map(nameOf);
  const has = (kind, name) => names.includes(`${kind}/${name}`) || outside.includes(`${kind}/${name}`);
  const need = (fine, sentence) => fine || problems.push(sentence);

  for (const name of names) need(names.indexOf(name) === names.lastIndexOf(name), `${name} is there twice`);
  for (const object of objects) {
    need(object.metadata.name.length <= 63, `${nameOf(object)}: the name is longer than 63 characters`);
    need(object.metadata.labels?.['app.kubernetes.io/instance'], `${nameOf(object)} has no instance label`);
  }
  for (const { owner, template, containers, volumes } of pods) {
    const here = nameOf(owner);
    const { spec } = template;
    if (owner.spec.selector)
      need(
        fits(owner.spec.selector.matchLabels, template.metadata.labels),
        `${here}: selector and labels differ`,
      );
    need(spec.securityContext?.runAsNonRoot && spec.securityContext.runAsUser > 0, `${here} may run as root`);
    need(spec.securityContext?.seccompProfile?.type === 'RuntimeDefault', `${here} has no seccomp profile`);
    need(has('ServiceAccount', spec.serviceAccountName), `${here}: service account is missing`);
    const isAdmin = template.metadata.labels['app.kubernetes.io/component'] === 'admin';
    need(isAdmin || spec.automountServiceAccountToken === false, `${here} gets a service account token`);
    const ports = containers.flatMap((container) => container.ports ?? []);
    for (const container of containers)
      problems.push(...problemsOfContainer(here, container, ports, volumes));
    for (const [kind, name] of references(containers, volumes))
      need(has(kind, name), `${here}: ${kind}/${name} is missing`);
  }
  for (const service of objects.filter(({ kind }) => kind === 'Service')) {
    const chosen = pods.filter(({ template }) => fits(service.spec.selector, template.metadata.labels));
    const byOperator = Object.keys(service.spec.selector).some((label) => label.startsWith('cnpg.io/'));
    need(chosen.length > 0 || byOperator, `${nameOf(service)} selects no pod`);
    for (const { owner, containers } of chosen)
      for (const { targetPort } of service.spec.ports)
        need(
          containers.some(({ ports }) => ports?.some(({ name }) => name === targetPort)),
          `${nameOf(service)}: ${nameOf(owner)} has no port ${targetPort}`,
        );
  }
  for (const budget of objects.filter(({ kind }) => kind === 'PodDisruptionBudget'))
    need(
      pods.filter(({ template }) => fits(budget.spec.selector.matchLabels, template.metadata.labels))
        .length === 1,
      `${nameOf(budget)} must select one kind of pod`,
    );
  const scalers = objects.filter(({ kind }) => ['HorizontalPodAutoscaler', 'ScaledObject'].includes(kind));
  for (const scaler of scalers) {
    const { scaleTargetRef, metrics, triggers } = scaler.spec;
    const target = objects.find(
      (object) => nameOf(object) === `${scaleTargetRef.kind}/${scaleTargetRef.name}`,
    );
    need(target, `${nameOf(scaler)} scales nothing`);
    need(target?.spec.replicas === undefined, `${nameOf(scaler)}: its target renders replicas as well`);
    need((metrics ?? triggers)?.length > 0, `${nameOf(scaler)} has no metric`);
    const rivals = scalers.filter(({ spec }) => spec.scaleTargetRef.name === scaleTargetRef.name);
    need(rivals.length === 1, `${nameOf(scaler)} is not the only one to scale ${scaleTargetRef.name}`);
  }
  for (const name of scaledByAdmin(objects)) {
    const target = objects.find((object) => nameOf(object) === `Deployment/${name}`);
    need(
      target && target.spec.replicas === undefined,
      `admin scales ${name}, which renders replicas or is not there`,
    );
    need(
      !scalers.some(({ spec }) => spec.scaleTargetRef.name === name),
      `admin is not the only one to scale ${name}`,
    );
  }
  for (const { owner } of pods.filter(({ owner }) => ['Deployment', 'StatefulSet'].includes(owner.kind)))
    need(
      owner.spec.replicas !== undefined ||
        scaledByAdmin(objects).includes(owner.metadata.name) ||
        scalers.some(({ spec }) => spec.scaleTargetRef.name === owner.metadata.name),
      `${nameOf(owner)} has neither replicas nor an autoscaler`,
    );
  if (objects.some(({ kind }) => kind === 'NetworkPolicy'))
    for (const { owner, template } of pods)
      need(
        policiesOf(objects, template.metadata.labels).length >= 1,
        `${nameOf(owner)} has no NetworkPolicy: it may talk to everybody`,
      );
  for (const { spec, metadata } of objects.filter(({ kind }) => kind === 'Ingress'))
    for (const { http } of spec.rules)
      for (const { backend } of http.paths)
        need(
          has('Service', backend.service.name),
          `Ingress/${metadata.name}: no Service ${backend.service.name}`,
        );
  return problems;
}

/** The Deployments that the admin service's own autoscaler scales. */
function scaledByAdmin(objects) {
  const admin = objects.find(
    ({ kind, metadata }) => kind === 'Deployment' && metadata.name.endsWith('-admin'),
  );
  const { env } = admin.spec.template.spec.containers[0];
  const pools = JSON.parse(env.find(({ name }) => name === 'POOL_SCALING')?.value ?? '[]');
  return pools.flatMap(({ rule }) => (rule ? [rule.deployment] : []));
}

function problemsOfContainer(here, container, ports, volumes) {
  const problems = [];
  const at = `${here}, container ${container.name}`;
  const need = (fine, sentence) => fine || problems.push(`${at} ${sentence}`);
  const context = container.securityContext ?? {};
  for (const [key, value] of Object.entries(restricted))
    need(context[key] === value, `must have ${key}: ${value}`);
  need(context.capabilities?.drop?.includes('ALL'), 'keeps capabilities');
  need(
    container.resources?.requests?.memory && container.resources.limits?.memory,
    'has no memory request or limit',
  );
  need(
    /[:@][\w.:-]+$/.test(container.image) && !container.image.endsWith(':latest'),
    `runs the image ${container.image}`,
  );
  for (const { name } of container.volumeMounts ?? [])
    need(
      volumes.some((volume) => volume.name === name) || name === 'data',
      `mounts ${name}, which is no volume`,
    );
  for (const probe of ['startupProbe', 'livenessProbe', 'readinessProbe']) {
    const { httpGet, tcpSocket } = container[probe] ?? {};
    const port = (httpGet ?? tcpSocket)?.port;
    need(port === undefined || ports.some(({ name }) => name === port), `probes the unknown port ${port}`);
  }
  const variables = (container.env ?? []).map(({ name }) => name);
  for (const name of variables)
    need(variables.indexOf(name) === variables.lastIndexOf(name), `sets ${name} twice`);
  const service = /\/(api|admin|worker|reverse-proxy)[:@][^/]*$/.exec(container.image)?.[1];
  if (service) {
    const settings = settingsOf(service);
    for (const name of variables)
      need(settings.has(name) || beside.includes(name), `sets ${name}, which ${service} does not know`);
  }
  for (const { name, value } of container.env ?? [])
    for (const [, used] of String(value ?? '').matchAll(/\$\((\w+)\)/g))
      need(
        variables.indexOf(used) >= 0 && variables.indexOf(used) < variables.indexOf(name),
        `uses $(${used}) before it is set`,
      );
  return problems;
}

const policiesOf = (objects, labels) =>
  objects.filter(({ kind, spec }) => kind === 'NetworkPolicy' && fits(spec.podSelector.matchLabels, labels));

/** Whether the NetworkPolicies let the pods of one component reach a port of those of another. */
export function reaches(objects, from, to, port) {
  const labelsOf = (component) =>
    podsOf(objects).find(
      ({ template }) => template.metadata.labels['app.kubernetes.io/component'] === component,
    )?.template.metadata.labels ?? unknownComponent(component);
  const allows = (own, direction, peers, other) =>
    policiesOf(objects, own)
      .flatMap(({ spec }) => spec[direction] ?? [])
      .some(
        (rule) =>
          rule.ports.some((allowed) => allowed.protocol === 'TCP' && allowed.port === port) &&
          (rule[peers] === undefined ||
            rule[peers].some(({ podSelector }) => podSelector && chooses(podSelector, other))),
      );
  const [source, target] = [labelsOf(from), labelsOf(to)];
  return allows(source, 'egress', 'to', target) && allows(target, 'ingress', 'from', source);
}

function unknownComponent(component) {
  throw new Error(`no pod is a ${component}`);
}

const chooses = ({ matchLabels = {}, matchExpressions = [] }, labels) =>
  fits(matchLabels, labels) && matchExpressions.every(({ key, values }) => values.includes(labels[key]));

function* references(containers, volumes) {
  for (const { secret, configMap, persistentVolumeClaim } of volumes) {
    if (secret) yield ['Secret', secret.secretName];
    if (configMap) yield ['ConfigMap', configMap.name];
    if (persistentVolumeClaim) yield ['PersistentVolumeClaim', persistentVolumeClaim.claimName];
  }
  for (const { env = [] } of containers)
    for (const { valueFrom } of env)
      if (valueFrom?.secretKeyRef) yield ['Secret', valueFrom.secretKeyRef.name];
}

const settings = new Map();

/** The environment variables that a service knows, from its own source. */
function settingsOf(service) {
  if (!settings.has(service)) {
    const sources =
      service === 'reverse-proxy'
        ? [join(root, 'services/reverse-proxy/templates/defaults.env')]
        : [join(root, `services/${service}/src/settings.ts`), ...configSources()];
    const names = sources.flatMap((source) => [
      ...readFileSync(source, 'utf8').matchAll(/^\s*([A-Z][A-Z0-9_]+)[:=]/gm),
    ]);
    settings.set(service, new Set(names.map(([, name]) => name)));
  }
  return settings.get(service);
}

function configSources() {
  const folder = join(root, 'libs/config/src');
  return readdirSync(folder)
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.spec.ts'))
    .map((name) => join(folder, name));
}
