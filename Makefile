# Qihua: what a visitor and a developer run. `make` alone lists the targets.
#   make demo DEMO_ARGS=--no-serve      flags for `qihua demo`
#   make test TEST_ARGS='-k registry'   flags for pytest
#   make demo UV=                       install with pip although uv is there
#   make demo PYTHON=python3.12         another interpreter
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
BENCHMARKS := parse score views
.PHONY: help demo serve test check docs accuracy bench pins clean $(BENCHMARKS)

PYTHON ?= python3
UV ?= $(shell command -v uv 2>/dev/null)
VENV := .venv
BIN := $(VENV)/bin
# Installed packages are known by the stamp's date: a second run installs nothing.
BASE := $(VENV)/.installed-base
DEV := $(VENV)/.installed-dev
comma := ,

help:
	@echo "make demo    install, visit the fictional sample's sites, open the dashboard"
	@echo "make serve   open the dashboard on the workspace that is there"
	@echo "make test    run the tests"
	@echo "make check   format, lint, types, import contracts, generated pages, wheel"
	@echo "make docs    write the generated pages under docs/ again"
	@echo "make accuracy measure how often the checks are right (REALPAGES=FOLDER: on labelled real pages, too)"
	@echo "make bench   measure speed; make bench parse, score or views measures one"
	@echo "make pins    compile constraints.txt again (PINS_ARGS=--upgrade takes newer versions)"
	@echo "make clean   remove .venv and caches; the workspace stays"

demo: $(BASE)
	$(BIN)/qihua demo $(DEMO_ARGS)

serve: $(BASE)
	$(BIN)/qihua serve $(SERVE_ARGS)

# Two files at a time; the tests of one file stay together, since they share what is dear to make.
test: $(DEV)
	$(BIN)/python -m pytest -n 2 --dist loadfile $(TEST_ARGS)

check: $(DEV)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m dashboard.documents --check
	$(BIN)/python -m pytest -q tests/test_project.py -k wheel

docs: $(DEV)
	$(BIN)/python -m dashboard.documents

accuracy: $(DEV)
	$(BIN)/python -m tests.accuracy
	$(BIN)/python -m dashboard.accuracy sample
	$(if $(REALPAGES),$(BIN)/python -m dashboard.accuracy realpages $(REALPAGES))
	$(BIN)/python -m dashboard.documents

bench: $(DEV)
	$(BIN)/python -m tests.benchmarks $(filter $(BENCHMARKS),$(MAKECMDGOALS)) $(BENCH_ARGS)

# `make bench parse` runs that one; alone these words do nothing.
$(BENCHMARKS): ; @:

# Universal: one file for every system and Python version. It names no index, no host and no path.
pins: $(if $(UV),,$(DEV))
	$(or $(UV),$(BIN)/uv) pip compile --quiet --universal --python-version 3.11 --all-extras --no-header --no-annotate \
	  --no-emit-index-url --no-emit-find-links $(PINS_ARGS) --output-file constraints.txt pyproject.toml

clean:
	rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache

# uv where it is there, else the environment's pip, else the interpreter's pip working on the environment.
define install
	@echo "Installing into $(VENV): seconds with uv, about a minute with pip …"
	@if [ -n "$(UV)" ] && "$(UV)" pip install --quiet --python $(BIN)/python -c constraints.txt -e "$(1)"; then :; \
	elif $(BIN)/python -m pip --version >/dev/null 2>&1; then \
	  $(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e "$(1)"; \
	elif $(PYTHON) -m pip --version >/dev/null 2>&1; then \
	  $(PYTHON) -m pip --python $(BIN)/python install --quiet --disable-pip-version-check -c constraints.txt -e "$(1)"; \
	else echo "pip is missing: install the Debian package python3-pip (or uv), then run make again." >&2; exit 1; fi
endef

$(BASE): pyproject.toml constraints.txt | $(BIN)/python
	$(call install,.)
	@touch $@

$(DEV): pyproject.toml constraints.txt | $(BIN)/python
	$(call install,.[dev$(comma)browser])
	@touch $(BASE) $@

# The environment needs ensurepip (Debian: python3-venv) only where neither uv nor the interpreter's own pip can fill it.
$(BIN)/python:
	@command -v $(PYTHON) >/dev/null || { \
	  echo "$(PYTHON) is missing: install the Debian packages python3 and python3-venv, then run make again." >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "Python 3.11 or newer is needed, $$($(PYTHON) -V 2>&1) is here. Another one: make PYTHON=python3.12 …" >&2; exit 1; }
	@if [ -z "$(UV)" ] && $(PYTHON) -c 'import venv, ensurepip' 2>/dev/null; then $(PYTHON) -m venv $(VENV); \
	elif ! $(PYTHON) -c 'import venv' 2>/dev/null; then \
	  echo "The module venv is missing: install the Debian package python3-venv, then run make again." >&2; exit 1; \
	elif [ -n "$(UV)" ] || $(PYTHON) -m pip --version >/dev/null 2>&1; then $(PYTHON) -m venv --without-pip $(VENV); \
	else echo "pip is missing: install the Debian package python3-venv (or python3-pip), then run make again." >&2; exit 1; fi
