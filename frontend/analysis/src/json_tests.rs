use std::collections::BTreeMap;
use std::fmt::Debug;
use std::net::IpAddr;

use serde::{Deserialize, Serialize};

use super::*;

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
struct Whole {
    count: u32,
    balance: i64,
    share: f64,
    #[serde(rename = "is-it")]
    is: bool,
    maybe: Option<u16>,
    #[serde(default)]
    usually: Vec<String>,
    kinds: Vec<Kind>,
    places: BTreeMap<IpAddr, Kind>,
    pair: (u8, String),
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Kind {
    Alone,
    OfOne(u8),
    OfTwo(u8, u8),
    WithNames {
        first: u8,
        #[serde(default)]
        second: Option<Box<Self>>,
    },
    Within(Inner),
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
enum Inner {
    Nothing,
    Something { size: u8 },
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
struct AllUsual {
    first: u8,
    second: String,
}

fn same_as_serde_json<T: DeserializeOwned + Debug + PartialEq>(json: &str) {
    let theirs: T = serde_json::from_str(json).unwrap();
    assert_eq!(from_slice::<T>(json.as_bytes()), Ok(theirs), "{json}");
}

#[test]
fn every_form_is_read_as_serde_json_reads_it() {
    for json in [
        // All there, in the order of declaration.
        r#"{"count":1,"balance":-2,"share":0.5,"is-it":true,"maybe":3,"usually":["a"],"kinds":["alone"],
            "places":{"192.0.2.1":{"of-one":1}},"pair":[1,"b"]}"#,
        // In another order, with a field that nobody knows, a null, and defaults that are not there.
        r#"{"pair":[0,""],"news":{"a":[1]},"places":{},"kinds":[],"maybe":null,"is-it":false,"share":2,"balance":7,"count":0}"#,
        // Every kind of variant, and what is optional inside of them there and not.
        r#"{"count":4294967295,"balance":-9223372036854775808,"share":-1e-3,"is-it":true,"places":{"::1":"alone"},
            "kinds":["alone",{"alone":null},{"of-one":1},{"of-two":[1,2]},{"with-names":{"first":1}},
                     {"with-names":{"second":{"of-one":3},"first":2}},{"within":{"kind":"nothing"}},
                     {"within":{"size":3,"kind":"something"}}],"pair":[255,"\u00e9\n"]}"#,
    ] {
        same_as_serde_json::<Whole>(json);
    }
    for json in ["{}", r#"{"second":"x"}"#, r#"{"first":1}"#] {
        same_as_serde_json::<AllUsual>(json);
    }
}

#[test]
fn what_does_not_fit_is_refused_and_named() {
    let whole = serde_json::to_value(Whole {
        pair: (1, "b".to_owned()),
        ..Whole::default()
    })
    .unwrap();
    let changed = |field: &str, json: &str| {
        let mut changed = whole.clone();
        changed[field] = serde_json::from_str(json).unwrap();
        changed.to_string()
    };
    for (json, words) in [
        // A number that its type does not hold.
        (
            changed("count", "4294967296"),
            "another kind than expected, at `count`",
        ),
        (
            changed("count", "-1"),
            "another kind than expected, at `count`",
        ),
        (
            changed("count", "1.5"),
            "another kind than expected, at `count`",
        ),
        // Null is for what is optional only.
        (
            changed("usually", "null"),
            "another kind than expected, at `usually`",
        ),
        (
            changed("kinds", r#"["later"]"#),
            "“later” is not known, at `kinds`",
        ),
        (
            changed("kinds", r#"[{"of-one":1,"of-two":[1,2]}]"#),
            "another kind than expected, at `kinds`",
        ),
        (
            changed("kinds", "[{}]"),
            "another kind than expected, at `kinds`",
        ),
        // A variant that holds something, by its name alone.
        (
            changed("kinds", r#"["of-one"]"#),
            "something is missing, at `kinds`",
        ),
        (
            changed("kinds", r#"[{"alone":1}]"#),
            "another kind than expected, at `kinds`",
        ),
        (
            changed("kinds", r#"[{"with-names":{}}]"#),
            "something is missing, at `first` of `kinds`",
        ),
        (
            changed("kinds", r#"[{"within":{"kind":"something"}}]"#),
            "something is missing, at `size` of `kinds`",
        ),
        (
            changed("places", r#"{"nowhere":"alone"}"#),
            "invalid IP address syntax, at `places`",
        ),
        (changed("pair", "[1]"), "something is missing, at `pair`"),
        // A struct is not an array, though serde_json would let it.
        (
            "[1,-2,0.5,true,3,[],[],{},[1,\"b\"]]".to_owned(),
            "another kind than expected",
        ),
        ("{}".to_owned(), "something is missing, at `count`"),
        (
            "{\"count\":1".to_owned(),
            "EOF while parsing an object at line 1 column 10",
        ),
        ("{} {}".to_owned(), "trailing characters at line 1 column 4"),
        (
            "[".repeat(200),
            "recursion limit exceeded at line 1 column 128",
        ),
    ] {
        let error = from_slice::<Whole>(json.as_bytes())
            .unwrap_err()
            .to_string();
        assert!(error.ends_with(words), "{json}: {error}");
    }
}

/// The golden files of the wire: this reader and the usual one understand the same.
#[test]
fn every_golden_event_is_read_as_serde_json_reads_it() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/tests/snapshots");
    let mut events = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let text = std::fs::read_to_string(&path).unwrap();
        // The golden file begins with a header between two lines of dashes.
        let json = text.splitn(3, "---\n").nth(2).unwrap();
        if name.starts_with("event-") {
            same_as_serde_json::<shared::Event>(json);
            events += 1;
        } else if name.starts_with("problem-") {
            same_as_serde_json::<shared::Problem>(json);
        } else if name.starts_with("policy-file") {
            same_as_serde_json::<shared::PolicyFile>(json);
        } else if name.starts_with("relay-info") {
            same_as_serde_json::<shared::RelayInfo>(json);
        }
    }
    assert!(events >= 20, "the golden files are missing");
}
