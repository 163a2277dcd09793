# Puts a dump in the place of the database. Nothing may be connected; the old one is kept under another name.
set -eu
dump=/backups/$1
pg_restore --list "$dump" >/dev/null
run() { psql --dbname=postgres --no-psqlrc --quiet --set=ON_ERROR_STOP=1 --set=old="$PGDATABASE" --set=new="${PGDATABASE}_restored" --set=kept="${PGDATABASE}_before_restore"; }
echo 'DROP DATABASE IF EXISTS :"new"; CREATE DATABASE :"new";' | run
pg_restore --exit-on-error --no-owner --dbname="${PGDATABASE}_restored" "$dump"
echo 'DROP DATABASE IF EXISTS :"kept"; ALTER DATABASE :"old" RENAME TO :"kept"; ALTER DATABASE :"new" RENAME TO :"old";' | run
echo "restored $1"
