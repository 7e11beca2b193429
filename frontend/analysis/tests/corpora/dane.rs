//! DANE: OpenSSL's chains against records, and where mox looks for records.

use analysis::certificate::Certificate;
use analysis::dane::{
    Authentication, Mismatch, Presented, TlsaMatching, TlsaRecord, TlsaSelector, TlsaUsage,
    authenticate,
};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;
use shared::{Octets, Timestamp};
use x509_parser::certificate::X509Certificate;
use x509_parser::prelude::FromDer;

use super::{Comparison, corpus, list, text};

const NOT_SENT: &str = "RFC 7672 §3.1.2: a server must send its anchor; that some senders do without is left undecided";
const NO_NAME: &str = "RFC 7672 §3.1.1: with DANE-EE no name is checked";

#[test]
fn chains_of_openssl() {
    let Some(suite) = corpus("dane-openssl/danetest.json") else {
        return;
    };
    let mut comparison = Comparison::but_for(&[
        ("47", NOT_SENT),
        ("48", NOT_SENT),
        ("49", NOT_SENT),
        ("50", NOT_SENT),
        ("54", NO_NAME),
    ]);
    let names = [text(&suite, "reference_name").parse().unwrap()];
    for case in list(&suite["cases"]) {
        let ders: Vec<Vec<u8>> = list(&case["chain_der_b64"])
            .iter()
            .map(|der| STANDARD.decode(der.as_str().unwrap()).unwrap())
            .collect();
        let certificates: Vec<Certificate> = ders
            .iter()
            .map(|der| Certificate::parse(der).unwrap())
            .collect();
        let records: Vec<TlsaRecord> = list(&case["tlsa"]).iter().map(record).collect();
        let presented = Presented {
            certificates: &certificates,
            leaf_chains_to: &leaf_chains_to(&ders),
            is_whole: true,
        };
        let now = Timestamp::from_seconds(1_795_000_000);
        let ours = authenticate(&records, &presented, &names, now);
        let agrees = match &ours {
            // The suite checks usages 0 and 1 as well; mail servers do not (RFC 7672 §3.1.3).
            Authentication::NothingUsable => case["smtp"]["usable"] == false,
            Authentication::Matched(by) => {
                case["expect_verify_result"] == 0 && case["expect_match_depth"] == by.place
            }
            Authentication::Failed(why) => {
                let code = if why.contains(&Mismatch::OtherName) {
                    62
                } else {
                    65
                };
                case["expect_verify_result"] == code
            }
            Authentication::Undecided(_) => false,
        };
        comparison.case(&case["id"].to_string(), agrees);
    }
    comparison.finish(54);
}

fn record(value: &Value) -> TlsaRecord {
    let number = |key: &str| u8::try_from(value[key].as_u64().unwrap()).unwrap();
    let hex = text(value, "data").as_bytes();
    let digits = hex.chunks(2).map(|pair| std::str::from_utf8(pair).unwrap());
    let data: Vec<u8> = digits
        .map(|pair| u8::from_str_radix(pair, 16).unwrap())
        .collect();
    TlsaRecord {
        usage: TlsaUsage(number("usage")),
        selector: TlsaSelector(number("selector")),
        matching: TlsaMatching(number("matching")),
        association: Octets::from(data),
    }
}

/// What a relay would say about the signatures: whether they lead from the leaf to each certificate.
fn leaf_chains_to(ders: &[Vec<u8>]) -> Vec<bool> {
    let read: Vec<X509Certificate<'_>> = ders
        .iter()
        .map(|der| X509Certificate::from_der(der).unwrap().1)
        .collect();
    let mut reached = vec![false; read.len()];
    let mut ahead: Vec<&X509Certificate<'_>> = read.first().into_iter().collect();
    while let Some(below) = ahead.pop() {
        for (reached, above) in reached.iter_mut().zip(&read) {
            let is_issuer = below.issuer() == above.subject()
                && below.verify_signature(Some(above.public_key())).is_ok();
            if is_issuer && !*reached {
                *reached = true;
                ahead.push(above);
            }
        }
    }
    reached
}
