#!/usr/bin/env bash
# Formatting, lints, documentation, and the rule of which crate may reach which.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/env.sh

page_toolchain=$(cat "$WAXSEAL_TOOLS/page-toolchain" 2>/dev/null) || { scripts/setup.sh page; page_toolchain=$(cat "$WAXSEAL_TOOLS/page-toolchain"); }

cargo fmt --all --check
cargo fmt --manifest-path fuzz/Cargo.toml --check
cargo clippy --quiet --workspace --all-targets --features relay/page -- -D warnings
cargo clippy --quiet -p analysis --features schema --test schema -- -D warnings
cargo clippy --quiet -p relay --features schema --test openapi -- -D warnings
# Much of the page is only there for wasm32. Debian's compiler has no clippy: then its own warnings must do.
if RUSTUP_TOOLCHAIN=$page_toolchain cargo clippy --version >/dev/null 2>&1; then
    RUSTUP_TOOLCHAIN=$page_toolchain cargo clippy --quiet -p frontend --target wasm32-unknown-unknown -- -D warnings
else
    echo 'lint: no clippy for wasm32 in this toolchain; the compiler checks it alone' >&2
    RUSTUP_TOOLCHAIN=$page_toolchain RUSTFLAGS='-D warnings' CARGO_TARGET_DIR=target/page-check \
        cargo check --quiet -p frontend --target wasm32-unknown-unknown
fi
RUSTDOCFLAGS='-D warnings' cargo doc --quiet --workspace --no-deps
scripts/purity.sh
