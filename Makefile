# make demo    the main job on the sample pages, and what to open next
# make test    every check and every test
# make check   linters, types, import rules and documentation alone
PYTHON ?= python3
BIN = .venv/bin

.PHONY: help setup demo test check format train benchmark lock clean

help:
	@sed -n 's/^# //p' Makefile

setup:
	@PYTHON="$(PYTHON)" sh scripts/setup.sh

demo: setup
	@sh scripts/demo.sh

check: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest tests/test_docs.py

test: check
	@sh scripts/browser.sh
	$(BIN)/python -m pytest

format: setup
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# Training needs its own, large packages; see docs/training.md.
train:
	@PYTHON="$(PYTHON)" sh scripts/train.sh

benchmark: setup
	@PYTHON="$(PYTHON)" sh scripts/benchmark.sh

# Needs uv; writes hashes of all platforms' files and no index.
lock:
	uv pip compile pyproject.toml --extra dev --extra build --python-version 3.11 --universal \
	  --generate-hashes --no-emit-index-url --no-header --quiet --output-file requirements.lock

clean:
	rm -rf .venv .venv-* demo build dist .mypy_cache .ruff_cache .pytest_cache
