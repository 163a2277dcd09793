#!/usr/bin/env bash
# Ends what up.sh started, by the ids it noted, and removes the node's state. What install.sh made stays.
set -uo pipefail
. "$(dirname "$0")/settings.sh"
# Pods end first, while there is someone to end them; etcd last, since an apiserver without it hangs.
for name in kubelet kube-proxy controllers scheduler kube-apiserver; do
  [ -f "$run/$name.pid" ] || continue
  pid=$(cat "$run/$name.pid")
  kill "$pid" 2>/dev/null
  for _ in $(seq 25); do kill -0 "$pid" 2>/dev/null || break; sleep 0.2; done
  kill -9 "$pid" 2>/dev/null
  rm -f "$run/$name.pid"
done
ours=(-a "$run/containerd/c.sock" -n k8s.io)
for task in $("$unpacked/ctr" "${ours[@]}" tasks list -q 2>/dev/null); do "$unpacked/ctr" "${ours[@]}" tasks kill -a -s KILL "$task" >/dev/null 2>&1; done
for name in containerd etcd; do
  [ -f "$run/$name.pid" ] || continue
  pid=$(cat "$run/$name.pid")
  kill "$pid" 2>/dev/null
  for _ in $(seq 25); do kill -0 "$pid" 2>/dev/null || break; sleep 0.2; done
  kill -9 "$pid" 2>/dev/null
  rm -f "$run/$name.pid"
done
# Shims outlive containerd; ours name its socket.
for process in /proc/[0-9]*; do
  case "$({ tr '\0' ' ' <"$process/cmdline"; } 2>/dev/null)" in
  *containerd-shim-runc-v2*"$run/containerd/c.sock"*) kill -9 "${process#/proc/}" ;;
  esac
done
[ -f "$run/sysctl.saved" ] && sysctl -q -p "$run/sysctl.saved"
sleep 0.5
mount | awk -v at="$run" 'index($3, at) == 1 { print $3 }' | sort -r | xargs -r -n1 umount -l
for space in $(ip netns list | awk '/^cni-/ { print $1 }'); do [ -z "$(ip netns pids "$space")" ] && ip netns del "$space"; done
ip netns list | grep -qw rowhouse && ip netns del rowhouse
ip link del rowhouse0 2>/dev/null
rm -rf /var/lib/cni/networks/rowhouse "$run"
for group in /sys/fs/cgroup/*/kubepods /sys/fs/cgroup/*/k8s.io; do [ -d "$group" ] && find "$group" -depth -type d -exec rmdir {} + 2>/dev/null; done
mkdir -p "$run"
