# A PostgreSQL server that lives exactly as long as whoever started it.
#
#   sh throwaway.sh BIN_DIR durable|fast
#
# Makes a cluster in a temporary directory, starts it on a Unix socket there and on a free port of 127.0.0.1 (no password:
# for tests only), prints `ready URL`, and then obeys lines on its standard input, each answered with `done`:
#   stop    clean stop (as `pg_ctl stop -m fast`)      start   start again, same port, same data
#   crash   every process of it ended at once, nothing flushed; the next start recovers
# At the end of its input (the starter has ended, however it ended) it kills the server and removes the directory.
# `fast` leaves out fsync: a commit then survives the end of every process, but not of the machine.
# A line `failed REASON` instead of `ready` means that no server could be started.

bin=$1
durability=$2

# The keyboard's interrupt goes to the whole process group, and an answer may find nobody listening any more; the end of the
# input is what counts here.
trap '' INT TERM HUP PIPE

dir=$(mktemp -d "${TMPDIR:-/tmp}/pms-postgres-XXXXXX") || { echo "failed no temporary directory"; exit 1; }
log=$dir/log
server=

# PostgreSQL refuses to run as root. (A prefix, not a function: `$!` must be the server itself.)
unprivileged=
if [ "$(id -u)" = 0 ]; then
    user=nobody
    if id postgres >/dev/null 2>&1; then user=postgres; fi
    chown "$user" "$dir"
    unprivileged="setpriv --reuid $user --regid $(id -g "$user") --clear-groups"
fi
cd "$dir" || exit 1

signal() {
    kill "-$1" "$server" 2>/dev/null
    wait "$server" 2>/dev/null
    server=
}

finish() {
    [ -n "$server" ] && signal QUIT
    cd / && rm -rf "$dir"
}

fail() {
    echo "failed $1: $(tail -n 3 "$log" 2>/dev/null | tr '\n' ' ')"
    finish
    exit 1
}

# What is measured runs `durable`, with the memory for pages that a server for such data is given; tests make do with little.
buffers=1GB
[ "$durability" = fast ] && buffers=64MB
settings="-c max_connections=200 -c shared_buffers=$buffers -c max_wal_size=2GB -c checkpoint_timeout=1h -c autovacuum_naptime=10s"
# Statistics that come by themselves while tests run would give plans that depend on how long the tests before them took.
[ "$durability" = fast ] && settings="$settings -c fsync=off -c full_page_writes=off -c autovacuum=off"

launch() {
    # shellcheck disable=SC2086 # prefix and settings are words
    $unprivileged "$bin/postgres" -D "$dir/data" -k "$dir" -h 127.0.0.1 -p "$port" $settings </dev/null >>"$log" 2>&1 &
    server=$!
    waited=0
    until "$bin/pg_isready" -q -h "$dir" -p "$port"; do
        kill -0 "$server" 2>/dev/null || { wait "$server"; server=; return 1; }
        waited=$((waited + 1))
        [ "$waited" -lt 600 ] || { signal QUIT; return 1; }
        sleep 0.05
    done
}

# shellcheck disable=SC2086 # the prefix is words
$unprivileged "$bin/initdb" -D "$dir/data" -U postgres --auth=trust --encoding=UTF8 --locale=C.UTF-8 --no-sync \
    </dev/null >>"$log" 2>&1 || fail "initdb"

# A free port below those the system gives to outgoing connections; another one if somebody was faster.
attempt=0
while :; do
    port=$((20000 + $(od -An -N2 -tu2 /dev/urandom) % 12000))
    launch && break
    attempt=$((attempt + 1))
    [ "$attempt" -lt 10 ] || fail "the server does not start"
done
echo "ready postgres://postgres@127.0.0.1:$port/postgres"

while read -r command; do
    case $command in
        stop) [ -n "$server" ] && signal INT ;;
        crash) [ -n "$server" ] && signal QUIT ;;
        start) [ -n "$server" ] || launch || fail "the server does not start again" ;;
    esac
    echo "done"
done
finish
