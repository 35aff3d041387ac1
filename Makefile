# Each target installs what it misses on Debian (as root) and otherwise says what to install.
CARGO ?= cargo

.PHONY: help
help: ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' Makefile | expand -t 12

.PHONY: demo
demo: tools ## the main job, on the example fleet of this repository
	$(CARGO) build --quiet --locked
	target/debug/nixward hosts
	target/debug/nixward files nas
	target/debug/nixward graph --host nas

.PHONY: test
test: tools ## all that CI runs
	@.ci/need nix:nix-bin
	$(CARGO) fmt --check
	$(CARGO) clippy --locked --all-targets -- --deny warnings
	$(CARGO) test --locked

.PHONY: tools
tools:
	@.ci/need "cc:gcc libc6-dev" git:git update-ca-certificates:ca-certificates
