#!/usr/bin/env bash
# keda.sh [built] : puts KEDA on the node, program and manifests from its Go module; the first build takes some minutes.
# With "built": only if the programs are there already, else it ends with status 3.
set -euo pipefail
. "$(dirname "$0")/settings.sh"
module=github.com/kedacore/keda/v2
release=v2.18.3
folder=$home/src/keda-$release
export KUBECONFIG=$keys/admin.conf
if [ ! -x "$home/bin/keda-adapter" ]; then
  [ "${1:-}" != built ] || exit 3
  rm -rf "$folder"
  mkdir -p "$folder"
  cp -r --no-preserve=mode "$(cd / && go mod download -json "$module@$release" | awk -F'"' '/"Dir"/ { print $4 }')/." "$folder"
  cd "$folder"
  # Two scalers of paid services, whose client libraries the proxy does not have.
  rm -f pkg/scalers/newrelic_scaler* pkg/scalers/solarwinds_scaler*
  sed -i -E '/case "(new-relic|solarwinds)":/,+1d' pkg/scaling/scalers_builder.go
  CGO_ENABLED=0 nice go build -mod=mod -trimpath -ldflags '-s -w' -o "$home/bin/keda" ./cmd/operator
  CGO_ENABLED=0 nice go build -mod=mod -trimpath -ldflags '-s -w' -o "$home/bin/keda-adapter" ./cmd/adapter
fi
bash "$here/load.sh" localhost/keda:1 "$home/bin/keda"
bash "$here/load.sh" localhost/keda-adapter:1 "$home/bin/keda-adapter"
cat >"$folder/kustomization.yaml" <<'K'
resources: [config/minimal]
images:
  - { name: ghcr.io/kedacore/keda, newName: localhost/keda, newTag: "1" }
  - { name: ghcr.io/kedacore/keda-metrics-apiserver, newName: localhost/keda-adapter, newTag: "1" }
patches:
  - target: { kind: Deployment }
    patch: |
      - { op: replace, path: /spec/template/spec/containers/0/imagePullPolicy, value: Never }
      - { op: replace, path: /spec/template/spec/containers/0/readinessProbe/initialDelaySeconds, value: 2 }
K
# By the server: one definition is longer than the note that a client would leave.
kubectl apply --server-side --force-conflicts -k "$folder" >/dev/null
