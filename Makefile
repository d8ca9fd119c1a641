# The commands of daily work. `make` alone lists them.

PREFIX ?= /usr/local

.DEFAULT_GOAL := help
.PHONY: help build demo bench test backends fuzz test-long test-sanitized test-traits test-c test-avs-commons check format install \
	install-c certs clean

help: ## List these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

build: ## Install what a build needs, then build everything
	scripts/setup build
	swift build

demo: ## Build the command line tool and let it show what it can do
	scripts/setup build
	swift build --product secsock
	"$$(swift build --show-bin-path)/secsock" demo

bench: ## Measure both backends beside plain C on GnuTLS and on OpenSSL, as ratios
	scripts/setup openssl
	swift build -c release --product bench --enable-all-traits --scratch-path .build-all
	"$$(swift build -c release --enable-all-traits --scratch-path .build-all --show-bin-path)/bench"

test: ## Install what the tests need, then run them all
	scripts/setup test
	rm -f .build-all/agreement.json
	AGREEMENT=.build-all/agreement.json swift test --enable-all-traits --scratch-path .build-all
	scripts/backends --check .build-all/agreement.json

backends: ## Run the tests, and write docs/backends.md of what they find
	scripts/setup test
	rm -f .build-all/agreement.json
	AGREEMENT=.build-all/agreement.json swift test --enable-all-traits --scratch-path .build-all
	scripts/backends .build-all/agreement.json

test-long: ## Run all tests at their full size, for hours: ten times the random ones and more, a million spoofed hellos
	scripts/setup test
	TEST_LONG=1 swift test --enable-all-traits --scratch-path .build-all --filter LossTests
	TEST_LONG=1 FLOOD_HELLOS=1000000 swift test --enable-all-traits --scratch-path .build-all --skip LossTests

test-sanitized: ## Run all tests with the thread sanitizer and with the address sanitizer
	scripts/setup test
	scripts/test-sanitized

fuzz: ## Let libFuzzer break certificates, revocation lists, keys, TLSA records, verifications and C calls, for 20 seconds each
	scripts/setup test
	scripts/fuzz

test-traits: ## Build with each TLS library alone, and see that the choice holds
	scripts/setup test
	scripts/test-traits

test-c: ## Build the C interface as archive and as shared library, install and try both, also under valgrind
	scripts/setup test
	scripts/test-c

test-avs-commons: ## Test the avs_commons layer against a double of avs_commons
	scripts/setup test
	scripts/test-avs-commons

check: ## Check what no test can: format, imports, lengths, Embedded Swift, certificates, scripts, links
	scripts/check

format: ## Format the Swift sources as the check wants them
	swift format format --in-place --parallel --recursive \
		$(wildcard Package.swift Sources Tests Snippets Benchmarks Examples Fuzz)

install: install-c ## Build the tool and the C interface and install them below PREFIX (/usr/local)
	scripts/install "$(PREFIX)"

install-c: ## The C interface alone: header, archive without a Swift runtime, shared library, pkg-config and CMake files
	scripts/setup build
	scripts/c-library archive
	scripts/c-library shared
	scripts/install-c "$(PREFIX)" .build-c/libsecuresockets.a .build-c/libsecuresockets.so.0

certs: ## Make the test certificates in certs/ anew, with new keys
	certs/generate

clean: ## Remove everything that was built
	rm -rf .build .build-*
