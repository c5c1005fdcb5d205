# Two commands are enough on a fresh machine: `make run` and `make test`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

.PHONY: setup dev-setup run test replays crashes crowd soak check format lint types floors catalogues bench audit lock clean

# Step one: the locked requirements with the build backend. Step two: the project itself, nothing else.
$(VENV)/.serve: requirements/serve.txt pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(PIP) install --require-hashes -r requirements/serve.txt
	$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.dev: $(VENV)/.serve requirements/dev.txt
	$(PIP) install --require-hashes -r requirements/dev.txt
	@touch $@

setup: $(VENV)/.serve
dev-setup: $(VENV)/.dev

run: setup
	@exec $(BIN)/microloan run

test: dev-setup
	$(BIN)/python -m pytest

# 700 varied loans on each engine, from their facts and from the tables: every kind of fact a hundred times (docs/servicing.md).
replays: dev-setup
	REPLAYS=700 $(BIN)/python -m pytest -s tests/storage/test_replay.py -k every_history

# A death at every point of every journey, and what rises from it (docs/crashes.md). ONLY="ask repay" names journeys.
JOBS ?= 2
crashes: dev-setup
	$(BIN)/python -m tests.crashes --jobs $(JOBS) $(ONLY)

# Two minutes of many people at four processes on PostgreSQL, with kills and pauses. SECONDS=300 SEED=7 may be given.
crowd: dev-setup
	$(BIN)/python -m tests.crowd "$(SECONDS)" "$(SEED)"

# The lender killed with SIGKILL in the midst of a crowd: 200 times on SQLite, 50 times on PostgreSQL; docs/kills.md.
# SOAK_SEED, SOAK_KILLS (for both), SOAK_PEOPLE and SOAK_BUG may be given.
soak: dev-setup
	SOAK_ENGINE=sqlite $(BIN)/python -m tests.kills.soak
	SOAK_ENGINE=postgresql $(BIN)/python -m tests.kills.soak

check: format lint types floors catalogues test

format: dev-setup
	$(BIN)/ruff format --check .

lint: dev-setup
	$(BIN)/ruff check .

types: dev-setup
	$(BIN)/mypy

floors: dev-setup
	$(BIN)/lint-imports

catalogues: dev-setup
	$(BIN)/python -m pytest tests/locales

$(VENV)-bench/.peers: requirements/bench.txt
	$(PYTHON) -m venv $(VENV)-bench
	$(VENV)-bench/bin/python -m pip --disable-pip-version-check --quiet install --require-hashes -r requirements/bench.txt
	@touch $@

bench: setup $(VENV)-bench/.peers
	PEERS=$(VENV)-bench/bin/python $(BIN)/python -m bench $(TABLES)

audit: dev-setup
	$(PYTHON) -m venv $(VENV)-audit
	$(VENV)-audit/bin/python -m pip install --quiet pip-audit
	$(VENV)-audit/bin/pip-audit --require-hashes -r requirements/serve.txt

# Needs uv on the path. No registry address is written into a lock.
LOCK := uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --custom-compile-command "make lock"
lock:
	$(LOCK) pyproject.toml requirements/build.in -o requirements/serve.txt
	$(LOCK) requirements/postgresql.in -o requirements/postgresql.txt
	$(LOCK) requirements/dev.in -o requirements/dev.txt
	$(LOCK) requirements/bench.in -o requirements/bench.txt

clean:
	rm -rf $(VENV) $(VENV)-audit $(VENV)-bench build *.egg-info
