// The fields of kinds that operators add to Kubernetes and whose types are not in schemas.json, as far as this chart uses
// them, from the operators' own documentation. A field that is not here is an error: it is misspelled, or is to be
// entered after a look.
//   '*' takes anything · [x] is a list of x · text is a definition of schemas.json, or a basic type

const labels = 'map';
const targetRef = { group: 'string', kind: 'string', name: 'string' };
const secretKey = { name: 'string', key: 'string' };
const selector = { matchLabels: labels };
const storage = { storageClass: 'string', size: 'string' };

/** The fields of `spec` by `apiVersion/kind`. */
export const customKinds = {
  'monitoring.googleapis.com/v1/PodMonitoring': {
    selector: { ...selector, matchExpressions: '*' },
    endpoints: [
      {
        port: 'string',
        path: 'string',
        interval: 'string',
        scheme: 'string',
        tls: { insecureSkipVerify: 'boolean' },
      },
    ],
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
    resources: 'core.v1.ResourceRequirements',
    postgresql: {
      parameters: labels,
      synchronous: { method: 'string', number: 'integer', dataDurability: 'string' },
    },
    affinity: { nodeSelector: labels, tolerations: ['core.v1.Toleration'] },
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
    resources: 'core.v1.ResourceRequirements',
    persistence: { storageClassName: 'string', storage: 'string' },
    rabbitmq: { additionalConfig: 'string', additionalPlugins: ['string'] },
    affinity: 'core.v1.Affinity',
    tolerations: ['core.v1.Toleration'],
  },
};
