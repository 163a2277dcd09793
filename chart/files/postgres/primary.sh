# The primary: makes the database on an empty volume, then serves it. PGDATA appears whole or not at all.
set -eu
umask 077

if [ ! -s "$PGDATA/PG_VERSION" ]; then
  fresh=$PGDATA.new
  rm -rf "$fresh"
  initdb --pgdata="$fresh" --username=postgres --pwfile="$SECRETS/superuser-password" \
    --auth-local=trust --auth-host=scram-sha-256 --encoding=UTF8 --locale=C.UTF-8 --data-checksums
  pg_ctl --pgdata="$fresh" --wait -o "-c listen_addresses='' -c unix_socket_directories=$SOCKETS" start
  psql --host="$SOCKETS" --username=postgres --dbname=postgres --no-psqlrc --quiet --set=ON_ERROR_STOP=1 \
    --set=user="$POSTGRES_USER" --set=database="$POSTGRES_DATABASE" <<'SQL'
\set password `cat "$SECRETS/password"`
\set replication `cat "$SECRETS/replication-password"`
-- It may make databases: a dump is restored into one beside the old one.
CREATE ROLE :"user" LOGIN CREATEDB PASSWORD :'password';
CREATE DATABASE :"database" OWNER :"user";
CREATE ROLE replicator LOGIN REPLICATION PASSWORD :'replication';
GRANT EXECUTE ON FUNCTION pg_create_physical_replication_slot(name, boolean, boolean), pg_drop_replication_slot(name) TO replicator;
-- The router of the services reads the lag of replicas.
GRANT pg_monitor TO :"user";
SQL
  pg_ctl --pgdata="$fresh" --wait --mode=fast stop
  mv "$fresh" "$PGDATA"
fi

exec postgres -D "$PGDATA" -c config_file="$CONFIG/postgresql.conf" -c hba_file="$CONFIG/pg_hba.conf"
