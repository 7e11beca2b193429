#!/usr/bin/env bash
# The dependency rule of ARCHITECTURE.md, proven by cargo: who may never reach what, however indirectly.
set -euo pipefail
cd "$(dirname "$0")/.."

failed=

# forbid CRATE "NAME…" [FEATURES]: none of these names may be among the crate's dependencies, for any target; with all
# its features, or with those that are named.
forbid() {
    local crate=$1 reached name features=${3:---all-features}
    # shellcheck disable=SC2086  # a switch and its value
    reached=$(cargo tree --quiet --locked --package "$crate" $features --target all --edges normal,build --prefix none | awk '{print $1}' | sort -u)
    # A tree without the crate itself is no tree: nothing would be proven.
    grep -qx "$crate" <<<"$reached" || { echo "purity: cargo tree says nothing of $crate" >&2; exit 1; }
    for name in $2; do
        if grep -qx "$name" <<<"$reached"; then
            echo "purity: $crate reaches $name:" >&2
            # shellcheck disable=SC2086
            cargo tree --package "$crate" $features --target all --edges normal,build --invert "$name" | head -n 20 >&2
            failed=yes
        fi
    done
}

no_io='tokio web-sys js-sys wasm-bindgen yew hyper axum hickory-resolver rustls'
no_foreign_crypto='aws-lc-rs aws-lc-sys openssl openssl-sys native-tls boring-sys'
forbid shared "$no_io $no_foreign_crypto ring"
forbid analysis "$no_io $no_foreign_crypto ring relay"
forbid relay "analysis frontend web-sys yew $no_foreign_crypto"
# Only its tests describe the wire; what is shipped has the finished document.
forbid relay schemars '--features page'
forbid cli "schemars frontend yew $no_foreign_crypto"
forbid frontend "schemars relay ring rustls hyper $no_foreign_crypto"
[ -z "$failed" ]
