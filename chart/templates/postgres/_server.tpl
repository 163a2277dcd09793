{{/* A StatefulSet of Postgres servers. Call with (list $ "postgres"|"postgres-replica" replicas script). */}}
{{- define "rowhouse.postgresServer" -}}
{{- $ := index . 0 -}}
{{- $component := index . 1 -}}
{{- $fullname := include "rowhouse.fullname" $ -}}
apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: {{ $fullname }}-{{ $component }}
  labels:
    {{- include "rowhouse.labels" (list $ $component) | nindent 4 }}
spec:
  serviceName: {{ $fullname }}-postgres-nodes
  replicas: {{ index . 2 }}
  podManagementPolicy: Parallel
  selector:
    matchLabels:
      {{- include "rowhouse.selector" (list $ $component) | nindent 6 }}
  template:
    metadata:
      labels:
        {{- include "rowhouse.labels" (list $ $component) | nindent 8 }}
        rowhouse/postgres: server
      annotations:
        checksum/config: {{ include (print $.Template.BasePath "/postgres/config.yaml") $ | sha256sum }}
        {{- include "rowhouse.tlsChecksum" $ | nindent 8 }}
    spec:
      {{- include "rowhouse.pod" (list $ "postgres" 999) | nindent 6 }}
      {{- $spread := dict "podAntiAffinity" (dict "preferredDuringSchedulingIgnoredDuringExecution" (list (dict "weight" 100 "podAffinityTerm" (dict "topologyKey" "kubernetes.io/hostname" "labelSelector" (dict "matchLabels" (dict "app.kubernetes.io/instance" $.Release.Name "rowhouse/postgres" "server")))))) }}
      {{- include "rowhouse.scheduling" (list $ (merge (dict "affinity" $spread) $.Values.postgres) $component false) | nindent 6 }}
      terminationGracePeriodSeconds: 120
      containers:
        - name: postgres
          image: {{ $.Values.postgres.image }}
          imagePullPolicy: {{ $.Values.images.pullPolicy }}
          command: [sh, /config/{{ index . 3 }}]
          ports:
            - { name: postgres, containerPort: 5432 }
          env:
            - { name: PGDATA, value: /data/pgdata }
            - { name: CONFIG, value: /config }
            - { name: SECRETS, value: /secrets }
            - { name: SOCKETS, value: /var/run/postgresql }
            - { name: POSTGRES_USER, value: {{ $.Values.postgres.user }} }
            - { name: POSTGRES_DATABASE, value: {{ $.Values.postgres.database }} }
            - { name: PRIMARY_HOST, value: {{ $fullname }}-postgres }
            - { name: LC_ALL, value: C.UTF-8 }
            {{- include "rowhouse.tlsOfPostgres" $ | nindent 12 }}
          # Recovery after a crash and the first clone may take long; neither is a reason to start again.
          startupProbe:
            exec: { command: [pg_isready, --quiet, --host=/var/run/postgresql] }
            periodSeconds: 5
            timeoutSeconds: 5
            failureThreshold: 720
          livenessProbe:
            # 1 is a server that refuses connections for the moment, 2 is none.
            exec: { command: [sh, -c, "pg_isready --quiet --host=/var/run/postgresql || [ $? -eq 1 ]"] }
            periodSeconds: 10
            timeoutSeconds: 5
            failureThreshold: 6
          readinessProbe:
            exec: { command: [pg_isready, --quiet, --host=/var/run/postgresql] }
            periodSeconds: 5
            timeoutSeconds: 5
          lifecycle:
            preStop:
              # The signal alone would wait for every client to leave.
              exec: { command: [sh, -c, pg_ctl stop --mode=fast --wait --timeout=110] }
          resources:
            {{- toYaml $.Values.postgres.resources | nindent 12 }}
          securityContext:
            {{- include "rowhouse.restricted" $ | nindent 12 }}
          volumeMounts:
            - { name: data, mountPath: /data }
            - { name: config, mountPath: /config, readOnly: true }
            - { name: secrets, mountPath: /secrets, readOnly: true }
            - { name: sockets, mountPath: /var/run/postgresql }
            - { name: memory, mountPath: /dev/shm }
            - { name: tmp, mountPath: /tmp }
            {{- include "rowhouse.tlsMount" $ | nindent 12 }}
      volumes:
        - name: config
          configMap: { name: {{ $fullname }}-postgres }
        - name: secrets
          secret: { secretName: {{ include "rowhouse.postgresSecret" $ }}, defaultMode: 0440 }
        - name: sockets
          emptyDir: {}
        - name: memory
          emptyDir: { medium: Memory, sizeLimit: 256Mi }
        - name: tmp
          emptyDir: { sizeLimit: 1Gi }
        {{- include "rowhouse.tlsVolume" (list $ "postgres") | nindent 8 }}
  volumeClaimTemplates:
    - apiVersion: v1
      kind: PersistentVolumeClaim
      metadata:
        name: data
      spec:
        accessModes: [ReadWriteOnce]
        {{- with $.Values.postgres.storage.className }}
        storageClassName: {{ . }}
        {{- end }}
        resources:
          requests: { storage: {{ $.Values.postgres.storage.size }} }
{{- end }}
