{{- define "rowhouse.postgresSecret" -}}
{{- if eq .Values.postgres.mode "external" }}
{{- .Values.postgres.external.existingSecret | default (printf "%s-database" (include "rowhouse.fullname" .)) }}
{{- else if eq .Values.postgres.mode "cnpg" }}
{{- /* Made by the operator. */}}
{{- include "rowhouse.cnpgCluster" . }}-app
{{- else }}
{{- .Values.postgres.existingSecret | default (printf "%s-postgres" (include "rowhouse.fullname" .)) }}
{{- end }}
{{- end }}

{{- define "rowhouse.cnpgCluster" -}}
{{ include "rowhouse.fullname" . }}-pg
{{- end }}

{{- define "rowhouse.rabbitmqSecret" -}}
{{- if eq .Values.rabbitmq.mode "external" }}
{{- .Values.rabbitmq.external.existingSecret | default (printf "%s-broker" (include "rowhouse.fullname" .)) }}
{{- else if eq .Values.rabbitmq.mode "operator" }}
{{- /* Made by the operator. */}}
{{- include "rowhouse.fullname" . }}-rabbitmq-default-user
{{- else }}
{{- .Values.rabbitmq.existingSecret | default (printf "%s-rabbitmq" (include "rowhouse.fullname" .)) }}
{{- end }}
{{- end }}

{{- define "rowhouse.authSecret" -}}
{{- .Values.auth.existingSecret | default (printf "%s-auth" (include "rowhouse.fullname" .)) }}
{{- end }}

{{/* How api and admin find out who somebody is. */}}
{{- define "rowhouse.auth" -}}
{{- if .Values.auth.unsafeNoAuth -}}
- name: AUTH_MODE
  value: none
- name: UNSAFE_NO_AUTH
  value: "yes"
{{- else -}}
- name: AUTH_MODE
  value: token
- name: ADMIN_TOKEN
  valueFrom:
    secretKeyRef: { name: {{ include "rowhouse.authSecret" . }}, key: admin-token }
{{- end }}
{{- end }}

{{/* DATABASE_URL; the password is put in by the kubelet and is in no manifest. */}}
{{- define "rowhouse.databaseUrl" -}}
{{- if eq .Values.postgres.mode "bundled" -}}
- name: DATABASE_PASSWORD
  valueFrom:
    secretKeyRef: { name: {{ include "rowhouse.postgresSecret" . }}, key: password }
- name: DATABASE_URL
  value: postgres://{{ .Values.postgres.user }}:$(DATABASE_PASSWORD)@{{ include "rowhouse.fullname" . }}-postgres:5432/{{ .Values.postgres.database }}{{ include "rowhouse.postgresQuery" . }}
{{- else -}}
- name: DATABASE_URL
  valueFrom:
    secretKeyRef: { name: {{ include "rowhouse.postgresSecret" . }}, key: {{ include "rowhouse.postgresUrlKey" . }} }
{{- end }}
{{- end }}

{{/* The key of the database's whole URL in its Secret, where there is one. */}}
{{- define "rowhouse.postgresUrlKey" -}}
{{ ternary "uri" "url" (eq .Values.postgres.mode "cnpg") }}
{{- end }}

{{/* One URL per replica: the router asks each for its lag. */}}
{{- define "rowhouse.replicaUrls" -}}
{{- $fullname := include "rowhouse.fullname" . }}
{{- if eq .Values.postgres.mode "external" -}}
- name: DATABASE_REPLICA_URLS
  valueFrom:
    secretKeyRef: { name: {{ include "rowhouse.postgresSecret" . }}, key: replica-urls, optional: true }
{{- else -}}
{{- $hosts := list }}
{{- if eq .Values.postgres.mode "cnpg" }}
{{- /* Any of them may be the primary for a while; the router reads standbys only. */}}
{{- range $index := until (int (add1 .Values.postgres.replicas)) }}
{{- $hosts = append $hosts (printf "%s-%d" (include "rowhouse.cnpgCluster" $) (add1 $index)) }}
{{- end }}
- name: DATABASE_PASSWORD
  valueFrom:
    secretKeyRef: { name: {{ include "rowhouse.postgresSecret" . }}, key: password }
{{ else }}
{{- /* Node.js takes a wildcard of a certificate only in names of three parts and more. */}}
{{- $domain := ternary (printf ".%s.svc" $.Release.Namespace) "" $.Values.tls.enabled }}
{{- range $index := until (int .Values.postgres.replicas) }}
{{- $hosts = append $hosts (printf "%s-postgres-replica-%d.%s-postgres-nodes%s" $fullname $index $fullname $domain) }}
{{- end }}
{{- end }}
{{- $urls := list }}
{{- $query := eq .Values.postgres.mode "bundled" | ternary (include "rowhouse.postgresQuery" .) "" }}
{{- range $hosts }}
{{- $urls = append $urls (printf "postgres://%s:$(DATABASE_PASSWORD)@%s:5432/%s%s" $.Values.postgres.user . $.Values.postgres.database $query) }}
{{- end -}}
- name: DATABASE_REPLICA_URLS
  value: {{ join "," $urls | quote }}
{{- end }}
- name: DATABASE_MAX_REPLICA_LAG_MS
  value: {{ int .Values.database.maxReplicaLagMs | quote }}
- name: DATABASE_PRIMARY_READ_LIMIT
  value: {{ int .Values.database.primaryReadLimit | quote }}
{{- end }}

{{- define "rowhouse.queueUrl" -}}
{{- if eq .Values.rabbitmq.mode "external" -}}
- name: QUEUE_URL
  valueFrom:
    secretKeyRef: { name: {{ include "rowhouse.rabbitmqSecret" . }}, key: url }
{{- else if eq .Values.rabbitmq.mode "operator" -}}
- name: QUEUE_USER
  valueFrom:
    secretKeyRef: { name: {{ include "rowhouse.rabbitmqSecret" . }}, key: username }
- name: QUEUE_PASSWORD
  valueFrom:
    secretKeyRef: { name: {{ include "rowhouse.rabbitmqSecret" . }}, key: password }
- name: QUEUE_URL
  value: amqp://$(QUEUE_USER):$(QUEUE_PASSWORD)@{{ include "rowhouse.fullname" . }}-rabbitmq:5672
{{- else if eq .Values.rabbitmq.mode "bundled" -}}
- name: QUEUE_PASSWORD
  valueFrom:
    secretKeyRef: { name: {{ include "rowhouse.rabbitmqSecret" . }}, key: password }
- name: QUEUE_URL
  {{- if .Values.tls.enabled }}
  value: amqps://{{ .Values.rabbitmq.user }}:$(QUEUE_PASSWORD)@{{ include "rowhouse.fullname" . }}-rabbitmq:5671?cacertfile=/tls/ca.crt
  {{- else }}
  value: amqp://{{ .Values.rabbitmq.user }}:$(QUEUE_PASSWORD)@{{ include "rowhouse.fullname" . }}-rabbitmq:5672
  {{- end }}
{{- else -}}
- name: QUEUE_URL
  value: postgres
{{- end }}
{{- end }}

{{/* What api, admin and worker have in common. */}}
{{- define "rowhouse.environment" -}}
- name: LOG_LEVEL
  value: {{ .Values.logLevel }}
- name: HOST
  value: 0.0.0.0
{{ include "rowhouse.databaseUrl" . }}
- name: DATABASE_POOL_SIZE
  value: {{ int .Values.database.poolSize | quote }}
{{ include "rowhouse.queueUrl" . }}
{{ include "rowhouse.blobEnvironment" . }}
{{- end }}

{{/* Where the files are, and how a bucket is opened. */}}
{{- define "rowhouse.blobEnvironment" -}}
{{- $blobs := .Values.blobs }}
- name: BLOB_URL
{{- if eq $blobs.mode "volume" }}
  value: file:///blobs
{{- else }}
  value: {{ ternary "gs" "s3" (eq $blobs.mode "gcs") }}://{{ list $blobs.bucket $blobs.prefix | compact | join "/" }}
{{- end }}
{{- if eq $blobs.mode "s3" }}
- name: AWS_REGION
  value: {{ $blobs.s3.region }}
{{- with $blobs.s3.endpoint }}
- name: S3_ENDPOINT
  value: {{ . }}
{{- end }}
{{- with $blobs.s3.existingSecret }}
- name: AWS_ACCESS_KEY_ID
  valueFrom:
    secretKeyRef: { name: {{ . }}, key: access-key-id }
- name: AWS_SECRET_ACCESS_KEY
  valueFrom:
    secretKeyRef: { name: {{ . }}, key: secret-access-key }
{{- end }}
{{- end }}
{{- end }}

{{/* Rolls the pods when values that became a Secret change; generated passwords never do. */}}
{{- define "rowhouse.connectionsChecksum" -}}
rowhouse/connections: {{ list .Values.postgres.external .Values.rabbitmq.external | toJson | sha256sum | trunc 16 | quote }}
{{- end }}

{{- define "rowhouse.blobClaim" -}}
{{ .Values.blobs.existingClaim | default (printf "%s-blobs" (include "rowhouse.fullname" .)) }}
{{- end }}

{{/* The files' volume and its place in a container; nothing when they are in a bucket. */}}
{{- define "rowhouse.blobVolume" -}}
{{- if eq .Values.blobs.mode "volume" -}}
- name: blobs
  persistentVolumeClaim: { claimName: {{ include "rowhouse.blobClaim" . }} }
{{- end }}
{{- end }}

{{- define "rowhouse.blobMount" -}}
{{- if eq .Values.blobs.mode "volume" -}}
- { name: blobs, mountPath: /blobs }
{{- end }}
{{- end }}
