{{/*
KEDA's scaler of a worker pool. It counts work that is not finished, waiting and running alike: a count of waiting work
alone would be zero while the last job runs, and take its pod away. Call with (list $ pool values).
*/}}
{{- define "rowhouse.scaledObject" -}}
{{- $ := index . 0 -}}
{{- $pool := index . 1 -}}
{{- $values := index . 2 -}}
{{- $name := printf "%s-worker-%s" (include "rowhouse.fullname" $) $pool -}}
{{- $perPod := int ($values.keda.jobsPerPod | default $values.concurrency) }}
{{- $byBroker := eq $values.keda.trigger "rabbitmq" }}
{{- $ownBroker := and $byBroker (eq $.Values.rabbitmq.mode "bundled") }}
{{- if $ownBroker }}
---
# KEDA takes the user's name from where it takes the password, and from nowhere else.
apiVersion: v1
kind: ConfigMap
metadata:
  name: {{ $name }}-keda
  labels:
    {{- include "rowhouse.labels" (list $ "worker" $pool) | nindent 4 }}
data:
  username: {{ $.Values.rabbitmq.user | quote }}
{{- end }}
---
apiVersion: keda.sh/v1alpha1
kind: TriggerAuthentication
metadata:
  name: {{ $name }}
  labels:
    {{- include "rowhouse.labels" (list $ "worker" $pool) | nindent 4 }}
spec:
  {{- if $ownBroker }}
  configMapTargetRef:
    - { parameter: username, name: {{ $name }}-keda, key: username }
  {{- end }}
  secretTargetRef:
    {{- if $byBroker }}
    - { parameter: password, name: {{ include "rowhouse.rabbitmqSecret" $ }}, key: password }
    {{- if not $ownBroker }}
    - { parameter: username, name: {{ include "rowhouse.rabbitmqSecret" $ }}, key: username }
    {{- end }}
    {{- else if eq $.Values.postgres.mode "bundled" }}
    - { parameter: password, name: {{ include "rowhouse.postgresSecret" $ }}, key: password }
    {{- else }}
    - { parameter: connection, name: {{ include "rowhouse.postgresSecret" $ }}, key: {{ include "rowhouse.postgresUrlKey" $ }} }
    {{- end }}
---
apiVersion: keda.sh/v1alpha1
kind: ScaledObject
metadata:
  name: {{ $name }}
  labels:
    {{- include "rowhouse.labels" (list $ "worker" $pool) | nindent 4 }}
spec:
  scaleTargetRef: { apiVersion: apps/v1, kind: Deployment, name: {{ $name }} }
  minReplicaCount: {{ $values.autoscaling.minReplicas }}
  maxReplicaCount: {{ $values.autoscaling.maxReplicas }}
  pollingInterval: {{ $values.keda.pollingSeconds }}
  cooldownPeriod: {{ $values.keda.cooldownSeconds }}
  fallback: { failureThreshold: 3, replicas: {{ $values.keda.fallbackReplicas }} }
  {{- with $values.autoscaling.behavior }}
  advanced:
    horizontalPodAutoscalerConfig:
      behavior:
        {{- toYaml . | nindent 8 }}
  {{- end }}
  triggers:
    {{- if eq $values.keda.trigger "rabbitmq" }}
    - type: rabbitmq
      authenticationRef: { name: {{ $name }} }
      metadata:
        # The HTTP API knows what workers hold; AMQP would tell what waits only.
        protocol: http
        host: http://{{ include "rowhouse.fullname" $ }}-rabbitmq.{{ $.Release.Namespace }}.svc.{{ $.Values.clusterDomain }}:15672/
        vhostName: /
        queueName: rowhouse.jobs.{{ $pool }}
        mode: QueueLength
        excludeUnacknowledged: "false"
        value: {{ $perPod | quote }}
    {{- else }}
    - type: postgresql
      authenticationRef: { name: {{ $name }} }
      metadata:
        {{- if eq $.Values.postgres.mode "bundled" }}
        host: {{ include "rowhouse.fullname" $ }}-postgres.{{ $.Release.Namespace }}.svc.{{ $.Values.clusterDomain }}
        port: "5432"
        userName: {{ $.Values.postgres.user }}
        dbName: {{ $.Values.postgres.database }}
        # It has no place for an authority of ours; TLS without knowing whose.
        sslmode: {{ ternary "require" "disable" $.Values.tls.enabled }}
        {{- end }}
        # More than what all pods together take need not be counted.
        query: >-
          SELECT count(*) FROM (SELECT 1 FROM job WHERE pool = '{{ $pool }}'
          AND (state = 'running' OR state = 'queued' AND run_at <= now())
          LIMIT {{ mul $perPod $values.autoscaling.maxReplicas }}) AS unfinished
        targetQueryValue: {{ $perPod | quote }}
        activationTargetQueryValue: "0"
    {{- end }}
{{- end }}
