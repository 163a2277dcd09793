#!/bin/sh
# Fills the templates from the environment into RUN_DIR, the only folder that is written to, and becomes nginx.
set -eu
templates=$(dirname "$0")/templates
: "${RUN_DIR:=/tmp/nginx}"
mkdir -p "$RUN_DIR"

script=''
while IFS='=' read -r name default; do
  case $name in '' | \#*) continue ;; esac
  # A default may name an earlier variable.
  eval "value=\${$name:-$default}"
  eval "$name=\$value"
  case $value in
  *[';{}|&\']* | *'
'*)
    echo "$name='$value' is not allowed: no ; { } | & \\ or line break" >&2
    exit 2
    ;;
  esac
  script="$script;s|\${$name}|$value|g"
done <"$templates/defaults.env"

for template in "$templates"/*.template; do
  sed "${script#;}" "$template" >"$RUN_DIR/$(basename "$template" .template)"
done

exec nginx -p "$RUN_DIR" -e stderr -c "$RUN_DIR/nginx.conf" -g 'daemon off;' "$@"
