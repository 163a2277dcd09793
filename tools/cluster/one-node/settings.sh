# What the scripts of this folder have in common. They are read by bash, with "set -euo pipefail" before.
export CLUSTER_HOME=${CLUSTER_HOME:-$HOME/.cache/rowhouse-cluster}
export CONTAINERS_CONF=$CLUSTER_HOME/conf/containers.conf BUILDAH_RUNTIME=runc TMPDIR=${TMPDIR:-/tmp}
version=${KUBERNETES_VERSION:-v1.34.2}
home=$CLUSTER_HOME
programs=$home/bin/$version
unpacked=$home/sid/usr/bin
run=$home/run
keys=$home/pki
address=172.30.9.2
services=10.96.0.0/16
pods=10.244.0.0/16
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
inside() { nsenter --net=/run/netns/rowhouse "$@"; }
