#!/usr/bin/env bash
# The relay and the page inside the test world, reachable from outside at 127.0.0.1:8025.
# Domains to try are in tests/world/domains/; arguments are passed to the relay. Recipients may be tried: every server
# in there is ours.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/env.sh

scripts/setup.sh test
scripts/build-page.sh
cargo build --quiet -p relay --features page
# shellcheck disable=SC2016  # the variables are the world's
exec node tests/world/run.mjs --publish 8025 -- sh -c 'exec target/debug/waxseal-relay \
    --resolver "$WORLD_RESOLVER" --extra-roots "$WORLD_ROOTS" --allow-net "$WORLD_NETS" --ehlo-name probe.lab \
    --rcpt-tests "$@"' sh "$@"
