# Two commands set everything up on a Debian machine with Python 3.11: `make demo` and `make test`.

SHELL := /bin/bash
VENV ?= .venv
BIN := $(VENV)/bin
JOBS ?= 2
PIP := $(BIN)/python -m pip install -q

export PIP_DISABLE_PIP_VERSION_CHECK := 1

.DELETE_ON_ERROR:
.PHONY: help demo test check format samples bench nightly lock clean

help:  ## what can be made
	@grep -hE '^[a-z-]+:.*  ## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*  ## /\1\t/' | expand -t 10

demo: $(VENV)/.base  ## run the sample cases through the whole service on this machine
	$(BIN)/birthcase demo

test: $(VENV)/.dev $(VENV)/.draw  ## run the tests
	$(BIN)/python -m pytest -n $(JOBS) --dist loadfile

check: $(VENV)/.dev  ## lint, types, layers, sizes
	$(BIN)/python -m ruff check .
	$(BIN)/python -m ruff format --check .
	$(BIN)/python -m mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest -q tests/test_repository.py

format: $(VENV)/.dev  ## format and mend what ruff can mend
	$(BIN)/python -m ruff format .
	$(BIN)/python -m ruff check --fix .

samples: $(VENV)/.dev $(VENV)/.draw  ## draw the kept samples anew
	$(BIN)/python -m samples keep

bench: $(VENV)/.dev $(VENV)/.draw  ## measure, and write the tables of docs/
	$(BIN)/python -m bench accuracy
	$(BIN)/python -m bench decisions
	$(BIN)/python -m bench speed
	$(BIN)/python -m bench door
	$(BIN)/python -m bench uploads

nightly: $(VENV)/.dev $(VENV)/.draw  ## all tests, the slow ones too, and a minute of fuzzing a parser
	$(BIN)/python -m pytest -n $(JOBS) --dist loadfile -m ''
	$(BIN)/python -m fuzz --seconds 60

lock: $(VENV)/.dev  ## pin the newest versions that fit requirements/*.in
	cd requirements && ../$(BIN)/pip-compile $(LOCK) -o dev.txt dev.in
	cd requirements && ../$(BIN)/pip-compile $(LOCK) -c dev.txt -o base.txt base.in

LOCK := --quiet --allow-unsafe --generate-hashes --strip-extras \
	--no-emit-index-url --no-emit-find-links --no-emit-trusted-host

clean:  ## remove what was installed and built here
	rm -rf $(VENV) build dist *.egg-info

$(BIN)/python:
	requirements/debian.sh base
	python=$$(requirements/debian.sh python) && "$$python" -m venv $(VENV)

$(VENV)/.base: requirements/base.txt pyproject.toml | $(BIN)/python
	@if test -e $(VENV)/.dev; then $(MAKE) --no-print-directory $(VENV)/.dev; else \
		echo 'Installing Python packages, two minutes or so'; \
		$(PIP) --require-hashes -r requirements/base.txt && PYTHONWARNINGS=ignore $(PIP) --no-deps --no-build-isolation -e .; fi
	@touch $@

$(VENV)/.dev: requirements/dev.txt pyproject.toml | $(BIN)/python
	@echo 'Installing Python packages, two minutes or so'
	@$(PIP) --require-hashes -r requirements/dev.txt && PYTHONWARNINGS=ignore $(PIP) --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.draw: requirements/debian.sh | $(BIN)/python
	requirements/debian.sh draw
	@touch $@
