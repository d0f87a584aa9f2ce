# Every target installs what it needs and is missing (Debian packages), so that each works alone on a fresh machine.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

SWIFT_TESTS := ContractTests GatewayTests HostFilesTests LedgerTests ListeningTests UpstreamTests TTRPCTests OYSimulatorTests \
	OYDaemonTests OyctlTests EndToEndTests PayoutSimulationTests

# How long `make soak` takes; CHART names a file for its picture.
MINUTES ?= 5
CHART ?=

# Below which root `make install` puts things.
DESTDIR ?=

.PHONY: help demo test build static install uninstall proto proto-check test-swift test-clients test-soak simulate bench soak clean

help: ## Show the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 16

demo: ## Build, start oysim and oyd, pay from Python and C, and show what was recorded
	@scripts/demo

test: proto-check test-swift test-clients test-soak ## Run every test

test-swift: ## Run the tests of the Swift targets, the real binaries included
	@scripts/setup build tests
	@scripts/imports
	@scripts/folders
	@scripts/lines
	@swift build --build-tests 2>&1 | scripts/progress
	@# One process a target: none starves beside the simulation, which takes every core, or waits for another's event loops.
	@scripts/swift-tests $(SWIFT_TESTS)

test-clients: ## Run the tests of the C, Python and Go clients against the real daemon
	@scripts/setup build clients
	@scripts/build
	@for client in c python go; do \
		echo "== clients/$$client: unit tests"; clients/$$client/unit-test; \
		echo "== clients/$$client: against the real daemon"; scripts/with-gateway clients/$$client/test; \
	done

test-soak: ## Test the code that judges a soak
	@scripts/setup soak
	cd Benchmarks && /usr/bin/python3 -B -m unittest discover -q -s soak/tests -t .

build: ## Build oyd, oyctl and oysim for production (.build/release)
	@scripts/setup build
	@CONFIGURATION=release scripts/build

static: ## Build statically, for hosts without Swift (.build/static/release)
	@scripts/setup build
	@CONFIGURATION=release STATIC=1 scripts/build

install: ## Install what `make static` built, units and documents (docs/deployment.md); DESTDIR=… for another root
	@DESTDIR=$(DESTDIR) scripts/install .build/static/release

uninstall: ## Remove what `make install` put there; configuration, credentials and ledger stay (docs/deployment.md)
	@DESTDIR=$(DESTDIR) scripts/uninstall

proto: ## Generate the checked-in code from the proto files
	@scripts/setup proto clients
	/usr/bin/python3 proto/generate/main.py
	@for client in clients/*/generate; do echo "$$client"; "$$client"; done

proto-check: ## Fail if the checked-in code differs from what the proto files generate
	@scripts/setup proto
	/usr/bin/python3 proto/generate/main.py --check
	/usr/bin/python3 -m unittest discover -q -s proto/generate/tests -t proto/generate

simulate: ## Replay a run of the payout simulation: make simulate SEED=123
	@[ -n "$(SEED)" ] || { echo "simulate: which run? A failing one says it: make simulate SEED=123" >&2; exit 64; }
	@scripts/setup build
	OY_SEED=$(SEED) swift test --filter '^PayoutSimulationTests\.SimulationTests/replay'

bench: ## Compare with nginx, Envoy and a direct client; many connections; a million payouts (20 minutes)
	@Benchmarks/run

soak: ## Endurance: mixed calls, faults, rotations; make soak MINUTES=30 CHART=soak.svg (Benchmarks/soak/README.md)
	@Benchmarks/soak/run --minutes $(MINUTES) $(if $(CHART),--chart $(CHART))

clean: ## Remove what was built, and what the benchmarks measured last
	rm -rf .build clients/c/build clients/python/.venv clients/python/build clients/python/oy_gateway.egg-info Benchmarks/.build Benchmarks/.venv
