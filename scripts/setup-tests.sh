# What `make test` needs beyond the build: sourced by setup.sh, which has the functions.
#
# The servers of the test world are Debian's packages, unpacked and not installed: installing them would start
# daemons, and the mail servers among them exclude each other. Only their libraries are installed. Caddy is only there
# to read what is said for it.

SERVERS="caddy exim4-daemon-light knot nginx opensmtpd postfix sendmail-bin sendmail-cf unbound"

# The shared libraries that packages depend on, by package name.
libraries_of() {
    apt-cache depends --no-recommends --no-suggests --no-conflicts --no-breaks --no-replaces --no-enhances "$@" \
        | awk '$1 == "Depends:" && $2 ~ /^lib/ {print $2}' | sort -u
}

install_test_servers() {
    local package missing=
    for package in $SERVERS; do [ -e "$WAXSEAL_TOOLS/servers/$package/.complete" ] || missing=yes; done
    [ -n "$missing" ] || return 0
    command -v apt-get >/dev/null || fail "this is not a Debian system; the test servers come from its packages"
    as_root apt-get -qq update
    apt_is_fresh=yes
    # shellcheck disable=SC2046  # one word per library
    apt_install $(libraries_of $SERVERS)
    for package in $SERVERS; do unpacked_package "$package"; done
}

# The namespace and its addresses, `dig`, sslscan, m4 for Sendmail's configuration, what runs the page's tests, a font for
# the screenshots, a C++ compiler for the fuzzer, and what counts the packets of a relay that is attacked.
apt_install systemd iproute2 util-linux bind9-dnsutils curl openssl sslscan m4 chromium firefox-esr fonts-dejavu-core g++ nftables libfaketime
install_test_servers
npm_packages tests tests
