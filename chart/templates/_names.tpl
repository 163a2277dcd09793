{{- define "rowhouse.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 40 | trimSuffix "-" }}
{{- end }}

{{/* Prefix of every object: the release's name, with the chart's when it does not hold it already. */}}
{{- define "rowhouse.fullname" -}}
{{- if .Values.fullnameOverride }}
{{- .Values.fullnameOverride | trunc 36 | trimSuffix "-" }}
{{- else if contains (include "rowhouse.name" .) .Release.Name }}
{{- .Release.Name | trunc 36 | trimSuffix "-" }}
{{- else }}
{{- printf "%s-%s" .Release.Name (include "rowhouse.name" .) | trunc 36 | trimSuffix "-" }}
{{- end }}
{{- end }}

{{/* Labels of one component's objects. Call with (list $ "api"). */}}
{{- define "rowhouse.labels" -}}
{{- $ := index . 0 -}}
{{ include "rowhouse.selector" . }}
app.kubernetes.io/version: {{ $.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ $.Release.Service }}
app.kubernetes.io/part-of: rowhouse
helm.sh/chart: {{ printf "%s-%s" $.Chart.Name $.Chart.Version | replace "+" "_" }}
{{- end }}

{{/* Labels that never change, by which a component's pods are found. A third element names the worker pool. */}}
{{- define "rowhouse.selector" -}}
{{- $ := index . 0 -}}
app.kubernetes.io/name: {{ include "rowhouse.name" $ }}
app.kubernetes.io/instance: {{ $.Release.Name }}
app.kubernetes.io/component: {{ index . 1 }}
{{- if gt (len .) 2 }}
rowhouse/pool: {{ index . 2 }}
{{- end }}
{{- end }}

{{/* One of Rowhouse's own images. Call with (list $ "api"). */}}
{{- define "rowhouse.image" -}}
{{- $ := index . 0 -}}
{{- $service := index . 1 -}}
{{- $digest := get $.Values.images (printf "%sDigest" ($service | replace "-p" "P")) -}}
{{- $name := printf "%s%s" $.Values.images.prefix $service -}}
{{- if $digest }}{{ $name }}@{{ $digest }}{{ else }}{{ $name }}:{{ $.Values.images.tag | default $.Chart.AppVersion }}{{ end }}
{{- end }}

{{- define "rowhouse.pullSecrets" -}}
{{- with .Values.images.pullSecrets }}
imagePullSecrets:
{{- range . }}
  - name: {{ . }}
{{- end }}
{{- end }}
{{- end }}

{{/* A list or map as YAML; nothing at all when it is empty. */}}
{{- define "rowhouse.list" -}}
{{- with . }}{{ toYaml . }}{{ end }}
{{- end }}
