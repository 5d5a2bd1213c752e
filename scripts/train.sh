#!/bin/sh
# Train the English tagger from the corpus, and export it into the package.
# Makes .venv-training. Slow on a CPU; a run that was broken off goes on.
set -eu
cd "$(dirname "$0")/.."
python=${PYTHON:-python3}
if [ ! -x .venv-training/bin/python ]; then
    "$python" -m venv --without-pip .venv-training
fi
"$python" -m pip --python .venv-training/bin/python install --quiet '.[training]'
out=${RUN:-runs/en}
PYTHONPATH=src:. .venv-training/bin/python -m training.train --out "$out" --langs en --resume
PYTHONPATH=src:. .venv-training/bin/python -m training.export \
    --run "$out" --out src/dragoman/annotate/models/en --langs en
