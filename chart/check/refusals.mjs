// Values that must not render, and the sentence that says why.

/** Flags of helm, what the complaint holds, and what is wrong in words. */
export const refusals = [
  [['--set', 'api.replica=3'], /replica/, 'an unknown value'],
  [['--set', 'worker.pools.cpu.replica=3'], /replica/, 'an unknown value of a pool'],
  [['--set', 'logLevel=loud'], /logLevel/, 'a wrong word'],
  [['--set', 'postgres.mode=external'], /set postgres\.external\.url/, 'an external Postgres without URL'],
  [['--set', 'rabbitmq.mode=external'], /set rabbitmq\.external\.url/, 'an external broker without URL'],
  [
    ['--set', 'postgres.synchronousReplicas=2'],
    /every commit would wait/,
    'more synchronous replicas than replicas',
  ],
  [['--set', 'api.autoscaling.minReplicas=20'], /minReplicas 20 is more than/, 'a wrong range of pods'],
  [
    ['--set', 'worker.pools.cpu.autoscaler=hpa,worker.pools.cpu.autoscaling.cpuPercent=null'],
    /nothing to go by/,
    'an autoscaler without metric',
  ],
  [
    ['--set', 'worker.pools.cpu.autoscaler=hpa,worker.pools.cpu.autoscaling.minReplicas=0'],
    /an HPA can't see/,
    'an HPA from zero',
  ],
  [['--set', 'worker.pools.cpu.autoscaler=magic'], /autoscaler/, 'an unknown autoscaler'],
  [
    ['--set', 'worker.pools.cpu.autoscaler=keda,worker.pools.cpu.keda.trigger=rabbitmq,rabbitmq.mode=none'],
    /set the trigger postgres/,
    'a count in a broker that is not there',
  ],
  [
    ['--set', 'worker.pools.cpu.autoscaler=keda,rabbitmq.consumerTimeoutMs=60000'],
    /make that longer/,
    'a job longer than RabbitMQ waits',
  ],
  [
    ['--set', 'worker.pools.gpu.gpu.sharing=mps,worker.pools.gpu.gpu.count=2'],
    /set gpu\.count to 1/,
    'two shared accelerators',
  ],
  [['--set', 'worker.pools.cpu.gpu.warmUp=true'], /set gpu\.count/, 'a warm-up without accelerator'],
  [['--set', 'api.groups.slow.replicas=1'], /slow/, 'an unknown group of the api'],
  [['--set', 'blobs.mode=s3'], /set blobs\.bucket/, 'a bucket without a name'],
  [
    ['--set', 'postgres.mode=cnpg,postgres.backup.enabled=true'],
    /leave its backups/,
    'dumps of a Postgres of an operator',
  ],
  [['--set', 'gateway.enabled=true'], /set gateway\.className/, 'a Gateway without a class'],
  [
    ['--set', 'gateway.enabled=true,gateway.className=x,ingress.enabled=true,ingress.hosts={a}'],
    /choose one/,
    'two ways in',
  ],
  [['--set', 'ingress.enabled=true'], /at least one host/, 'an Ingress without host'],
  [['--set', 'tls.enabled=true,tls.source=certManager'], /set tls\.issuer\.name/, 'TLS without an issuer'],
  [
    ['--set', 'tls.enabled=true,tls.source=existing,tls.existingSecrets.services=mine'],
    /set tls\.existingSecrets\.postgres/,
    'TLS without a certificate of yours',
  ],
  [
    ['--set', 'blobs.mode=gcs,blobs.bucket=data,worker.pools.cpu.concurrency=3'],
    /worker\.pools\.cpu\.scratchSize is 20Gi \(20480 MiB\).* need 30720/,
    'three jobs whose local copies do not fit',
  ],
  [
    ['--set', 'blobs.mode=gcs,blobs.bucket=data,api.groups.files.scratchSize=9000M'],
    /api\.groups\.files\.scratchSize is 9000M \(8583 MiB\).* need 9216/,
    'an api whose local copies do not fit',
  ],
  [
    [
      ...['--set', 'blobs.mode=gcs,blobs.bucket=data,api.extraEnv[0].name=BLOB_CACHE_MB'],
      ...['--set-string', 'api.extraEnv[0].value=20000'],
    ],
    /local copies of 20000 MB/,
    'a cache of a setting that does not fit',
  ],
];
