//! Who published the prime of a Diffie-Hellman key exchange.

use ring::digest::{SHA256, digest};
use shared::PrimeOrigin;

/// A prime as it came in a ServerKeyExchange.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Prime {
    /// Its bits, leading zeros not counted.
    pub(crate) bits: u16,
    /// Who published it.
    pub(crate) origin: PrimeOrigin,
}

/// Reads a prime: a number, the highest octet first.
pub(super) fn prime(number: &[u8]) -> Prime {
    let significant = number
        .iter()
        .position(|byte| *byte != 0)
        .and_then(|first| number.get(first..))
        .unwrap_or_default();
    let fingerprint = fingerprint(significant);
    let published = PUBLISHED
        .iter()
        .find(|(known, _)| Some(*known) == fingerprint);
    Prime {
        bits: bits(significant),
        origin: published.map_or(PrimeOrigin::Unknown, |(_, origin)| *origin),
    }
}

/// The first half of the SHA-256 of each published prime, smallest prime first. Nobody can find another number with
/// the same, and the primes themselves would fill pages.
const PUBLISHED: [(u128, PrimeOrigin); 16] = [
    // RFC 2409 §6.1 and §6.2: 768 and 1024 bits.
    (0xb52b_a6a3_0265_20a6_c49d_37e4_5876_0180, PrimeOrigin::Ike),
    (0x3f35_a3f5_f6c4_376a_744a_cad4_09bb_22f8, PrimeOrigin::Ike),
    // RFC 3526 §2 to §7: 1536 to 8192 bits.
    (0x64fc_c83e_c403_930b_f183_93db_c883_ccaa, PrimeOrigin::Ike),
    (0xd664_36f7_9bbd_6b2e_38c0_ffbd_079b_e904, PrimeOrigin::Ike),
    (0x48cf_8b09_2fbc_e435_9d98_71ab_f74f_98e2, PrimeOrigin::Ike),
    (0x4ee9_5187_682b_cb23_0ad2_6a95_205f_6920, PrimeOrigin::Ike),
    (0xd1bf_e6d0_925c_e7e4_da26_2b62_8615_14a7, PrimeOrigin::Ike),
    (0x39ab_4fea_b950_a312_8fb7_1acc_b9fc_3965, PrimeOrigin::Ike),
    // RFC 7919 §A: ffdhe2048 to ffdhe8192.
    (
        0x9cd3_b7f3_3687_2f46_c094_28d1_bbc1_9877,
        PrimeOrigin::Rfc7919,
    ),
    (
        0x0eaf_67db_3a83_9156_d501_3494_a531_8a77,
        PrimeOrigin::Rfc7919,
    ),
    (
        0x4648_4142_24ac_881b_3d0d_c59b_466f_96d0,
        PrimeOrigin::Rfc7919,
    ),
    (
        0x227a_c906_6b3d_dd9e_1936_70cd_a238_8fa8,
        PrimeOrigin::Rfc7919,
    ),
    (
        0x770b_14ef_af6f_0499_29c5_2311_3b3f_a99a,
        PrimeOrigin::Rfc7919,
    ),
    // RFC 5114 §2.1 to §2.3: 1024, 2048 and 2048 bits.
    (
        0x44c5_5cfe_e5c0_7592_7cf6_82da_5b68_1bde,
        PrimeOrigin::Rfc5114,
    ),
    (
        0xbfe5_4586_2ca1_02ad_1eed_db5f_bfa5_bf85,
        PrimeOrigin::Rfc5114,
    ),
    (
        0x0b78_3572_2cb6_1982_7610_c254_9fdd_a558,
        PrimeOrigin::Rfc5114,
    ),
];

fn fingerprint(significant: &[u8]) -> Option<u128> {
    let digest = digest(&SHA256, significant);
    let half = digest.as_ref().first_chunk::<16>()?;
    Some(u128::from_be_bytes(*half))
}

fn bits(significant: &[u8]) -> u16 {
    let unused = significant.first().map_or(0, |first| first.leading_zeros());
    let all = significant.len().saturating_mul(8);
    u16::try_from(all)
        .unwrap_or(u16::MAX)
        .saturating_sub(u16::try_from(unused).unwrap_or_default())
}

#[cfg(test)]
#[path = "prime_tests.rs"]
mod tests;
