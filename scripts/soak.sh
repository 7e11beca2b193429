#!/usr/bin/env bash
# Observer and HTTP service among hostile servers and clients for ten minutes, or for so many seconds:
#
#   scripts/soak.sh [SECONDS] [SEED]
set -euo pipefail
cd "$(dirname "$0")/.."

ulimit -n 8192 2>/dev/null || ulimit -n "$(ulimit -Hn)"
export SOAK_SECONDS=${1:-600}
[ -z "${2:-}" ] || export SOAK_SEED=$2
exec cargo bench --quiet -p relay --bench soak
