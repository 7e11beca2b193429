//! The texts of all settings, for what Debian 12 ships: Postfix 3.7, Exim 4.96 (with GnuTLS), OpenSMTPD 6.8, nginx 1.22
//! and Caddy 2.6. `tests/world/snippets.test.mjs` loads every one of them into these very servers.

use std::borrow::Cow;

use super::Software::{Exim, OpenSmtpd, Postfix};
use super::settings::{Template, Topic};
use crate::finding::PasteForm::{self, Command, File, Settings, Text};

const fn template(
    topic: Topic,
    software: Option<super::Software>,
    (order, step): (u8, &'static str),
    place: &'static str,
    form: PasteForm,
    text: &'static str,
) -> Template {
    Template {
        topic,
        software,
        order,
        step: Cow::Borrowed(step),
        place: Cow::Borrowed(place),
        form,
        text: Cow::Borrowed(text),
    }
}

const MAIN_CF: &str = "Postfix: /etc/postfix/main.cf";
const MASTER_CF: &str = "Postfix: /etc/postfix/master.cf";
const EXIM_MAIN: &str = "Exim: main section";
const EXIM_ACL: &str = "Exim: ACL section";
const SMTPD_CONF: &str = "OpenSMTPD: /etc/smtpd.conf";

const PINNED: (u8, &str) = (
    10,
    "This host has TLSA records: a new key without a record for it would stop mail from senders that follow DANE. \
     Renew with the same key (certbot: --reuse-key), or first publish the record that this prints for the next key and \
     wait for two TTLs of the old one.",
);
const OBTAIN: (u8, &str) = (
    20,
    "Get a certificate of a public authority for the name in the MX or SRV record, with renewal. certbot needs port 80 \
     of this host to be free and open. The intermediate certificates are in fullchain.pem: always use that file, never \
     cert.pem.",
);
const INSTALL: (u8, &str) = (
    30,
    "Let the mail server use key and whole chain, then reload it.",
);
const SET: (u8, &str) = (
    30,
    "Set this in place of what is there, for the program that the server runs; then reload it.",
);
const SERVE: (u8, &str) = (
    30,
    "Serve the file over HTTPS. The name needs an address record that leads to this web server, and a certificate of a \
     public authority; Caddy gets one by itself. No redirects: senders do not follow them.",
);
const NEXT_KEY: (u8, &str) = (
    70,
    "Later, before the key changes: print the next key's record with this, publish it beside the old one, wait for two \
     TTLs of the old one, only then change key and certificate, and remove the old record last. A certificate renewed \
     with the same key (certbot: --reuse-key) needs no new record.",
);

const NEXT_RECORD: &str = "printf '3 1 1 %s\\n' \"$(openssl pkey -in next-key.pem -pubout -outform DER | sha256sum | cut -d ' ' -f 1)\"";

/// GnuTLS's own list has no RC4 and nothing of export strength; the rest is taken out here.
macro_rules! exim_ciphers {
    () => {
        "# With GnuTLS, as Debian builds it:\n\
         tls_require_ciphers = NORMAL:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2:-3DES-CBC:-ARCFOUR-128:-GROUP-SECP192R1:\
         -GROUP-SECP224R1:%SERVER_PRECEDENCE\n\
         # Built with OpenSSL, instead:\n"
    };
}

/// Only TLS 1.2 has these suites; those of TLS 1.3 are not subject to the list.
const OPENSMTPD_CIPHERS: &str = "# From version 7.4 on, with its own libtls, there is nothing older than TLS 1.2.\nsmtp ciphers \"ECDHE+AESGCM:ECDHE+CHACHA20:DHE+AESGCM\"\npki {host} dhe auto\n";

/// Every template, in the order in which those of one step are shown.
pub(crate) const ALL: &[Template] = &[
    template(
        Topic::PinnedKey,
        None,
        PINNED,
        "shell",
        Command,
        NEXT_RECORD,
    ),
    // ---- certificate and STARTTLS
    template(
        Topic::Certificate,
        Some(Postfix),
        OBTAIN,
        "Postfix: shell",
        Command,
        "certbot certonly --standalone -d {host} --deploy-hook 'postfix reload'",
    ),
    template(
        Topic::Certificate,
        Some(Exim),
        OBTAIN,
        "Exim: shell",
        Command,
        // Exim reads both as its own user, to whom certbot's folder is closed.
        "certbot certonly --standalone -d {host} --deploy-hook 'install -D -g Debian-exim -m 640 -t /etc/exim4/tls \
         /etc/letsencrypt/live/{host}/fullchain.pem /etc/letsencrypt/live/{host}/privkey.pem'",
    ),
    template(
        Topic::Certificate,
        Some(OpenSmtpd),
        OBTAIN,
        "OpenSMTPD: shell",
        Command,
        "certbot certonly --standalone -d {host} --deploy-hook 'systemctl restart opensmtpd'",
    ),
    template(
        Topic::Certificate,
        Some(Postfix),
        INSTALL,
        MAIN_CF,
        Settings,
        "# Postfix 3.4 or newer. Key first, then the chain from the server's own certificate upwards.\n\
         smtpd_tls_chain_files = /etc/letsencrypt/live/{host}/privkey.pem, /etc/letsencrypt/live/{host}/fullchain.pem\n\
         smtpd_tls_security_level = may\n",
    ),
    template(
        Topic::Certificate,
        Some(Exim),
        INSTALL,
        EXIM_MAIN,
        Settings,
        "# Debian's own configuration has macros for these: write MAIN_TLS_ENABLE = yes, and MAIN_TLS_CERTIFICATE and\n\
         # MAIN_TLS_PRIVATEKEY with these paths, into /etc/exim4/exim4.conf.localmacros, or, if it is split into files,\n\
         # into /etc/exim4/conf.d/main/000_localmacros.\n\
         tls_advertise_hosts = *\n\
         tls_certificate = /etc/exim4/tls/fullchain.pem\n\
         tls_privatekey = /etc/exim4/tls/privkey.pem\n",
    ),
    template(
        Topic::Certificate,
        Some(OpenSmtpd),
        INSTALL,
        SMTPD_CONF,
        Settings,
        "# Version 6.8 built with OpenSSL 3 (Debian 12) finishes no handshake: it has to be 7.3 or newer.\n\
         pki {host} cert \"/etc/letsencrypt/live/{host}/fullchain.pem\"\n\
         pki {host} key \"/etc/letsencrypt/live/{host}/privkey.pem\"\n\
         listen on 0.0.0.0 port 25 tls pki {host} hostname {host}\n\
         listen on :: port 25 tls pki {host} hostname {host}\n",
    ),
    // ---- versions
    template(
        Topic::Versions,
        Some(Postfix),
        SET,
        MAIN_CF,
        Settings,
        "# Postfix 3.6 or newer; an older one wants !SSLv2, !SSLv3, !TLSv1, !TLSv1.1 in place of >=TLSv1.2.\n\
         smtpd_tls_protocols = >=TLSv1.2\n\
         smtpd_tls_mandatory_protocols = >=TLSv1.2\n",
    ),
    template(
        Topic::Versions,
        Some(Exim),
        SET,
        EXIM_MAIN,
        Settings,
        concat!(
            exim_ciphers!(),
            "# openssl_options = +no_sslv3 +no_tlsv1 +no_tlsv1_1\n"
        ),
    ),
    template(
        Topic::Versions,
        Some(OpenSmtpd),
        SET,
        SMTPD_CONF,
        Settings,
        OPENSMTPD_CIPHERS,
    ),
    // ---- suites
    template(
        Topic::Suites,
        Some(Postfix),
        SET,
        MAIN_CF,
        Settings,
        "smtpd_tls_ciphers = medium\n\
         smtpd_tls_mandatory_ciphers = medium\n\
         smtpd_tls_exclude_ciphers = aNULL, eNULL, EXPORT, LOW, RC4, 3DES, DES, MD5, SEED, IDEA, RC2\n\
         tls_preempt_cipherlist = yes\n\
         # Elliptic curves; and the library's own primes, or before Postfix 3.7 and OpenSSL 3 Postfix's own of 2048 bits.\n\
         smtpd_tls_eecdh_grade = auto\n\
         smtpd_tls_dh1024_param_file =\n",
    ),
    template(
        Topic::Suites,
        Some(Exim),
        SET,
        EXIM_MAIN,
        Settings,
        concat!(
            exim_ciphers!(),
            "# tls_require_ciphers = HIGH:!aNULL:!MD5:!RC4:!3DES:!kRSA\n\
             tls_dhparam = ffdhe2048\n"
        ),
    ),
    template(
        Topic::Suites,
        Some(OpenSmtpd),
        SET,
        SMTPD_CONF,
        Settings,
        OPENSMTPD_CIPHERS,
    ),
    template(
        Topic::Groups,
        Some(Postfix),
        SET,
        MAIN_CF,
        Settings,
        "# Postfix 3.2 or newer.\n\
         smtpd_tls_eecdh_grade = auto\n\
         tls_eecdh_auto_curves = X25519, X448, prime256v1, secp384r1, secp521r1\n",
    ),
    template(
        Topic::Groups,
        Some(Exim),
        SET,
        EXIM_MAIN,
        Settings,
        concat!(exim_ciphers!(), "# tls_eccurve = auto\n"),
    ),
    template(
        Topic::Options,
        Some(Postfix),
        SET,
        MAIN_CF,
        Settings,
        "# Postfix 3.4 or newer.\n\
         tls_ssl_options = NO_COMPRESSION, NO_RENEGOTIATION\n",
    ),
    template(
        Topic::Options,
        Some(Exim),
        SET,
        EXIM_MAIN,
        Settings,
        concat!(
            "# GnuTLS, as Debian builds Exim with it, has no compression since version 3.6: update it.\n",
            exim_ciphers!(),
            "# openssl_options = +no_compression +no_sslv3 +no_tlsv1 +no_tlsv1_1\n"
        ),
    ),
    // ---- passwords
    template(
        Topic::Passwords,
        Some(Postfix),
        SET,
        MAIN_CF,
        Settings,
        "smtpd_tls_auth_only = yes\n",
    ),
    template(
        Topic::Passwords,
        Some(Exim),
        SET,
        EXIM_MAIN,
        Settings,
        "auth_advertise_hosts = ${if eq{$tls_in_cipher}{}{}{*}}\n",
    ),
    template(
        Topic::Passwords,
        Some(OpenSmtpd),
        SET,
        SMTPD_CONF,
        Settings,
        "# No “auth” on port 25, and TLS before everything else where people log in.\n\
         pki {host} cert \"/etc/letsencrypt/live/{host}/fullchain.pem\"\n\
         pki {host} key \"/etc/letsencrypt/live/{host}/privkey.pem\"\n\
         listen on 0.0.0.0 port 587 tls-require pki {host} auth\n\
         listen on :: port 587 tls-require pki {host} auth\n",
    ),
    // ---- open relay
    template(
        Topic::Relay,
        Some(Postfix),
        SET,
        MAIN_CF,
        Settings,
        "# This machine only; add the networks of your own clients, never those of the internet.\n\
         mynetworks = 127.0.0.0/8 [::1]/128\n\
         smtpd_relay_restrictions = permit_mynetworks, permit_sasl_authenticated, reject_unauth_destination\n",
    ),
    template(
        Topic::Relay,
        Some(Exim),
        SET,
        EXIM_MAIN,
        Settings,
        "# The domains that mail is taken for, and the machines that may send anywhere.\n\
         domainlist local_domains = @ : {domain}\n\
         domainlist relay_to_domains =\n\
         hostlist relay_from_hosts = 127.0.0.1 : ::1\n\
         acl_smtp_rcpt = acl_check_rcpt\n",
    ),
    template(
        Topic::Relay,
        Some(Exim),
        SET,
        EXIM_ACL,
        Settings,
        "acl_check_rcpt:\n\
         \x20 accept hosts = +relay_from_hosts\n\
         \x20 accept authenticated = *\n\
         \x20 require message = relay not permitted\n\
         \x20         domains = +local_domains : +relay_to_domains\n\
         \x20 require verify = recipient\n\
         \x20 accept\n",
    ),
    template(
        Topic::Relay,
        Some(OpenSmtpd),
        SET,
        SMTPD_CONF,
        Settings,
        "# From everywhere for your own domains only; for everywhere from this machine or after a login only.\n\
         action \"inbound\" maildir\n\
         action \"outbound\" relay\n\
         match from any for domain \"{domain}\" action \"inbound\"\n\
         match from local for any action \"outbound\"\n\
         match auth from any for any action \"outbound\"\n",
    ),
    // ---- submission
    template(
        Topic::Submission,
        Some(Postfix),
        SET,
        MASTER_CF,
        Settings,
        "# Postfix 3.6 or newer; an older one wants !SSLv2,!SSLv3,!TLSv1,!TLSv1.1 in place of >=TLSv1.2.\n\
         # TLS from the first byte (submissions).\n\
         465 inet n - y - - smtpd\n\
         \x20 -o syslog_name=postfix/submissions\n\
         \x20 -o smtpd_tls_wrappermode=yes\n\
         \x20 -o smtpd_tls_mandatory_protocols=>=TLSv1.2\n\
         \x20 -o smtpd_sasl_auth_enable=yes\n\
         \x20 -o smtpd_relay_restrictions=permit_sasl_authenticated,reject\n\
         # STARTTLS before everything else (submission).\n\
         587 inet n - y - - smtpd\n\
         \x20 -o syslog_name=postfix/submission\n\
         \x20 -o smtpd_tls_security_level=encrypt\n\
         \x20 -o smtpd_tls_mandatory_protocols=>=TLSv1.2\n\
         \x20 -o smtpd_tls_auth_only=yes\n\
         \x20 -o smtpd_sasl_auth_enable=yes\n\
         \x20 -o smtpd_relay_restrictions=permit_sasl_authenticated,reject\n",
    ),
    template(
        Topic::Submission,
        Some(Exim),
        SET,
        EXIM_MAIN,
        Settings,
        "daemon_smtp_ports = 25 : 465 : 587\n\
         # TLS from the first byte there.\n\
         tls_on_connect_ports = 465\n\
         tls_advertise_hosts = *\n\
         # No passwords in clear.\n\
         auth_advertise_hosts = ${if eq{$tls_in_cipher}{}{}{*}}\n",
    ),
    template(
        Topic::Submission,
        Some(OpenSmtpd),
        SET,
        SMTPD_CONF,
        Settings,
        "pki {host} cert \"/etc/letsencrypt/live/{host}/fullchain.pem\"\n\
         pki {host} key \"/etc/letsencrypt/live/{host}/privkey.pem\"\n\
         listen on 0.0.0.0 port 465 smtps pki {host} auth\n\
         listen on :: port 465 smtps pki {host} auth\n\
         listen on 0.0.0.0 port 587 tls-require pki {host} auth\n\
         listen on :: port 587 tls-require pki {host} auth\n",
    ),
    // ---- name
    template(
        Topic::Name,
        Some(Postfix),
        SET,
        MAIN_CF,
        Settings,
        "myhostname = {host}\nsmtpd_banner = $myhostname ESMTP\n",
    ),
    template(
        Topic::Name,
        Some(Exim),
        SET,
        EXIM_MAIN,
        Settings,
        "primary_hostname = {host}\nsmtp_banner = $smtp_active_hostname ESMTP\n",
    ),
    template(
        Topic::Name,
        Some(OpenSmtpd),
        SET,
        SMTPD_CONF,
        Settings,
        "# Add the name to the lines that are there.\n\
         listen on 0.0.0.0 port 25 hostname {host}\n\
         listen on :: port 25 hostname {host}\n",
    ),
    // ---- the policy's web server
    template(
        Topic::PolicyHost,
        None,
        SERVE,
        "nginx: /etc/nginx/conf.d/mta-sts.{domain}.conf",
        File,
        "server {\n\
         \x20   listen 443 ssl;\n\
         \x20   listen [::]:443 ssl;\n\
         \x20   server_name mta-sts.{domain};\n\
         \x20   ssl_certificate /etc/letsencrypt/live/mta-sts.{domain}/fullchain.pem;\n\
         \x20   ssl_certificate_key /etc/letsencrypt/live/mta-sts.{domain}/privkey.pem;\n\
         \x20   root /var/www/mta-sts.{domain};\n\
         \x20   location = /.well-known/mta-sts.txt {\n\
         \x20       default_type text/plain;\n\
         \x20   }\n\
         \x20   location / {\n\
         \x20       return 404;\n\
         \x20   }\n\
         }\n",
    ),
    template(
        Topic::PolicyHost,
        None,
        SERVE,
        "Caddy: /etc/caddy/Caddyfile",
        Settings,
        "mta-sts.{domain} {\n\
         \x20   root * /var/www/mta-sts.{domain}\n\
         \x20   header /.well-known/mta-sts.txt Content-Type text/plain\n\
         \x20   file_server\n\
         }\n",
    ),
    // ---- next key, name of an address
    template(
        Topic::NextKey,
        None,
        NEXT_KEY,
        "shell",
        Command,
        NEXT_RECORD,
    ),
    template(
        Topic::Reverse,
        None,
        (
            20,
            "The name of an address is not in your own zone: whoever gave you the address sets it, in a panel or on \
             request. First see to it that the host has an address record with this address.",
        ),
        "letter to whoever gave you the address",
        Text,
        "Please set the reverse DNS name (PTR record) of {address} to {host}.",
    ),
];
