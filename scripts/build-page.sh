#!/usr/bin/env bash
# Builds the page into dist/; does nothing if nothing that goes into it has changed.
#
#   scripts/build-page.sh          as the compiler leaves it: for `make serve`
#   scripts/build-page.sh small    and then made small by wasm-opt: for `make build` and `make test`
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/env.sh

kind=${1:-quick}
stamp=target/page-is-built
inputs=(index.html Trunk.toml Cargo.toml Cargo.lock frontend shared/src scripts/build-page.sh)

# A page made small serves for a quick one too.
is_fresh() {
    [ -f dist/index.html ] && [ -f "$stamp" ] || return 1
    [ "$(cat "$stamp")" = "$kind" ] || [ "$(cat "$stamp")" = small ] || return 1
    [ -z "$(find "${inputs[@]}" -path frontend/cli -prune -o -type f -newer "$stamp" -print -quit)" ]
}

if is_fresh; then exit 0; fi
mkdir -p target
rm -f "$stamp"
# What changes while this runs must count as newer than its result.
begun=$(mktemp)
trap 'rm -f "$begun"' EXIT

if [ "$kind" = small ]; then
    # The standard library is built along, for size and without the texts of panics, which nobody reads in a page that
    # stops at once: a tenth of the page. That needs switches which the compiler still calls unstable; `make serve` and
    # every other build do without.
    export RUSTC_BOOTSTRAP=1 CARGO_UNSTABLE_BUILD_STD=std CARGO_UNSTABLE_BUILD_STD_FEATURES=optimize_for_size
    # The map says where the linker put each piece of data: for splitting.
    export RUSTFLAGS="-Zunstable-options -Cpanic=immediate-abort -Zlocation-detail=none -Clink-arg=--Map=$PWD/target/page.map"
    export CARGO_TARGET_DIR=$PWD/target/small
fi
# trunk calls cargo offline: what the page is made of has to be there by then.
RUSTUP_TOOLCHAIN=$(cat "$WAXSEAL_TOOLS/page-toolchain")
export RUSTUP_TOOLCHAIN
env -u RUSTFLAGS cargo fetch --quiet --locked
# trunk reads NO_COLOR as one of its own flags and accepts only "true" or "false". Its own backtrace would hide the
# compiler's message.
env -u NO_COLOR RUST_BACKTRACE=0 trunk build --release

if [ "$kind" = small ]; then
    # Features that every browser with WebAssembly modules has had since 2022; with --all-features the page does not load.
    # Functions with one caller are not inlined, since alike functions compress well; nothing of ours lies below 1024.
    # Flattened, loops can be built anew and a second round finds more: 2 KiB less to load for ten seconds more here.
    wasm-opt -g --flatten --rereloop -Oz -Oz --one-caller-inline-max-function-size 1 --low-memory-unused \
        --strip-producers --enable-bulk-memory --enable-nontrapping-float-to-int --enable-sign-ext \
        --enable-mutable-globals --enable-reference-types --enable-multivalue \
        dist/frontend_bg.wasm -o target/frontend_bg.small.wasm
    # What judges and shows reports, and what reads files and messages of others, become files of their own, which only
    # those load who have something judged or read.
    link=$(sha256sum target/frontend_bg.small.wasm | cut -c 1-16)
    node scripts/split-page.mjs target/frontend_bg.small.wasm target/page.map dist/frontend_bg.wasm \
        dist/frontend_rest_bg.wasm dist/frontend_reader_bg.wasm "$link"
    for part in rest reader; do
        sed -i "s|^const ${part^^} = null;\$|const ${part^^} = \"./frontend_${part}_bg.wasm?$link\";|" dist/init.js
        grep -q "^const ${part^^} = \"" dist/init.js
    done
    terser dist/frontend.js --module --compress --mangle --output target/frontend.small.js
    mv target/frontend.small.js dist/frontend.js
    # The service worker keeps what is there now, as one version.
    sed -i 's|^const WORKER = null;$|const WORKER = "./sw.js";|' dist/init.js
    node scripts/fill-worker.mjs
fi
printf '%s\n' "$kind" >"$stamp"
touch -r "$begun" "$stamp"
