#!/usr/bin/env bash
# What a newcomer meets: a fresh clone of the last commit, `make graph` and `make test` in it. tools/clean_clone.sh [PYTHON...]
set -euo pipefail
cd "$(dirname "$0")/.."
[ $# -gt 0 ] || set -- python3
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
[ -z "$(git status --porcelain)" ] || echo "note: what is not committed is not tried"
for python; do
    clone=$scratch/$(basename "$python")
    git clone --quiet --no-hardlinks . "$clone"
    echo "== $("$python" --version), commit $(git -C "$clone" log -1 --format=%h)"
    env -u MAKEFLAGS -u MAKELEVEL make -C "$clone" --no-print-directory PYTHON="$python" graph test </dev/null
    left=$(git -C "$clone" status --porcelain)
    [ -z "$left" ] || { echo "the run left files that git does not ignore:" "$left" >&2; exit 1; }
done
