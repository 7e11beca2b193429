//! Commands with which a sceptic sees the same.

use std::net::IpAddr;

use shared::Service;

use super::{About, Area, Code};
use crate::dns::QueryName;

/// A command that shows what a finding rests on, if there is one.
///
/// Names and addresses have passed their parsers, so that nothing in them is special to a shell.
pub(super) fn command(code: Code, about: &About) -> Option<String> {
    match (code.area(), about) {
        (
            Area::Transport | Area::Certificate | Area::Submission,
            About::Address {
                host,
                address,
                service,
            },
        ) => {
            let starttls = if service.is_implicit_tls() {
                ""
            } else {
                " -starttls smtp"
            };
            let at = endpoint(*address, *service);
            Some(match how(code) {
                How::Handshake(options) => format!(
                    "openssl s_client{starttls} -connect {at} {} </dev/null",
                    options.replace("{host}", host.as_str())
                ),
                // Some seconds for servers that greet late, and for the answer.
                How::Clear if !service.is_implicit_tls() => format!(
                    "(sleep 5; printf \"EHLO $(hostname -f)\\r\\n\"; sleep 2; printf 'QUIT\\r\\n') | nc {address} {}",
                    service.port()
                ),
                How::Clear | How::Sealed => format!(
                    "(sleep 5; printf \"EHLO $(hostname -f)\\r\\n\"; sleep 2; printf 'QUIT\\r\\n') | \
                     openssl s_client -quiet{starttls} -connect {at} -servername {host}"
                ),
                How::DeepLook => {
                    format!("waxseal host {host} --service {} --deep", service.word())
                }
            })
        }
        // The digest that a record “3 1 1” must hold.
        (
            Area::Dane,
            About::Address {
                host,
                address,
                service,
            },
        ) => Some(format!(
            "openssl s_client -starttls smtp -connect {} -servername {host} </dev/null | openssl x509 -noout -pubkey | \
             openssl pkey -pubin -outform DER | openssl dgst -sha256",
            endpoint(*address, *service)
        )),
        (Area::Dane, About::Host { host }) => Some(format!("dig +dnssec _25._tcp.{host} TLSA")),
        (Area::ReverseDns, About::Address { address, .. }) => {
            Some(format!("dig +dnssec {} PTR", QueryName::reverse(*address)))
        }
        (Area::ReverseDns, About::Host { host }) => Some(format!(
            "(sleep 5; printf 'QUIT\\r\\n') | nc {host} {}",
            Service::Smtp.port()
        )),
        (Area::Certificate, About::Host { host: name } | About::Domain { domain: name })
            if code.word().starts_with("caa-") =>
        {
            Some(format!("dig {name} CAA"))
        }
        (
            Area::Routing | Area::Transport | Area::Certificate | Area::Submission,
            About::Host { host },
        ) => Some(format!("dig +dnssec {host} A {host} AAAA")),
        (Area::Dnssec, About::Host { host }) => Some(format!("dig +dnssec {host} A {host} AAAA")),
        (Area::Dnssec, About::Domain { domain }) if code == Code::DnssecPolicyHostBogus => Some(
            format!("dig +dnssec mta-sts.{domain} A mta-sts.{domain} AAAA"),
        ),
        (Area::Dnssec, About::Domain { domain }) if code.word().starts_with("dnssec-hosts") => {
            Some(format!(
                "dig +short {domain} MX | while read -r _ host; do dig +dnssec \"$host\" A \"$host\" AAAA; done"
            ))
        }
        (Area::Routing | Area::Transport | Area::Dane | Area::Dnssec, About::Domain { domain }) => {
            Some(format!("dig +dnssec {domain} MX"))
        }
        (Area::MtaSts, About::Domain { domain }) if is_about_policy(code) => Some(format!(
            "curl --verbose --max-redirs 0 https://mta-sts.{domain}/.well-known/mta-sts.txt"
        )),
        (Area::MtaSts, About::Domain { domain }) => Some(format!("dig _mta-sts.{domain} TXT")),
        (Area::Submission, About::Domain { domain }) => Some(format!(
            "dig +dnssec _submissions._tcp.{domain} SRV _submission._tcp.{domain} SRV"
        )),
        (Area::Spf, About::Domain { domain }) => Some(format!("dig {domain} TXT")),
        (Area::Dkim, About::Domain { domain }) => Some(format!("dig _domainkey.{domain} TXT")),
        (Area::Dmarc, About::Domain { domain }) => Some(format!("dig +dnssec _dmarc.{domain} TXT")),
        (Area::Bimi, About::Domain { domain }) => Some(format!("dig default._bimi.{domain} TXT")),
        (Area::TlsRpt, About::Domain { domain }) => Some(format!("dig _smtp._tls.{domain} TXT")),
        _ => None,
    }
}

/// How a sceptic sees what a finding about an address rests on.
enum How {
    /// A handshake with these options of `openssl s_client`.
    Handshake(&'static str),
    /// EHLO in clear.
    Clear,
    /// EHLO inside TLS.
    Sealed,
    /// Nothing that is commonly at hand does it.
    DeepLook,
}

/// Old versions and weak suites are shut off in most libraries of today; security level 0 lets them out.
fn how(code: Code) -> How {
    How::Handshake(match code {
        Code::TlsOldVersions | Code::TlsOnlyOld => {
            "-servername {host} -tls1_1 -cipher ALL:COMPLEMENTOFALL:@SECLEVEL=0"
        }
        Code::TlsDhWeak | Code::TlsDhUnvetted => {
            "-servername {host} -tls1_2 -cipher DHE:ADH:@SECLEVEL=0"
        }
        Code::TlsSignatureWeak => "-servername {host} -tls1_2 -cipher DEFAULT:@SECLEVEL=0",
        Code::TlsWeakSuites | Code::TlsWeakSuitesOnly => {
            "-servername {host} -tls1_2 -cipher 3DES:RC4:EXP:LOW:NULL:@SECLEVEL=0"
        }
        Code::TlsAnonymousSuites => "-tls1_2 -cipher aNULL:@SECLEVEL=0",
        Code::TlsClientPreference => {
            "-servername {host} -tls1_2 -cipher 3DES:RC4:DEFAULT:@SECLEVEL=0"
        }
        Code::TlsNoForwardSecrecy => "-servername {host} -tls1_2 -cipher ECDHE:DHE:@SECLEVEL=0",
        Code::TlsCompression => "-servername {host} -tls1_2 -comp",
        Code::TlsRenegotiationInsecure
        | Code::TlsNoExtendedMasterSecret
        | Code::TlsDowngradeUnmarked => "-servername {host} -tls1_2 -trace",
        Code::TlsHybrid | Code::TlsNoHybrid => "-servername {host} -tls1_3 -groups X25519MLKEM768",
        Code::TlsWeakGroups => {
            "-servername {host} -tls1_2 -curves secp192k1:secp160r1:prime192v1 -cipher ECDHE:@SECLEVEL=0"
        }
        Code::CertificateStapleMissing => "-servername {host} -status",
        Code::CertificateWithoutName => "-noservername -tls1_2 -showcerts",
        Code::StarttlsMissing
        | Code::StarttlsMasked
        | Code::StarttlsDeclined
        | Code::StarttlsWrongCode
        | Code::AuthInClear
        | Code::AuthBeforeTls
        | Code::RequiretlsInClear
        | Code::HeloOnly
        | Code::ReplyBareLf
        | Code::GreetingWithoutHost
        | Code::GreetingSlow => return How::Clear,
        Code::StarttlsAgain | Code::EhloKeywordsLost | Code::Requiretls | Code::Smtputf8 => {
            return How::Sealed;
        }
        // Which kind of key the second certificate has, only the report knows.
        Code::StarttlsCommandInjection | Code::DeepCutShort | Code::CertificateOtherFlawed => {
            return How::DeepLook;
        }
        _ => "-servername {host} -verify_hostname {host} -showcerts",
    })
}

fn is_about_policy(code: Code) -> bool {
    !matches!(
        code,
        Code::MtaStsAbsent
            | Code::MtaStsUnknown
            | Code::MtaStsRecordInvalid
            | Code::MtaStsSeveralRecords
            | Code::MtaStsNearMiss
            | Code::MtaStsRecordFlaw
    )
}

fn endpoint(address: IpAddr, service: Service) -> String {
    match address {
        IpAddr::V4(v4) => format!("{v4}:{}", service.port()),
        IpAddr::V6(v6) => format!("[{v6}]:{}", service.port()),
    }
}
