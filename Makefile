# `make serve` runs the service and `make test` tests it; each sets up its environment first, once. `make help` lists
# the rest.
PYTHON ?= python3
VENV ?= .venv
# A real Triton and the clients that others wrote, in an environment of their own: their pins are not ours.
PEERS ?= .venv-peers
# The servers that the benchmark of serving puts beside ours, each in an environment of its own.
RIVALS := mosec triton litserve bentoml
# Half of a test's time is waiting: for a service's start, a client that dawdles, a version that settles.
JOBS ?= 2
# What is handed to the command behind a target: make train ARGS="--recipe textbook --seed 1"
ARGS ?=

BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check
COMPILE := $(BIN)/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-annotate --no-header

.DEFAULT_GOAL := help
.PHONY: help serve test peers train card experiments bench bench-peers lint format audit sbom check requirements clean

help: ## Print what there is to make
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-13s %s\n", $$1, $$2 }' Makefile

serve: $(VENV)/.serve ## Serve the shipped model on port 8000
	$(BIN)/digitscope serve $(ARGS)

test: $(VENV)/.dev ## Run every test, JOBS files at a time
	$(BIN)/pytest --numprocesses $(JOBS) --dist loadfile $(ARGS)

peers: $(PEERS)/.made ## Make the environment of a real Triton and of others' clients, for the tests that ask them

train: $(VENV)/.serve ## Train a new model version
	$(BIN)/digitscope train $(ARGS)

card: $(VENV)/.dev ## Measure every version side by side; write figures and cards
	$(BIN)/digitscope evaluate --card $(ARGS)

experiments: $(VENV)/.dev ## Measure what the textbook leaves open; minutes with ARGS=--quick, about an hour without
	$(BIN)/digitscope experiments $(ARGS)

bench: $(VENV)/.dev ## Measure serving; another benchmark with BENCH=training
	$(BIN)/python -m benchmarks.$(or $(BENCH),serving) $(ARGS)

bench-peers: $(RIVALS:%=.venv-bench-%/.made) ## Make the environments of the servers that serving is compared with

lint: $(VENV)/.dev ## Check style, formatting and types
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy

format: $(VENV)/.dev ## Format the code, and repair what can be repaired
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

audit: $(VENV)/.dev ## Ask whether a vulnerability is known in what the service runs on
	$(BIN)/python requirements/audit.py

sbom: $(VENV)/.dev ## Write the software bill of materials to build/sbom.cdx.json
	$(BIN)/python requirements/materials.py build/sbom.cdx.json

check: lint audit sbom test ## All of that, as continuous integration does

requirements: $(VENV)/.dev ## Pin the dependencies of pyproject.toml; newer ones with ARGS=--upgrade
	$(COMPILE) $(ARGS) pyproject.toml --output-file requirements/serve.txt
	$(COMPILE) $(ARGS) pyproject.toml --extra dev --constraint requirements/serve.txt --output-file requirements/dev.txt
	$(COMPILE) $(ARGS) --python-version 3.11 requirements/peers.in --output-file requirements/peers.txt
	$(COMPILE) $(ARGS) --python-version 3.11 --no-deps requirements/triton.in --output-file requirements/triton.txt
	grep -oE '^(tensorflow-cpu|pillow)==[^ ]+' requirements/serve.txt > $(VENV)/same.txt
	for rival in $(filter-out triton,$(RIVALS)); do $(COMPILE) $(ARGS) --python-version 3.11 --constraint $(VENV)/same.txt \
		requirements/bench-$$rival.in --output-file requirements/bench-$$rival.txt || exit 1; done
	$(COMPILE) $(ARGS) --no-universal --python-version 3.11 --constraint $(VENV)/same.txt \
		requirements/bench-triton.in --output-file requirements/bench-triton.txt

clean: ## Remove the environment and everything else that was made here
	rm -rf $(VENV) $(PEERS) .venv-bench-* build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find app cli model training tests benchmarks -name __pycache__ -prune -exec rm -rf {} +

$(VENV)/.made:
	@command -v $(PYTHON) >/dev/null || \
		{ echo "Digitscope needs Python 3.11 or newer; there is no $(PYTHON). Try: make PYTHON=python3.13" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Digitscope needs Python 3.11 or newer; this is `$(PYTHON) -V 2>&1`. Try: make PYTHON=python3.13" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
		{ echo "$(PYTHON) cannot make virtual environments; on Debian and Ubuntu: apt install python3-venv" >&2; exit 1; }
	$(PYTHON) -m venv --clear $(VENV)
	@touch $@

$(VENV)/.serve: $(VENV)/.made requirements/serve.txt pyproject.toml
	$(PIP) --require-hashes --requirement requirements/serve.txt
	$(PIP) --no-deps --no-build-isolation --editable .
	@touch $@

# Protocol definitions that only tests read; what their package depends on would bring a second TensorFlow in.
PROTOS := $(wildcard requirements/protos.txt)

$(VENV)/.dev: $(VENV)/.serve requirements/dev.txt $(PROTOS)
	$(PIP) --require-hashes --requirement requirements/dev.txt
	$(if $(PROTOS),$(PIP) --no-deps --require-hashes --requirement $(PROTOS))
	@touch $@

$(PEERS)/.made: requirements/peers.txt requirements/triton.txt | $(VENV)/.dev
	@$(BIN)/python tests/peers.py
	$(BIN)/python -m venv --clear --without-pip $(PEERS)
	$(BIN)/uv pip install --quiet --python $(PEERS)/bin/python --no-deps --only-binary :all: --require-hashes \
		--requirement requirements/peers.txt --requirement requirements/triton.txt
	@touch $@

.venv-bench-%/.made: requirements/bench-%.txt | $(VENV)/.dev
	$(if $(filter triton,$*),@$(BIN)/python tests/peers.py)
	$(BIN)/python -m venv --clear --without-pip $(@D)
	$(BIN)/uv pip install --quiet --python $(@D)/bin/python --no-deps --only-binary :all: --require-hashes --requirement $<
	@touch $@
