{{/* What every pod here has in common: restricted, quiet, without a token. Call with (list $ component uid). */}}
{{- define "rowhouse.pod" -}}
{{- $ := index . 0 -}}
{{- $component := index . 1 -}}
{{- $uid := index . 2 -}}
serviceAccountName: {{ include "rowhouse.fullname" $ }}-{{ $component }}
automountServiceAccountToken: {{ and (eq $component "admin") $.Values.admin.rbac }}
enableServiceLinks: false
securityContext:
  runAsNonRoot: true
  runAsUser: {{ $uid }}
  runAsGroup: {{ $uid }}
  fsGroup: {{ $uid }}
  fsGroupChangePolicy: OnRootMismatch
  seccompProfile:
    type: RuntimeDefault
{{- include "rowhouse.pullSecrets" $ }}
{{- end }}

{{- define "rowhouse.restricted" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities:
  drop: [ALL]
{{- end }}

{{/* Where the pods run. Call with (list $ values component needsBlobs [pool]). */}}
{{- define "rowhouse.scheduling" -}}
{{- $ := index . 0 -}}
{{- $values := index . 1 -}}
{{- $component := index . 2 -}}
{{- $needsBlobs := index . 3 -}}
{{- $selector := concat (list $ $component) (slice . 4) -}}
{{- with $values.nodeSelector }}
nodeSelector:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with $values.tolerations }}
tolerations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- $affinity := deepCopy ($values.affinity | default dict) }}
{{- if and $needsBlobs (eq $.Values.blobs.mode "volume") (eq $.Values.blobs.accessMode "ReadWriteOnce") }}
{{- /* The volume can be on one node only: all pods that need it go there. */}}
{{- $term := dict "topologyKey" "kubernetes.io/hostname" "labelSelector" (dict "matchLabels" (dict "app.kubernetes.io/instance" $.Release.Name "rowhouse/blobs" "shared")) }}
{{- $pod := get $affinity "podAffinity" | default dict }}
{{- $required := append (get $pod "requiredDuringSchedulingIgnoredDuringExecution" | default list) $term }}
{{- $_ := set $affinity "podAffinity" (merge (dict "requiredDuringSchedulingIgnoredDuringExecution" $required) $pod) }}
{{- end }}
{{- with $affinity }}
affinity:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with $values.priorityClassName }}
priorityClassName: {{ . }}
{{- end }}
topologySpreadConstraints:
  - maxSkew: 1
    topologyKey: topology.kubernetes.io/zone
    whenUnsatisfiable: ScheduleAnyway
    labelSelector:
      matchLabels:
        {{- include "rowhouse.selector" $selector | nindent 8 }}
  - maxSkew: 1
    topologyKey: kubernetes.io/hostname
    whenUnsatisfiable: ScheduleAnyway
    labelSelector:
      matchLabels:
        {{- include "rowhouse.selector" $selector | nindent 8 }}
{{- end }}

{{/*
Waits for Postgres and brings its schema to what this version needs; does nothing when it is there already.
Call with (list $ valuesOfTheComponent).
*/}}
{{- define "rowhouse.schemaContainer" -}}
{{- $ := index . 0 -}}
- name: schema
  image: {{ include "rowhouse.image" (list $ "admin") }}
  imagePullPolicy: {{ $.Values.images.pullPolicy }}
  command: [sh, -c]
  args:
    - |
      for try in $(seq 60); do
        node services/admin/dist/migrate.js && exit 0
        sleep 2
      done
      exit 1
  env:
    {{- include "rowhouse.databaseUrl" $ | nindent 4 }}
    - name: LOG_LEVEL
      value: {{ $.Values.logLevel }}
  resources:
    {{- toYaml $.Values.migrations.resources | nindent 4 }}
  securityContext:
    {{- include "rowhouse.restricted" $ | nindent 4 }}
  volumeMounts:
    - { name: tmp, mountPath: /tmp }
    {{- include "rowhouse.tlsMount" $ | nindent 4 }}
    {{- include "rowhouse.list" (index . 1).extraVolumeMounts | nindent 4 }}
{{- end }}

{{/* Gives Kubernetes time to take the pod out of its Services before it stops to listen. */}}
{{- define "rowhouse.preStop" -}}
lifecycle:
  preStop:
    exec:
      command: [sleep, "5"]
{{- end }}

{{/* Alive is the process alone; ready is what it needs, too. Call with (list $ readinessPath). */}}
{{- define "rowhouse.probes" -}}
{{- $scheme := include "rowhouse.scheme" (index . 0) | upper }}
startupProbe:
  httpGet: { path: /healthcheck, port: http, scheme: {{ $scheme }} }
  periodSeconds: 2
  failureThreshold: 60
livenessProbe:
  httpGet: { path: /healthcheck, port: http, scheme: {{ $scheme }} }
  periodSeconds: 10
  timeoutSeconds: 5
  failureThreshold: 6
readinessProbe:
  httpGet: { path: {{ index . 1 }}, port: http, scheme: {{ $scheme }} }
  periodSeconds: 5
  timeoutSeconds: 5
  failureThreshold: 2
{{- end }}
