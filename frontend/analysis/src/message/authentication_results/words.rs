//! What a result means, in words.

use super::MethodResult;

/// What a result means.
pub(super) fn words(one: &MethodResult) -> String {
    let of = |names: &[&str]| {
        names
            .iter()
            .find_map(|name| one.property(name))
            // Where an address stands, it is its domain that was checked.
            .map(|value| {
                value
                    .rsplit_once('@')
                    .map_or(value, |(_, domain)| domain)
                    .to_owned()
            })
    };
    let named = |names: &[&str], otherwise: &str| of(names).unwrap_or_else(|| otherwise.to_owned());
    match one.method.as_str() {
        "spf" => {
            let domain = named(
                &[
                    "smtp.mailfrom",
                    "smtp.mfrom",
                    "smtp.helo",
                    "policy.mailfrom",
                ],
                "the sender's domain",
            );
            match one.result.as_str() {
                "pass" => format!("SPF: {domain} allows the address that sent this."),
                "fail" => format!("SPF: {domain} says that this address must not send for it."),
                "softfail" => {
                    format!("SPF: {domain} says that this address probably should not send for it.")
                }
                "neutral" => format!("SPF: {domain} says nothing about this address."),
                "none" => format!("SPF: {domain} has no record, so there was nothing to check."),
                "temperror" => "SPF: DNS did not answer in time.".to_owned(),
                "permerror" => format!("SPF: the record of {domain} is broken."),
                other => format!("SPF: “{other}”."),
            }
        }
        "dkim" => {
            let domain = named(&["header.d", "header.i"], "the signer");
            match one.result.as_str() {
                "pass" => format!("DKIM: the signature of {domain} holds."),
                "fail" => format!("DKIM: the signature of {domain} does not hold."),
                "none" => "DKIM: the mail was not signed.".to_owned(),
                "neutral" => format!("DKIM: the signature of {domain} could not be used."),
                "policy" => {
                    format!("DKIM: the signature of {domain} was not accepted by local rules.")
                }
                "temperror" => format!("DKIM: the key of {domain} could not be fetched just then."),
                "permerror" => format!("DKIM: the signature or key of {domain} is broken."),
                other => format!("DKIM: “{other}”."),
            }
        }
        "dmarc" => {
            let domain = named(&["header.from"], "the From domain");
            match one.result.as_str() {
                "pass" => format!("DMARC: SPF or DKIM vouches for {domain}."),
                "fail" => format!("DMARC: neither SPF nor DKIM vouches for {domain}."),
                "none" => format!("DMARC: {domain} publishes no policy."),
                "bestguesspass" => {
                    format!("DMARC: {domain} publishes no policy; it would have passed.")
                }
                "temperror" => "DMARC: DNS did not answer in time.".to_owned(),
                "permerror" => format!("DMARC: the record of {domain} is broken."),
                other => format!("DMARC: “{other}”."),
            }
        }
        "arc" => match one.result.as_str() {
            "pass" => "ARC: the seals of the servers that passed it on hold.".to_owned(),
            "fail" => "ARC: a seal of a server that passed it on does not hold.".to_owned(),
            "none" => "ARC: nobody on the way sealed it.".to_owned(),
            other => format!("ARC: “{other}”."),
        },
        "iprev" => {
            let address = named(&["policy.iprev", "smtp.remote-ip"], "the sending address");
            match one.result.as_str() {
                "pass" => format!("Reverse DNS: {address} has a name that leads back to it."),
                "fail" => format!("Reverse DNS: {address} has no name that leads back to it."),
                other => format!("Reverse DNS of {address}: “{other}”."),
            }
        }
        "auth" => match one.result.as_str() {
            "pass" => "The sender had logged in.".to_owned(),
            other => format!("Login: “{other}”."),
        },
        "bimi" => format!("BIMI, the sender's logo: “{}”.", one.result),
        "compauth" => format!(
            "Microsoft's own reckoning of all checks together: “{}”{}.",
            one.result,
            one.reason
                .as_ref()
                .map(|reason| format!(", reason {reason}"))
                .unwrap_or_default()
        ),
        "dnswl" => format!("A list of good senders: “{}”.", one.result),
        "smime" => format!("S/MIME, a signature inside the mail: “{}”.", one.result),
        "tls" | "x-tls" => format!("TLS on the last hop: “{}”.", one.result),
        method => format!("{method}: “{}”.", one.result),
    }
}
