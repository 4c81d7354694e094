#!/usr/bin/env bash
# Compile the hashed requirement files for every supported Python. Needs uv (pip install uv) and a package index.
set -euo pipefail
cd "$(dirname "$0")/.."
UV=${UV:-uv}
for python in 3.11 3.12 3.13; do
    for set in run dev; do
        extra=(); [ "$set" = dev ] && extra=(--extra dev)
        "$UV" pip compile --quiet --universal --generate-hashes --no-annotate --no-header --python-version "$python" \
            "${extra[@]}" pyproject.toml requirements/build.in -o "requirements/$set-$python.txt"
        echo "requirements/$set-$python.txt: $(grep -c '==' "requirements/$set-$python.txt") packages"
    done
done
