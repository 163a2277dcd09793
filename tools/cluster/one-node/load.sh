#!/usr/bin/env bash
# load.sh NAME:TAG [PROGRAM] : puts an image of this machine on the node; with a program, makes an image of that alone first.
set -euo pipefail
. "$(dirname "$0")/settings.sh"
if [ $# -gt 1 ]; then
  program=$(basename "$2")
  folder=$home/img/only-$program
  mkdir -p "$folder"
  cp "$2" "$folder/$program"
  printf 'FROM scratch\nUSER 1000:1000\nCOPY %s /%s\nENTRYPOINT ["/%s"]\n' "$program" "$program" "$program" >"$folder/Dockerfile"
  buildah bud -q -t "$1" "$folder" >/dev/null
fi
# An image that is there is not brought again.
mkdir -p "$run/loaded"
note=$run/loaded/${1//[\/:]/_}
image=$(podman image inspect --format '{{.Id}}' "$1")
[ "$(cat "$note" 2>/dev/null)" != "$image" ] || exit 0
archive=$(mktemp -u "$home/img/XXXXXX.tar")
trap 'rm -f "$archive"' EXIT
podman save -q --format docker-archive -o "$archive" "$1"
"$unpacked/ctr" -a "$run/containerd/c.sock" -n k8s.io images import "$archive" >/dev/null
echo "$image" >"$note"
