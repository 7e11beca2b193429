#!/usr/bin/env bash
# Installs what building and testing Waxseal needs. Idempotent, and quick when everything is there.
#
#   scripts/setup.sh page    the wasm32 target, trunk and wasm-bindgen    (for `make serve`)
#   scripts/setup.sh optimise  the above and wasm-opt                     (for `make build`)
#   scripts/setup.sh test    the above, Node, two browsers, test servers   (for `make test`)
#   scripts/setup.sh compare  Node, test servers, other people's tools   (for `make compare`)
#
# Tools are kept in $WAXSEAL_TOOLS (default ~/.cache/waxseal), outside the checkout and `target/`.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/env.sh

say() { printf 'setup: %s\n' "$*" >&2; }
fail() { printf 'setup: cannot go on: %s\n' "$*" >&2; exit 1; }

# Runs a command as root: as it is when we are root, by sudo otherwise.
as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; return; fi
    command -v sudo >/dev/null || fail "'$*' needs root, and there is no sudo here"
    sudo "$@"
}

# True when every named Debian package is installed.
have_packages() {
    local package
    for package in "$@"; do
        dpkg-query -W -f '${db:Status-Status}\n' "$package" 2>/dev/null | grep -qx installed || return 1
    done
}

# Installs Debian packages that are missing; a missing package list is fetched first.
apt_install() {
    have_packages "$@" && return
    command -v apt-get >/dev/null || fail "this is not a Debian system; install yourself: $*"
    say "installing Debian packages: $*"
    as_root apt-get -qq update
    as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends "$@" >/dev/null
}

require_prerequisites() {
    local tool
    for tool in git cc cargo rustup; do
        command -v "$tool" >/dev/null || fail "'$tool' is missing; the README's first line names what you need"
    done
}

# The version that Cargo.lock pins for a crate.
locked_version() { awk -v name="\"$1\"" '$1=="name" && $3==name {getline; gsub(/"/,"",$3); print $3; exit}' Cargo.lock; }

# ------------------------------------------------------------------ wasm32

# True when this toolchain can compile for wasm32 (it finds the standard library for it).
has_wasm32() {
    local libdir
    libdir=$(rustc "+$1" --print target-libdir --target wasm32-unknown-unknown 2>/dev/null) || return 1
    compgen -G "$libdir/libstd-*.rlib" >/dev/null
}

# WAXSEAL_PAGE_TOOLCHAIN=debian skips rustup, so that the second way can be tried where the first works.
install_wasm32() {
    local forced=${WAXSEAL_PAGE_TOOLCHAIN:-}
    if [ "$forced" != debian ] && has_wasm32 stable; then select_page_toolchain stable; return; fi
    # A Debian update of the compiler leaves a standard library behind that it refuses: compare the stamp.
    if has_wasm32 debian && [ "$(cat "$WAXSEAL_TOOLS/debian-rustc" 2>/dev/null)" = "$(/usr/bin/rustc --version)" ]; then
        select_page_toolchain debian; return
    fi
    if [ "$forced" != debian ]; then
        say "adding the wasm32-unknown-unknown target with rustup"
        if timeout 120 rustup target add --toolchain stable wasm32-unknown-unknown >"$WAXSEAL_TOOLS/rustup.log" 2>&1 \
            && has_wasm32 stable; then
            select_page_toolchain stable; return
        fi
    fi
    say "rustup cannot download the target here; building it from Debian's sources (a minute or two)"
    install_wasm32_from_debian
    select_page_toolchain debian
}

select_page_toolchain() { printf '%s\n' "$1" >"$WAXSEAL_TOOLS/page-toolchain"; }

# Debian ships the compiler and the library's sources, but not the library built for wasm32.
install_wasm32_from_debian() {
    apt_install rustc-web cargo-web rust-web-src
    rustup toolchain link debian /usr
    local host linker work built
    host=$(rustc +stable -vV | sed -n 's/^host: //p')
    linker=$(rustc +stable --print sysroot)/lib/rustlib/$host/bin/rust-lld
    [ -x "$linker" ] || fail "rustup's stable toolchain has no rust-lld at $linker"
    as_root mkdir -p "/usr/lib/rustlib/$host/bin"
    as_root ln -sf "$linker" "/usr/lib/rustlib/$host/bin/rust-lld"

    # An empty target folder: two builds' libraries side by side are "multiple candidates" to rustc.
    work=$(mktemp -d)
    mkdir -p "$work/src"
    printf '[package]\nname = "seed"\nversion = "0.0.0"\nedition = "2021"\n[workspace]\n' >"$work/Cargo.toml"
    : >"$work/src/lib.rs"
    # Without embedded bitcode every profile with LTO fails: "failed to get bitcode from object file".
    if ! (cd "$work" && RUSTC_BOOTSTRAP=1 RUSTFLAGS=-Cembed-bitcode=yes CARGO_TARGET_DIR="$work/target" \
        RUSTUP_TOOLCHAIN=debian cargo build --quiet --release \
        -Zbuild-std=std,panic_abort,test,proc_macro --target wasm32-unknown-unknown) >"$WAXSEAL_TOOLS/build-std.log" 2>&1
    then fail "the standard library did not build; see $WAXSEAL_TOOLS/build-std.log"; fi
    built=$work/target/wasm32-unknown-unknown/release/deps
    as_root rm -rf /usr/lib/rustlib/wasm32-unknown-unknown/lib
    as_root mkdir -p /usr/lib/rustlib/wasm32-unknown-unknown/lib
    find "$built" -name '*.rlib' ! -name 'libseed-*' -print0 | as_root xargs -0 cp -t /usr/lib/rustlib/wasm32-unknown-unknown/lib
    rm -rf "$work"
    has_wasm32 debian || fail "the wasm32 library was built but rustc does not see it"
    /usr/bin/rustc --version >"$WAXSEAL_TOOLS/debian-rustc"
}

# The sources of the standard library, which the small page is built with, and what they need from crates.io.
install_library_sources() {
    local toolchain library
    toolchain=$(cat "$WAXSEAL_TOOLS/page-toolchain")
    library=$(library_of "$toolchain")
    if [ "$toolchain" = stable ] && [ ! -f "$library/Cargo.lock" ]; then
        say "adding the sources of the standard library with rustup"
        timeout 120 rustup component add --toolchain stable rust-src >"$WAXSEAL_TOOLS/rust-src.log" 2>&1 || true
        if [ ! -f "$library/Cargo.lock" ]; then
            say "rustup cannot download them here; Debian has them, with its compiler"
            has_wasm32 debian || install_wasm32_from_debian
            toolchain=debian
            select_page_toolchain debian
            library=$(library_of debian)
        fi
    fi
    [ -f "$library/Cargo.lock" ] || fail "there are no sources of the standard library at $library"
    # The library's manifest uses what only its own compiler's cargo may; the variable makes it so. Asked for every time:
    # the tool folder may have been kept where cargo's own folder was not, and what is there costs half a second.
    RUSTC_BOOTSTRAP=1 cargo "+$toolchain" fetch --quiet --locked --manifest-path "$library/Cargo.toml" \
        >"$WAXSEAL_TOOLS/rust-src.log" 2>&1 \
        || { tail -n 5 "$WAXSEAL_TOOLS/rust-src.log" >&2; fail "what the standard library needs could not be fetched"; }
}

library_of() { printf '%s/lib/rustlib/src/rust/library' "$(rustc "+$1" --print sysroot)"; }

# ------------------------------------------------------------------ build tools

TRUNK_VERSION=0.21.14
CARGO_DENY_VERSION=0.20.2

# True when the tool reports just this version.
has_version() { [ "$("$WAXSEAL_TOOLS/bin/$1" --version 2>/dev/null | awk '{print $2}')" = "$2" ]; }

# Builds a tool from crates.io without optimisation: it runs for a second, and an optimised build takes minutes.
cargo_tool() {
    local name=$1 version=$2; shift 2
    say "building $name $version (once; two or three minutes)"
    if ! CARGO_PROFILE_RELEASE_OPT_LEVEL=0 CARGO_PROFILE_RELEASE_LTO=off CARGO_PROFILE_RELEASE_CODEGEN_UNITS=16 \
        RUSTUP_TOOLCHAIN=stable cargo install --quiet "$name" --version "$version" --force --root "$WAXSEAL_TOOLS" \
        --target-dir "$WAXSEAL_TOOLS/build" "$@" >"$WAXSEAL_TOOLS/$name.log" 2>&1
    then tail -n 20 "$WAXSEAL_TOOLS/$name.log" >&2; fail "$name did not build"; fi
}

install_supply_chain_tools() {
    has_version cargo-deny "$CARGO_DENY_VERSION" || cargo_tool cargo-deny "$CARGO_DENY_VERSION" --locked
    rm -rf "$WAXSEAL_TOOLS/build"
}

install_page_tools() {
    local bindgen
    has_version trunk "$TRUNK_VERSION" \
        || cargo_tool trunk "$TRUNK_VERSION" --locked --no-default-features --features rustls
    # The tool and the crate must be of one version. Its own lock file names a crate newer than some mirrors serve.
    bindgen=$(locked_version wasm-bindgen)
    [ -n "$bindgen" ] || fail "Cargo.lock names no wasm-bindgen"
    has_version wasm-bindgen "$bindgen" || cargo_tool wasm-bindgen-cli "$bindgen"
    rm -rf "$WAXSEAL_TOOLS/build"
}

install_node() {
    command -v node >/dev/null && command -v npm >/dev/null && return
    apt_install nodejs npm
}

# Installs the npm packages that scripts/<folder>/package-lock.json pins, under the tool folder.
npm_packages() {
    local lock=$1 into=$WAXSEAL_TOOLS/$2
    cmp -s "$lock/package-lock.json" "$into/package-lock.json" && [ -d "$into/node_modules" ] && return
    say "installing npm packages of $lock"
    mkdir -p "$into"
    cp "$lock/package.json" "$lock/package-lock.json" "$into/"
    if ! npm ci --silent --no-audit --no-fund --prefix "$into" >"$WAXSEAL_TOOLS/npm.log" 2>&1; then
        rm -f "$into/package-lock.json"; tail -n 20 "$WAXSEAL_TOOLS/npm.log" >&2; fail "npm packages did not install"
    fi
}

# ------------------------------------------------------------------ tests

# The MTAs conflict with each other as Debian packages: none is configured, each is unpacked into a folder of its own.
unpacked_package() {
    local package=$1 into=$WAXSEAL_TOOLS/servers/$1 work
    [ -e "$into/.complete" ] && return
    command -v apt-get >/dev/null || fail "this is not a Debian system; the test servers come from its packages"
    say "unpacking $package beside the system (nothing is started or configured)"
    work=$(mktemp -d)
    chmod 755 "$work"
    [ -n "${apt_is_fresh:-}" ] || { as_root apt-get -qq update; apt_is_fresh=yes; }
    (cd "$work" && apt-get -qq download "$package" >/dev/null) || fail "$package could not be downloaded"
    rm -rf "$into"; mkdir -p "$into"
    dpkg -x "$work"/*.deb "$into"
    rm -rf "$work"
    touch "$into/.complete"
}

require_prerequisites
mkdir -p "$WAXSEAL_TOOLS/bin"
case "${1:-}" in
    page) install_wasm32; install_page_tools ;;
    optimise) install_wasm32; install_library_sources; install_page_tools; install_node; npm_packages scripts/optimise optimise ;;
    test) install_wasm32; install_library_sources; install_page_tools; install_supply_chain_tools; install_node; npm_packages scripts/optimise optimise
        . scripts/setup-tests.sh ;;
    compare) install_node; . scripts/setup-tests.sh; . scripts/setup-compare.sh ;;
    *) fail "usage: scripts/setup.sh page|optimise|test|compare" ;;
esac
