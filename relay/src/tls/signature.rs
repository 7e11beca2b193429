//! Whether one certificate was signed by the key of another, weak keys included: a fact must not depend on whether a
//! strict client would take it.

use ring::signature::{
    RSA_PKCS1_1024_8192_SHA256_FOR_LEGACY_USE_ONLY, RSA_PKCS1_1024_8192_SHA512_FOR_LEGACY_USE_ONLY,
    RsaParameters, UnparsedPublicKey,
};
use x509_parser::oid_registry::{OID_PKCS1_SHA256WITHRSA, OID_PKCS1_SHA512WITHRSA};
use x509_parser::prelude::X509Certificate;

/// Whether `issuer` issued `child`: the names agree and the signature verifies. Dates, uses and limits are not looked
/// at. A signature that cannot be checked here (P-521, DSA, RSA above 8192 bit) counts as none.
pub(super) fn is_issued_by(child: &X509Certificate<'_>, issuer: &X509Certificate<'_>) -> bool {
    child.issuer().as_raw() == issuer.subject().as_raw()
        && (child.verify_signature(Some(issuer.public_key())).is_ok()
            || is_signed_with_short_rsa(child, issuer))
}

/// The library checks RSA with SHA-2 from 2048 bit upwards only.
fn is_signed_with_short_rsa(child: &X509Certificate<'_>, issuer: &X509Certificate<'_>) -> bool {
    let algorithm: &'static RsaParameters = match &child.signature_algorithm.algorithm {
        oid if *oid == OID_PKCS1_SHA256WITHRSA => &RSA_PKCS1_1024_8192_SHA256_FOR_LEGACY_USE_ONLY,
        oid if *oid == OID_PKCS1_SHA512WITHRSA => &RSA_PKCS1_1024_8192_SHA512_FOR_LEGACY_USE_ONLY,
        _ => return false,
    };
    UnparsedPublicKey::new(algorithm, &issuer.public_key().subject_public_key.data)
        .verify(child.tbs_certificate.as_ref(), &child.signature_value.data)
        .is_ok()
}
