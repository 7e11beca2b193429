//! The published primes, made anew from their formulas.

use proptest::prelude::*;

use super::*;

/// A fraction below 16 or so, as limbs of 32 bits: the first is its whole part.
type Fixed = Vec<u32>;

const LIMBS: usize = 8192 / 32 + 4;

fn whole(number: u32) -> Fixed {
    let mut fixed = vec![0; LIMBS];
    fixed[0] = number;
    fixed
}

fn divided(fixed: &Fixed, divisor: u32) -> Fixed {
    let mut rest = 0_u64;
    let divide = |limb: &u32| {
        let dividend = rest << 32 | u64::from(*limb);
        rest = dividend % u64::from(divisor);
        u32::try_from(dividend / u64::from(divisor)).unwrap()
    };
    fixed.iter().map(divide).collect()
}

fn add(sum: &mut Fixed, other: &Fixed) {
    let mut carry = 0;
    for (limb, other) in sum.iter_mut().zip(other).rev() {
        let total = u64::from(*limb) + u64::from(*other) + carry;
        *limb = (total & 0xFFFF_FFFF) as u32;
        carry = total >> 32;
    }
}

fn subtract(difference: &mut Fixed, other: &Fixed) {
    let mut borrow = false;
    for (limb, other) in difference.iter_mut().zip(other).rev() {
        let (once, first) = limb.overflowing_sub(*other);
        let (twice, second) = once.overflowing_sub(u32::from(borrow));
        *limb = twice;
        borrow = first || second;
    }
}

/// `times` the arc tangent of 1/x, by Gregory's series.
fn arctan(times: u32, x: u32) -> Fixed {
    let mut power = divided(&whole(times), x);
    let mut sum = power.clone();
    for term in 1.. {
        power = divided(&power, x * x);
        let part = divided(&power, 2 * term + 1);
        if part.iter().all(|limb| *limb == 0) {
            break;
        }
        if term % 2 == 1 {
            subtract(&mut sum, &part);
        } else {
            add(&mut sum, &part);
        }
    }
    sum
}

/// Machin: pi = 16 arctan(1/5) - 4 arctan(1/239).
fn pi() -> Fixed {
    let mut pi = arctan(16, 5);
    subtract(&mut pi, &arctan(4, 239));
    pi
}

fn e() -> Fixed {
    let mut term = whole(1);
    let mut sum = whole(1);
    for number in 1.. {
        term = divided(&term, number);
        if term.iter().all(|limb| *limb == 0) {
            break;
        }
        add(&mut sum, &term);
    }
    sum
}

/// 2^n - 2^(n-64) - 1 + 2^64 * (floor(2^(n-130) * constant) + k): 64 ones, the constant's digits plus k - 1, 64 ones.
fn formula(n: usize, constant: &Fixed, k: u32) -> Vec<u8> {
    // Two bits of the whole part (both constants are below 4) and n - 130 bits after the point.
    let shifted: Vec<u8> = constant[..=(n - 128).div_ceil(32)]
        .windows(2)
        .flat_map(|pair| (pair[0] << 30 | pair[1] >> 2).to_be_bytes())
        .collect();
    let mut middle = shifted;
    middle.truncate((n - 128) / 8);
    let mut carry = u64::from(k) - 1;
    for byte in middle.iter_mut().rev() {
        carry += u64::from(*byte);
        *byte = (carry & 0xFF) as u8;
        carry >>= 8;
    }
    [vec![0xFF; 8], middle, vec![0xFF; 8]].concat()
}

#[test]
fn each_prime_of_a_formula_is_known_by_its_origin() {
    let (pi, e) = (pi(), e());
    // RFC 2409 §6 and RFC 3526: the numbers k make the result a safe prime.
    for (n, k) in [
        (768, 149_686),
        (1024, 129_093),
        (1536, 741_804),
        (2048, 124_476),
        (3072, 1_690_314),
        (4096, 240_904),
        (6144, 929_484),
        (8192, 4_743_158),
    ] {
        let read = prime(&formula(n, &pi, k));
        assert_eq!((usize::from(read.bits), read.origin), (n, PrimeOrigin::Ike));
        assert_eq!(prime(&formula(n, &pi, k + 1)).origin, PrimeOrigin::Unknown);
    }
    // RFC 7919 §A.
    for (n, k) in [
        (2048, 560_316),
        (3072, 2_625_351),
        (4096, 5_736_041),
        (6144, 15_705_020),
        (8192, 10_965_728),
    ] {
        let read = prime(&formula(n, &e, k));
        assert_eq!(
            (usize::from(read.bits), read.origin),
            (n, PrimeOrigin::Rfc7919)
        );
        assert_eq!(prime(&formula(n, &e, k + 1)).origin, PrimeOrigin::Unknown);
    }
}

/// RFC 5114 §2.1 to §2.3 gives no formula.
const RFC5114: [&str; 3] = [
    "\
     b10b8f96a080e01dde92de5eae5d54ec52c99fbcfb06a3c69a6a9dca52d23b616073e28675a23d189838ef1e2ee652c013ec\
     b4aea906112324975c3cd49b83bfaccbdd7d90c4bd7098488e9c219a73724effd6fae5644738faa31a4ff55bccc0a151af5f\
     0dc8b4bd45bf37df365c1a65e68cfda76d4da708df1fb2bc2e4a4371\
     ",
    "\
     ad107e1e9123a9d0d660faa79559c51fa20d64e5683b9fd1b54b1597b61d0a75e6fa141df95a56dbaf9a3c407ba1df15eb3d\
     688a309c180e1de6b85a1274a0a66d3f8152ad6ac2129037c9edefda4df8d91e8fef55b7394b7ad5b7d0b6c12207c9f98d11\
     ed34dbf6c6ba0b2c8bbc27be6a00e0a0b9c49708b3bf8a317091883681286130bc8985db1602e714415d9330278273c7de31\
     efdc7310f7121fd5a07415987d9adc0a486dcdf93acc44328387315d75e198c641a480cd86a1b9e587e8be60e69cc928b2b9\
     c52172e413042e9b23f10b0e16e79763c9b53dcf4ba80a29e3fb73c16b8e75b97ef363e2ffa31f71cf9de5384e71b81c0ac4\
     dffe0c10e64f\
     ",
    "\
     87a8e61db4b6663cffbbd19c651959998ceef608660dd0f25d2ceed4435e3b00e00df8f1d61957d4faf7df4561b2aa3016c3\
     d91134096faa3bf4296d830e9a7c209e0c6497517abd5a8a9d306bcf67ed91f9e6725b4758c022e0b1ef4275bf7b6c5bfc11\
     d45f9088b941f54eb1e59bb8bc39a0bf12307f5c4fdb70c581b23f76b63acae1caa6b7902d52526735488a0ef13c6d9a51bf\
     a4ab3ad8347796524d8ef6a167b5a41825d967e144e5140564251ccacb83e6b486f6b3ca3f7971506026c0b857f689962856\
     ded4010abd0be621c3a3960a54e710c375f26375d7014103a4b54330c198af126116d2276e11715f693877fad7ef09cadb09\
     4ae91e1a1597\
     ",
];

#[test]
fn the_primes_without_a_formula_are_known_too() {
    for (text, bits) in RFC5114.iter().zip([1024, 2048, 2048]) {
        let octets: Vec<u8> = (0..text.len())
            .step_by(2)
            .map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap())
            .collect();
        let read = prime(&octets);
        assert_eq!((read.bits, read.origin), (bits, PrimeOrigin::Rfc5114));
    }
}

proptest! {
    #[test]
    fn bits_are_counted_without_leading_zeros(number in any::<u64>(), zeros in 0_usize..9) {
        let padded = [vec![0; zeros], number.to_be_bytes().to_vec()].concat();
        let read = prime(&padded);
        prop_assert_eq!(u32::from(read.bits), 64 - number.leading_zeros());
        prop_assert_eq!(read.origin, PrimeOrigin::Unknown);
    }

    #[test]
    fn leading_zeros_hide_no_origin(zeros in 0_usize..9) {
        let known = formula(1024, &pi(), 129_093);
        prop_assert_eq!(prime(&[vec![0; zeros], known].concat()).origin, PrimeOrigin::Ike);
    }
}
