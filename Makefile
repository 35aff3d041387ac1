# Each target installs what it misses on Debian (as root) and otherwise says what to install.
CARGO ?= cargo

# A store of its own and no network.
OFFLINE_NIX = NIX_STORE_DIR="$(CURDIR)/target/demo/store" NIX_STATE_DIR="$(CURDIR)/target/demo/var" \
	NIX_LOG_DIR="$(CURDIR)/target/demo/log" NIX_CONF_DIR="$(CURDIR)/target/demo/etc" \
	NIX_REMOTE= NIX_CONFIG="$$(printf 'build-users-group =\nsubstituters =\nflake-registry =\n')"

.PHONY: help
help: ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' Makefile | expand -t 12

.PHONY: demo
demo: tools ## the main job, on the example fleet of this repository
	$(CARGO) build --quiet --locked
	target/debug/nixward hosts
	target/debug/nixward files nas
	target/debug/nixward graph --host nas
	target/debug/nixward check
	@.ci/need nix:nix-bin
	@echo "tests/bench, the offline stand-in for NixOS, evaluates the fleet:"
	@mkdir -p target/demo/etc
	$(OFFLINE_NIX) target/debug/nixward hosts --eval --override-input nixpkgs "path:$(CURDIR)/tests/bench"

.PHONY: test
test: tools ## all that CI runs
	@.ci/need nix:nix-bin age:age ssh-keygen:openssh-client strace:strace script:bsdutils openssl:openssl unshare:util-linux jq:jq sqlite3:sqlite3 sshd:openssh-server \
		promtool:prometheus amtool:prometheus-alertmanager \
		prometheus-node-exporter:prometheus-node-exporter prometheus-blackbox-exporter:prometheus-blackbox-exporter
	$(CARGO) fmt --check
	$(CARGO) clippy --locked --all-targets -- --deny warnings
	@# A job started in the background ignores Ctrl-C, and so would the tests that send it.
	env --default-signal $(CARGO) test --locked

.PHONY: bench
bench: tools ## measure what the README claims; NIXWARD_TEST_NIXPKGS names a tree of Nix files
	@test -n "$(NIXWARD_TEST_NIXPKGS)" || { echo "error: set NIXWARD_TEST_NIXPKGS to a checkout of nixpkgs" >&2; exit 2; }
	$(CARGO) bench --quiet --locked --bench check -- "$(NIXWARD_TEST_NIXPKGS)"
	@.ci/need ssh-keygen:openssh-client
	$(CARGO) bench --quiet --locked --bench rekey

.PHONY: corpus
corpus: tools ## compare with Nix and real flakes; docs/testing.md says which variables name them
	$(CARGO) test --locked --test it -- --nocapture host_names rules_files nixpkgs language_tests reads_what_nix_reads means what_nix modules:: interop:: vectors::

.PHONY: soak
soak: tools ## ten minutes of nonsense for each reader, kills everywhere, thousands of changes
	@.ci/need age:age ssh-keygen:openssh-client strace:strace nix:nix-bin
	NIXWARD_TEST_KILLS=all $(CARGO) test --locked --test it -- --nocapture seal::kill seal::install seal::faults seal::together
	NIXWARD_TEST_MUTATIONS=2000 NIXWARD_TEST_REAL_MUTATIONS=60 NIXWARD_TEST_KILLED_EVALUATIONS=200 $(CARGO) test --locked --test it -- --nocapture footprint::
	NIXWARD_FUZZ_SECONDS=600 NIXWARD_TEST_CASES=100000 $(CARGO) test --locked --test it -- --nocapture fuzz:: differential::

.PHONY: tools
tools:
	@.ci/need "cc:gcc libc6-dev" git:git update-ca-certificates:ca-certificates
