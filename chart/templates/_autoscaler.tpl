{{/* A HorizontalPodAutoscaler of a Deployment. Call with (list labelsArguments deploymentName rule). */}}
{{- define "rowhouse.autoscaler" -}}
{{- $labels := index . 0 -}}
{{- $name := index . 1 -}}
{{- $rule := index . 2 }}
---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata:
  name: {{ $name }}
  labels:
    {{- include "rowhouse.labels" $labels | nindent 4 }}
spec:
  scaleTargetRef: { apiVersion: apps/v1, kind: Deployment, name: {{ $name }} }
  minReplicas: {{ $rule.minReplicas }}
  maxReplicas: {{ $rule.maxReplicas }}
  metrics:
    {{- with $rule.cpuPercent }}
    - type: Resource
      resource: { name: cpu, target: { type: Utilization, averageUtilization: {{ . }} } }
    {{- end }}
    {{- with $rule.memoryPercent }}
    - type: Resource
      resource: { name: memory, target: { type: Utilization, averageUtilization: {{ . }} } }
    {{- end }}
    {{- with $rule.metrics }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
  {{- with $rule.behavior }}
  behavior:
    {{- toYaml . | nindent 4 }}
  {{- end }}
{{- end }}

{{/* A PodDisruptionBudget. Call with (list selectorArguments name maxUnavailable). */}}
{{- define "rowhouse.disruptionBudget" -}}
{{- $labels := index . 0 -}}
{{- $name := index . 1 -}}
{{- $maxUnavailable := index . 2 }}
---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata:
  name: {{ $name }}
  labels:
    {{- include "rowhouse.labels" $labels | nindent 4 }}
spec:
  maxUnavailable: {{ $maxUnavailable }}
  # A pod that is not ready protects nothing: it may go.
  unhealthyPodEvictionPolicy: AlwaysAllow
  selector:
    matchLabels:
      {{- include "rowhouse.selector" $labels | nindent 6 }}
{{- end }}
