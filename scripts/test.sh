#!/usr/bin/env bash
# Everything that CI checks, cheapest first. What cannot run fails.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/env.sh

# Runs one step and says how long it took.
step() {
    local name=$1 begin=$SECONDS; shift
    printf '\n== %s\n' "$name"
    "$@" || { printf '\n== FAILED: %s\n' "$name" >&2; exit 1; }
    printf '== %s: %s s\n' "$name" $((SECONDS - begin))
}

programs() {
    cargo build --quiet -p relay --features page
    cargo build --quiet -p cli
}

# Licences, bans and sources of everything in Cargo.lock; advisories need a network and are for who publishes. And what a
# release says it is made of.
supply_chain() {
    # Also of what is for other systems than this one, which nothing has asked for yet.
    cargo fetch --quiet --locked
    cargo-deny --offline --locked check bans licenses sources
    node scripts/sbom.mjs target/sbom.cdx.json target/third-party.txt
}

in_world() { node tests/world/run.mjs -- node --test --test-reporter=spec "$@"; }

step 'set-up' scripts/setup.sh test
step 'lints, documentation, dependency rule' scripts/lint.sh
step 'supply chain' supply_chain
step 'tests of the crates' cargo test --quiet --workspace --no-fail-fast
step 'the schema of the report' cargo test --quiet -p analysis --features schema --test schema
step 'the contract of the relay' cargo test --quiet -p relay --features schema --test openapi
step 'fuzz targets, five seconds each' env WAXSEAL_FUZZ_SEED=1 scripts/fuzz.sh 5
step 'the page' scripts/build-page.sh small
step 'the programs' programs
step 'the relay goes nowhere it must not' node tests/relay/run.mjs -- node --test --test-reporter=spec tests/relay/ssrf.test.mjs
step 'the relay bears faults and hostile DNS' node tests/relay/run.mjs -- node --test --test-reporter=spec --test-concurrency=1 tests/relay/faults.test.mjs tests/relay/hostile-dns.test.mjs
step 'the test world checks itself' in_world tests/world/world.test.mjs tests/world/servers.test.mjs
step 'the command line on every domain of the world' in_world tests/world/check.test.mjs
step 'a real sender that follows DANE agrees' in_world tests/world/senders.test.mjs
step 'OpenSSL, sslscan and Postfix see the same' in_world tests/world/oracles.test.mjs
step 'what is said to be configured loads' in_world tests/world/snippets.test.mjs
step 'the relay as a service and behind reverse proxies' in_world tests/world/deployment.test.mjs
step 'the examples of docs/api.md, and stopping a relay' in_world --test-concurrency=1 tests/world/api.test.mjs tests/world/stopping.test.mjs
step 'the page in a browser' in_world --test-concurrency=1 tests/e2e/*.test.mjs
step 'size of the page' scripts/page-size.sh
printf '\nAll is well, after %s s.\n' "$SECONDS"
