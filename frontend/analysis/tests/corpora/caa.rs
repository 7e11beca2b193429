//! CAA: records.

use analysis::caa::parse;

use super::{Comparison, corpus, list, text};

#[test]
fn records_of_internet_nl() {
    let Some(suite) = corpus("caa/internetnl-records.json") else {
        return;
    };
    let mut comparison = Comparison::but_for(&[
        (
            "255 issue ;",
            "RFC 8659 §4.1: authorities do not look at reserved flags; we say that they are set",
        ),
        (
            "0 issue example.net; validationmethods=dns-01,custom",
            "RFC 8657 §4: a method that an authority does not know authorises nothing, and those beside it do; we say so",
        ),
    ]);
    for case in list(&suite) {
        let flags = u8::try_from(case["flags"].as_u64().unwrap()).unwrap();
        let (tag, value) = (text(case, "tag"), text(case, "value"));
        let is_valid = parse(flags, tag, value).parsed.record().is_some();
        let name = format!("{flags} {tag} {value}");
        comparison.case(&name, (case["valid"] == true) == is_valid);
    }
    comparison.finish(28);
}
