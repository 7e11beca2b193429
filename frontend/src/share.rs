//! Links that carry a report: its evidence, compressed, behind the `#`, where no server sees it.
//!
//! `#/r/1.<base64url of raw DEFLATE of compact JSON>`. Whoever opens one judges the evidence anew, so that a link can claim
//! observations but never a judgement, and everything in it is held against the same types as a file's.

use analysis::evidence::Evidence;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::browser::{InflateFault, deflate, inflate, page_url};
use crate::phrase::count;
use crate::route::Route;

/// The version of the link's form.
const VERSION: &str = "1";
/// Longer links are cut by some programs for mail and chat.
const COMFORTABLE: usize = 16 * 1024;
/// Longer ones are not made: a file does it better.
const MAX_MADE: usize = 64 * 1024;
/// Longer ones are not opened.
const MAX_OPENED: usize = 256 * 1024;
/// Evidence in a link, taken apart. A usual report has a hundred kilobytes.
pub(crate) const MAX_INFLATED: usize = 4 * 1024 * 1024;

/// A link that carries a report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum ReportLink {
    /// The link.
    Made(String),
    /// It would be longer than is useful, by so many characters.
    TooLong(usize),
    /// The browser cannot compress.
    Unsupported,
}

/// Makes a link of evidence, without what no report needs.
pub(crate) async fn link(evidence: &Evidence) -> ReportLink {
    let Some(packed) = pack(&evidence.slim()).await else {
        return ReportLink::Unsupported;
    };
    let packed = [VERSION, ".", &packed].concat();
    let link = [page_url(), Route::Shared { packed }.href()].concat();
    if link.len() > MAX_MADE {
        ReportLink::TooLong(link.len())
    } else {
        ReportLink::Made(link)
    }
}

/// What to know of a link of this length, in words.
pub(crate) fn length_words(length: usize) -> String {
    let size = count(length.div_ceil(1024), "kilobyte", "kilobytes");
    if length > COMFORTABLE {
        format!("{size}: long enough that some programs for mail and chat cut it. A file is safer.")
    } else {
        format!("{size}. It holds everything the report rests on, without the signatures of DNS.")
    }
}

/// Evidence as text of letters, digits, `-` and `_`; nothing if the browser cannot compress.
pub(crate) async fn pack(evidence: &Evidence) -> Option<String> {
    let json = serde_json::to_vec(evidence).ok()?;
    Some(URL_SAFE_NO_PAD.encode(deflate(&json).await?))
}

/// Opens what a link carries.
pub(crate) async fn open(packed: &str) -> Result<Evidence, LinkFault> {
    let bytes = decode(packed)?;
    let json = inflate(&bytes, MAX_INFLATED)
        .await
        .map_err(|fault| match fault {
            InflateFault::Unsupported => LinkFault::Unsupported,
            InflateFault::TooLarge => LinkFault::TooLarge,
            InflateFault::Broken => LinkFault::Cut,
        })?;
    analysis::json::from_slice(&json).map_err(|error| LinkFault::NoEvidence(error.to_string()))
}

fn decode(packed: &str) -> Result<Vec<u8>, LinkFault> {
    if packed.len() > MAX_OPENED {
        return Err(LinkFault::TooLong);
    }
    let (version, data) = packed.split_once('.').ok_or(LinkFault::Cut)?;
    if version != VERSION {
        let is_number = version.len() <= 4 && version.parse::<u16>().is_ok_and(|number| number > 1);
        return Err(if is_number {
            LinkFault::Newer
        } else {
            LinkFault::Cut
        });
    }
    if data.is_empty() {
        return Err(LinkFault::Cut);
    }
    URL_SAFE_NO_PAD.decode(data).map_err(|_| LinkFault::Cut)
}

/// Why a link could not be opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum LinkFault {
    /// It is longer than is opened.
    TooLong,
    /// It was made by a newer version.
    Newer,
    /// It is cut or was changed.
    Cut,
    /// There is more in it than any report has.
    TooLarge,
    /// What is in it is no evidence, and why.
    NoEvidence(String),
    /// The browser cannot.
    Unsupported,
}

/// A fault as it is told: what happened, why that probably is, what to do, and a word for whoever helps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Told {
    pub(crate) what: &'static str,
    pub(crate) why: &'static str,
    pub(crate) remedy: &'static str,
    pub(crate) id: &'static str,
}

impl LinkFault {
    /// In four parts.
    pub(crate) const fn told(&self) -> Told {
        match self {
            Self::TooLong => Told {
                what: "This link is longer than any report that Waxseal makes.",
                why: "It was put together by something else, or text was pasted behind it.",
                remedy: "Ask whoever sent it for the evidence file instead, and open that.",
                id: "link-too-long",
            },
            Self::Newer => Told {
                what: "This link is of a newer kind than this page can read.",
                why: "It was made by a newer version of Waxseal. This page may be kept from an earlier visit.",
                remedy: "Reload the page. If that does not help, ask for the evidence file.",
                id: "link-newer",
            },
            Self::Cut => Told {
                what: "The report in this link cannot be read.",
                why: "The link was probably cut on its way: programs for mail and chat do that to long ones.",
                remedy: "Ask for the link again as an attached text, or for the evidence file.",
                id: "link-cut",
            },
            Self::TooLarge => Told {
                what: "There is more in this link than any report has, so it was not opened.",
                why: "It was made to use up your computer’s memory, or by something other than Waxseal.",
                remedy: "Nothing has happened. Do not open it again.",
                id: "link-too-large",
            },
            Self::NoEvidence(_) => Told {
                what: "What this link carries is no report of Waxseal.",
                why: "It was changed on its way, or made by another version or another program.",
                remedy: "Ask for the link again, or for the evidence file.",
                id: "link-no-evidence",
            },
            Self::Unsupported => Told {
                what: "This browser cannot open links that carry a report.",
                why: "It is older than Safari 16.4, Firefox 113 or Chrome 103 and cannot take apart what is compressed.",
                remedy: "Use a newer browser, or ask for the evidence file.",
                id: "link-unsupported",
            },
        }
    }

    /// What only helps whoever looks into it. Foreign text: escape when showing.
    pub(crate) fn detail(&self) -> &str {
        match self {
            Self::NoEvidence(detail) => detail,
            _ => "",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_is_held_against_its_form_before_anything_is_taken_apart() {
        let long = format!("1.{}", "A".repeat(MAX_OPENED));
        for (packed, fault) in [
            ("", LinkFault::Cut),
            ("1", LinkFault::Cut),
            ("1.", LinkFault::Cut),
            ("1.A", LinkFault::Cut),
            ("1.ab+d", LinkFault::Cut),
            ("1.ab/d", LinkFault::Cut),
            ("1.ab==", LinkFault::Cut),
            ("1.äöü", LinkFault::Cut),
            ("01.abcd", LinkFault::Cut),
            ("-2.abcd", LinkFault::Cut),
            ("x.abcd", LinkFault::Cut),
            ("2.abcd", LinkFault::Newer),
            ("17.anything at all", LinkFault::Newer),
            ("99999999.abcd", LinkFault::Cut),
            (long.as_str(), LinkFault::TooLong),
        ] {
            assert_eq!(decode(packed), Err(fault), "{packed:.20}");
        }
        assert_eq!(decode("1.AQID"), Ok(vec![1, 2, 3]));
    }

    #[test]
    fn every_fault_says_what_why_and_what_to_do() {
        let faults = [
            LinkFault::TooLong,
            LinkFault::Newer,
            LinkFault::Cut,
            LinkFault::TooLarge,
            LinkFault::NoEvidence("x".into()),
            LinkFault::Unsupported,
        ];
        let mut ids: Vec<&str> = faults.iter().map(|fault| fault.told().id).collect();
        for fault in &faults {
            let Told {
                what,
                why,
                remedy,
                id,
            } = fault.told();
            assert!([what, why, remedy].iter().all(|part| part.ends_with('.')) && !id.is_empty());
        }
        ids.dedup();
        assert_eq!(ids.len(), faults.len());
    }

    #[test]
    fn long_links_come_with_a_warning() {
        assert!(!length_words(COMFORTABLE).contains("cut"));
        assert!(length_words(COMFORTABLE + 1).contains("cut"));
        assert_eq!(length_words(1).split('.').next(), Some("1 kilobyte"));
    }
}
