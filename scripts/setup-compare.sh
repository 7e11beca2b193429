# What `make compare` needs beyond `make test`: sourced by setup.sh, which has the functions.

SSLYZE_VERSION=6.3.1

install_sslyze() {
    local into=$WAXSEAL_TOOLS/sslyze
    [ "$(cat "$into/version" 2>/dev/null)" = "$SSLYZE_VERSION" ] && return
    say "installing sslyze $SSLYZE_VERSION into a Python environment of its own"
    rm -rf "$into"
    python3 -m venv "$into" && "$into/bin/pip" install --quiet --disable-pip-version-check "sslyze==$SSLYZE_VERSION" \
        || fail "sslyze could not be installed"
    printf '%s\n' "$SSLYZE_VERSION" >"$into/version"
}

# nft counts, testssl.sh wants hexdump and dig.
apt_install nftables testssl.sh bsdextrautils bind9-dnsutils sslscan python3-venv
install_sslyze
