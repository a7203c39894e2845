# One verb per line; each is a small script in docker/bin that people and CI call alike.
.DEFAULT_GOAL := help
.PHONY: help run test build format lab lab-down test-engines test-copies bench

help: ## show this list
	@sed -nE 's/^([a-z-]+):.*## (.*)/  make \1\t\2/p' Makefile | expand -t 22

run: ## build what changed, start the server and an agent for this machine's engine; Ctrl-C stops both
	@docker/bin/run

test: ## run every test (root; installs what is missing from Debian)
	@docker/bin/test

build: ## build both jars without tests
	@docker/bin/build

format: ## format the Java sources
	@docker/bin/format

lab: ## start three Docker hosts, a Podman host, registries, server and agents, to try things (root; KINDS="a=docker28 b=podman5")
	@docker/bin/lab up $(KINDS)

lab-down: ## stop the lab and leave nothing behind
	@docker/bin/lab down

test-engines: ## run the engine tests over all engines of the lab and write docs/engines.md (root)
	@docker/bin/test-engines $(KINDS)

test-copies: ## copy images from every kind of engine to every other and write docs/engines.md (root)
	@docker/bin/test-copies $(KINDS)

bench: ## measure, and print the tables of docs/benchmarks.md (root)
	@docker/bin/bench
