.DEFAULT_GOAL := help
.PHONY: help run test check deny fuzz fuzz-pem fuzz-der fuzz-p7b fuzz-crl fuzz-jws fuzz-json fuzz-csr

help: ## what can be made
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: ## build and start the server on its embedded database, in ./data
	cargo run --bin pms -- serve

test: ## everything that must pass; installs what the tests need when it may
	@scripts/test.sh

check: ## the quick part of `test`: format and lints
	cargo fmt --all --check
	cargo clippy --workspace --all-targets -- -D warnings

deny: ## licences, advisories and bans of the dependencies (needs cargo-deny)
	cargo deny check

fuzz: ## a thousand cases for each operation of the OpenAPI document, as an admin and as a partner
	@cargo build --bin pms
	@scripts/schemathesis.sh

# The readers of certificates, lists and signed messages, ten minutes each (FUZZ_SECONDS says otherwise): `make fuzz-der` and so on. Needs
# `cargo install cargo-fuzz --locked` and a nightly compiler; where there is none, the stable one is told to take its flags. What is found
# goes into fuzz/corpus, where the tests try it for ever.
FUZZ_SECONDS ?= 600
fuzz-pem fuzz-der fuzz-p7b fuzz-crl fuzz-jws fuzz-json fuzz-csr: fuzz-%:
	@if cargo +nightly --version > /dev/null 2>&1; then toolchain=+nightly; else export RUSTC_BOOTSTRAP=1; fi; \
	cargo $$toolchain fuzz run $* -- -max_total_time=$(FUZZ_SECONDS) -max_len=300000
