# Everything about the portal starts here. `make help` tells what there is; .ci/setup.sh holds what an install needs.
.DEFAULT_GOAL := help
.PHONY: help setup dev run test lint check e2e demo bench lock clean

# A relative path: the project may stand in a folder with a space in its name.
PYTHON := .venv/bin/python
PYTEST := $(PYTHON) -m pytest -n auto --maxprocesses 4
# Empty: without.
COVERAGE ?= --cov --cov-report=term:skip-covered
# The locks hold for every system and for Python 3.11 and newer.
COMPILE := $(PYTHON) -m uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header

help: ## this list
	@sed -n 's/^\([a-z0-9]*\):[^#]*## /\1 - /p' Makefile

setup: ## install and prepare all but start: libraries, database, demo data, static files
	@sh .ci/setup.sh requirements.lock
	@$(PYTHON) manage.py prepare --demo

run: setup ## install what is missing and run the portal until Ctrl-C; PORT=8123 make run takes another port
	@exec $(PYTHON) manage.py portal --stop-with-parent

dev:
	@sh .ci/setup.sh requirements-dev.lock

test: dev ## all tests but the journeys through a browser, with coverage
	@$(PYTHON) manage.py compile_catalogues --verbosity 0
	@$(PYTEST) $(COVERAGE)

lint: dev ## style, formatting, templates, types and the one-way imports
	@$(PYTHON) -m ruff check .
	@$(PYTHON) -m ruff format --check .
	@$(PYTHON) -m djlint templates --lint --quiet
	@$(PYTHON) -c 'from importlinter.cli import lint_imports_command; lint_imports_command()'
	@$(PYTHON) -m mypy

check: lint test ## lint, then test

e2e: dev ## the journeys through a real Chromium
	@$(PYTHON) manage.py compile_catalogues --verbosity 0
	@$(PYTHON) -m pytest tests/e2e

demo: setup ## reset the demo data
	@$(PYTHON) manage.py demo --reset

bench: dev ## speed beside reference pages: ratios and counts
	@$(PYTHON) -m benchmarks

lock: dev ## choose versions anew within pyproject.toml and write both lock files
	@$(COMPILE) --upgrade --output-file requirements.lock pyproject.toml
	@$(COMPILE) --upgrade --extra dev --constraint requirements.lock --output-file requirements-dev.lock pyproject.toml

clean: ## remove what was installed, built and stored, the embedded database too
	@rm -rf .venv var htmlcov .coverage .coverage.* .pytest_cache .mypy_cache .ruff_cache .import_linter_cache
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
	@find locale -name '*.mo' -delete
