{{/*
A setting of a service, from a value; nothing when `extraEnv` sets it, since a name must not be there twice. Lists become
text with commas. Call with (list extraEnv name value).
*/}}
{{- define "rowhouse.setting" -}}
{{- $name := index . 1 -}}
{{- $value := index . 2 -}}
{{- $own := false -}}
{{- range index . 0 -}}{{- if eq .name $name -}}{{- $own = true -}}{{- end -}}{{- end -}}
{{- if not $own -}}
{{- if kindIs "slice" $value }}{{ $value = join "," $value }}{{ else if not (kindIs "string" $value) }}{{ $value = int64 $value }}{{ end -}}
- name: {{ $name }}
  value: {{ $value | quote }}
{{- end -}}
{{- end }}
