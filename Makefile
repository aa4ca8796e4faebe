# `make demo`, `make test`, `make lint`: each sets itself up first, with uv if there is one, else with pip.

PYTHON ?= python3
VENV := .venv
RUN := $(VENV)/bin/python -P -m
READY := $(VENV)/.ready

# No key, endpoint or account of the person at the keyboard reaches a test or the demo.
unexport $(filter ANTHROPIC_% CLAUDE_% AWS_%,$(.VARIABLES))

.PHONY: demo test lint format
.DEFAULT_GOAL := test

demo: $(READY)
	@$(VENV)/bin/backlight demo

test: lint
	$(RUN) pytest -q -n 2 --dist loadfile

lint: $(READY)
	$(RUN) ruff check .
	$(RUN) ruff format --check .
	$(RUN) mypy

format: $(READY)
	$(RUN) ruff check --fix .
	$(RUN) ruff format .

# pip installs into the environment from outside, so that it works where `ensurepip` is not installed.
$(READY): requirements/dev.txt pyproject.toml
	@set -e; \
	if command -v uv >/dev/null; then \
	    test -x $(VENV)/bin/python || uv venv --quiet --python '>=3.11' $(VENV); \
	    install="uv pip install --quiet --python $(VENV)/bin/python"; \
	else \
	    test -x $(VENV)/bin/python || $(PYTHON) -m venv --without-pip $(VENV); \
	    install="$(PYTHON) -m pip --python $(VENV)/bin/python install --quiet --disable-pip-version-check"; \
	fi; \
	echo "Installing into $(VENV) (once)"; \
	$$install --require-hashes --requirement requirements/dev.txt; \
	$$install --no-deps --no-build-isolation --editable .
	@touch $@
