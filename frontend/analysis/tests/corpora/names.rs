//! Names in certificates.

use analysis::certificate::covers;
use shared::DomainName;

use super::{Comparison, corpus, list, text};

/// Some verifiers want two labels behind the star. Who may have a certificate for a whole top-level domain is for the
/// issuers to decide, and none gives one.
const NO_MINIMUM: &str = "RFC 9525 §6.3: whatever follows the leftmost label is compared literally";

#[test]
fn presented_names_cover_references() {
    let Some(suite) = corpus("name-match/webpki-dns-names.json") else {
        return;
    };
    let mut comparison = Comparison::but_for(&[
        ("*.com example.com.", NO_MINIMUM),
        ("*.com foo.com", NO_MINIMUM),
        ("*.example test.example", NO_MINIMUM),
        ("*.org test.org", NO_MINIMUM),
        ("*.us foo.us", NO_MINIMUM),
        ("*.xn--mgbaam7a8h example.xn--mgbaam7a8h", NO_MINIMUM),
    ]);
    let mut unreadable = Vec::new();
    for case in list(&suite["PRESENTED_MATCHES_REFERENCE"]) {
        let (presented, reference) = (text(case, "presented"), text(case, "reference"));
        // "malformed" there is a name that never matches.
        let expected = case["result"] == true;
        match reference.parse::<DomainName>() {
            Ok(host) => comparison.case(
                &format!("{presented} {reference}"),
                covers(presented, &host) == expected,
            ),
            Err(_) if !expected => unreadable.push(reference.to_owned()),
            Err(error) => panic!("{reference}: {error}"),
        }
    }
    assert_eq!(
        unreadable, [""; 0],
        "references that are no host names and match nothing"
    );
    comparison.finish(110);
}
