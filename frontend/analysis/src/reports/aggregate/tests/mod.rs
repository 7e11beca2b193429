//! Reports as receivers write them, and as they should not.

mod dialects;
mod faults;
mod limits;

use proptest::prelude::*;

use super::report::Builder;
use super::*;
use crate::reports::{Fault, Refusal};

const OLD: &str = r#"<?xml version="1.0" encoding="UTF-8" ?>
<feedback>
  <report_metadata>
    <org_name>receiver.example</org_name>
    <email>noreply@receiver.example</email>
    <extra_contact_info>https://receiver.example/dmarc</extra_contact_info>
    <report_id>20231114.1</report_id>
    <date_range><begin>1700000000</begin><end>1700086399</end></date_range>
    <error>no key for old._domainkey.example.org</error>
  </report_metadata>
  <policy_published>
    <domain>Example.ORG</domain>
    <adkim>r</adkim><aspf>s</aspf><p>quarantine</p><sp>none</sp><pct>50</pct><fo>1</fo>
  </policy_published>
  <record>
    <row>
      <source_ip>192.0.2.25</source_ip>
      <count>12</count>
      <policy_evaluated><disposition>none</disposition><dkim>pass</dkim><spf>fail</spf></policy_evaluated>
    </row>
    <identifiers><envelope_from>bounces.example.net</envelope_from><header_from>Example.org</header_from></identifiers>
    <auth_results>
      <dkim><domain>example.org</domain><selector>s1</selector><result>pass</result></dkim>
      <dkim><domain>example.net</domain><result>fail</result><human_result>body hash did not verify</human_result></dkim>
      <spf><domain>bounces.example.net</domain><scope>mfrom</scope><result>softfail</result></spf>
    </auth_results>
  </record>
  <record>
    <row>
      <source_ip>2001:db8::25</source_ip>
      <count>3</count>
      <policy_evaluated>
        <disposition>none</disposition><dkim>fail</dkim><spf>fail</spf>
        <reason><type>forwarded</type><comment>arc=pass</comment></reason>
        <reason><type>sampled_out</type></reason>
      </policy_evaluated>
    </row>
    <identifiers><header_from>example.org</header_from></identifiers>
    <auth_results><spf><domain>example.org</domain><scope>helo</scope><result>none</result></spf></auth_results>
  </record>
</feedback>"#;

fn read(text: &str) -> AggregateReport {
    parsed(text.as_bytes(), usize::MAX).unwrap()
}

fn parsed(bytes: &[u8], piece: usize) -> Result<AggregateReport, Refusal> {
    let mut parser = Parser::default();
    for piece in bytes.chunks(piece.min(bytes.len()).max(1)) {
        if let Err(why) = parser.push(piece) {
            return parser.finish(Some(why));
        }
    }
    parser.finish(None)
}

/// A report of one record, and what is inside it.
fn with_record(record: &str) -> AggregateReport {
    read(&format!(
        "<feedback><report_metadata><org_name>r</org_name><report_id>1</report_id><date_range><begin>1700000000</begin>\
         <end>1700086399</end></date_range></report_metadata><policy_published><domain>example.org</domain><p>none</p>\
         </policy_published><record>{record}</record></feedback>"
    ))
}

const ROW: &str = "<row><source_ip>192.0.2.1</source_ip><count>1</count><policy_evaluated><disposition>none</disposition>\
    <dkim>pass</dkim><spf>pass</spf></policy_evaluated></row><identifiers><header_from>example.org</header_from>\
    </identifiers><auth_results><spf><domain>example.org</domain><result>pass</result></spf></auth_results>";

fn faults(report: &AggregateReport) -> Vec<Fault> {
    report
        .header
        .remarks
        .as_slice()
        .iter()
        .map(|remark| remark.fault)
        .collect()
}
