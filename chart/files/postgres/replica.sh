# A replica: clones the primary on an empty volume, then follows it through a replication slot of its own.
set -eu
umask 077

slot=replica_${HOSTNAME##*-}
passfile=/tmp/pgpass
# In a password file a backslash and a colon are written with a backslash before them.
printf '*:*:*:replicator:%s\n' "$(sed 's/[\\:]/\\&/g' "$SECRETS/replication-password")" >"$passfile"
export PGPASSFILE=$passfile
source="host=$PRIMARY_HOST user=replicator application_name=$slot"

ask() { psql "$source dbname=postgres" --no-psqlrc --quiet --tuples-only --no-align --set=ON_ERROR_STOP=1 --command="$1"; }
system_of() { pg_controldata "$PGDATA" | sed -n 's/^Database system identifier: *//p'; }

# A replica that has its data can serve reads while the primary is away.
primary_is_up=yes
if [ -s "$PGDATA/PG_VERSION" ]; then
  pg_isready --quiet --host="$PRIMARY_HOST" || primary_is_up=no
else
  until pg_isready --quiet --host="$PRIMARY_HOST"; do
    echo "waiting for the primary at $PRIMARY_HOST"
    sleep 2
  done
fi

if [ "$primary_is_up" = yes ]; then
  if [ -s "$PGDATA/PG_VERSION" ]; then
    theirs=$(ask 'SELECT system_identifier FROM pg_control_system()')
    if [ "$theirs" != "$(system_of)" ]; then
      echo "This volume holds the database system $(system_of), the primary holds $theirs." >&2
      echo "If the primary lost its data, this may be the last copy: save it. Else delete this pod's volume claim to clone anew." >&2
      exit 1
    fi
    state=$(ask "SELECT coalesce(max(wal_status), 'missing') FROM pg_replication_slots WHERE slot_name = '$slot'")
    case $state in
    lost | missing)
      echo "the primary no longer has the WAL that this replica needs (slot $slot is $state): cloning anew"
      rm -rf "$PGDATA"
      ;;
    esac
  fi
  if [ ! -s "$PGDATA/PG_VERSION" ]; then
    fresh=$PGDATA.new
    rm -rf "$fresh"
    ask "SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE slot_name = '$slot' AND NOT active" >/dev/null
    ask "SELECT pg_create_physical_replication_slot('$slot', true)" >/dev/null
    pg_basebackup --pgdata="$fresh" --dbname="$source" --wal-method=stream --slot="$slot" --checkpoint=fast
    touch "$fresh/standby.signal"
    mv "$fresh" "$PGDATA"
  fi
fi

exec postgres -D "$PGDATA" -c config_file="$CONFIG/postgresql.conf" -c hba_file="$CONFIG/pg_hba.conf" \
  -c synchronous_standby_names='' -c primary_slot_name="$slot" -c primary_conninfo="$source passfile=$passfile"
