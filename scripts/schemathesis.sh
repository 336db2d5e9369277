#!/usr/bin/env bash
# Sends what the published OpenAPI document allows, and what it forbids, to a throw-away server: no server error, no status,
# content type or answer that the document does not know. Once as a partner admin, once as a partner.
#
#   scripts/schemathesis.sh [CASES]     cases for each operation; 1000 without an argument
#
#   PMS_PROGRAM=FILE    the program under test; target/debug/pms without it
#
# Needs python3 with venv; the packages of scripts/schemathesis.txt are installed below target/.

set -eu
cd "$(dirname "$0")/.."

cases=${1:-1000}
program=$(realpath "${PMS_PROGRAM:-target/debug/pms}")
venv=$PWD/target/schemathesis
work=$(mktemp -d "${TMPDIR:-/tmp}/pms-schemathesis-XXXXXX")
server=
trap '[ -z "$server" ] || kill "$server" 2>/dev/null; rm -rf "$work"' EXIT

if ! cmp -s scripts/schemathesis.txt "$venv/installed.txt"; then
    rm -rf "$venv"
    python3 -m venv "$venv"
    "$venv/bin/pip" install -q --disable-pip-version-check --require-hashes -r scripts/schemathesis.txt
    cp scripts/schemathesis.txt "$venv/installed.txt"
fi

pms() { "$program" --data-dir "$work/data" "$@"; }
secret() { awk '{ print $NF }'; }
# One route answers a token in a header, the other in the body.
token() { python3 -c 'import json, sys; print(json.load(sys.stdin)["response"]["token"])'; }
header() { awk -v name="$1:" 'tolower($1) == name { print $2 }' | tr -d '\r'; }

export PMS__LOG__FILTER=warn PMS__LIMITS__CONNECTIONS_PER_SOURCE=1024
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
url="http://127.0.0.1:$port"
pms serve --listen "127.0.0.1:$port" >"$work/out" 2>"$work/log" &
server=$!
for _ in $(seq 200); do curl -fs "$url/health/ready" >/dev/null && break || sleep 0.1; done

# A client for the admin's token, an account for the partner's.
client_secret=$(pms client add mosip-pms-client --role PARTNER_ADMIN | secret)
password='correct horse battery staple 7'
printf '%s' "$password" | pms account add fuzz-partner --email fuzz@example.org --role AUTH_PARTNER --password-stdin >/dev/null
sleep 1.5

admin=$(curl -fsS -D - -o /dev/null -H 'Content-Type: application/json' "$url/v1/authmanager/authenticate/clientidsecretkey" \
    -d "{\"request\":{\"clientId\":\"mosip-pms-client\",\"secretKey\":\"$client_secret\",\"appId\":\"partner\"}}" | header authorization)
partner=$(curl -fsS -H 'Content-Type: application/json' "$url/v1/authmanager/authenticate/internal/useridPwd" \
    -d "{\"request\":{\"userName\":\"fuzz-partner\",\"password\":\"$password\",\"clientId\":\"mosip-pms-client\",\"clientSecret\":\"$client_secret\",\"appId\":\"partner\"}}" | token)
[ -n "$admin" ] && [ -n "$partner" ] || { echo "no token: $(cat "$work/log")"; exit 1; }

# The partner owns an organisation, in a group.
now() { date -u +%Y-%m-%dT%H:%M:%S.000Z; }
post() { curl -fsS -o /dev/null -H 'Content-Type: application/json' -H "Authorization: Bearer $1" "$url$2" -d "$3"; }
post "$admin" /v1/policymanager/policies/group/new "{\"requesttime\":\"$(now)\",\"request\":{\"name\":\"Banks\",\"desc\":\"Banks\"}}"
post "$partner" /v1/partnermanager/partners "{\"requesttime\":\"$(now)\",\"request\":{\"partnerId\":\"fuzz\",\"policyGroup\":\"Banks\",\"organizationName\":\"Fuzz\",\"address\":\"1 Main Street\",\"contactNumber\":\"5550100\",\"emailId\":\"fuzz@example.org\",\"partnerType\":\"Auth_Partner\"}}"

run() {
    echo "as $1:"
    # Signing out would end the token for all that follows.
    # Its own notes go where everything else goes.
    (cd "$work" && "$venv/bin/st" run "$url/openapi.json" --url "$url" --header "Authorization: Bearer $2" \
        --checks not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance \
        --phases examples,coverage,fuzzing --max-examples "$cases" --exclude-operation-id logout \
        --continue-on-failure --warnings off --no-shrink --request-timeout 30)
}

status=0
run "partner admin" "$admin" || status=1
run partner "$partner" || status=1
# A token that died on the way would have made all of it worthless.
for token in "$admin" "$partner"; do
    curl -fsS -o /dev/null -H "Authorization: Bearer $token" "$url/v1/partnermanager/authorize/admin/validateToken" ||
        { echo "a token was no longer valid at the end"; status=1; }
done
if grep -iE 'panic|"level":"ERROR"| ERROR ' "$work/log"; then echo "the server logged errors"; status=1; fi
exit $status
