//! Reads an aggregate report in pieces, and says what it should have told of itself.

use super::document::Document;
use super::report::{AggregateReport, Builder};
use super::xml::Tokenizer;
use crate::reports::fault::quoted;
use crate::reports::{Fault, Refusal};

/// The longest period of a report that is of one day, in seconds: a day and an hour.
const MAX_PERIOD_S: i64 = 25 * 3600;

/// Reads an aggregate report from the bytes of its XML, piece by piece.
#[derive(Debug, Default)]
pub(crate) struct Parser {
    tokenizer: Tokenizer,
    document: Document,
}

impl Parser {
    /// Reads on.
    ///
    /// # Errors
    /// It cannot be read on. Unless it was made to do harm, [`Self::finish`] still has what was read.
    pub(crate) fn push(&mut self, bytes: &[u8]) -> Result<(), Refusal> {
        self.tokenizer.push(bytes, &mut self.document)
    }

    /// How many records were read so far.
    pub(crate) const fn records(&self) -> u64 {
        self.document.report.records
    }

    /// The report; `broken` says why it was not read to its end, if it was not.
    ///
    /// # Errors
    /// It is no report, or nothing of it could be read.
    pub(crate) fn finish(mut self, broken: Option<Refusal>) -> Result<AggregateReport, Refusal> {
        let broken = broken.or_else(|| self.tokenizer.finish(&mut self.document).err());
        let document = self.document;
        let mut report = document.report;
        match broken {
            None if !document.has_begun => {
                let element = document.around.first().map_or("", String::as_str);
                let element = quoted(element.as_bytes());
                return Err(Refusal::OtherXml { element });
            }
            None if document.has_ended => {}
            None if report.records == 0 && report.header.report_id.is_empty() => {
                let detail = "it ends before anything was said".to_owned();
                return Err(Refusal::BadXml { at: 0, detail });
            }
            None => report.header.remarks.add(Fault::EndsEarly, ""),
            // What is broken in the middle is good up to there.
            Some(Refusal::BadXml { at, detail }) if report.records > 0 => {
                let example = format!("byte {at}: {detail}");
                report.header.remarks.add(Fault::EndsEarly, &example);
            }
            Some(why @ (Refusal::BadCompression { .. } | Refusal::Unreadable { .. }))
                if report.records > 0 =>
            {
                report
                    .header
                    .remarks
                    .add(Fault::EndsEarly, &why.to_string());
            }
            Some(why) => return Err(why),
        }
        check_header(&mut report, document.has_errors_of_period);
        let is_whole = document.has_ended && !report.header.remarks.has(Fault::EndsEarly);
        Ok(report.finish(is_whole))
    }
}

/// What a report should have said of itself.
fn check_header(report: &mut Builder, period_was_unreadable: bool) {
    let header = &mut report.header;
    for (is_missing, fault) in [
        (header.reporter.is_empty(), Fault::NoReporter),
        (header.report_id.is_empty(), Fault::NoReportId),
        (header.policy.domain.is_empty(), Fault::NoDomain),
    ] {
        if is_missing {
            header.remarks.add(fault, "");
        }
    }
    match (header.begin, header.end) {
        (Some(begin), Some(end)) if begin > end => {
            let example = format!("{begin} to {end}");
            header.remarks.add(Fault::PeriodReversed, &example);
            (header.begin, header.end) = (Some(end), Some(begin));
        }
        (Some(begin), Some(end)) if end.millis() - begin.millis() > MAX_PERIOD_S * 1000 => {
            let example = format!("{begin} to {end}");
            header.remarks.add(Fault::LongPeriod, &example);
        }
        (Some(_), Some(_)) => {}
        _ if period_was_unreadable => {}
        _ => header.remarks.add(Fault::NoPeriod, ""),
    }
}
