# A PostgreSQL of our own in a folder that goes away: says how to reach it, and ends when nobody holds its input.
set -eu
for bin in /usr/lib/postgresql/*/bin "$(pg_config --bindir 2>/dev/null || true)"; do
  if [ -x "$bin/initdb" ] && [ -x "$bin/postgres" ]; then found="$bin"; fi
done
[ -n "${found:-}" ] || exit 0
folder="$(mktemp -d)"
# The server refuses to run as root.
as=""
if [ "$(id -u)" = 0 ]; then
  user=nobody
  if id postgres > /dev/null 2>&1; then user=postgres; fi
  as="setpriv --reuid=$user --regid=$(id -g "$user") --clear-groups"
  chown "$user" "$folder"
fi
trap 'rm -rf "$folder"' EXIT
$as "$found/initdb" --pgdata "$folder/data" --username cauce --auth trust --encoding UTF8 --locale C --no-sync > "$folder.log" 2>&1
rm "$folder.log"
# What is written is lost when the machine stops, which no test makes it do; CAUCE_SYNC keeps it.
$as "$found/postgres" -D "$folder/data" -k "$folder" -h "" -c "fsync=${CAUCE_SYNC:-off}" -c max_connections=400 \
  -c max_prepared_transactions=0 > "$folder/log" 2>&1 &
server=$!
until "$found/pg_isready" --quiet --host "$folder"; do
  kill -0 "$server" || exit 1
  sleep 0.05
done
echo "host=$folder user=cauce dbname=postgres"
cat > /dev/null
kill -INT "$server"
wait "$server" || true
