# xianzhi. Everything runs in a virtual environment of its own, made here from hashed lock files.
.DEFAULT_GOAL := help
SHELL := /bin/bash
VENV ?= .venv
BIN := $(VENV)/bin
# The newest supported Python on the PATH makes the environment; PYTHON=/path/to/python3.x names another.
PYTHON ?=
GOLD ?= seeds/gold
TEXTS ?= seeds
# seeds, training or held-out: which figures of docs/accuracy.md an evaluation renews
AS ?=
export DO_NOT_TRACK = 1
export PIP_DISABLE_PIP_VERSION_CHECK = 1

.PHONY: another-python help venv graph test lint pytest test-server test-neo4j test-browser test-jena neo4j-start neo4j-stop evaluate bench bench-neo4j bench-rdf train try docs lock clean

help: ## show these targets
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  make %-13s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

venv: $(VENV)/.made ## make the virtual environment (a minute or two, once)

$(VENV)/.made: pyproject.toml tools/venv.sh $(wildcard requirements/*.txt)
	@bash tools/venv.sh $(VENV) $(PYTHON)
	@touch $@

ifneq ($(PYTHON),)
  minor = $(shell $(1) -c 'import sys; print(sys.version_info[:2])' 2>/dev/null)
  ifneq ($(call minor,$(PYTHON)),$(call minor,$(BIN)/python))
$(VENV)/.made: another-python
  endif
endif

graph: venv ## build the graph from seeds/ with the Prefect flow and answer the headline question
	@$(BIN)/python -m flows.build_graph seeds

test: lint pytest ## lint, types, import contract and tests

lint: venv
	@$(BIN)/ruff check --quiet . && echo "ruff: clean"
	@$(BIN)/ruff format --quiet --check . && echo "ruff format: clean"
	@$(BIN)/mypy --no-error-summary && echo "mypy --strict: clean"
	@PYTHONPATH=. $(BIN)/lint-imports --no-cache >$(VENV)/imports.log 2>&1 && echo "import contracts: kept" || { cat $(VENV)/imports.log; exit 1; }

pytest: venv
	@$(BIN)/python -m pytest -q -m "not server and not neo4j and not browser and not jena and not slow"

test-server: venv ## the tests that start a real Prefect server
	@$(BIN)/python -m pytest -q -m "server"

# A server of its own for the tests, gone when they end; it needs Java 17 or 21 and, once, Maven.
NEO4J := $(BIN)/python -m tools.neo4j_server
NEO4J_TESTS ?= tests

test-neo4j: venv ## start a throw-away Neo4j, run the tests marked neo4j on it, stop it
	@$(NEO4J) run -- $(BIN)/python -m pytest -q -m "neo4j and not browser" $(NEO4J_TESTS)

test-browser: venv ## the same for the tests that drive Neo4j Browser in chromium
	@$(NEO4J) run -- $(BIN)/python -m pytest -q -m "browser" $(NEO4J_TESTS)

test-jena: venv ## the tests that load the export into Apache Jena (Java 17 or later and, once, Maven)
	@$(BIN)/python -m pytest -q -m "jena" tests/rdf

neo4j-start: venv ## start a Neo4j with Browser on 127.0.0.1 and tell how to enter (Java 17 or 21, Maven)
	@$(NEO4J) start

neo4j-stop: venv ## stop it; its data stay in .neo4j/home
	@$(NEO4J) stop

evaluate: venv ## hold fresh extractions against gold (GOLD=, TEXTS=), by type and slot; AS= writes docs/accuracy.md
	@$(if $(AS),$(BIN)/python -m tools.accuracy $(AS) $(GOLD) $(TEXTS),$(BIN)/xianzhi evaluate $(GOLD) $(TEXTS))

bench: venv ## speed beside jieba and LAC on a corpus, then what bench-rdf measures (CORPUS=news.jsonl[.gz])
	@test -n "$(CORPUS)" || { echo "make bench CORPUS=path/to/news.jsonl.gz" >&2; exit 2; }
	@$(BIN)/python -m tools.bench "$(CORPUS)"
	@$(BIN)/python -m tools.bench_rdf "$(CORPUS)"

bench-neo4j: venv ## loading into a real Neo4j beside two peers, and the questions (CORPUS=news.jsonl[.gz]; Java, Maven)
	@test -n "$(CORPUS)" || { echo "make bench-neo4j CORPUS=path/to/news.jsonl.gz" >&2; exit 2; }
	@$(BIN)/python -m tools.bench_neo4j "$(CORPUS)"

bench-rdf: venv ## export and load of a million triples beside rdflib, and the questions in SPARQL (CORPUS=news.jsonl[.gz])
	@test -n "$(CORPUS)" || { echo "make bench-rdf CORPUS=path/to/news.jsonl.gz" >&2; exit 2; }
	@$(BIN)/python -m tools.bench_rdf "$(CORPUS)"

train: venv ## train the judge anew (GOLD= and TEXTS= name the annotated pages)
	@test "$(origin GOLD)/$(origin TEXTS)" != "file/file" || { echo "make train GOLD=folder TEXTS=folder: the seeds alone are too few to train on" >&2; exit 2; }
	@$(BIN)/python -m tools.train_judge $(TEXTS) $(GOLD) --out extractors/data/judge

try: ## make graph and make test in a fresh clone of the last commit (PYTHON=)
	@bash tools/clean_clone.sh $(PYTHON)

docs: venv ## write the outputs in README.md, docs/ and the notebooks anew from real runs
	@$(BIN)/python -m tools.update_docs

lock: ## compile the lock files anew (needs uv)
	@bash tools/lock.sh

clean: ## remove the environment, the graph and caches
	@rm -rf $(VENV) graph .mypy_cache .ruff_cache .pytest_cache *.egg-info .import_linter_cache
