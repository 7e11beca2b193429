//! Who a server proved to be: the presented chain, read for one host at one moment.

use shared::{Chain, DomainName, HandshakeSignature, PathCheck, PathFault, Timestamp, TlsSession};

use super::{Certificate, KeyKind, NameMatch};

/// RSA keys must have at least so many bits (RFC 9325 §4.5).
const MIN_RSA_BITS: usize = 2048;

/// What a handshake says about who the server is.
#[derive(Clone, Debug)]
pub(crate) struct Identity {
    /// The certificates that could be read, leaf first; a gap would be misread, so it ends at the first unreadable one.
    pub(crate) certificates: Vec<Certificate>,
    /// For each presented certificate, whether signatures lead from the leaf to it (RFC 7671 §5.2).
    pub(crate) leaf_chains_to: Vec<bool>,
    /// Whether every certificate that was sent is among those.
    pub(crate) is_whole: bool,
    /// Everything wrong with it.
    pub(crate) faults: Vec<IdentityFault>,
    /// Everything about it that could not be told.
    pub(crate) doubts: Vec<IdentityDoubt>,
}

/// Something definitely wrong with who a server says it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum IdentityFault {
    /// The leaf, or one above it if the leaf is in date, is past its date.
    Expired,
    /// The leaf, or one above it, is not valid yet.
    NotYetValid,
    /// The leaf signed itself.
    SelfSigned,
    /// No known issuer.
    UnknownIssuer,
    /// The issuer's own certificate is not sent.
    MissingIntermediate,
    /// The path is broken otherwise, in the verifier's words.
    PathBroken(String),
    /// No DNS name covers the host.
    NameMismatch,
    /// Only the common name does.
    CommonNameOnly(String),
    /// An RSA key of so many bits.
    WeakKey(usize),
    /// Signed with SHA-1 or MD5: the algorithm's name.
    WeakSignature(String),
    /// The handshake was not signed with the certificate's key.
    NotTheKeyHolder(String),
}

/// Something that could not be told about who a server is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum IdentityDoubt {
    /// The leaf cannot be read.
    Unreadable(String),
    /// The issuer's certificate is not sent, and nothing shows whether the issuer is a public authority.
    IssuerUnseen,
    /// The verifier does not know something in the path.
    PathUndecided(String),
    /// The path ends in a weak signature that the verifier does not check, but its issuer is named like a root.
    WeaklySigned,
}

impl Identity {
    /// Judges what a mail host presented, at a moment.
    pub(crate) fn judge(session: &TlsSession, host: &DomainName, now: Timestamp) -> Self {
        let mut identity = Self::judge_chain(&session.chain, host, now);
        if let Some(leaf) = identity.certificates.first() {
            judge_possession(&session.signature, leaf, &mut identity.faults);
        }
        identity
    }

    /// Judges a chain alone, for a host at a moment.
    pub(crate) fn judge_chain(chain: &Chain, host: &DomainName, now: Timestamp) -> Self {
        let read: Vec<_> = chain
            .certificates
            .iter()
            .map(|der| Certificate::parse(der.as_slice()))
            .collect();
        let mut faults = Vec::new();
        let mut doubts = Vec::new();
        match read.first() {
            Some(Ok(leaf)) => {
                judge_path(chain, leaf, now, &mut faults, &mut doubts);
                judge_leaf(leaf, host, &mut faults, &mut doubts);
            }
            Some(Err(unreadable)) => doubts.push(IdentityDoubt::Unreadable(unreadable.to_string())),
            None => doubts.push(IdentityDoubt::Unreadable(
                "No certificate was sent.".to_owned(),
            )),
        }
        let certificates: Vec<_> = read.into_iter().map_while(Result::ok).collect();
        Self {
            leaf_chains_to: chain.leaf_chains_to.clone(),
            is_whole: !chain.cut && certificates.len() == chain.certificates.len(),
            certificates,
            faults,
            doubts,
        }
    }

    /// Whether a sender that checks can be sure whom it talks to: public path, in date, named, and nothing in doubt.
    pub(crate) fn is_authenticated(&self) -> bool {
        self.doubts.is_empty() && !self.faults.iter().any(IdentityFault::breaks_authentication)
    }

    /// Whether a sender that checks definitely refuses it.
    pub(crate) fn is_refused(&self) -> bool {
        self.faults.iter().any(IdentityFault::breaks_authentication)
    }

    /// Why a sender that checks refuses it, in words; empty if it does not.
    pub(crate) fn refusal(&self) -> String {
        let faults = self.faults.iter();
        let words: Vec<String> = faults
            .filter(|fault| fault.breaks_authentication())
            .map(IdentityFault::words)
            .collect();
        words.join(" and ")
    }

    /// The certificate of the server itself.
    pub(crate) fn leaf(&self) -> Option<&Certificate> {
        self.certificates.first()
    }
}

impl IdentityFault {
    /// In a few words: "self-signed".
    pub(crate) fn words(&self) -> String {
        match self {
            Self::Expired => "expired".to_owned(),
            Self::NotYetValid => "not valid yet".to_owned(),
            Self::SelfSigned => "self-signed".to_owned(),
            Self::UnknownIssuer => "of an unknown issuer".to_owned(),
            Self::MissingIntermediate => "sent without its intermediate".to_owned(),
            Self::PathBroken(detail) => format!("in a broken chain ({detail})"),
            Self::NameMismatch => "for another name".to_owned(),
            Self::CommonNameOnly(_) => "named only in the outdated common name".to_owned(),
            Self::WeakKey(bits) => format!("made for an RSA key of only {bits} bits"),
            Self::WeakSignature(algorithm) => format!("signed with {algorithm}"),
            Self::NotTheKeyHolder(_) => "not proven to be the server's".to_owned(),
        }
    }

    /// Whether a sender that follows RFC 8461 §4.2 refuses it. A weak key or signature is up to the sender.
    pub(crate) const fn breaks_authentication(&self) -> bool {
        match self {
            Self::Expired
            | Self::NotYetValid
            | Self::SelfSigned
            | Self::UnknownIssuer
            | Self::MissingIntermediate
            | Self::PathBroken(_)
            | Self::NameMismatch
            | Self::CommonNameOnly(_)
            | Self::NotTheKeyHolder(_) => true,
            Self::WeakKey(_) | Self::WeakSignature(_) => false,
        }
    }
}

fn judge_path(
    chain: &Chain,
    leaf: &Certificate,
    now: Timestamp,
    faults: &mut Vec<IdentityFault>,
    doubts: &mut Vec<IdentityDoubt>,
) {
    // The leaf's dates are judged at the moment of the report: evidence may be read long after it was gathered, but
    // only as of its own time.
    let out_of_date = if leaf.is_valid_at(now) {
        None
    } else if now < leaf.not_before {
        Some(IdentityFault::NotYetValid)
    } else {
        Some(IdentityFault::Expired)
    };
    let leaf_is_out_of_date = out_of_date.is_some();
    faults.extend(out_of_date);
    // "Trusted but for the date" is told from "unknown" by the second check, at a moment within the leaf's validity.
    let path = if leaf_is_out_of_date {
        &chain.path_within_validity
    } else {
        &chain.path_now
    };
    let (fault, detail) = match path {
        PathCheck::Trusted => return,
        PathCheck::Broken { fault, detail } => (*fault, detail),
    };
    match fault {
        // Of a certificate above the leaf. At a moment within the leaf's validity that may be an artefact of the moment.
        PathFault::Expired if !leaf_is_out_of_date => faults.push(IdentityFault::Expired),
        PathFault::NotYetValid if !leaf_is_out_of_date => faults.push(IdentityFault::NotYetValid),
        PathFault::Expired | PathFault::NotYetValid => {}
        PathFault::UnknownIssuer | PathFault::BadSignature if chain.self_signed => {
            faults.push(IdentityFault::SelfSigned);
        }
        PathFault::WrongUsage | PathFault::Other if chain.self_signed => {
            faults.push(IdentityFault::SelfSigned);
        }
        // Its issuer may be among those that were not kept.
        PathFault::UnknownIssuer if chain.cut => {
            doubts.push(IdentityDoubt::PathUndecided(
                "more certificates were sent than are looked at".to_owned(),
            ));
        }
        PathFault::UnknownIssuer if is_incomplete(chain) => {
            faults.push(IdentityFault::MissingIntermediate);
            // A private authority that sends only the leaf looks just the same.
            if !is_of_public_issuer(chain, leaf) {
                doubts.push(IdentityDoubt::IssuerUnseen);
            }
        }
        PathFault::UnknownIssuer => faults.push(IdentityFault::UnknownIssuer),
        // The verifier checks no signature by such a key, so that it has not found it wrong.
        PathFault::BadSignature if has_uncheckable_issuer(chain) => {
            doubts.push(IdentityDoubt::PathUndecided(detail.clone()));
        }
        PathFault::BadSignature | PathFault::WrongUsage => {
            faults.push(IdentityFault::PathBroken(detail.clone()));
        }
        PathFault::Unreadable | PathFault::Other
            if leaf.signature_algorithm.weak_hash.is_some() && is_of_public_issuer(chain, leaf) =>
        {
            doubts.push(IdentityDoubt::WeaklySigned);
        }
        PathFault::Unreadable | PathFault::Other => {
            doubts.push(IdentityDoubt::PathUndecided(detail.clone()));
        }
    }
}

/// Whether the chain breaks off before a certificate that issued itself. Names tell; what is sent beside the chain, such
/// as a root without the certificate below it, does not count.
fn is_incomplete(chain: &Chain) -> bool {
    let read = certificates(chain);
    let mut named: Vec<&str> = Vec::new();
    let mut ahead: Vec<&Certificate> = read.first().into_iter().collect();
    while let Some(issued) = ahead.pop() {
        if issued.issuer_is_subject {
            return false;
        }
        if !named.contains(&issued.issuer.as_str()) {
            named.push(&issued.issuer);
            ahead.extend(read.iter().filter(|one| one.subject == issued.issuer));
        }
    }
    true
}

/// Whether a certificate above the leaf has an RSA key of a length that the verifier does not check signatures by.
fn has_uncheckable_issuer(chain: &Chain) -> bool {
    let above = certificates(chain).into_iter().skip(1);
    above.into_iter().any(|certificate| {
        matches!(certificate.key, KeyKind::Rsa { bits } if !CHECKED_RSA_BITS.contains(&bits))
    })
}

/// ring checks signatures by RSA keys of these lengths.
const CHECKED_RSA_BITS: std::ops::RangeInclusive<usize> = MIN_RSA_BITS..=8192;

/// Those of the certificates that can be read, in their order.
fn certificates(chain: &Chain) -> Vec<Certificate> {
    let read = chain.certificates.iter();
    read.flat_map(|der| Certificate::parse(der.as_slice()))
        .collect()
}

/// Whether the leaf seems to be of a public authority: it was logged (RFC 6962), or its issuer is named like a root.
fn is_of_public_issuer(chain: &Chain, leaf: &Certificate) -> bool {
    chain.issuer_resembles_root || leaf.sct_count.is_some_and(|count| count > 0)
}

fn judge_leaf(
    leaf: &Certificate,
    host: &DomainName,
    faults: &mut Vec<IdentityFault>,
    doubts: &mut Vec<IdentityDoubt>,
) {
    match leaf.covers(host) {
        NameMatch::Exact(_) | NameMatch::Wildcard(_) => {}
        // The host may be among those that were not kept.
        NameMatch::CommonNameOnly(_) | NameMatch::None if leaf.names_cut => {
            doubts.push(IdentityDoubt::PathUndecided(
                "it names more hosts than are looked at".to_owned(),
            ));
        }
        NameMatch::CommonNameOnly(name) => faults.push(IdentityFault::CommonNameOnly(name)),
        NameMatch::None => faults.push(IdentityFault::NameMismatch),
    }
    if let KeyKind::Rsa { bits } = leaf.key
        && bits < MIN_RSA_BITS
    {
        faults.push(IdentityFault::WeakKey(bits));
    }
    // A root's or self-signed certificate's own signature protects nothing, so only that of an issuer counts.
    if !leaf.issuer_is_subject && leaf.signature_algorithm.weak_hash.is_some() {
        faults.push(IdentityFault::WeakSignature(
            leaf.signature_algorithm.name.clone(),
        ));
    }
}

fn judge_possession(
    signature: &HandshakeSignature,
    leaf: &Certificate,
    faults: &mut Vec<IdentityFault>,
) {
    let HandshakeSignature::Wrong { reason, .. } = signature else {
        return;
    };
    // ring checks RSA signatures only by keys of 2048 to 8192 bits, and only some curves: what it cannot check is not
    // wrong for that.
    let checkable = match &leaf.key {
        KeyKind::Rsa { bits } => CHECKED_RSA_BITS.contains(bits),
        // In TLS 1.2 other curves of the same length go under the same schemes.
        KeyKind::Ec { curve, .. } => matches!(curve.as_str(), "P-256" | "P-384"),
        KeyKind::Ed25519 => true,
        KeyKind::Ed448 | KeyKind::Other { .. } => false,
    };
    if checkable {
        faults.push(IdentityFault::NotTheKeyHolder(reason.clone()));
    }
}

#[cfg(test)]
#[path = "identity_tests.rs"]
mod tests;
