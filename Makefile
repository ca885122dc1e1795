# `make report` and `make test` need only Python >= 3.11 and make; each sets everything up in .venv.
SCOPE ?= kon-plong
PERIOD ?= 2024-H1
PYTHON ?= python3

ifeq ($(OS),Windows_NT)
  BIN := .venv/Scripts
  PYTHON := python
else
  BIN := .venv/bin
endif
READY := .venv/ready

.PHONY: report test lint bench explore lock bundle clean help
.DEFAULT_GOAL := help

help: ## Say what each command does
	@$(PYTHON) -c "import re; [print(f'make {m[0]:9}{m[1]}') for m in re.findall(r'^(\w+):.*?## (.+)', open('Makefile', encoding='utf-8').read(), re.M)]"

$(READY): requirements.lock pyproject.toml
	$(PYTHON) -c "import sys; sys.version_info >= (3, 11) or sys.exit('Python 3.11 or later is needed; this is ' + sys.version.split()[0])"
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	$(BIN)/python -m compileall -q src
	@$(BIN)/python -c "import pathlib; pathlib.Path('$(READY)').touch()"

report: $(READY) ## Make the reports of SCOPE (kon-plong) for PERIOD (2024-H1)
	$(BIN)/commune run --scope $(SCOPE) --period $(PERIOD)

test: $(READY) ## Run the tests
	@$(BIN)/python tests/set_up_browser.py
	$(BIN)/python -m pytest -q -n auto --dist loadgroup

lint: $(READY) ## Check style, types, floors and that notebooks hold no outputs
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/ty check --python .venv
	$(BIN)/lint-imports
	$(BIN)/nbstripout --keep-id --verify notebooks/*.ipynb

bench: $(READY) ## Measure the speed against stock tools; writes benchmarks/results.md
	$(BIN)/python -m benchmarks

explore: $(READY) ## Open JupyterLab on the notebooks
	$(BIN)/commune explore

lock: $(READY) ## Renew requirements.lock from pyproject.toml, and docs/licences.md
	$(BIN)/python -m uv pip compile pyproject.toml --all-extras --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --quiet -o requirements.lock
	$(BIN)/python docs/licences.py

bundle: $(READY) ## Build one zip for a Windows PC without internet (project, wheels, start.cmd)
	$(BIN)/python bundle/bundle.py

clean: ## Remove everything that runs have made (.venv and what was published stay)
	$(PYTHON) -c "import pathlib, shutil; made = [*pathlib.Path('data/processed').glob('*/'), *map(pathlib.Path, ('reports/public', 'reports/internal', '.commune'))]; [shutil.rmtree(p, ignore_errors=True) for p in made]"
