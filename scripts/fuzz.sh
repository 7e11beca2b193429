#!/usr/bin/env bash
# Runs the fuzz targets, each for so many seconds, beginning with the committed corpora.
#
#   scripts/fuzz.sh [SECONDS] [TARGET]     five seconds and every target, unless given
#
# Needs no nightly toolchain: the flags are those of cargo-fuzz, and RUSTC_BOOTSTRAP lets a stable compiler take them.
# What is found on the way is kept outside the checkout, in $WAXSEAL_TOOLS/fuzz; an input that breaks something is put
# into fuzz/artifacts/TARGET/. Once the fault is mended, move the input into fuzz/corpus/TARGET/ under a name that says
# what it shows: `cargo test` replays it from then on.
#
# Each run begins elsewhere, unless WAXSEAL_FUZZ_SEED is set: CI's few seconds do, so that they fail by what a change
# broke; rare faults are for long runs.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/env.sh

seconds=${1:-5}
only=${2:-}
seed=${WAXSEAL_FUZZ_SEED:-0}
kept=$WAXSEAL_TOOLS/fuzz
host=$(rustc -vV | sed -n 's/^host: //p')
targets=()
for file in fuzz/fuzz_targets/*.rs; do targets+=("$(basename "$file" .rs)"); done
case $seconds in *[!0-9]* | '') printf 'fuzz: %s is no number of seconds\n' "$seconds" >&2; exit 2 ;; esac
if [ -n "$only" ]; then
    if [ ! -f "fuzz/fuzz_targets/$only.rs" ]; then
        printf 'fuzz: there is no target %s, but: %s\n' "$only" "${targets[*]}" >&2; exit 2
    fi
    targets=("$only")
fi

# As cargo-fuzz builds; AddressSanitizer where the toolchain has its library.
flags="--cfg fuzzing -Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4
    -Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table
    -Cllvm-args=-sanitizer-coverage-trace-compares"
if compgen -G "$(rustc --print target-libdir)/librustc-*_rt.asan.a" >/dev/null; then flags+=' -Zsanitizer=address'; fi
RUSTC_BOOTSTRAP=1 RUSTFLAGS=$(tr -s '\n ' ' ' <<<"$flags") CARGO_TARGET_DIR=$WAXSEAL_TOOLS/fuzz-target \
    cargo build --quiet --release --manifest-path fuzz/Cargo.toml --target "$host"

# Runs one target and says how far it came; whether nothing broke.
run() {
    local target=$1 log=$kept/$1.log seeds=("fuzz/corpus/$1")
    mkdir -p "$kept/$target" "fuzz/artifacts/$target"
    if [ "$target" = evidence ]; then seeds+=(frontend/analysis/tests/scenarios); fi
    if "$WAXSEAL_TOOLS/fuzz-target/$host/release/$target" -max_total_time="$seconds" -timeout=20 -rss_limit_mb=2048 \
        -max_len=8192 -seed="$seed" -artifact_prefix="fuzz/artifacts/$target/" -print_final_stats=1 \
        "$kept/$target" "${seeds[@]}" >"$log" 2>&1
    then
        awk -v name="$target" '/stat::number_of_executed_units/ {runs=$2} /stat::average_exec_per_sec/ {rate=$2}
            / cov: / {for (i = 1; i < NF; i++) if ($i == "cov:") edges=$(i+1)}
            END {printf "fuzz: %-15s %9d runs, %6d a second, %6d edges\n", name, runs, rate, edges}' "$log"
        rmdir "fuzz/artifacts/$target" 2>/dev/null || true
    else
        printf 'fuzz: %-15s FAILED; from %s:\n' "$target" "$log" >&2
        grep -E 'panicked at|assertion|ERROR:|SUMMARY:|left:|right:|Test unit written' "$log" | cut -c1-2000 >&2
        return 1
    fi
}

# As many at a time as there are processors; the output of each is one line.
running=0 broken=0
for target in "${targets[@]}"; do
    if [ "$running" -ge "$(nproc)" ]; then wait -n || broken=1; running=$((running - 1)); fi
    run "$target" &
    running=$((running + 1))
done
while [ "$running" -gt 0 ]; do wait -n || broken=1; running=$((running - 1)); done
rmdir fuzz/artifacts 2>/dev/null || true
[ "$broken" = 0 ] || { echo 'fuzz: something broke; see above, and fuzz/artifacts/' >&2; exit 1; }
