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
            Some(format!(
                "openssl s_client{starttls} -connect {} -servername {host} -verify_hostname {host} -showcerts </dev/null",
                endpoint(*address, *service)
            ))
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
        (Area::Routing | Area::Transport | Area::Submission, About::Host { host }) => {
            Some(format!("dig +dnssec {host} A {host} AAAA"))
        }
        (Area::Routing | Area::Dane | Area::Dnssec, About::Domain { domain }) => {
            Some(format!("dig +dnssec {domain} MX"))
        }
        (Area::MtaSts, About::Domain { domain }) if is_about_policy(code) => Some(format!(
            "curl --verbose --max-redirs 0 https://mta-sts.{domain}/.well-known/mta-sts.txt"
        )),
        (Area::MtaSts, About::Domain { domain }) => Some(format!("dig _mta-sts.{domain} TXT")),
        (Area::Submission, About::Domain { domain }) => Some(format!(
            "dig +dnssec _submissions._tcp.{domain} SRV _submission._tcp.{domain} SRV"
        )),
        (Area::TlsRpt, About::Domain { domain }) => Some(format!("dig _smtp._tls.{domain} TXT")),
        _ => None,
    }
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
