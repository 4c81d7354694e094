# xianzhi. Everything runs in a virtual environment of its own, made here from hashed lock files.
.DEFAULT_GOAL := help
SHELL := /bin/bash
VENV ?= .venv
BIN := $(VENV)/bin
# The newest Python at hand that is supported; PYTHON=… names another.
PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3 python; do $$p -c 'import sys, venv, ensurepip; raise SystemExit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' >/dev/null 2>&1 && { echo $$p; break; }; done)
GOLD ?= seeds/gold
TEXTS ?= seeds
export DO_NOT_TRACK = 1
export PIP_DISABLE_PIP_VERSION_CHECK = 1

.PHONY: help venv graph test lint pytest test-server evaluate bench train lock clean

help: ## show these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

venv: $(VENV)/.made ## make the virtual environment (a minute or two, once)

$(VENV)/.made: pyproject.toml $(wildcard requirements/*.txt)
	@test -n "$(PYTHON)" || { echo "xianzhi needs Python 3.11, 3.12 or 3.13 with the venv module (Debian: apt install python3-venv); none was found. PYTHON=/path/to/python names one." >&2; exit 2; }
	@$(PYTHON) -c 'import sys; raise SystemExit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' || { echo "$(PYTHON) is not Python 3.11, 3.12 or 3.13" >&2; exit 2; }
	@echo "making $(VENV) with $$($(PYTHON) --version), from hashed lock files …"
	@rm -rf $(VENV) && $(PYTHON) -m venv $(VENV)
	@version=$$($(BIN)/python -c 'import sys; print("%d.%d" % sys.version_info[:2])'); \
	  $(BIN)/python -m pip install --quiet --require-hashes --no-deps -r requirements/dev-$$version.txt && \
	  $(BIN)/python -m pip install --quiet --no-deps --no-build-isolation -e . 2>$(VENV)/editable.log || { cat $(VENV)/editable.log; exit 1; }
	@touch $@

graph: venv ## build the graph from seeds/ with the Prefect flow and answer the headline question
	@$(BIN)/python -m flows.build_graph seeds

test: lint pytest ## lint, types, import contract and tests

lint: venv
	@$(BIN)/ruff check --quiet . && echo "ruff: clean"
	@$(BIN)/ruff format --quiet --check . && echo "ruff format: clean"
	@$(BIN)/mypy --no-error-summary && echo "mypy --strict: clean"
	@PYTHONPATH=. $(BIN)/lint-imports --no-cache >$(VENV)/imports.log 2>&1 && echo "import contracts: kept" || { cat $(VENV)/imports.log; exit 1; }

pytest: venv
	@$(BIN)/python -m pytest -q -m "not server and not neo4j and not browser and not slow"

test-server: venv ## the tests that start a real Prefect server
	@$(BIN)/python -m pytest -q -m "server"

evaluate: venv ## hold fresh extractions against gold (GOLD=, TEXTS=), by type and slot
	@$(BIN)/xianzhi evaluate $(GOLD) $(TEXTS)

bench: venv ## speed beside jieba and LAC on a corpus (CORPUS=news.jsonl[.gz])
	@test -n "$(CORPUS)" || { echo "make bench CORPUS=path/to/news.jsonl.gz" >&2; exit 2; }
	@$(BIN)/python -m tools.bench "$(CORPUS)"

train: venv ## train the judge anew (GOLD=, TEXTS= name the annotated pages)
	@$(BIN)/python -m tools.train_judge $(TEXTS) $(GOLD) --out extractors/data/judge

lock: ## compile the lock files anew (needs uv)
	@bash tools/lock.sh

clean: ## remove the environment, the graph and caches
	@rm -rf $(VENV) graph .mypy_cache .ruff_cache .pytest_cache *.egg-info .import_linter_cache
