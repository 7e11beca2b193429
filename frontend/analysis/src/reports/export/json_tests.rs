use serde_json::{Value, json};

use super::*;
use crate::reports::collected::collected;
use crate::reports::summary::{GroupBy, Known, Names, summarize};
use crate::reports::tls;

fn written(files: &[&str], domain: Option<&str>) -> Value {
    let collection = collected(files.iter().map(|file| ("file", *file)));
    let filter = Filter {
        domain: domain.map(str::to_owned),
        ..Filter::default()
    };
    let (names, known) = (Names::default(), Known::default());
    let dmarc = summarize(&collection, &filter, GroupBy::Service, &names, &known);
    let tls = tls::summarize(&collection, &filter);
    serde_json::to_value(reports_file(&collection, &filter, &dmarc, &tls)).unwrap()
}

#[test]
fn only_wanted_policies_are_written() {
    let policy = |domain: &str| {
        format!(
            r#"{{"policy":{{"policy-type":"sts","policy-domain":"{domain}"}},"summary":{{"total-successful-session-count":1,
            "total-failure-session-count":0}}}}"#
        )
    };
    let several = format!(
        r#"{{"organization-name":"Sender","report-id":"t","policies":[{},{},{}]}}"#,
        policy("example.org"),
        policy("other.example"),
        policy("mail.example.org")
    );
    let domains = |domain: Option<&str>| -> Vec<Value> {
        let file = written(&[&several], domain);
        let policies = file["tls_reports"][0]["policies"].as_array();
        let policies = policies.into_iter().flatten();
        policies.map(|policy| policy["domain"].clone()).collect()
    };
    assert_eq!(domains(None).len(), 3);
    assert_eq!(
        domains(Some("example.org")),
        ["example.org", "mail.example.org"]
    );
    assert!(domains(Some("third.example")).is_empty());
    // All else is as the report has it.
    let file = written(&[&several], None);
    let entry = file["tls_reports"][0].as_object().unwrap();
    let mut keys: Vec<&str> = entry.keys().map(String::as_str).collect();
    keys.sort_unstable();
    let expected = [
        "begin",
        "contact",
        "end",
        "policies",
        "remarks",
        "report_id",
        "reporter",
    ];
    assert_eq!(keys, expected);
}

#[test]
fn a_row_says_whom_it_was_for_and_which_name_spf_is_of() {
    let report = "<feedback><report_metadata><org_name>a</org_name><report_id>1</report_id></report_metadata>\
        <policy_published><domain>example.org</domain><p>none</p></policy_published><record><row><source_ip>192.0.2.1\
        </source_ip><count>3</count><policy_evaluated><disposition>none</disposition><dkim>pass</dkim><spf>fail</spf>\
        </policy_evaluated></row><identifiers><envelope_to>hotmail.example</envelope_to><header_from>example.org</header_from>\
        </identifiers><auth_results><spf><domain>mx.b.example</domain><scope>helo</scope><result>pass</result></spf><spf><domain>b.example</domain>\
        <scope>mfrom</scope><result>fail</result></spf></auth_results></record></feedback>";
    let file = written(&[report], None);
    let row = &file["aggregate_reports"][0]["rows"][0];
    assert_eq!(row["envelope_to"], "hotmail.example");
    assert_eq!(
        row["spf_results"],
        json!([
            {"domain": "mx.b.example", "is_helo": true, "result": "pass"},
            {"domain": "b.example", "is_helo": false, "result": "fail"},
        ])
    );
}
