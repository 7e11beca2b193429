# Everything a newcomer needs. `make help` lists it; each recipe is a script that can be read and run by itself.

.PHONY: help serve build dist test lint fuzz bench load lighthouse compare soak world clean
.DEFAULT_GOAL := help

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "make %-10s %s\n", $$1, $$2}' Makefile

serve: ## build the page and the relay, and serve both on 127.0.0.1:8025; ARGS="…" is passed to the relay
	@scripts/serve.sh $(ARGS)

build: ## the optimised page and both programs, in target/release/
	@scripts/build.sh

dist: ## a release archive in target/dist/: programs, page, units, licences, bill of materials
	@scripts/dist.sh

test: ## everything CI checks: formatting, lints, tests, documentation, real servers, a real browser
	@scripts/test.sh

lint: ## formatting and lints alone
	@scripts/lint.sh

fuzz: ## the fuzz targets, five seconds each; ARGS="60 visit" for a minute of one
	@scripts/fuzz.sh $(ARGS)

bench: ## probes a second and memory of a thousand probes at once, and the time of a judgement
	@scripts/bench.sh

load: ## a thousand streams at once and five thousand slow clients, on loopback, within a minute or two
	@scripts/load.sh

lighthouse: ## Lighthouse's scores of the page, which it installs
	@scripts/lighthouse.sh

compare: ## connections, bytes and time beside sslyze, testssl.sh, sslscan and posttls-finger, which it installs
	@scripts/compare.sh

soak: ## observer and HTTP service among random hostile servers and clients for ten minutes; ARGS="60" for one
	@scripts/soak.sh $(ARGS)

world: ## the relay and page of `make serve`, inside the test world of laboratory domains and real servers
	@scripts/world.sh $(ARGS)

clean: ## remove what was built; tools stay in their folder outside the checkout
	cargo clean
	rm -rf dist
