# Development commands; each sets up the environment first. `make help` lists them.
PY := .venv/bin/python -P
UV = $(or $(shell command -v uv),$(wildcard .run/uv/bin/uv),.run/uv-venv/bin/uv)
.DEFAULT_GOAL := help
.PHONY: help setup run test check fix migrate baseline bench lock clean

help: ## list the commands
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' Makefile | expand -t 12

setup: ## set up the environment with the development tools
	@./podbor env --dev

run: ## start everything
	@./podbor up

test: ## run all tests
	@./podbor test

check: setup ## format, lint, types, import contracts, migrations, secrets
	$(PY) -m ruff format --check .
	$(PY) -m ruff check .
	$(PY) -m mypy
	.venv/bin/lint-imports --no-cache
	$(PY) -m app.stack.checks migrations
	$(PY) -m app.stack.checks secrets

fix: setup ## format and mend what can be mended
	$(PY) -m ruff format .
	$(PY) -m ruff check --fix .

migrate: setup ## write a migration for changed models: make migrate name=what_changed
	$(PY) -m app.stack.maintenance "$(name)"

baseline: setup ## accept what the search for secrets found, after looking at each
	$(PY) -m app.stack.checks accept-secrets

bench: ## measure search and ingest speed
	@./podbor bench

lock: setup ## renew both locks from pyproject.toml (no address of an index gets into them)
	$(UV) lock --quiet --upgrade
	$(UV) export --quiet --frozen --no-emit-project --no-header --no-dev --format requirements-txt -o requirements.lock
	$(UV) export --quiet --frozen --no-emit-project --no-header --group dev --format requirements-txt -o requirements-dev.lock

clean: ## remove caches; the environment and the data stay
	rm -rf .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -not -path './.venv/*' -not -path './.run/*' -prune -exec rm -rf {} +
