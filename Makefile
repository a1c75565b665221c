.DEFAULT_GOAL := help
.PHONY: help up test quick check map messages pins

help: ## Show these verbs
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 12

up: ## Install, load the demonstration on the first run, serve
	./start

test: ## Run everything
	./test

quick: ## Run what needs no browser and no server
	./test quick

check: ## Lint, types, architecture
	.venv/bin/ruff check . && .venv/bin/ruff format --check . && .venv/bin/lint-imports --no-cache && .venv/bin/mypy src

map: ## Write docs/map.md from the code
	.venv/bin/python tools/map_of_the_house.py

messages: ## Collect and compile the interface's texts (needs Debian's gettext)
	.venv/bin/python tools/messages.py

pins: ## Write requirements*.txt from what is installed
	.venv/bin/python tools/pin.py
