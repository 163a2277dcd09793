{{/* The values of every rendered pool, by name, as YAML: defaults with the pool's own laid over, and what follows from them. */}}
{{- define "rowhouse.pools" -}}
{{- $pools := dict }}
{{- range $name, $own := .Values.worker.pools }}
{{- $laid := deepCopy ($own | default dict) }}
{{- if kindIs "invalid" $laid.replicas }}{{ $laid = omit $laid "replicas" }}{{ end }}
{{- $pool := mustMergeOverwrite (deepCopy $.Values.worker.defaults) $laid }}
{{- if $pool.enabled }}
{{- if kindIs "invalid" $pool.graceSeconds }}{{ $_ := set $pool "graceSeconds" $pool.jobTimeoutSeconds }}{{ end }}
{{- $_ := include "rowhouse.placePool" $pool }}
{{- $_ := set $pools $name $pool }}
{{- end }}
{{- end }}
{{- toYaml $pools }}
{{- end }}

{{/* What the admin service has to know of the pools, as JSON: who scales each, and by what rule where it does so itself. */}}
{{- define "rowhouse.poolScaling" -}}
{{- $scaling := list }}
{{- range $name, $pool := include "rowhouse.pools" . | fromYaml }}
{{- $scaled := dict "pool" $name "mode" $pool.autoscaler }}
{{- if eq $pool.autoscaler "rowhouse" }}
{{- $rule := dict "deployment" (printf "%s-worker-%s" (include "rowhouse.fullname" $) $name) "concurrency" (int $pool.concurrency) }}
{{- range $key := list "minReplicas" "maxReplicas" }}{{ $_ := set $rule $key (int (get $pool.autoscaling $key)) }}{{ end }}
{{- range $key, $value := $pool.rowhouse }}{{ $_ := set $rule $key (int $value) }}{{ end }}
{{- $_ := set $scaled "rule" $rule }}
{{- end }}
{{- $scaling = append $scaling $scaled }}
{{- end }}
{{- toJson $scaling }}
{{- end }}

{{/* The Deployments that the admin service scales, as YAML. */}}
{{- define "rowhouse.scaledDeployments" -}}
{{- $names := list }}
{{- range include "rowhouse.poolScaling" . | fromJsonArray }}
{{- with .rule }}{{ $names = append $names .deployment }}{{ end }}
{{- end }}
{{- toYaml $names }}
{{- end }}

{{/* Adds to a pool's nodeSelector, tolerations and limits what its accelerator and its kind of node need. */}}
{{- define "rowhouse.placePool" -}}
{{- $nodes := deepCopy (.nodeSelector | default dict) }}
{{- $tolerations := .tolerations | default list }}
{{- $gpu := .gpu }}
{{- if .spot }}
{{- $_ := set $nodes "cloud.google.com/gke-spot" "true" }}
{{- $tolerations = append $tolerations (dict "key" "cloud.google.com/gke-spot" "operator" "Equal" "value" "true" "effect" "NoSchedule") }}
{{- end }}
{{- if int $gpu.count }}
{{- $_ := set . "resources" (mustMergeOverwrite (deepCopy .resources) (dict "limits" (dict $gpu.resource (int $gpu.count)))) }}
{{- /* Parts of an accelerator stand behind the taint of the whole. */}}
{{- $tolerations = append $tolerations (dict "key" (ternary "nvidia.com/gpu" $gpu.resource (hasPrefix "nvidia.com/" $gpu.resource)) "operator" "Exists" "effect" "NoSchedule") }}
{{- with $gpu.accelerator }}{{ $_ := set $nodes "cloud.google.com/gke-accelerator" . }}{{ end }}
{{- with $gpu.partition }}{{ $_ := set $nodes "cloud.google.com/gke-gpu-partition-size" . }}{{ end }}
{{- if ne $gpu.sharing "none" }}
{{- $_ := set $nodes "cloud.google.com/gke-gpu-sharing-strategy" $gpu.sharing }}
{{- $_ := set $nodes "cloud.google.com/gke-max-shared-clients-per-gpu" (toString $gpu.sharedClients) }}
{{- end }}
{{- end }}
{{- $_ := set . "nodeSelector" $nodes }}
{{- $_ := set . "tolerations" $tolerations }}
{{- end }}

{{/* The Deployments of the api by component, as YAML: the first one and its groups. */}}
{{- define "rowhouse.apis" -}}
{{- $first := omit .Values.api "groups" }}
{{- $apis := dict "api" $first }}
{{- range $name, $own := .Values.api.groups }}
{{- $_ := set $apis (printf "api-%s" $name) (mustMergeOverwrite (deepCopy $first) (deepCopy ($own | default dict))) }}
{{- end }}
{{- toYaml $apis }}
{{- end }}

{{/* Components with pods that stand behind no pool, by name, as YAML. */}}
{{- define "rowhouse.services" -}}
{{- merge (dict "reverse-proxy" .Values.reverseProxy "admin" .Values.admin) (include "rowhouse.apis" . | fromYaml) | toYaml }}
{{- end }}
