# Each target sets up what it needs; a second run does nothing again.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
Q ?= 山阴党支部建设了多少千兆小区
HOST ?= 127.0.0.1
PORT ?= 7860

export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: run test check fix bench ask index clean train

run: $(VENV)/ready index
	$(BIN)/wenqu serve --host $(HOST) --port $(PORT)

ask: $(VENV)/ready index
	@$(BIN)/wenqu ask "$(Q)"

index: $(VENV)/ready
	@$(BIN)/wenqu index corpus --quiet

test: $(VENV)/dev
	$(BIN)/python -m pytest

check: $(VENV)/dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

fix: $(VENV)/dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(VENV)/dev
	$(BIN)/python -m bench.retrieval
	$(BIN)/python -m bench.speed

train: $(VENV)/dev
	$(BIN)/python -m training.encoder
	$(BIN)/python -m training.askings
	$(BIN)/python -m training.ranker
	$(BIN)/python -m training.matcher
	$(BIN)/python -m training.confidence
	$(BIN)/python -m training.short

$(VENV)/ready: pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable .
	@touch $@

$(VENV)/dev: $(VENV)/ready
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable ".[dev]"
	@touch $@

clean:
	rm -rf $(VENV) .wenqu
