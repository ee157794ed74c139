# Everything is installed in .venv of this checkout, from the locked hashes; nothing outside is touched.
# Superset has an environment of its own, bi/.venv, as it needs older libraries, and Spark has one, .venv/spark, as
# few need it; only the targets that are named after them make these.
# A second call installs nothing: the stamps are newer than the locks.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
BI_VENV := bi/.venv
SPARK_VENV := $(VENV)/spark

export UV_CACHE_DIR := $(CURDIR)/$(VENV)/uv-cache
export UV_PYTHON_DOWNLOADS := never
export DO_NOT_TRACK := 1
export DBT_SEND_ANONYMOUS_USAGE_STATS := false

.PHONY: build test check lint check-python check-words check-sql check-shape unit-tests docs docs-serve bi test-bi build-spark test-spark screenshots check-dependencies expected-counts lock bench mutations clean

build: $(VENV)/run.stamp ## read the bundled reports and publish warehouse/tiltak.duckdb
	$(BIN)/tiltak build

test: lint unit-tests ## lint, dbt's unit and data tests, and the tests in tests/; installs Debian's packages that they need
	@requirements/programs.sh initdb dot chromium soffice systemd-analyze
	$(BIN)/pytest

check: $(VENV)/dev.stamp ## the quick lane, under a minute: style, types, layers, words, shape, unit tests, SQL that was changed
	@$(MAKE) --no-print-directory --jobs 2 --output-sync=target check-shape check-python check-words check-sql

lint: check-python check-words
	$(BIN)/sqlfluff lint --processes 2 analyses models macros tests/dbt

check-python: $(VENV)/dev.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

check-words: $(VENV)/dev.stamp
	$(BIN)/codespell
	$(BIN)/yamllint --strict .

# Of the models only those that differ from the last commit: all of them take two minutes, and `make test` does that.
check-sql: $(VENV)/dev.stamp
	$(BIN)/sqlfluff lint macros tests/dbt $$(git diff --name-only --diff-filter=d HEAD -- 'models/*.sql' 'analyses/*.sql' 2> /dev/null)

check-shape: $(VENV)/dev.stamp
	$(BIN)/pytest --numprocesses 0 tests/structure tests/unit

unit-tests: $(VENV)/dev.stamp
	$(BIN)/python -m tests.support.dbt_project

docs: $(VENV)/dev.stamp build ## write the docs site of warehouse/tiltak.duckdb to docs/site
	@requirements/programs.sh dot
	$(BIN)/python docs/build_site.py

docs-serve: ## serve docs/site on http://127.0.0.1:8580
	$(PYTHON) -m http.server 8580 --bind 127.0.0.1 --directory docs/site

bi: $(BI_VENV)/bi.stamp build ## start Superset with the dashboard of warehouse/tiltak.duckdb on http://127.0.0.1:8581
	$(BI_VENV)/bin/python bi/start.py

test-bi: $(VENV)/dev.stamp $(BI_VENV)/bi.stamp ## the tests in tests/bi: the dashboard in a browser
	@requirements/programs.sh chromium
	$(BIN)/pytest --numprocesses 0 tests/bi

build-spark: $(VENV)/spark.stamp build ## build the same models on Apache Spark, in warehouse/spark; installs Java
	@requirements/programs.sh java
	$(BIN)/tiltak export --raw
	$(BIN)/python -m loaders.building.spark

test-spark: $(VENV)/dev.stamp $(VENV)/spark.stamp ## the tests in tests/spark: every table as on DuckDB; SPARK_TESTS="five" for some of them
	@requirements/programs.sh java
	$(BIN)/pytest --numprocesses 0 tests/spark $(if $(SPARK_TESTS),-k "$(SPARK_TESTS)")

screenshots: $(VENV)/dev.stamp $(BI_VENV)/bi.stamp ## take the pictures in docs/screenshots; look at them before they are committed
	@requirements/programs.sh dot chromium
	TILTAK_SCREENSHOTS=docs/screenshots $(BIN)/pytest --numprocesses 0 tests/docs/test_docs.py tests/docs/test_explorer.py tests/bi

check-dependencies: $(VENV)/dev.stamp ## look the locked packages up among those with known faults; needs a network
	for lock in bootstrap dev bi spark; do \
		echo "requirements/$$lock.txt:"; \
		$(BIN)/uv tool run --from pip-audit==2.10.1 pip-audit --strict --disable-pip --require-hashes --requirement requirements/$$lock.txt || failed=1; \
	done; exit $${failed:-0}

expected-counts: $(VENV)/run.stamp ## write seeds/expected_row_count.csv; review it as a diff
	$(BIN)/python -m loaders.building.expected_counts

bench: $(VENV)/dev.stamp ## measure, print a table and write benchmarks/results.json; BENCH_LINES="13000 6500000" for other sizes
	$(BIN)/python -m benchmarks.bench $(if $(BENCH_LINES),--lines $(BENCH_LINES))

mutations: $(VENV)/dev.stamp ## plant each mutation of tests/support/planted.py in a copy, and see that a test fails; MUTATIONS="star_is_zero" for some of them
	@requirements/programs.sh initdb soffice
	$(BIN)/python -m tests.support.mutations --processes 2 $(if $(MUTATIONS),--only $(MUTATIONS))

lock: $(VENV)/bootstrap.stamp ## write the locks from pyproject.toml
	cd requirements && ../$(BIN)/uv pip compile --universal --generate-hashes --no-header --python-version 3.11 --upgrade -q bootstrap.in -o bootstrap.txt
	cd requirements && ../$(BIN)/uv pip compile --universal --generate-hashes --no-header --python-version 3.11 -q oldest-duckdb.in -o oldest-duckdb.txt
	cd requirements && ../$(BIN)/uv pip compile --universal --generate-hashes --no-header --python-version 3.11 --upgrade -q bi.in -o bi.txt
	cd requirements && ../$(BIN)/uv pip compile --universal --generate-hashes --no-header --python-version 3.11 --upgrade -q spark.in -o spark.txt
	$(BIN)/uv pip compile --universal --generate-hashes --no-header --python-version 3.11 --upgrade -q pyproject.toml -o requirements/run.txt
	$(BIN)/uv pip compile --universal --generate-hashes --no-header --python-version 3.11 --upgrade -q --extra dev pyproject.toml -o requirements/dev.txt

clean:
	rm -rf $(VENV) $(BI_VENV) bi/.superset warehouse target logs

$(VENV)/bootstrap.stamp: requirements/bootstrap.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed; name one with: make PYTHON=python3.11 ...")'
	@PYTHON="$(PYTHON)" requirements/programs.sh venv
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --no-cache-dir --disable-pip-version-check --require-hashes -r requirements/bootstrap.txt
	touch $@

$(VENV)/run.stamp: $(VENV)/bootstrap.stamp requirements/run.txt pyproject.toml
	$(BIN)/uv pip install --quiet --compile-bytecode --python $(BIN)/python --require-hashes -r requirements/run.txt
	$(BIN)/uv pip install --quiet --compile-bytecode --python $(BIN)/python --no-deps --no-build-isolation --editable .
	touch $@

$(VENV)/dev.stamp: $(VENV)/run.stamp requirements/dev.txt requirements/oldest-duckdb.txt
	$(BIN)/uv pip install --quiet --compile-bytecode --python $(BIN)/python --require-hashes -r requirements/dev.txt
	$(BIN)/uv pip install --quiet --compile-bytecode --python $(BIN)/python --require-hashes -r requirements/oldest-duckdb.txt --target $(VENV)/oldest-duckdb
	touch $@

$(VENV)/spark.stamp: $(VENV)/run.stamp requirements/spark.txt
	$(BIN)/uv venv --quiet --allow-existing --python $(BIN)/python $(SPARK_VENV)
	$(BIN)/uv pip install --quiet --compile-bytecode --python $(SPARK_VENV)/bin/python --require-hashes -r requirements/spark.txt
	touch $@

$(BI_VENV)/bi.stamp: $(VENV)/bootstrap.stamp requirements/bi.txt
	$(BIN)/uv venv --quiet --allow-existing --python $(BIN)/python $(BI_VENV)
	$(BIN)/uv pip install --quiet --compile-bytecode --python $(BI_VENV)/bin/python --require-hashes -r requirements/bi.txt
	touch $@
