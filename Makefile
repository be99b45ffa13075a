# The tools of the house. Needs Python 3.11 or newer with venv, and make; uses uv where it is installed.
PYTHON ?= python3
# KEEP=1 keeps what the demo made; ARGS go to the command behind the target; JOBS=0 runs tests in one process.
KEEP ?=
ARGS ?=
JOBS ?= 2

VENV := .venv
BIN := $(VENV)/bin
PACKAGES := bot core storage tests $(if $(wildcard bench/__init__.py),bench)
UV := $(shell command -v uv 2>/dev/null)

# Wheels only: building from source would fetch build tools that no lock names.
ifneq ($(UV),)
INSTALL := $(UV) pip install --quiet --python $(BIN)/python
else
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check
endif
LOCKED := --require-hashes --only-binary :all: -r
PROJECT := --no-deps --no-build-isolation --editable .

.DELETE_ON_ERROR:
.DEFAULT_GOAL := help
.PHONY: help demo test check bench chaos lock

help: ## list the targets
	@sed -nE 's/^([a-z]+):.*## (.*)/  make \1\t\2/p' Makefile | expand -t 16

$(BIN)/python:
	@command -v $(PYTHON) >/dev/null || { echo "$(PYTHON) was not found: install Python 3.11 or newer, or name yours with make PYTHON=python3.12."; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "amzigo needs Python 3.11 or newer, and $(PYTHON) is older: name another with make PYTHON=python3.12."; exit 1; }
	@$(PYTHON) -m venv $(if $(UV),--without-pip) $(VENV) || { rm -rf $(VENV); echo "Python's venv module does not work here: on Debian, apt-get install python3-venv brings it."; exit 1; }

# The stamps: a second run installs nothing. Each also installs the project itself, editable.
$(VENV)/.run: $(BIN)/python requirements.lock pyproject.toml
	@echo "Setting up $(VENV), once ..."
	@$(if $(UV),:,$(BIN)/python -m pip --version >/dev/null 2>&1 || $(BIN)/python -m ensurepip >/dev/null)
	@$(INSTALL) $(LOCKED) requirements.lock
	@$(INSTALL) $(PROJECT)
	@touch $@

$(VENV)/.dev: $(BIN)/python requirements-dev.lock pyproject.toml
	@echo "Setting up $(VENV) with the tools of development, once ..."
	@$(if $(UV),:,$(BIN)/python -m pip --version >/dev/null 2>&1 || $(BIN)/python -m ensurepip >/dev/null)
	@$(INSTALL) $(LOCKED) requirements-dev.lock
	@$(INSTALL) $(PROJECT)
	@touch $(VENV)/.run $@

demo: $(VENV)/.run ## show amzigo at work on invented data (KEEP=1 keeps it)
	@$(BIN)/amzigo demo $(if $(KEEP),--keep) $(ARGS)

test: $(VENV)/.dev ## run the tests
	@$(BIN)/python -m pytest -q -n $(JOBS) --dist loadfile --ignore=tests/chaos $(ARGS)

check: $(VENV)/.dev ## run the linters, the type checker and the import contracts
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy $(addprefix -p ,$(PACKAGES))
	$(BIN)/lint-imports

bench: $(VENV)/.dev ## measure; the figures belong in docs/performance.md
	@$(BIN)/python -m bench $(ARGS)

chaos: $(VENV)/.dev ## break things on purpose and see what is left
	@if [ -n "$$(find tests/chaos -name 'test_*.py' 2>/dev/null)" ]; then $(BIN)/python -m pytest -q tests/chaos $(ARGS); \
	else echo "There are no chaos tests yet."; fi

# The header of a lock says how it was made, not where.
COMPILE = uv pip compile pyproject.toml --quiet --upgrade --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" --extra build

lock: ## write both lock files anew (needs uv)
	@command -v uv >/dev/null || { echo "Locking needs uv, which was not found: python3 -m pip install uv brings it."; exit 1; }
	@$(COMPILE) --output-file requirements.lock
	@$(COMPILE) --extra dev --constraint requirements.lock --output-file requirements-dev.lock
