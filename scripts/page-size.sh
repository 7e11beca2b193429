#!/usr/bin/env bash
# Prints what the page costs to load, and fails if it is more than it may be.
set -euo pipefail
cd "$(dirname "$0")/.."

# What opening it loads, compressed.
limit_kib=350
# What comes with the first report: the part that judges and shows it, and the words that explain it.
with_report=(frontend_rest_bg.wasm explanations.json)
# What comes when files or messages of others are read.
with_reading=(frontend_reader_bg.wasm)
# Only for those who read about mail, or look at a sample.
on_demand=(learn.json samples)

# `make build` needs no Debian package for this: Node compresses as well as anything.
brotli_of() { node -e 'process.stdout.write(require("node:zlib").brotliCompressSync(require("node:fs").readFileSync(0)))'; }
kib() { awk -v bytes="$1" 'BEGIN {printf "%.1f KiB", bytes / 1024}'; }

# The sum over files given by name of what a command makes of each.
total() {
    local command=$1
    shift
    for file in "$@"; do $command <"$file" | wc -c; done | awk '{sum += $1} END {print sum + 0}'
}

except=()
for name in "${with_report[@]}" "${with_reading[@]}" "${on_demand[@]}"; do except+=(! -path "dist/$name" ! -path "dist/$name/*"); done
mapfile -t page < <(find dist -type f "${except[@]}")
# Those of the names that there are: a page that was not made small is one file.
present() { for name in "$@"; do if [ -f "dist/$name" ]; then printf '%s\n' "dist/$name"; fi; done; }
mapfile -t report < <(present "${with_report[@]}")
mapfile -t reading < <(present "${with_reading[@]}")

compressed=$(total brotli_of "${page[@]}")
printf 'page: %s raw, %s gzip, %s brotli\n' "$(kib "$(total cat "${page[@]}")")" "$(kib "$(total 'gzip -9' "${page[@]}")")" "$(kib "$compressed")"
printf 'page: %s brotli more with the first report\n' "$(kib "$(total brotli_of "${report[@]}")")"
printf 'page: %s brotli more with the first file or message of others\n' "$(kib "$(total brotli_of "${reading[@]}")")"
if [ "$compressed" -gt $((limit_kib * 1024)) ]; then
    printf 'page: more than %s KiB brotli is too much\n' "$limit_kib" >&2
    exit 1
fi
