# The targets that Pelican people know, and those of the code. `make help` lists them.

PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/bin
NPM    := $(BIN)/npm --prefix checks
PORT   ?= 8000
SECONDS ?= 60
KILLS   ?= 1000

# Behind a proxy with certificates of its own, Node trusts what the system trusts.
export NODE_USE_SYSTEM_CA := 1

.DEFAULT_GOAL := help

help: ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 14

html: $(VENV)/site ## build the blog into output/
	$(BIN)/pelican content -s pelicanconf.py -o output --fatal errors

publish: $(VENV)/site ## build for SITEURL into output/, all at once or not at all
	rm -rf .publish .replaced
	$(BIN)/pelican content -s publishconf.py -o .publish --fatal errors
	if [ -e output ]; then mv output .replaced; fi
	mv .publish output && rm -rf .replaced

devserver: $(VENV)/site ## serve on PORT (8000), show in open pages what is edited
	$(BIN)/python plugins/live_figures serve --port $(PORT)

# The title as it was typed, dollars and all.
post: override export TITLE := $(value TITLE)
post: override export SLUG := $(value SLUG)
post: $(VENV)/site ## begin a post: make post TITLE="…"
	@$(BIN)/python plugins/hexo/newpost.py "$$TITLE" "$$SLUG"

figures: $(VENV)/site ## list the figures: what they show, what they take, an example
	@$(BIN)/python plugins/live_figures figures

tables: $(VENV)/site ## write what figures declare into posts, README and snippets
	$(BIN)/python plugins/live_figures fill

claims: $(VENV)/site ## list values, claims, and numbers that are neither
	$(BIN)/python plugins/live_figures claims

status: $(VENV)/site ## list all figures: fresh, stale and why, or missing
	$(BIN)/python plugins/live_figures status

verify: $(VENV)/site ## compute all figures again and compare them to the store
	$(BIN)/python plugins/live_figures verify

prune: $(VENV)/site ## remove from the store what no post uses
	$(BIN)/python plugins/live_figures prune

clean: ## remove the built site; the store of figures stays
	rm -rf output .publish .replaced

test: $(VENV)/dev ## run the tests
	$(BIN)/python -m pytest

test-neighbours: $(VENV)-neighbours/all $(VENV)-s3/all ## test beside other people's plugins, on a cluster, with S3
	$(VENV)-neighbours/bin/python -m pytest -m neighbours

fuzz: $(VENV)/dev ## look for new counterexamples, for SECONDS=60
	@end=$$(($$(date +%s) + $(SECONDS))); while [ $$(date +%s) -lt $$end ]; do \
		HYPOTHESIS_PROFILE=fuzz $(BIN)/python -m pytest -q -m hypothesis || exit 1; done

kills: $(VENV)/dev ## kill builds and what they start, KILLS=1000 times
	KILLS=$(KILLS) $(BIN)/python -m pytest -q -n 0 -s tests/test_kills.py

check-site: $(VENV)/checks checks/node_modules ## look at the published site with the web's own tools
	$(BIN)/python -m pytest --dist loadfile -m 'not timed' checks
	$(BIN)/python -m pytest -n 0 -m timed checks

lint: $(VENV)/dev ## check style, types and workflows
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/zizmor --quiet --offline .github

bench: $(VENV)-bench/all ## compare the cost of a build; BENCH=--quick: does it work?
	$(VENV)-bench/bin/python -m bench $(BENCH)

check: lint test ## lint and test

lock: $(VENV)/dev $(VENV)/checks ## pin the newest versions of all dependencies
	$(BIN)/uv pip compile -q --universal --upgrade --generate-hashes --no-annotate --no-header \
		--python-version 3.11 pyproject.toml --extra compute --group blog \
		-o requirements/site.txt
	$(BIN)/uv pip compile -q --universal --upgrade --generate-hashes --no-annotate --no-header \
		--python-version 3.11 --group dev -c requirements/site.txt -o requirements/dev.txt
	$(BIN)/uv pip compile -q --universal --upgrade --generate-hashes --no-annotate --no-header \
		--python-version 3.11 pyproject.toml --extra compute --group bench \
		-o requirements/bench.txt
	$(BIN)/uv pip compile -q --universal --upgrade --generate-hashes --no-annotate --no-header \
		--python-version 3.11 --group checks -c requirements/site.txt -c requirements/dev.txt \
		-o requirements/checks.txt
	$(BIN)/uv pip compile -q --universal --upgrade --generate-hashes --no-annotate --no-header \
		--python-version 3.11 pyproject.toml --extra compute --extra dask --group blog \
		--group dev --group neighbours -c requirements/dev.txt -o requirements/neighbours.txt
	$(BIN)/uv pip compile -q --universal --upgrade --generate-hashes --no-annotate --no-header \
		--python-version 3.11 --group s3 -o requirements/s3.txt
	rm -f checks/package-lock.json && $(NPM) install --package-lock-only

# Bytecode is compiled by all cores, where pip would use one. Some packages carry files that are no
# code of this Python.
define install
$(1)/bin/python -m pip install -q --no-compile --disable-pip-version-check --require-hashes -r $<
@$(1)/bin/python -m compileall -qq -j 0 $(1)/lib || true
endef

$(VENV)/site: requirements/site.txt
	$(PYTHON) -m venv $(VENV)
	$(call install,$(VENV))
	@touch $@

$(VENV)/dev: requirements/dev.txt $(VENV)/site
	$(call install,$(VENV))
	@touch $@

$(VENV)/checks: requirements/checks.txt $(VENV)/dev
	$(call install,$(VENV))
	@touch $@

checks/node_modules: checks/package-lock.json $(VENV)/checks
	$(NPM) ci
	@touch $@

$(VENV)-neighbours/all: requirements/neighbours.txt
	$(PYTHON) -m venv $(VENV)-neighbours
	$(call install,$(VENV)-neighbours)
	@touch $@

$(VENV)-s3/all: requirements/s3.txt
	$(PYTHON) -m venv $(VENV)-s3
	$(call install,$(VENV)-s3)
	@touch $@

$(VENV)-bench/all: requirements/bench.txt
	$(PYTHON) -m venv $(VENV)-bench
	$(call install,$(VENV)-bench)
	@touch $@

.PHONY: help html publish devserver post figures tables claims status verify prune clean test test-neighbours fuzz kills check-site lint \
	bench check lock
