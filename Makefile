.PHONY: setup demo test chaos check build messages messages-check catalogues clean distclean
.DEFAULT_GOAL := setup

BIN := .venv/bin
CATALOGUES := $(patsubst %.po,%.mo,$(wildcard locale/*/LC_MESSAGES/loket.po))

setup:
	@.ci/system-packages
	@.ci/environment
	@$(MAKE) --no-print-directory catalogues

demo: setup
	$(BIN)/loket demo

# Part of the suite: make test ARGS="tests/unit -k promise"
test: setup
	QT_QPA_PLATFORM=offscreen $(BIN)/pytest $(ARGS)

# Faults by the seed: SEEDS simulated schedules, then PROCESSES on real processes and a real server.
SEEDS ?= 1000
PROCESSES ?= 20
chaos: setup
	$(BIN)/python -m tests.sim.chaos --seeds $(SEEDS)
	$(BIN)/python -m tests.chaos.schedules --count $(PROCESSES)

check: setup messages-check
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

build: setup
	$(BIN)/pyinstaller --noconfirm --clean --log-level WARN build.spec

catalogues: $(CATALOGUES)
	@:

%.mo: %.po
	@$(BIN)/pybabel -q compile --input-file $< --output-file $@

# Reads the sources again and carries new and changed texts into every catalogue.
messages: setup
	$(BIN)/python .ci/messages.py update

messages-check: setup
	$(BIN)/python .ci/messages.py check

clean:
	rm -rf build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -not -path './.venv/*' -prune -exec rm -rf {} +
	rm -f $(CATALOGUES)

# Back to a fresh clone.
distclean: clean
	rm -rf .venv
