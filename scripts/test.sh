#!/usr/bin/env bash
# Everything that must pass, in one go (`make test`). Needs Rust, a C compiler, make and perl; what the tests need beyond that
# is installed when it is missing and may be installed. What cannot be had leaves tests out, and those are named at the end.
#
#   PMS_TEST_INSTALL=never      install nothing (no Debian packages, no npm packages, no Rust components)
#   PMS_TEST_POSTGRES_BIN=DIR   PostgreSQL's server binaries; empty: do without
#   PMS_TEST_CHROMIUM=FILE      the browser; empty: do without
#   PMS_TEST_SOFTHSM_LIBRARY=FILE   SoftHSM2's library; empty: do without
#   PMS_TEST_FUZZ_SECONDS=N     how long each of the seven corpora of fuzz/ is mutated (9)
#
# Exit status: 0 when all that ran has passed, else 1.

set -u
cd "$(dirname "$0")/.." || exit 1

work=$(mktemp -d "${TMPDIR:-/tmp}/pms-test-XXXXXX") || exit 1
trap 'rm -rf "$work"' EXIT
export PMS_TEST_SKIPPED="$work/skipped"
: >"$PMS_TEST_SKIPPED"
results="$work/results"
: >"$results"
# What is worth knowing although nothing failed: a browser that had to be started again, for instance.
export PMS_TEST_NOTES="$work/notes"
: >"$PMS_TEST_NOTES"
failed=0

# A developer's own configuration does not reach the tests.
for name in $(compgen -e | grep '^PMS__'); do unset "$name"; done

# A build that is not built again has no use for what the next one would need, which is a third of its size.
if [ "${CI:-}" = true ]; then export CARGO_INCREMENTAL=0; fi

say() { printf '\n== %s\n' "$*"; }
skipped() { echo "$1: $2" >>"$PMS_TEST_SKIPPED"; }
have() { command -v "$1" >/dev/null 2>&1; }
may_install() { [ "${PMS_TEST_INSTALL:-}" != never ]; }

# stage NAME COMMAND…: runs it, notes the outcome and the seconds.
stage() {
    local name=$1 begin=$SECONDS outcome=passed
    shift
    say "$name"
    if ! "$@"; then
        outcome=FAILED
        failed=1
    fi
    printf '%-10s %-8s %5d s\n' "$name" "$outcome" $((SECONDS - begin)) >>"$results"
    [ "$outcome" = passed ]
}

left_out() { printf '%-10s %s\n' "$1" "not run: $2" >>"$results"; }

# ---- what the tests need ----------------------------------------------------------------------------------------------

# As crates/pms-testkit/src/postgres.rs: the newest version where Debian puts it.
find_postgres() {
    if [ -z "${PMS_TEST_POSTGRES_BIN+set}" ]; then
        PMS_TEST_POSTGRES_BIN=$(printf '%s\n' /usr/lib/postgresql/*/bin | sort -t / -k 5 -n | tail -n 1)
    fi
    [ -x "$PMS_TEST_POSTGRES_BIN/initdb" ] && [ -x "$PMS_TEST_POSTGRES_BIN/postgres" ] && return
    unset PMS_TEST_POSTGRES_BIN
    return 1
}

# As e2e/support/tools.mjs.
find_chromium() {
    if [ -n "${PMS_TEST_CHROMIUM+set}" ]; then [ -x "$PMS_TEST_CHROMIUM" ] && return; return 1; fi
    local path
    for path in /usr/bin/chromium /usr/bin/chromium-browser /usr/bin/google-chrome; do [ -x "$path" ] && return; done
    return 1
}

# As crates/pms-testkit/src/softhsm.rs.
find_softhsm() {
    if [ -n "${PMS_TEST_SOFTHSM_LIBRARY+set}" ]; then [ -f "$PMS_TEST_SOFTHSM_LIBRARY" ] && return; return 1; fi
    have softhsm2-util || return 1
    local path
    for path in /usr/lib/softhsm/libsofthsm2.so /usr/lib64/softhsm/libsofthsm.so /usr/local/lib/softhsm/libsofthsm2.so \
        /usr/lib64/pkcs11/libsofthsm2.so; do
        [ -f "$path" ] && return
    done
    return 1
}

# Node's test runner is complete from 18.19 on.
find_node() {
    have npm && have node && node -e 'const [a, b] = process.versions.node.split("."); process.exit(a > 18 || (a == 18 && b >= 19) ? 0 : 1)'
}

find_python() { have python3 && python3 -c 'import ensurepip, venv' 2>/dev/null && have curl; }

install_packages() {
    local apt=(apt-get)
    if ! may_install; then echo "missing, and nothing may be installed: $*"; return; fi
    if ! have apt-get; then echo "missing, and there is no apt-get: $*"; return; fi
    if [ "$(id -u)" != 0 ]; then
        if ! have sudo || ! sudo -n true 2>/dev/null; then echo "missing, and this account may not install: $*"; return; fi
        apt=(sudo -n env DEBIAN_FRONTEND=noninteractive apt-get)
    fi
    export DEBIAN_FRONTEND=noninteractive
    echo "installing: $*"
    "${apt[@]}" -q -o DPkg::Lock::Timeout=120 update >"$work/apt" 2>&1 || tail -n 5 "$work/apt"
    local package
    for package in "$@"; do
        # One by one: a package that cannot be had does not keep the others away.
        "${apt[@]}" -q -y -o DPkg::Lock::Timeout=120 install --no-install-recommends "$package" >"$work/apt" 2>&1 ||
            tail -n 5 "$work/apt"
    done
}

prepare_tools() {
    local wanted=() chosen_postgres=${PMS_TEST_POSTGRES_BIN-unset} chosen_chromium=${PMS_TEST_CHROMIUM-unset}
    # What was set to something by hand is taken as it is, nothing is installed in its place.
    find_postgres || [ "$chosen_postgres" != unset ] || wanted+=(postgresql)
    find_chromium || [ "$chosen_chromium" != unset ] || wanted+=(chromium)
    find_softhsm || [ -n "${PMS_TEST_SOFTHSM_LIBRARY+set}" ] || wanted+=(softhsm2)
    find_node || wanted+=(nodejs npm)
    have openssl || wanted+=(openssl)
    have sqlite3 || wanted+=(sqlite3)
    find_python || wanted+=(python3 python3-venv curl)
    [ ${#wanted[@]} -eq 0 ] || install_packages "${wanted[@]}"

    [ "$chosen_postgres" = unset ] || PMS_TEST_POSTGRES_BIN=$chosen_postgres
    find_postgres || PMS_TEST_POSTGRES_BIN=
    export PMS_TEST_POSTGRES_BIN
    echo "PostgreSQL: ${PMS_TEST_POSTGRES_BIN:-none}"
    echo "Chromium:   $(find_chromium && echo yes || echo none)"
    echo "SoftHSM2:   $(find_softhsm && echo yes || echo none)"
    echo "Node:       $(find_node && node --version || echo none)"
    echo "Python:     $(find_python && python3 --version || echo none)"
    local room=$(($(df -Pk . | awk 'NR == 2 { print $4 }') / 1024 / 1024))
    # What is built, in gibibytes; with room for the files of the databases.
    if [ $room -lt 20 ]; then
        echo "ROOM: $room GiB on the disk of $PWD; a first build and the tests take about 20, and fail without saying why when there is no more"
    fi
    echo "openssl:    $(have openssl && openssl version || echo none)"

    local component
    for component in fmt clippy; do
        cargo "$component" --version >/dev/null 2>&1 && continue
        may_install && have rustup && rustup component add "${component/fmt/rustfmt}"
    done
    return 0
}

# One server for all test binaries; it ends with this script, however that ends.
start_postgres() {
    [ -n "$PMS_TEST_POSTGRES_BIN" ] || return 0
    local line=
    coproc POSTGRES { exec sh crates/pms-testkit/src/postgres/throwaway.sh "$PMS_TEST_POSTGRES_BIN" fast 2>/dev/null; }
    IFS= read -r -t 60 -u "${POSTGRES[0]}" line
    if [ "${line#ready }" = "$line" ]; then
        echo "PostgreSQL is installed but does not start: ${line:-no answer in 60 s}"
        return 1
    fi
    export PMS_TEST_POSTGRES_URL=${line#ready }
}

# ---- the stages -------------------------------------------------------------------------------------------------------

lint() { cargo clippy --workspace --all-targets -- -D warnings; }

# The program and every test at once, so that each dependency is compiled once.
build() { cargo build --workspace --all-targets; }

rust_tests() {
    mkdir -p "$work/answers"
    # Together a minute; the targets run beside each other.
    PMS_TEST_FUZZ_SECONDS="${PMS_TEST_FUZZ_SECONDS:-9}" PMS_RECORD_ANSWERS="$work/answers" timeout --foreground -k 10 3600 cargo test --workspace --no-fail-fast
}

# What has to do with certificates once more, on sites whose ROOT is kept offline: uploads, reads, trust, revocation, signed
# messages, device messages, chips. A re-key below such a ROOT starts with an import and has tests of its own. Nothing is built anew.
authority_tests() {
    PMS_TEST_AUTHORITY=offline-root timeout --foreground -k 10 1200 \
        cargo test -q --workspace --no-fail-fast -- certificate verify message chip revocation trust::
}

# What the tests were answered, against the table of error codes.
codes() {
    PMS_RECORDED_ANSWERS="$work/answers" cargo test -q -p pms --test http codes::the_tests_that_the_table_names
}

browser_tests() { (cd e2e && timeout --foreground -k 10 2100 node run.mjs); }

# A short form: `make fuzz` sends a thousand cases to each operation.
schema_tests() { timeout --foreground -k 10 900 scripts/schemathesis.sh 3; }

leave_out_schema_tests() {
    left_out schema "$1"
    skipped "schemathesis: the OpenAPI document against the running server" "$1"
}

# NIST's PKITS for the tests of pms-pki, which name themselves as skipped without it.
vectors() {
    if ! find_python || { ! may_install && [ ! -f target/vectors/installed.txt ]; }; then return 0; fi
    scripts/vectors.sh || echo "PKITS could not be fetched"
}

npm_packages() {
    [ e2e/package-lock.json -ot e2e/node_modules/.package-lock.json ] && return
    may_install && (cd e2e && npm ci --ignore-scripts --no-audit --no-fund)
}

leave_out_browser_tests() {
    left_out browser "$1"
    local title
    grep -hoE '^test(With\([^)]*\))?\("[^"]+"' e2e/tests/*.test.mjs | sed -E 's/^testWith\([^)]*\)//' | sed 's/^[^"]*"//; s/"$//' | while IFS= read -r title; do
        skipped "e2e: $title" "$1"
    done
}

# PostgreSQL, Chromium and Node are looked for in this shell: the later stages use what was found.
stage tools prepare_tools
stage database start_postgres

if cargo fmt --version >/dev/null 2>&1; then
    stage format cargo fmt --all --check
else
    left_out format "rustfmt is not installed"
    skipped format "rustfmt is not installed"
fi
if cargo clippy --version >/dev/null 2>&1; then
    stage lints lint
else
    left_out lints "clippy is not installed"
    skipped lints "clippy is not installed"
fi

if stage build build; then
    vectors
    stage tests rust_tests
    if have openssl; then
        stage authority authority_tests
    else
        left_out authority "the openssl command is not installed"
        skipped authority "the openssl command is not installed"
    fi
    stage codes codes
    if ! find_python; then
        leave_out_schema_tests "Python 3 with venv, or curl, is not installed"
    elif ! may_install && [ ! -f target/schemathesis/installed.txt ]; then
        leave_out_schema_tests "Schemathesis is not installed"
    else
        stage schema schema_tests
    fi
    if ! find_node; then
        leave_out_browser_tests "Node is not installed"
    elif ! npm_packages; then
        leave_out_browser_tests "the npm packages of e2e/ are not installed"
    else
        stage browser browser_tests
    fi
else
    left_out tests "the build failed"
    left_out schema "the build failed"
    left_out browser "the build failed"
fi

# ---- the summary ------------------------------------------------------------------------------------------------------

say "summary (${SECONDS} s in all)"
cat "$results"
if [ -s "$PMS_TEST_NOTES" ]; then
    say "NOTE"
    sed 's/^/  /' "$PMS_TEST_NOTES"
fi
if [ -s "$PMS_TEST_SKIPPED" ]; then
    say "SKIPPED: $(sort -u "$PMS_TEST_SKIPPED" | wc -l) tests did not run"
    sort -u "$PMS_TEST_SKIPPED" | sed 's/^/  /'
fi
if [ "$failed" = 0 ]; then say "passed"; else say "FAILED"; fi
exit "$failed"
