# `make serve` runs the service, `make test` tests it; each sets up .venv first, once.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: serve test train lint format bench check requirements clean

serve: .venv/.serve
	$(BIN)/digitscope serve

test: .venv/.dev
	$(BIN)/pytest

.venv/bin/python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Digitscope needs Python 3.11 or newer; this is " + sys.version.split()[0] + ". Try: make PYTHON=python3.13")'
	$(PYTHON) -m venv .venv

.venv/.serve: requirements/serve.txt pyproject.toml | .venv/bin/python
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/serve.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

.venv/.dev: requirements/dev.txt .venv/.serve
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@touch $@
