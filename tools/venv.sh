#!/usr/bin/env bash
# Make or update the virtual environment from the hashed lock files: tools/venv.sh FOLDER [PYTHON].
# An environment of the wanted Python is updated in place, so that a changed lock does not pull it from under who uses it.
set -euo pipefail
cd "$(dirname "$0")/.."
venv=${1:?tools/venv.sh FOLDER [PYTHON]}
wanted=${2:-}
export PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_INPUT=1 PIP_ROOT_USER_ACTION=ignore

fail() { echo "xianzhi: $*" >&2; exit 2; }

# "3.12" for a Python that can run xianzhi; otherwise says why not and fails.
version_of() {
    command -v "$1" >/dev/null || { echo "not found"; return 1; }
    "$1" - 2>/dev/null <<'PYTHON' || { echo "does not run"; return 1; }
import sys
version = "%d.%d" % sys.version_info[:2]
if sys.version_info[:2] < (3, 11):
    print("is %s, too old" % version); sys.exit(0)
if sys.version_info[:2] > (3, 13):
    print("is %s, too new" % version); sys.exit(0)
try:
    import ensurepip, venv
except ImportError:
    print("is %s without the venv and ensurepip modules (Debian, Ubuntu: apt install python%s-venv)" % (version, version)); sys.exit(0)
print(version)
PYTHON
}

supported() { [[ $1 =~ ^3\.1[123]$ ]]; }

if [ -n "$wanted" ]; then
    version=$(version_of "$wanted") || true
    supported "$version" || fail "PYTHON=$wanted $version; Python 3.11, 3.12 or 3.13 is needed."
elif [ -x "$venv/bin/python" ] && version=$(version_of "$venv/bin/python") && supported "$version"; then
    wanted=$venv/bin/python # what is there serves
else
    seen=""
    for candidate in python3.13 python3.12 python3.11 python3 python; do
        version=$(version_of "$candidate") || continue
        if supported "$version"; then wanted=$candidate; break; fi
        seen+="; $candidate $version"
    done
    [ -n "$wanted" ] || fail "no usable Python 3.11, 3.12 or 3.13 on the PATH$seen. PYTHON=/path/to/python3.x names one."
fi

have=$("$venv/bin/python" -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null || true)
if [ "$have" != "$version" ]; then
    echo "making $venv with Python $version; packages from requirements/dev-$version.txt, by hash …"
    rm -rf "$venv"
    "$wanted" -m venv "$venv"
else
    echo "updating $venv (Python $version) from requirements/dev-$version.txt …"
fi

log=$venv/install.log
pip() { "$venv/bin/python" -m pip install --quiet "$@" >>"$log" 2>&1 || { cat "$log" >&2; fail "the installation stopped; the lines above say where ($log)."; }; }
: >"$log"
# The build tools come first: what has no wheel (jieba) is then built with them and not with what pip would fetch unchecked.
pip --require-hashes --no-deps -r requirements/build.txt
pip --require-hashes --no-deps --no-build-isolation -r "requirements/dev-$version.txt"
pip --no-deps --no-build-isolation -e .
echo "$venv is ready"
