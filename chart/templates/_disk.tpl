{{/* A quantity of Kubernetes in MiB, rounded down. */}}
{{- define "rowhouse.mebibytes" -}}
{{- $units := dict "" 1 "k" 1000 "M" 1000000 "G" 1000000000 "T" 1000000000000 "Ki" 1024 "Mi" 1048576 "Gi" 1073741824 "Ti" 1099511627776 -}}
{{- $text := toString . -}}
{{- $unit := regexFind "[A-Za-z]*$" $text -}}
{{- if not (hasKey $units $unit) }}{{ fail (printf "%s is no size in bytes: write it like 20Gi." $text) }}{{ end -}}
{{- divf (mulf (trimSuffix $unit $text | float64) (get $units $unit)) 1048576 | floor | int64 -}}
{{- end }}

{{/*
Local copies of files in a bucket must fit into the scratch volume beside unfinished work, or the kubelet evicts the pod.
Call with (list $ path values atOnce roomMb): so many caches there are, and so much room each needs beside.
*/}}
{{- define "rowhouse.checkDisk" -}}
{{- $ := index . 0 -}}
{{- $path := index . 1 -}}
{{- $values := index . 2 -}}
{{- $atOnce := int64 (index . 3) -}}
{{- $room := int64 (index . 4) -}}
{{- $cache := int64 $values.blobCacheMb -}}
{{- range $values.extraEnv }}{{ if and (eq .name "BLOB_CACHE_MB") .value }}{{ $cache = int64 .value }}{{ end }}{{ end -}}
{{- if ne $.Values.blobs.mode "volume" -}}
{{- $need := mul $atOnce (add $cache $room) -}}
{{- $has := include "rowhouse.mebibytes" $values.scratchSize | int64 -}}
{{- if gt $need $has -}}
{{- fail (printf "%s.scratchSize is %s (%d MiB), but local copies of %d MB and %d for unfinished work, %d times at once, need %d: make it larger, or blobCacheMb smaller." $path (toString $values.scratchSize) $has $cache $room $atOnce $need) -}}
{{- end -}}
{{- end -}}
{{- end }}
