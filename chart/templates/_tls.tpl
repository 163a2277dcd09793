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
{{- if (index . 0).Values.tls.enabled -}}
{{- include "rowhouse.tlsVolumeOf" (prepend (slice . 2) (include "rowhouse.tlsSecret" .)) -}}
{{- end }}
{{- end }}

{{/* The same of a Secret that is known. Call with (list name), or with a second element for the authority alone. */}}
{{- define "rowhouse.tlsVolumeOf" -}}
- name: tls
  secret:
    secretName: {{ index . 0 }}
    defaultMode: 0440
    {{- if gt (len .) 1 }}
    items: [{ key: ca.crt, path: ca.crt }]
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

{{/* Rolls the pods when a generated authority is another, which their neighbours would not believe. */}}
{{- define "rowhouse.tlsChecksum" -}}
{{- if and .Values.tls.enabled (eq .Values.tls.source "generated") -}}
rowhouse/authority: {{ (include "rowhouse.generated" . | fromYaml).authority | sha256sum | trunc 16 | quote }}
{{- end }}
{{- end }}

{{/*
The generated certificates by part and the authority's, as YAML. What the cluster has already stays; what is missing, or
is for other names, is signed by the authority that is kept. Each call would make others, so the first one is remembered.
*/}}
{{- define "rowhouse.generated" -}}
{{- if not (hasKey .Release "generatedTls") -}}
{{- $_ := set .Release "generatedTls" (include "rowhouse.generate" .) -}}
{{- end -}}
{{- get .Release "generatedTls" -}}
{{- end }}

{{- define "rowhouse.generate" -}}
{{- $days := 3650 -}}
{{- $parts := include "rowhouse.certificates" . | fromYaml -}}
{{- $known := dict -}}
{{- /* By part, for which names its certificate is; empty for those from before that was written down, which are believed. */ -}}
{{- $names := dict -}}
{{- range $part, $wanted := $parts -}}
{{- with lookup "v1" "Secret" $.Release.Namespace (include "rowhouse.tlsSecret" (list $ $part)) -}}
{{- $of := get (.metadata.annotations | default dict) "rowhouse/names" -}}
{{- if or (not $of) (eq $of (include "rowhouse.tlsNames" $wanted)) -}}
{{- $_ := set $known $part .data -}}
{{- $_ := set $names $part ($of | default "") -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- $kept := dict -}}
{{- with lookup "v1" "Secret" .Release.Namespace (include "rowhouse.tlsSecret" (list . "authority")) -}}{{- $kept = .data -}}{{- end -}}
{{- if and (not $kept) (ne (len $known) (len $parts)) -}}
{{- /* Releases from before the key was kept: only a new authority can sign what is missing, and so signs all. */ -}}
{{- $known = dict -}}
{{- $made := genCA (printf "%s authority" (include "rowhouse.fullname" .)) $days -}}
{{- $kept = dict "tls.crt" (b64enc $made.Cert) "tls.key" (b64enc $made.Key) -}}
{{- end -}}
{{- if $kept -}}
{{- $authority := buildCustomCert (get $kept "tls.crt") (get $kept "tls.key") -}}
{{- range $part, $wanted := $parts -}}
{{- $has := get $known $part | default dict -}}
{{- if ne (get $has "ca.crt") (get $kept "tls.crt") -}}
{{- $made := genSignedCert (first $wanted) nil $wanted $days $authority -}}
{{- $_ := set $known $part (dict "tls.crt" (b64enc $made.Cert) "tls.key" (b64enc $made.Key) "ca.crt" (get $kept "tls.crt")) -}}
{{- $_ := set $names $part (include "rowhouse.tlsNames" $wanted) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- dict "parts" $known "names" $names "kept" $kept "authority" (get (get $known "services") "ca.crt") | toYaml -}}
{{- end }}

{{/* Short for the names of a certificate. */}}
{{- define "rowhouse.tlsNames" -}}
{{ toJson . | sha256sum | trunc 16 }}
{{- end }}
