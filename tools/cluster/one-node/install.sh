#!/usr/bin/env bash
# Container tools from Debian's packages, the programs of Kubernetes from the Go module proxy. Once; about ten minutes.
set -euo pipefail
. "$(dirname "$0")/settings.sh"
mkdir -p "$home"/{sid,dl,conf,bin,img,run} "$programs"

missing=0
for tool in buildah podman runc mmdebstrap conntrack; do command -v "$tool" >/dev/null || missing=1; done
if [ $missing = 1 ]; then
  apt-get update -q >/dev/null
  DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends buildah podman runc mmdebstrap netavark \
    containernetworking-plugins catatonit iptables nftables conntrack xz-utils >/dev/null
fi

# Unpacked only, since they are newer than the system's.
if [ ! -x "$unpacked/containerd" ]; then
  mirror=$(awk '/^URIs:/ { print $2; exit }' /etc/apt/sources.list.d/debian.sources)
  curl -fsS "$mirror/dists/sid/main/binary-amd64/Packages.xz" | xz -dc >"$home/dl/Packages"
  for package in etcd-server containerd; do
    read -r file sum < <(awk -v want="$package" '/^Package: / { hit = $2 == want } hit && /^Filename: / { file = $2 }
      hit && /^SHA256: / { sum = $2 } /^$/ && file { print file, sum; exit }' "$home/dl/Packages")
    curl -fsS -o "$home/dl/$package.deb" "$mirror/$file"
    echo "$sum  $home/dl/$package.deb" | sha256sum -c --quiet
    dpkg-deb -x "$home/dl/$package.deb" "$home/sid"
  done
fi
printf '[containers]\ndefault_ulimits = ["nofile=20000:20000", "nproc=20000:20000"]\n[engine]\nruntime = "runc"\ncgroup_manager = "cgroupfs"\nevents_logger = "file"\n' >"$CONTAINERS_CONF"

wanted=(kube-apiserver kube-controller-manager kube-scheduler kubelet kube-proxy)
if [ ! -x "$programs/kubelet" ]; then
  # Kubernetes names its own parts as v0.0.0: each is replaced by its published version.
  source=$home/src/$version
  mkdir -p "$source"
  cd "$source"
  mod=$(go mod download -json "k8s.io/kubernetes@$version" | awk -F'"' '/"GoMod"/ { print $4 }')
  parts=$(sed -nE 's#^[[:space:]]*(k8s.io/[a-z-]+) => \./staging.*#\1#p' "$mod")
  {
    printf 'module rowhouse.test/kubernetes\ngo %s\nrequire k8s.io/kubernetes %s\n' "$(go env GOVERSION | sed 's/go//')" "$version"
    for part in $parts; do echo "replace $part => $part v0.${version#v1.}"; done
  } >go.mod
  { printf '//go:build tools\npackage tools\nimport (\n'; printf '\t_ "k8s.io/kubernetes/cmd/%s"\n' "${wanted[@]}"; echo ')'; } >tools.go
  go mod tidy >/dev/null 2>&1 || go get "k8s.io/kubernetes@$version"
  minor=${version#v1.}
  flags="-s -w"
  for at in k8s.io/component-base/version k8s.io/client-go/pkg/version; do
    flags="$flags -X $at.gitVersion=$version -X $at.gitMajor=1 -X $at.gitMinor=${minor%%.*} -X $at.gitTreeState=clean"
  done
  for program in "${wanted[@]}"; do
    CGO_ENABLED=0 nice go build -mod=mod -trimpath -ldflags "$flags" -o "$programs/$program" "k8s.io/kubernetes/cmd/$program"
  done
fi
[ -x "$home/bin/coredns" ] || CGO_ENABLED=0 GOBIN=$home/bin nice go install -trimpath -ldflags '-s -w' github.com/coredns/coredns@v1.12.4
[ -x "$home/bin/pause" ] || gcc -Os -static -s -o "$home/bin/pause" "$here/pause.c"
