# Thin names for dev.py, which knows how; `python3 dev.py run` works without make.
# Arguments go along in ARGS: make test ARGS="-k sync"

PYTHON ?= python3
ARGS ?=

.DEFAULT_GOAL := help
.PHONY: help setup run demo test test-postgresql test-browsers lint audit format package bench soak lock

help: ## List these commands
	@sed -n 's/^\([a-z-]*\):.*## /  make \1\t/p' $(MAKEFILE_LIST) | expand -t 24

setup: ## Create .venv and install what runs the app (ARGS=dev: tests and linters too)
	@$(PYTHON) dev.py setup $(ARGS)

run: ## Serve on http://127.0.0.1:$PORT (8000)
	@$(PYTHON) dev.py run

demo: ## The same with an invented year in a database of its own
	@$(PYTHON) dev.py demo

test: ## Run all tests, browser tests included
	@$(PYTHON) dev.py test $(ARGS)

test-postgresql: ## The server's tests on PostgreSQL, on a cluster of their own
	@$(PYTHON) dev.py test-postgresql $(ARGS)

test-browsers: ## Try the phone's whole job in WebKit and Firefox too
	@$(PYTHON) dev.py test-browsers $(ARGS)

lint: ## Check style, types, templates, scripts and vendored files
	@$(PYTHON) dev.py lint

audit: ## Look up known faults of what runs in production
	@$(PYTHON) dev.py audit

format: ## Bring Python files into shape
	@$(PYTHON) dev.py format

package: ## Build the wheel, and try it in an empty environment
	@$(PYTHON) dev.py package

bench: ## Measure the app against its budgets
	@$(PYTHON) dev.py bench $(ARGS)

soak: ## Try whether anything gets lost when everything goes wrong (ARGS="--seed 7")
	@$(PYTHON) dev.py soak $(ARGS)

lock: ## Write the lock files from pyproject.toml (ARGS=--upgrade: newer versions)
	@$(PYTHON) dev.py lock $(ARGS)
