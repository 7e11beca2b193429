#!/usr/bin/env bash
# Prints what the page costs to load, and fails if it is more than it may be.
set -euo pipefail
cd "$(dirname "$0")/.."

# Every mechanism is judged in the browser, and all of it is one module. 350 is the aim: parts that only some reports
# need have to become modules of their own, fetched on demand.
limit_kib=540
# Fetched only when there is a report to explain, or when somebody reads, and not counted.
on_demand=explanations.json
to_read=learn.json

total() { find dist -type f ! -name "$on_demand" ! -name "$to_read" -print0 | while IFS= read -r -d '' file; do "$@" <"$file" | wc -c; done | awk '{sum += $1} END {print sum}'; }
kib() { awk -v bytes="$1" 'BEGIN {printf "%.1f KiB", bytes / 1024}'; }

# `make build` needs no Debian package for this: Node compresses as well as anything.
brotli_of() { node -e 'process.stdout.write(require("node:zlib").brotliCompressSync(require("node:fs").readFileSync(0)))'; }

compressed=$(total brotli_of)
printf 'page: %s raw, %s gzip, %s brotli\n' "$(kib "$(total cat)")" "$(kib "$(total gzip -9)")" "$(kib "$compressed")"
printf 'page: %s brotli more with the first report, for %s\n' "$(kib "$(brotli_of <"dist/$on_demand" | wc -c)")" "$on_demand"
printf 'page: %s brotli more for who reads, for %s\n' "$(kib "$(brotli_of <"dist/$to_read" | wc -c)")" "$to_read"
if [ "$compressed" -gt $((limit_kib * 1024)) ]; then
    printf 'page: more than %s KiB brotli is too much\n' "$limit_kib" >&2
    exit 1
fi
