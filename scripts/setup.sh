#!/bin/sh
# Make .venv with everything that the demo and the tests need; do nothing if it is current.
# Needs Python 3.11 or later and pip; works as root or not, also where Debian's
# python3-venv is missing (then pip installs into the environment from outside).
set -eu
cd "$(dirname "$0")/.."
python=${PYTHON:-python3}
stamp=.venv/.dragoman-setup
wanted=$(cat requirements.lock pyproject.toml scripts/setup.sh | cksum)
if [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$wanted" ]; then
    exit 0
fi
if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
    echo "dragoman needs Python 3.11 or later; $python is $("$python" --version 2>&1)." >&2
    echo "Name another one: make PYTHON=/path/to/python3.11 …" >&2
    exit 2
fi
echo "Setting up .venv (once; a few minutes) …" >&2
if [ ! -x .venv/bin/python ]; then
    "$python" -m venv --without-pip .venv
fi
install() {
    "$python" -m pip --python .venv/bin/python --disable-pip-version-check install --quiet "$@"
}
install --require-hashes -r requirements.lock
install --no-deps --no-build-isolation --editable .
echo "$wanted" >"$stamp"
