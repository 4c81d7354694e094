#!/usr/bin/env bash
# Compile the hashed requirement files for every supported Python. Needs uv (pip install uv) and a package index.
# Versions already locked are kept; UPGRADE=1 takes the newest that pyproject.toml allows.
set -euo pipefail
cd "$(dirname "$0")/.."
UV=${UV:-uv}
command -v "$UV" >/dev/null || { echo "make lock needs uv: pip install uv, or UV=/path/to/uv" >&2; exit 2; }

compile() { # OUTPUT PYTHON SOURCE...
    local output=$1 python=$2
    shift 2
    "$UV" pip compile --quiet --universal --generate-hashes --no-annotate --no-header ${UPGRADE:+--upgrade} \
        --python-version "$python" "$@" -o "$output"
    echo "$output: $(grep -c '^[a-z0-9].*==' "$output") packages"
}

for python in 3.11 3.12 3.13; do
    compile "requirements/dev-$python.txt" "$python" --extra dev pyproject.toml requirements/build.in
    # What runs is what was tested: the development lock bounds the other one.
    compile "requirements/run-$python.txt" "$python" -c "requirements/dev-$python.txt" pyproject.toml requirements/build.in
done
compile requirements/build.txt 3.11 -c requirements/dev-3.11.txt requirements/build.in
compile requirements/peers.txt 3.11 requirements/peers.in
compile requirements/jionlp.txt 3.11 requirements/jionlp.in
