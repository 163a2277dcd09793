// Objects that a release of a set of values needs and does not make.

/** What values say is there already. */
export const outside = {
  'existing-secrets': [
    'Secret/pg-secret',
    'Secret/mq-secret',
    'Secret/auth-secret',
    'PersistentVolumeClaim/my-files',
  ],
  'external-secrets': ['Secret/managed-pg'],
  'profiles/gke': ['Secret/cloud-sql'],
  'profiles/large': ['Secret/house-rowhouse-pg-app', 'Secret/house-rowhouse-rabbitmq-default-user'],
  operators: ['Secret/house-rowhouse-pg-app', 'Secret/house-rowhouse-rabbitmq-default-user'],
  s3: ['Secret/bucket-key'],
  'tls-cert-manager': ['services', 'postgres', 'rabbitmq'].map((part) => `Secret/house-rowhouse-tls-${part}`),
};
