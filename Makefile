# Every target sets itself up on a fresh machine: it makes .venv and installs what it needs there.
# A stamp in .venv remembers it, so that pip runs again only when pyproject.toml or constraints.txt change.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
OLDEST := .venv-oldest

# The network is small: on shared cores several threads spend more time waiting for each other than computing.
export OMP_NUM_THREADS ?= 1
export MKL_NUM_THREADS ?= 1
export OPENBLAS_NUM_THREADS ?= 1

.PHONY: help demo test test-fast test-oldest versions coverage package lint docs benchmarks clean
.NOTPARALLEL:  # two pips in one environment would trip over each other

help:
	@echo "make demo                     forecast a real panel with and without copies, and draw both"
	@echo "make test                     all tests, the examples in docstrings and the code in the documents"
	@echo "make test-fast                tests of every part of the package, in a minute"
	@echo "make test-oldest              the same with the oldest versions that pyproject.toml allows, in $(OLDEST)"
	@echo "make versions                 both: the oldest and the newest versions"
	@echo "make coverage                 all tests, and which lines they never reach"
	@echo "make package                  wheel and source distribution in dist, tried in empty environments"
	@echo "make lint                     style, format, docstrings and types"
	@echo "make docs                     the documentation as a site, build/docs/index.html"
	@echo "make benchmarks DATA=folder   the benchmarks, on the data sets in folder"
	@echo "make clean                    remove what the others made, but the environments"

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)

# The stem names the extras: .venv/.installed-demo
# "compat" puts the clone on the path. The default, an import hook, comes too late for a script in the folder that
# holds the clone: there the clone itself, a folder of the package's name, would be imported as an empty package.
$(VENV)/.installed-%: pyproject.toml constraints.txt | $(BIN)/python
	$(BIN)/python -m pip install --disable-pip-version-check -c constraints.txt \
		--config-settings editable_mode=compat -e '.[$*]'
	@touch $@

demo: $(VENV)/.installed-demo
	$(BIN)/python examples/quickstart.py
	@echo "The picture is examples/quickstart.png"

# Whole files, as the blocks of a document follow each other; in their order, or the longest comes last.
SIDE_BY_SIDE := -n auto --maxprocesses 4 --dist loadfile --no-loadscope-reorder

# SCIPY_ARRAY_API: with it a check of scikit-learn's kit runs that is skipped else.
test: $(VENV)/.installed-test
	SCIPY_ARRAY_API=1 $(BIN)/python -m pytest $(SIDE_BY_SIDE)

# Leaves out what tests/fast.txt names, and all examples of docstrings and documents.
test-fast: $(VENV)/.installed-test
	$(BIN)/python -m pytest $(SIDE_BY_SIDE) @tests/fast.txt

$(OLDEST)/.installed: pyproject.toml constraints-oldest.txt
	$(PYTHON) -m venv $(OLDEST)
	$(OLDEST)/bin/python -m pip install --disable-pip-version-check -c constraints-oldest.txt \
		--config-settings editable_mode=compat -e '.[test]'
	@touch $@

test-oldest: $(OLDEST)/.installed
	SCIPY_ARRAY_API=1 $(OLDEST)/bin/python -m pytest $(SIDE_BY_SIDE)

versions: test-oldest test

coverage: $(VENV)/.installed-test
	SCIPY_ARRAY_API=1 $(BIN)/python -m pytest $(SIDE_BY_SIDE) --cov --cov-report=term

# The wheel in an environment of its own, $(1), with the versions in $(2): the quick start and the fast tests, from a
# folder without the sources. Only the tests that read these are left out.
define try_the_wheel
	$(PYTHON) -m venv build/package/$(1)
	build/package/$(1)/bin/python -m pip install --disable-pip-version-check -c $(2) "$$(ls $(CURDIR)/dist/*.whl)[test]"
	cp -r tests docs examples conftest.py pyproject.toml CITATION.cff $(wildcard *.md) build/package/$(1)
	cd build/package/$(1) && env -u PYTHONPATH bin/python examples/quickstart.py quickstart.png
	cd build/package/$(1) && env -u PYTHONPATH bin/python -m pytest $(SIDE_BY_SIDE) @tests/fast.txt --ignore=tests/test_architecture.py
endef

# What a user gets: both archives, and the wheel in empty environments: without extras, with the newest and with the
# oldest versions of everything.
package: $(VENV)/.installed-package
	rm -rf dist build/package
	$(BIN)/python -m build
	$(PYTHON) -m venv build/package/bare
	build/package/bare/bin/python -m pip install --disable-pip-version-check -c constraints.txt dist/*.whl
	cp tests/without_extras.py build/package/bare
	cd build/package/bare && env -u PYTHONPATH bin/python without_extras.py
	$(call try_the_wheel,newest,constraints.txt)
	$(call try_the_wheel,oldest,constraints-oldest.txt)

lint: $(VENV)/.installed-lint
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/python -m numpydoc lint $$(find sklearn_lgta -name '*.py' | sort)
	$(BIN)/python -m mypy

# -n: a link that leads nowhere is a warning, and -W: warnings are errors. An example that has not changed is not run again.
docs: $(VENV)/.installed-docs
	$(BIN)/python -m sphinx -n -W --keep-going docs build/docs
	@echo "The first page is build/docs/index.html"

benchmarks: $(if $(DATA),$(VENV)/.installed-all)
	$(if $(DATA),,$(error Say where the data sets are: make benchmarks DATA=folder))
	$(BIN)/python benchmarks/run.py $(DATA)

clean:
	rm -rf build dist *.egg-info .pytest_cache .ruff_cache .mypy_cache .coverage examples/*.png examples/transformations docs/auto_examples docs/generated
	find . -path './.venv*' -prune -o -name __pycache__ -type d -exec rm -rf {} +
