#!/usr/bin/env bash
# Puts metrics-server, which HorizontalPodAutoscalers ask, on the node: its program and its manifests are of its Go module.
set -euo pipefail
. "$(dirname "$0")/settings.sh"
module=sigs.k8s.io/metrics-server
release=v0.9.0
export KUBECONFIG=$keys/admin.conf
[ -x "$home/bin/metrics-server" ] || CGO_ENABLED=0 GOBIN=$home/bin nice go install -trimpath -ldflags '-s -w' "$module/cmd/metrics-server@$release"
bash "$here/load.sh" localhost/metrics-server:1 "$home/bin/metrics-server"
folder=$home/src/metrics-server-$release
rm -rf "$folder"
mkdir -p "$folder"
cp -r --no-preserve=mode "$(cd / && go mod download -json "$module@$release" | awk -F'"' '/"Dir"/ { print $4 }')/manifests/base" "$folder/base"
# The kubelet's certificate is of this cluster's own authority, of which the pod knows nothing.
cat >"$folder/kustomization.yaml" <<'K'
resources: [base]
images: [{ name: gcr.io/k8s-staging-metrics-server/metrics-server, newName: localhost/metrics-server, newTag: "1" }]
patches:
  - target: { kind: Deployment, name: metrics-server }
    patch: |
      - { op: add, path: /spec/template/spec/containers/0/args/-, value: --kubelet-insecure-tls }
      - { op: replace, path: /spec/template/spec/containers/0/readinessProbe/initialDelaySeconds, value: 1 }
K
kubectl apply -k "$folder" >/dev/null 2>&1 || kubectl apply -k "$folder"
