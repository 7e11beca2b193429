#!/usr/bin/env bash
# Measures: a thousand probes at once of servers on loopback, the judgement of a large domain and the reading of a large
# report natively and in a browser, and, where the tools of `make compare` are installed, Waxseal beside others.
set -euo pipefail
cd "$(dirname "$0")/.."

# A thousand servers and a thousand connections.
ulimit -n 8192 2>/dev/null || ulimit -n "$(ulimit -Hn)"
cargo bench --quiet -p relay --bench probes
printf '\n'
mkdir -p target/bench
WAXSEAL_BENCH_EVIDENCE=$PWD/target/bench/evidence.json cargo bench --quiet -p analysis --bench assess
WAXSEAL_BENCH_REPORT=$PWD/target/bench/report.xml cargo bench --quiet -p analysis --bench reports
printf '\n'
scripts/build-page.sh small
scripts/page-size.sh || true
node tests/e2e/bench.mjs target/bench/evidence.json
printf '\n'
scripts/compare.sh --if-there
