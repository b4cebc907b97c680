# Everything runs in .venv, made from plain Python 3.11+ and the locked dependencies.
PYTHON ?= python3
BIN := .venv/bin
SHELL := /bin/sh
.DEFAULT_GOAL := help

.PHONY: help demo test servers lint check format lock bench picture clean

help: ## list what can be made
	@grep -E '^[a-z]+:.*## ' Makefile | sed -E 's/:[^#]*## /\t/' | expand -t 10

.venv/.ready: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Standfirst needs Python 3.11 or newer; this is %d.%d. Try: make PYTHON=python3.12" % sys.version_info[:2])'
	@echo "Making a virtual environment in .venv and installing the locked dependencies (about half a minute) ..."
	@$(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch .venv/.ready

demo: .venv/.ready ## the whole road on an article of ours: read, draft, fit, publish, replies
	@$(BIN)/standfirst demo

test: .venv/.ready ## run every test (those needing a server that is not there say so)
	@echo "Running the tests ..."
	@$(BIN)/python -m pytest -q -n auto --dist worksteal -rs

servers: .servers/bluesky/.ready ## what the tests of Bluesky run against: its own servers (needs npm; about 650 MB)

.servers/bluesky/.ready: tests/servers/bluesky/package-lock.json
	@command -v npm >/dev/null || { echo "Bluesky's servers come from npm, which is not here. The other tests need none."; exit 2; }
	@echo "Installing Bluesky's servers into .servers (about half a minute) ..."
	@mkdir -p .servers/bluesky
	@cp -R tests/servers/bluesky/package.json tests/servers/bluesky/package-lock.json tests/servers/bluesky/.npmrc \
		tests/servers/bluesky/sqlite .servers/bluesky
	@cd .servers/bluesky && npm ci --silent
	@touch .servers/bluesky/.ready

lint: .venv/.ready ## format, lint, types and imports
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

check: lint test ## everything a change must pass

format: .venv/.ready ## put the code into shape
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

lock: .venv/.ready ## write requirements.lock anew from pyproject.toml
	@$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header --all-extras \
		--no-emit-package standfirst --python-version 3.11 -o requirements.lock pyproject.toml

bench: .venv/.ready ## measure writer, facts and reading against the evaluation data (DATA=folder)
	@test -n "$(DATA)" || { echo "Name the folder of the data: make bench DATA=folder (benchmarks/*.py say what it holds)"; exit 2; }
	@$(BIN)/python benchmarks/compose.py $(DATA)
	@$(BIN)/python benchmarks/read.py $(DATA)
	@$(BIN)/python benchmarks/facts.py $(DATA)

picture: .venv/.ready ## draw docs/demo.svg and docs/chat.svg anew from real runs
	@$(BIN)/python docs/picture.py
	@$(BIN)/python docs/chat_picture.py

clean: ## remove the environment and caches
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis .servers
