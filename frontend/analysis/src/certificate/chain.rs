//! The order in which a server sends its certificates, and what it sends for nothing.

use std::fmt;

use super::{Certificate, Identity};

/// What a certificate is for in the chain that it was sent in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    /// The server's own.
    Leaf,
    /// Signatures lead from the leaf to it, and on.
    Intermediate,
    /// Signatures lead to it, and it issued itself: whoever trusts it has it already.
    Root,
    /// Nothing leads from the leaf to it.
    Unrelated,
    /// It was sent before.
    Duplicate,
}

impl Role {
    /// In a word.
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Leaf => "leaf",
            Self::Intermediate => "intermediate",
            Self::Root => "root",
            Self::Unrelated => "unrelated",
            Self::Duplicate => "duplicate",
        }
    }

    /// As a thing that is sent along.
    pub(crate) const fn words(self) -> &'static str {
        match self {
            Self::Leaf => "its own certificate",
            Self::Intermediate => "an intermediate certificate",
            Self::Root => "the root",
            Self::Unrelated => "a certificate that has nothing to do with its own",
            Self::Duplicate => "a certificate twice",
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

impl Identity {
    /// The role of each certificate, in the order in which they came.
    pub(crate) fn roles(&self) -> Vec<Role> {
        let named = self.named_issuers();
        let role = |place: usize, certificate: &Certificate| {
            if place == 0 {
                return Role::Leaf;
            }
            let before = self.certificates.iter().take(place);
            if before.clone().any(|one| one.sha256 == certificate.sha256) {
                return Role::Duplicate;
            }
            // A signature that cannot be checked leads nowhere, so that a name which fits is enough not to be unrelated.
            let is_reached = self.leaf_chains_to.get(place) == Some(&true);
            if !is_reached && !named.contains(&certificate.subject.as_str()) {
                Role::Unrelated
            } else if certificate.issuer_is_subject {
                Role::Root
            } else {
                Role::Intermediate
            }
        };
        let each = self.certificates.iter().enumerate();
        each.map(|(place, certificate)| role(place, certificate))
            .collect()
    }

    /// The subjects that names lead to from the leaf, whatever the order.
    fn named_issuers(&self) -> Vec<&str> {
        let mut named: Vec<&str> = Vec::new();
        let mut ahead: Vec<&Certificate> = self.leaf().into_iter().collect();
        while let Some(issued) = ahead.pop() {
            if !named.contains(&issued.issuer.as_str()) {
                named.push(&issued.issuer);
                let issuers = self.certificates.iter();
                ahead.extend(issuers.filter(|issuer| issuer.subject == issued.issuer));
            }
        }
        named
    }

    /// Whether the certificates of the path come in another order than each before its issuer's (RFC 5246 §7.4.2).
    /// What does not belong to the path is not looked at.
    pub(crate) fn is_out_of_order(&self) -> bool {
        let roles = self.roles();
        let path: Vec<&Certificate> = self
            .certificates
            .iter()
            .zip(roles)
            .filter(|(_, role)| !matches!(role, Role::Unrelated | Role::Duplicate))
            .map(|(certificate, _)| certificate)
            .collect();
        // Cross-signed certificates fork the path: the one before need not be the issued one, if an earlier one is.
        let follows = |place: usize, issuer: &Certificate| {
            path.iter()
                .take(place)
                .any(|issued| issued.issuer == issuer.subject)
        };
        path.iter()
            .enumerate()
            .skip(1)
            .any(|(place, issuer)| !follows(place, issuer))
    }
}

#[cfg(test)]
#[path = "chain_tests.rs"]
mod tests;
