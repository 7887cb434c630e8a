# Two commands do all the set-up: `make demo` and `make test`. Everything lands in .venv.
PYTHON ?= python3
# BERTopic asks for PyTorch; nothing in this project's own path uses it. The version is pinned so that every
# machine gets the same one. Where your index offers a smaller CPU build, say e.g. TORCH="torch==2.13.0+cpu".
TORCH ?= torch==2.13.0
STUDY ?= demo-study
EXPLORE ?= 1
BIN := .venv/bin

.PHONY: demo test check format clean

demo: .venv/.runs
	$(BIN)/qualitative demo --study $(STUDY) $(if $(filter 0,$(EXPLORE)),--no-explore)

test: .venv/.develops
	OMP_NUM_THREADS=1 $(BIN)/python -m pytest -n 2 --dist loadfile

check: .venv/.develops
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	OMP_NUM_THREADS=1 $(BIN)/python -m pytest -n 2 --dist loadfile -m "not slow"

format: .venv/.develops
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

.venv/.torch:
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --upgrade pip
	@echo "Installing: a few minutes the first time, nothing the next."
	$(BIN)/python -m pip install --quiet "$(TORCH)"
	touch $@

.venv/.runs: pyproject.toml | .venv/.torch
	$(BIN)/python -m pip install --quiet --editable .
	touch $@

.venv/.develops: pyproject.toml | .venv/.torch
	$(BIN)/python -m pip install --quiet --editable ".[dev]"
	touch $@ .venv/.runs

clean:
	rm -rf .venv demo-study build dist
