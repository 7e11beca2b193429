//! Which part of the time is looked at.

use analysis::reports::Collection;
use analysis::reports::summary::{Filter, domain_of};
use analysis::reports::tls::Owners;
use shared::Timestamp;

/// How far back from the last report.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Period {
    #[default]
    All,
    Days(i64),
}

impl Period {
    /// With its word and what it is called.
    pub(super) const CHOICES: [(Self, &'static str, &'static str); 5] = [
        (Self::All, "all", "everything"),
        (Self::Days(1), "1", "the last day"),
        (Self::Days(7), "7", "the last 7 days"),
        (Self::Days(30), "30", "the last 30 days"),
        (Self::Days(90), "90", "the last 90 days"),
    ];

    /// From when on, if reports go to this moment.
    pub(super) fn from(self, last: Option<Timestamp>) -> Option<Timestamp> {
        const DAY_MS: i64 = 86_400_000;
        match (self, last) {
            (Self::Days(days), Some(last)) => Some(Timestamp::from_millis(
                last.millis()
                    .saturating_sub((days - 1).saturating_mul(DAY_MS)),
            )),
            _ => None,
        }
    }
}

/// When the latest report that a filter takes begins, of whatever day: the end that a period is counted back from has to
/// be of the reports that are then shown.
pub(super) fn last_begin(collection: &Collection, filter: &Filter) -> Option<Timestamp> {
    let aggregate = collection
        .aggregate()
        .iter()
        .filter(|report| filter.takes_domain(domain_of(report)))
        .filter_map(|report| report.header.begin);
    let owners = Owners::of(collection);
    let tls = collection
        .tls()
        .iter()
        .filter(|report| !owners.taken(report, filter).is_empty())
        .filter_map(|report| report.begin);
    aggregate.chain(tls).max()
}

#[cfg(test)]
mod tests {
    use analysis::reports::{Intake, Limits, Step};

    use super::*;

    #[test]
    fn a_period_counts_back_from_the_last_report() {
        let last = Timestamp::from_millis(10 * 86_400_000);
        let days = |days: i64| {
            Period::Days(days)
                .from(Some(last))
                .map(|at| at.millis() / 86_400_000)
        };
        assert_eq!(days(1), Some(10));
        assert_eq!(days(7), Some(4));
        assert_eq!(Period::All.from(Some(last)), None);
        assert_eq!(Period::Days(7).from(None), None);
    }

    #[test]
    fn the_last_report_may_be_of_either_kind() {
        let mut intake = Intake::new(Limits::default());
        let tls = r#"{"organization-name":"S","report-id":"1","date-range":{"start-datetime":"2026-11-23T00:00:00Z",
            "end-datetime":"2026-11-23T23:59:59Z"},"policies":[{"policy":{"policy-type":"sts","policy-domain":"example.org"},
            "summary":{"total-successful-session-count":1,"total-failure-session-count":0}}]}"#;
        let aggregate = "<feedback><report_metadata><org_name>R</org_name><report_id>1</report_id><date_range>\
            <begin>1795305600</begin><end>1795391999</end></date_range></report_metadata><policy_published>\
            <domain>example.org</domain><p>none</p></policy_published><record><row><source_ip>192.0.2.1</source_ip>\
            <count>1</count><policy_evaluated><disposition>none</disposition><dkim>pass</dkim><spf>pass</spf>\
            </policy_evaluated></row><identifiers><header_from>example.org</header_from></identifiers><auth_results/>\
            </record></feedback>";
        let of = |domain: &str| Filter {
            domain: Some(domain.to_owned()),
            ..Filter::default()
        };
        let mut lasts = Vec::new();
        for (name, text) in [("a.xml", aggregate), ("t.json", tls)] {
            intake.open(name);
            intake.feed(text.as_bytes().to_vec());
            intake.close();
            while intake.step() == Step::More {}
            let last = last_begin(intake.collection(), &of("example.org"));
            lasts.push(last.unwrap().date().to_string());
        }
        assert_eq!(lasts, ["2026-11-22", "2026-11-23"]);
        assert_eq!(last_begin(intake.collection(), &of("other.example")), None);
    }

    #[test]
    fn the_last_report_may_be_of_a_name_below_or_name_no_policy() {
        let aggregate = |id: u32, begin: u32, policy: &str, from: &str| {
            format!(
                "<feedback><report_metadata><org_name>R</org_name><report_id>{id}</report_id><date_range><begin>{begin}</begin>\
                <end>{}</end></date_range></report_metadata><policy_published>{policy}<p>none</p></policy_published><record>\
                <row><source_ip>192.0.2.1</source_ip><count>1</count><policy_evaluated><disposition>none</disposition>\
                <dkim>pass</dkim><spf>pass</spf></policy_evaluated></row><identifiers><header_from>{from}</header_from>\
                </identifiers><auth_results/></record></feedback>",
                begin + 86_399
            )
        };
        let mut intake = Intake::new(Limits::default());
        let filter = Filter {
            domain: Some("example.org".to_owned()),
            ..Filter::default()
        };
        let mut lasts = Vec::new();
        for text in [
            aggregate(
                1,
                1_795_305_600,
                "<domain>example.org</domain>",
                "example.org",
            ),
            aggregate(
                2,
                1_795_392_000,
                "<domain>news.example.org</domain>",
                "news.example.org",
            ),
            aggregate(3, 1_795_478_400, "", "example.org"),
            aggregate(
                4,
                1_795_564_800,
                "<domain>badexample.org</domain>",
                "badexample.org",
            ),
        ] {
            intake.open("a.xml");
            intake.feed(text.into_bytes());
            intake.close();
            while intake.step() == Step::More {}
            let last = last_begin(intake.collection(), &filter);
            lasts.push(last.unwrap().date().to_string());
        }
        assert_eq!(intake.collection().aggregate().len(), 4);
        assert_eq!(
            lasts,
            ["2026-11-22", "2026-11-23", "2026-11-24", "2026-11-24"]
        );
    }
}
