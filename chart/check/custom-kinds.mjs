// The fields of kinds that operators add to Kubernetes, as far as this chart uses them, from the operators' own
// documentation of their API. A field that is not here is an error: it is misspelled, or is to be entered after a look.
//   '*' takes anything · [x] is a list of x · text is a type that the Kubernetes client knows, or a basic one

const labels = 'map';
const endpoint = { port: 'string', path: 'string', interval: 'string', scheme: 'string' };
const targetRef = { group: 'string', kind: 'string', name: 'string' };
const secretKey = { name: 'string', key: 'string' };
const tlsConfig = { ca: { secret: secretKey }, serverName: 'string' };
const selector = { matchLabels: labels };
const storage = { storageClass: 'string', size: 'string' };

/** The fields of `spec` by `apiVersion/kind`. */
export const customKinds = {
  'keda.sh/v1alpha1/ScaledObject': {
    scaleTargetRef: { apiVersion: 'string', kind: 'string', name: 'string' },
    minReplicaCount: 'integer',
    maxReplicaCount: 'integer',
    pollingInterval: 'integer',
    cooldownPeriod: 'integer',
    fallback: { failureThreshold: 'integer', replicas: 'integer' },
    advanced: { horizontalPodAutoscalerConfig: { behavior: '*' } },
    triggers: [{ type: 'string', authenticationRef: { name: 'string' }, metadata: labels }],
  },
  'keda.sh/v1alpha1/TriggerAuthentication': {
    secretTargetRef: [{ parameter: 'string', ...secretKey }],
  },
  'monitoring.coreos.com/v1/ServiceMonitor': {
    selector: { ...selector, matchExpressions: '*' },
    endpoints: [{ ...endpoint, tlsConfig }],
  },
  'monitoring.coreos.com/v1/PodMonitor': {
    selector: { ...selector, matchExpressions: '*' },
    podMetricsEndpoints: [{ ...endpoint, tlsConfig }],
  },
  'monitoring.coreos.com/v1/PrometheusRule': {
    groups: [
      {
        name: 'string',
        rules: [{ alert: 'string', expr: 'string', for: 'string', labels, annotations: labels }],
      },
    ],
  },
  'monitoring.googleapis.com/v1/PodMonitoring': {
    selector: { ...selector, matchExpressions: '*' },
    endpoints: [{ ...endpoint, tls: { insecureSkipVerify: 'boolean' } }],
  },
  'networking.gke.io/v1/HealthCheckPolicy': {
    default: {
      checkIntervalSec: 'integer',
      timeoutSec: 'integer',
      config: { type: 'string', httpHealthCheck: { requestPath: 'string', port: 'integer' } },
    },
    targetRef,
  },
  'networking.gke.io/v1/GCPBackendPolicy': {
    default: {
      timeoutSec: 'integer',
      connectionDraining: { drainingTimeoutSec: 'integer' },
      logging: { enabled: 'boolean', sampleRate: 'integer' },
      securityPolicy: 'string',
    },
    targetRef,
  },
  'networking.gke.io/v1/ManagedCertificate': { domains: ['string'] },
  'cloud.google.com/v1/BackendConfig': {
    timeoutSec: 'integer',
    connectionDraining: { drainingTimeoutSec: 'integer' },
    healthCheck: {
      type: 'string',
      requestPath: 'string',
      port: 'integer',
      checkIntervalSec: 'integer',
      timeoutSec: 'integer',
    },
    securityPolicy: { name: 'string' },
  },
  'networking.gke.io/v1beta1/FrontendConfig': {
    redirectToHttps: { enabled: 'boolean' },
  },
  'gateway.networking.k8s.io/v1/Gateway': {
    gatewayClassName: 'string',
    listeners: [
      {
        name: 'string',
        protocol: 'string',
        port: 'integer',
        hostname: 'string',
        tls: { mode: 'string', certificateRefs: [targetRef], options: labels },
      },
    ],
  },
  'gateway.networking.k8s.io/v1/HTTPRoute': {
    parentRefs: [{ name: 'string', namespace: 'string', sectionName: 'string' }],
    hostnames: ['string'],
    rules: [
      {
        backendRefs: [{ name: 'string', port: 'integer' }],
        filters: [
          { type: 'string', requestRedirect: { scheme: 'string', statusCode: 'integer', port: 'integer' } },
        ],
      },
    ],
  },
  'cert-manager.io/v1/Certificate': {
    secretName: 'string',
    dnsNames: ['string'],
    usages: ['string'],
    privateKey: { algorithm: 'string', size: 'integer', rotationPolicy: 'string' },
    issuerRef: targetRef,
  },
  'postgresql.cnpg.io/v1/Cluster': {
    instances: 'integer',
    imageName: 'string',
    imagePullPolicy: 'string',
    bootstrap: { initdb: { database: 'string', owner: 'string', postInitSQL: ['string'] } },
    storage,
    resources: 'V1ResourceRequirements',
    postgresql: {
      parameters: labels,
      synchronous: { method: 'string', number: 'integer', dataDurability: 'string' },
    },
    affinity: { nodeSelector: labels, tolerations: ['V1Toleration'] },
    managed: {
      roles: [{ name: 'string', ensure: 'string', login: 'boolean', inRoles: ['string'] }],
    },
    backup: {
      retentionPolicy: 'string',
      barmanObjectStore: {
        destinationPath: 'string',
        googleCredentials: { gkeEnvironment: 'boolean' },
        s3Credentials: {
          inheritFromIAMRole: 'boolean',
          accessKeyId: secretKey,
          secretAccessKey: secretKey,
        },
        endpointURL: 'string',
      },
    },
    serviceAccountTemplate: { metadata: { annotations: labels } },
  },
  'postgresql.cnpg.io/v1/Pooler': {
    cluster: { name: 'string' },
    instances: 'integer',
    type: 'string',
    pgbouncer: { poolMode: 'string', parameters: labels },
  },
  'postgresql.cnpg.io/v1/ScheduledBackup': {
    schedule: 'string',
    backupOwnerReference: 'string',
    cluster: { name: 'string' },
  },
  'rabbitmq.com/v1beta1/RabbitmqCluster': {
    replicas: 'integer',
    image: 'string',
    resources: 'V1ResourceRequirements',
    persistence: { storageClassName: 'string', storage: 'string' },
    rabbitmq: { additionalConfig: 'string', additionalPlugins: ['string'] },
    affinity: 'V1Affinity',
    tolerations: ['V1Toleration'],
  },
};
