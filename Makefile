# The two commands are `make demo` and `make test`; each sets up .venv in this folder first.
PYTHON ?= python3
BIN := .venv/bin
export PYTHONWARNINGS ?= ignore::SyntaxWarning

.PHONY: demo test test-long shots check bench clean help
.DEFAULT_GOAL := help

help:
	@echo "make demo       set up, then read the sample report and answer questions from it"
	@echo "make test       set up, then run the tests (GBI_DATA=DIR adds those on real data)"
	@echo "make test-long  the tests that take more than a CI run allows"
	@echo "make shots      pictures of every page of the desk, in out/shots (needs chromium)"
	@echo "make check      lint, types and the figures of the house style"
	@echo "make bench      the benchmarks, each a ratio to a floor measured in the same run"

# .base is what the program and its demo need; .stamp is with it what the tests need besides, torch among them.
.venv/.base: pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "gbi needs Python 3.11 or newer")'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[eval]'
	@touch $@

.venv/.stamp: .venv/.base
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[test]'
	@touch $@

# Where vLLM cannot be had, the reason is left in the folder and the tests that need it are skipped with it.
.venv-vllm/.stamp: tests/support/vllm_pins.txt tests/support/vllm_environment.py
	@$(PYTHON) tests/support/vllm_environment.py

demo: .venv/.base
	@$(BIN)/python examples/demo.py

test:
	@$(MAKE) --no-print-directory -j2 .venv/.stamp .venv-vllm/.stamp
	@$(BIN)/python -m pytest -m "not long" -rs

shots: .venv/.stamp
	@SHOTS=$(or $(SHOTS),out/shots) $(BIN)/python -m pytest tests/browser/test_pictures.py -rs
	@echo "the pictures are in $(or $(SHOTS),out/shots)"

test-long:
	@$(MAKE) --no-print-directory -j2 .venv/.stamp .venv-vllm/.stamp
	@$(BIN)/python -m pytest -m long -rs

check: .venv/.stamp
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/python tests/support/house.py

bench: .venv/.stamp
	@$(BIN)/python -m benchmarks

clean:
	rm -rf .venv .venv-vllm out .mypy_cache .ruff_cache .pytest_cache .hypothesis
