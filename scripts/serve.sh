#!/usr/bin/env bash
# Builds what is missing and serves the page and the relay; arguments are passed to the relay.
# The relay prints the address to open.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/env.sh

scripts/setup.sh page
scripts/build-page.sh
cargo build --quiet -p relay --features page
# On this machine alone, whoever serves it looks at mail servers of his own. Whoever opens it to others says so himself.
recipients=(--rcpt-tests)
if [[ -n ${WAXSEAL_LISTEN:-} || " $*" == *" --listen"* ]]; then
  recipients=()
fi
exec target/debug/waxseal-relay "${recipients[@]}" "$@"
