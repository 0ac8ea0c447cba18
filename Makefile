# The few words by which everything is done. `make` lists them.

NAME ?= heart
EFFORT ?= full
PROMOTE ?= yes
PYTHON ?= python3

.DEFAULT_GOAL := help
# Where it is set, each of some hundred processes of the tests compiles all that it imports.
unexport PYTHONDONTWRITEBYTECODE
.PHONY: help up down demo backup check-backup restore export import bundle load check test test-all test-unit test-rest test-quiet \
        lint lock sbom audit bench page-figures screenshots attack fuzz soak reproduce honest \
        study same-people gate-study gate-trainings operator-key retrain check-predictor new-predictor clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-15s %s\n", $$1, $$2 }' Makefile

up: ## build and start the stack with Docker, and wait until it is healthy
	docker compose up --build --wait
	@echo "Bellwether: http://$$(docker compose port web 8080)/   (make operator-key shows the key)"

down: ## stop the stack; models, keys and jobs stay in their volumes
	docker compose down

demo: .demo/venv/installed ## run everything without Docker, until Ctrl-C
	@.demo/venv/bin/python -m tools demo

operator-key: ## show the key of the stack that runs
	@$(PYTHON) -m tools operator-key

retrain: ## NAME=heart EFFORT=full PROMOTE=yes: train again and follow it to the end
	@$(PYTHON) -m tools retrain $(NAME) $(EFFORT) $(PROMOTE)

backup: ## ARCHIVE=file: all that the stack keeps, but its secrets, into one file while it runs
	@$(PYTHON) -m tools backup $(if $(STATE),--state "$(STATE)") $(if $(ARCHIVE),"$(ARCHIVE)")

check-backup: ## ARCHIVE=file: is every file in it as it was backed up?
	@$(PYTHON) -m tools check-backup $(if $(STATE),--state "$(STATE)") "$(ARCHIVE)"

restore: ## ARCHIVE=file: into a stack that is stopped; REPLACE=yes: in place of what is there
	@$(PYTHON) -m tools restore $(if $(STATE),--state "$(STATE)") $(if $(filter yes,$(REPLACE)),--replace) \
	  $(if $(SHA256),--sha256 "$(SHA256)") $(if $(filter yes,$(UNDO)),--undo,"$(ARCHIVE)")

export: ## NAME=heart VERSION=...: one version into a file, for a site without a network to this one
	@$(PYTHON) -m tools export $(if $(STATE),--state "$(STATE)") "$(NAME)" "$(VERSION)" \
	  $(if $(ARCHIVE),"$(ARCHIVE)")

import: ## ARCHIVE=file: a version of another site, as a candidate; its public key must lie here
	@$(PYTHON) -m tools import $(if $(STATE),--state "$(STATE)") "$(ARCHIVE)"

bundle: ## images, wheels and predictors in one file, for a machine without a network; VERSIONS=champions: those, too
	@$(PYTHON) -m tools bundle $(VERSIONS:%=--version %) $(if $(BUNDLE),"$(BUNDLE)")

load: ## BUNDLE=file: check a bundle, load its images and unpack the rest, without a network
	@$(PYTHON) -m tools load $(if $(BUNDLE),"$(BUNDLE)") $(if $(FOLDER),"$(FOLDER)")

check-predictor: .demo/venv/installed ## NAME=heart: say what is wrong with a predictor's folder
	@.demo/venv/bin/python -m tools check-predictor "$(NAME)"

new-predictor: .demo/venv/installed ## CSV=rows.csv TARGET=column NAME=name: draft a predictor
	@.demo/venv/bin/python -m tools new-predictor --csv "$(CSV)" --target "$(TARGET)" \
	  --name "$(if $(filter file,$(origin NAME)),,$(NAME))" --positive "$(POSITIVE)"

# Side by side: most of lint keeps one core busy.
check: .venv/installed services/web/dist/index.html ## before each commit: format, types, doors, unit tests; no Docker, no browser
	@$(MAKE) --no-print-directory -j2 lint test-unit

test: check test-rest test-quiet ## what CI tests; REQUIRE=all turns a skip into a failure

test-all: lint ## the nightly ones too, one after the other: what is too slow for each change
	.venv/bin/python -m pytest

lint: .venv/installed services/web/dist/index.html ## style, types and doors of the code
	.venv/bin/ruff format --check .
	.venv/bin/ruff check .
	.venv/bin/mypy contract services/api services/trainer tools research client tests
	.venv/bin/lint-imports
	$(npm) run check

bench: .venv/installed ## measure requests, swaps and trainings; BASE=COMMIT: is anything slower than there?
	.venv/bin/python -m tools bench$(if $(BASE),-paired $(BASE))

of_page = $(if $(PAGE),--url "$(PAGE)" $(if $(KEY),--key "$(KEY)")) $(if $(ONLY),--only $(ONLY))

page-figures: .venv/installed services/web/dist/index.html ## what the page weighs, moves and breaks; PAGE=url KEY=key: of a stack that runs
	.venv/bin/python -m tools page-figures $(of_page)

screenshots: .venv/installed services/web/dist/index.html ## the README's picture, taken anew
	.venv/bin/python -m tools page-pictures $(of_page)

reproduce: .venv/installed ## repeat the published protocols; writes docs/published-results.md
	.venv/bin/python -m research reproduce

attack: .venv/installed ## twenty connections that mean no good, for a minute: do others notice?
	ATTACK_SECONDS=60 .venv/bin/python -m pytest tests/attack

fuzz: .venv/installed ## 5,000 spoilt tables (FUZZED_FROM=5000: others): does any end a draft in a traceback?
	FUZZED_TABLES=5000 .venv/bin/python -m pytest tests/drafting/test_mutated_tables.py

soak: .venv/installed ## break everything on purpose for two hours; SOAK=0.1 ONLY="kills of Redis": less of it
	.venv/bin/python -m tools soak$(if $(SOAK), --scale $(SOAK))$(if $(ONLY), --only "$(ONLY)")

honest: .venv/installed ## bring public data sets that nothing was made for; writes docs/anybodys-data.md
	.venv/bin/python -m research honest

study: .venv/installed ## try each preparation of the rows; writes docs/study.md
	.venv/bin/python -m research study

same-people: .venv/installed ## how often known people are found again without an identifier: 200 seeds a case
	.venv/bin/python -m research same-people

# Each process keeps one core busy; the libraries' threads would only be in each other's way.
alone := OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1

gate-study: .venv/installed ## simulate the gate: how often is it right? DRAWS=2000: without stopping early
	$(alone) .venv/bin/python -m research gate-study --write$(if $(DRAWS), --draws $(DRAWS))

gate-trainings: .venv/installed ## train 24 first versions a case on rows of a known truth: are they published?
	$(alone) .venv/bin/python -m research gate-trainings --write

lock: ## pin every dependency anew, with hashes, for Python 3.11 to 3.13
	$(PYTHON) -m venv .lock
	.lock/bin/pip install --quiet --require-hashes -r requirements/ci.txt
	cd requirements && for each in api trainer demo dev ci client clients; do \
	  ../.lock/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	    --no-annotate --custom-compile-command 'make lock' $(UPGRADE) $$each.in -o $$each.txt || exit 1; \
	done
	# Opened, never installed: nothing that they need is needed.
	.lock/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-deps \
	  --no-annotate --custom-compile-command 'make lock' requirements/anybody.in \
	  -o requirements/anybody.txt
	.lock/bin/uv pip compile --quiet --universal --python-version 3.11 --no-annotate \
	  --custom-compile-command 'make lock' requirements/paas.in -o requirements.txt
	rm -rf .lock

sbom: .venv/installed ## list what the images hold, as CycloneDX, in sbom/
	.venv/bin/python -m tools sbom

audit: .venv/installed ## is anything known against what is pinned? skipped where no database can be reached
	.venv/bin/python -m tools audit

clean: ## remove what was built here; the demo's state too
	rm -rf .venv .demo sbom services/web/dist services/web/node_modules services/web/types/node_modules

# --- the parts of `make test` -------------------------------------------------------------------

pytest := .venv/bin/python -m pytest
# What shares something stays in one process (tests/side_by_side.py).
abreast := --dist loadscope --no-loadscope-reorder
# Half as many again as there are cores: many tests wait for a moment.
processes := $(shell echo $$(( ($$(getconf _NPROCESSORS_ONLN) * 3 + 1) / 2 )))
# These wait more than unit tests do: for trainings, for Docker, for a browser.
more_processes := $(shell echo $$(( $$(getconf _NPROCESSORS_ONLN) * 2 )))
unit := $(addprefix tests/,api bench client contract trainer) $(wildcard tests/test_*.py)
# What failed beside others is tried once more, alone and to the first failure: on a shared machine
# a process may stand still for half a minute. Both tries are printed (docs/decisions/0042).
once_more = || { [ $$? -eq 1 ] && echo "--- once more, alone: what failed" && \
  $(pytest) --last-failed --last-failed-no-failures none --exitfirst

# Without a plugin that only one slow test needs: it takes each process a second to import.
test-unit: .venv/installed
	$(pytest) -n $(processes) $(abreast) -p no:schemathesis -m unit $(unit) \
	  $(once_more) -p no:schemathesis -m unit $(unit); }

test-rest: .venv/installed
	$(pytest) -n $(more_processes) $(abreast) -m "not (unit or quiet or nightly)" \
	  $(once_more) -m "not (unit or quiet or nightly)"; }

# Named, as collecting all others takes ten seconds.
quiet = $(shell grep -rl --include='*.py' 'mark\.quiet' tests)

test-quiet: .venv/installed
	$(pytest) -m "quiet and not nightly" $(quiet) $(once_more) -m "quiet and not nightly" $(quiet); }

# --- set-up -------------------------------------------------------------------------------------

packages := contract services/api services/trainer
tested := $(packages) client
declared := $(tested:%=%/pyproject.toml)

# Node.js comes from PyPI; npm runs the `node` that it finds first.
npm := cd services/web && PATH="$(CURDIR)/.venv/bin:$$PATH" npm

.venv/installed: requirements/dev.txt $(declared) tools/venv.py
	$(PYTHON) -m tools venv .venv requirements/dev.txt $(tested)

.demo/venv/installed: requirements/demo.txt $(declared) tools/venv.py
	@$(PYTHON) -m tools venv .demo/venv requirements/demo.txt $(packages)

services/web/node_modules/installed: services/web/package-lock.json .venv/installed
	$(npm) ci
	touch $@

services/web/dist/index.html: services/web/node_modules/installed \
    $(shell find services/web/src services/web/public services/web/*.* -type f 2>/dev/null)
	$(npm) run build
