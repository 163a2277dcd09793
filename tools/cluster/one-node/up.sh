#!/usr/bin/env bash
# A whole Kubernetes with one node in a network namespace of its own; needs root and what install.sh provides.
set -euo pipefail
. "$(dirname "$0")/settings.sh"
if [ -f "$run/kubelet.pid" ] && kill -0 "$(cat "$run/kubelet.pid")" 2>/dev/null; then exit; fi
mkdir -p "$run"/cni "$run"/containerd

if ! ip netns list | grep -qw rowhouse; then
  ip netns add rowhouse
  ip link add rowhouse0 type veth peer name eth0 netns rowhouse
  ip addr add 172.30.9.1/30 dev rowhouse0
  ip link set rowhouse0 up
  inside ip addr add "$address/30" dev eth0
  inside ip link set eth0 up
  inside ip link set lo up
  inside ip route add default via 172.30.9.1
fi
inside sysctl -qw net.ipv4.ip_forward=1 net.bridge.bridge-nf-call-iptables=1 || true
bash "$here/keys.sh"

start() {
  local name=$1
  shift
  # Not by a function of the shell: the id that is noted must be the program's own.
  nsenter --net=/run/netns/rowhouse setsid "$@" >"$run/$name.log" 2>&1 </dev/null &
  echo $! >"$run/$name.pid"
}
start etcd "$unpacked/etcd" --data-dir "$run/etcd" --listen-client-urls http://127.0.0.1:23790 --advertise-client-urls http://127.0.0.1:23790 \
  --listen-peer-urls http://127.0.0.1:23800 --initial-advertise-peer-urls http://127.0.0.1:23800 --initial-cluster default=http://127.0.0.1:23800 --unsafe-no-fsync
start kube-apiserver "$programs/kube-apiserver" --etcd-servers=http://127.0.0.1:23790 --bind-address="$address" --advertise-address="$address" --secure-port=26443 \
  --service-cluster-ip-range="$services" --tls-cert-file="$keys/apiserver.crt" --tls-private-key-file="$keys/apiserver.key" --client-ca-file="$keys/ca.crt" \
  --authorization-mode=Node,RBAC --enable-admission-plugins=NodeRestriction --kubelet-client-certificate="$keys/to-kubelet.crt" --kubelet-client-key="$keys/to-kubelet.key" \
  --kubelet-certificate-authority="$keys/ca.crt" --kubelet-preferred-address-types=InternalIP --requestheader-client-ca-file="$keys/front-proxy-ca.crt" \
  --requestheader-allowed-names=front-proxy-client --requestheader-username-headers=X-Remote-User --requestheader-group-headers=X-Remote-Group \
  --requestheader-extra-headers-prefix=X-Remote-Extra- --proxy-client-cert-file="$keys/front-proxy.crt" --proxy-client-key-file="$keys/front-proxy.key" \
  --enable-aggregator-routing=true --service-account-issuer=https://kubernetes.default.svc --service-account-signing-key-file="$keys/accounts.key" --service-account-key-file="$keys/accounts.pub"
# Whoever asks before the apiserver knows its own rules is turned away, and leaves.
export KUBECONFIG=$keys/admin.conf
for _ in $(seq 240); do kubectl get --raw /readyz >/dev/null 2>&1 && break; sleep 0.5; done
start controllers "$programs/kube-controller-manager" --bind-address=127.0.0.1 --kubeconfig="$keys/controllers.conf" --authentication-kubeconfig="$keys/controllers.conf" \
  --authorization-kubeconfig="$keys/controllers.conf" --root-ca-file="$keys/ca.crt" --service-account-private-key-file="$keys/accounts.key" --use-service-account-credentials=true \
  --cluster-signing-cert-file="$keys/ca.crt" --cluster-signing-key-file="$keys/ca.key" --allocate-node-cidrs=true --cluster-cidr="$pods" --service-cluster-ip-range="$services" --leader-elect=false
start scheduler "$programs/kube-scheduler" --bind-address=127.0.0.1 --kubeconfig="$keys/scheduler.conf" --authentication-kubeconfig="$keys/scheduler.conf" \
  --authorization-kubeconfig="$keys/scheduler.conf" --leader-elect=false

cat >"$run/cni/10-bridge.conflist" <<C
{"cniVersion":"0.4.0","name":"rowhouse","plugins":[{"type":"bridge","bridge":"cni0","isGateway":true,"ipMasq":true,"hairpinMode":true,"ipam":{"type":"host-local","ranges":[[{"subnet":"10.244.0.0/24"}]],"routes":[{"dst":"0.0.0.0/0"}]}},{"type":"portmap","capabilities":{"portMappings":true}}]}
C
cat >"$run/containerd.toml" <<C
version = 3
root = "$run/containerd/root"
state = "$run/containerd/state"
[grpc]
  address = "$run/containerd/c.sock"
[plugins."io.containerd.cri.v1.images".pinned_images]
  sandbox = "localhost/pause:1"
[plugins."io.containerd.cri.v1.runtime"]
  restrict_oom_score_adj = true
  disable_apparmor = true
  [plugins."io.containerd.cri.v1.runtime".cni]
    bin_dirs = ["/usr/lib/cni"]
    conf_dir = "$run/cni"
  [plugins."io.containerd.cri.v1.runtime".containerd.runtimes.runc]
    runtime_type = "io.containerd.runc.v2"
    [plugins."io.containerd.cri.v1.runtime".containerd.runtimes.runc.options]
      BinaryName = "$(command -v runc)"
      SystemdCgroup = false
C
PATH=$unpacked:$PATH start containerd "$unpacked/containerd" -c "$run/containerd.toml"
for _ in $(seq 100); do "$unpacked/ctr" -a "$run/containerd/c.sock" version >/dev/null 2>&1 && break; sleep 0.2; done

cat >"$run/kubelet.yaml" <<C
apiVersion: kubelet.config.k8s.io/v1beta1
kind: KubeletConfiguration
failCgroupV1: false
cgroupDriver: cgroupfs
address: $address
authentication: { x509: { clientCAFile: $keys/ca.crt }, anonymous: { enabled: false }, webhook: { enabled: true } }
authorization: { mode: Webhook }
tlsCertFile: $keys/node.crt
tlsPrivateKeyFile: $keys/node.key
clusterDNS: [10.96.0.10]
clusterDomain: cluster.local
oomScoreAdj: 0
containerRuntimeEndpoint: unix://$run/containerd/c.sock
podLogsDir: $run/podlogs
# No image is thrown away, however full the disk: there is nowhere to pull it from again.
imageGCHighThresholdPercent: 100
evictionHard: { memory.available: 100Mi, nodefs.available: "1%", imagefs.available: "1%" }
featureGates: { KubeletInUserNamespace: true }
failSwapOn: false
serializeImagePulls: false
C
# The kubelet changes these for the whole machine: they are put back.
sysctl vm.overcommit_memory kernel.panic kernel.panic_on_oops >"$run/sysctl.saved"
start kubelet "$programs/kubelet" --config "$run/kubelet.yaml" --kubeconfig "$keys/node.conf" --hostname-override node1 --node-ip "$address" --root-dir "$run/kubelet"
cat >"$run/kube-proxy.yaml" <<C
apiVersion: kubeproxy.config.k8s.io/v1alpha1
kind: KubeProxyConfiguration
mode: iptables
clientConnection: { kubeconfig: $keys/proxy.conf }
clusterCIDR: $pods
bindAddress: $address
healthzBindAddress: 127.0.0.1:10256
metricsBindAddress: 127.0.0.1:10249
hostnameOverride: node1
oomScoreAdj: 0
conntrack: { maxPerCore: 0, min: 0, tcpEstablishedTimeout: 0s, tcpCloseWaitTimeout: 0s }
C
start kube-proxy "$programs/kube-proxy" --config "$run/kube-proxy.yaml"

for _ in $(seq 240); do kubectl get node node1 2>/dev/null | grep -q ' Ready' && break; sleep 0.5; done
sysctl -q -p "$run/sysctl.saved"
kubectl get node node1
bash "$here/load.sh" localhost/pause:1 "$home/bin/pause"
bash "$here/load.sh" localhost/coredns:1 "$home/bin/coredns"
kubectl apply -f "$here/coredns.yaml" >/dev/null
