{{/* The parts that show a certificate of this chart, with the names that each must have. */}}
{{- define "rowhouse.certificates" -}}
{{- $fullname := include "rowhouse.fullname" . -}}
{{- $names := list -}}
{{- range $component, $_ := omit (include "rowhouse.services" . | fromYaml) "reverse-proxy" -}}
{{- $names = append $names (printf "%s-%s" $fullname $component) -}}
{{- end -}}
{{- $certificates := dict "services" $names -}}
{{- if eq .Values.postgres.mode "bundled" -}}
{{- $_ := set $certificates "postgres" (list (printf "%s-postgres" $fullname) (printf "%s-postgres-read" $fullname) (printf "*.%s-postgres-nodes" $fullname)) -}}
{{- end -}}
{{- if eq .Values.rabbitmq.mode "bundled" -}}
{{- $_ := set $certificates "rabbitmq" (list (printf "%s-rabbitmq" $fullname)) -}}
{{- end -}}
{{- $all := dict -}}
{{- range $part, $names := $certificates -}}
{{- $each := list -}}
{{- range $names -}}
{{- $each = concat $each (list . (printf "%s.%s" . $.Release.Namespace) (printf "%s.%s.svc" . $.Release.Namespace) (printf "%s.%s.svc.%s" . $.Release.Namespace $.Values.clusterDomain)) -}}
{{- end -}}
{{- $_ := set $all $part $each -}}
{{- end -}}
{{- toYaml $all -}}
{{- end }}

{{/* The Secret with a part's certificate. Call with (list $ "services"). */}}
{{- define "rowhouse.tlsSecret" -}}
{{- $ := index . 0 -}}
{{- $part := index . 1 -}}
{{- if eq $.Values.tls.source "existing" -}}
{{- get $.Values.tls.existingSecrets $part -}}
{{- else -}}
{{- include "rowhouse.fullname" $ }}-tls-{{ $part -}}
{{- end -}}
{{- end }}

{{/* A part's certificate as a volume. Call with (list $ "services"), or with a third element for the authority alone. */}}
{{- define "rowhouse.tlsVolume" -}}
{{- $ := index . 0 -}}
{{- if $.Values.tls.enabled -}}
- name: tls
  secret:
    secretName: {{ include "rowhouse.tlsSecret" . }}
    defaultMode: 0440
    {{- if gt (len .) 2 }}
    items: [{ key: ca.crt, path: ca.crt }]
    {{- end }}
{{- end }}
{{- end }}

{{- define "rowhouse.tlsMount" -}}
{{- if .Values.tls.enabled -}}
- { name: tls, mountPath: /tls, readOnly: true }
{{- end }}
{{- end }}

{{/* What a service is told of its own certificate. */}}
{{- define "rowhouse.tlsEnvironment" -}}
{{- if .Values.tls.enabled -}}
- name: TLS_DIR
  value: /tls
{{- end }}
{{- end }}

{{/* What PostgreSQL's programs are told of the server that they ask. */}}
{{- define "rowhouse.tlsOfPostgres" -}}
{{- if .Values.tls.enabled -}}
- { name: PGSSLMODE, value: verify-full }
- { name: PGSSLROOTCERT, value: /tls/ca.crt }
{{- end }}
{{- end }}

{{/* What ends the URL of the bundled Postgres. */}}
{{- define "rowhouse.postgresQuery" -}}
{{- if .Values.tls.enabled -}}
?sslmode=verify-full&sslrootcert=/tls/ca.crt
{{- end }}
{{- end }}

{{/* HTTP or HTTPS of api, admin and workers. */}}
{{- define "rowhouse.scheme" -}}
{{ ternary "https" "http" .Values.tls.enabled }}
{{- end }}
