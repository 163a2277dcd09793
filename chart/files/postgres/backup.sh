# Dumps the database into a file that appears whole or not at all, and keeps the newest ones.
set -eu
umask 077
cd /backups
rm -f ./*.part
name=$PGDATABASE-$(date -u +%Y%m%dT%H%M%SZ).dump
pg_dump --format=custom --file="$name.part"
pg_restore --list "$name.part" >/dev/null
mv "$name.part" "$name"
ls -1 "$PGDATABASE"-*.dump | sort -r | tail -n "+$((KEEP + 1))" | while read -r old; do rm -f "$old"; done
ls -l
