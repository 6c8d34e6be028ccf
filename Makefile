# Everything here sets itself up: a virtual environment of its own in .venv, made again when pyproject.toml changes.
#
# PYTHON=/path/to/python3 picks the interpreter of a new environment; otherwise one of 3.11 or newer is looked for.

VENV := .venv
BIN := $(VENV)/bin
RUN_STAMP := $(VENV)/.azfunc-run
DEV_STAMP := $(VENV)/.azfunc-dev
PIP_INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check
PYTEST_ARGS ?= -n auto

.DEFAULT_GOAL := help
.PHONY: help demo test versions check bench soak reference format clean

help: ## Show what can be made
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' Makefile

demo: $(RUN_STAMP) ## Run the restaurant: list it, check it, send it orders, build it
	@$(BIN)/python scripts/demo.py

test: $(DEV_STAMP) ## Run every test
	$(BIN)/python -m pytest $(PYTEST_ARGS)

versions: $(DEV_STAMP) ## Run the tests on the other supported Pythons that are installed
	@bash scripts/test_versions.sh

check: $(DEV_STAMP) ## Lint, format, types, import directions
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy --strict
	$(BIN)/pyright --pythonpath $(BIN)/python
	$(BIN)/lint-imports
	PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/pyright --ignoreexternal --verifytypes azfunc

bench: $(DEV_STAMP) ## Measure against azure.functions, as ratios of one run
	$(BIN)/python -m benchmarks

soak: $(DEV_STAMP) ## Run 100,000 invocations on one worker, and look at its memory
	AZFUNC_SOAK=100000 $(BIN)/python -m pytest -q -s tests/worker/test_soak.py

reference: $(DEV_STAMP) ## Write what is made from classes and tests: pages of docs, typing cases
	$(BIN)/python scripts/reference.py
	$(BIN)/python scripts/typing_cases.py
	$(BIN)/python scripts/works_where.py
	$(BIN)/python scripts/worker_differences.py

format: $(DEV_STAMP) ## Format the code and apply safe fixes
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

clean: ## Remove the environment and every cache
	rm -rf $(VENV) .cache .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache dist build
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(BIN)/python:
	@python=$$(sh scripts/find_python.sh "$(PYTHON)") || exit 1; \
	echo "Making $(VENV) with $$python"; \
	"$$python" -m venv $(VENV) || { rm -rf $(VENV); exit 1; }
	@$(PIP_INSTALL) --upgrade "pip>=25.1"

$(RUN_STAMP): pyproject.toml | $(BIN)/python
	@echo "Installing azfunc into $(VENV)"
	@$(PIP_INSTALL) --editable ".[cli]"
	@touch $@

$(DEV_STAMP): pyproject.toml | $(BIN)/python
	@echo "Installing azfunc and its development tools into $(VENV)"
	@$(PIP_INSTALL) --editable . --group dev
	@touch $@ $(RUN_STAMP)
