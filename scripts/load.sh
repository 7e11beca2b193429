#!/usr/bin/env bash
# The HTTP service under load, on loopback: a thousand probe streams at once, then five thousand clients that let it
# wait. Ends by itself within two minutes, and fails where a bound does not hold.
set -euo pipefail
cd "$(dirname "$0")/.."

ulimit -n 16384 2>/dev/null || ulimit -n "$(ulimit -Hn)"
exec cargo bench --quiet -p relay --bench load
