//! The words of every finding, in plain English: what happens, why it matters, what to do. One file for each area.

pub(super) mod bimi;
pub(super) mod blocklists;
pub(super) mod caa;
pub(super) mod certificate;
pub(super) mod consistency;
pub(super) mod dane;
pub(super) mod dkim;
pub(super) mod dmarc;
pub(super) mod dnssec;
pub(super) mod mta_sts;
pub(super) mod propagation;
pub(super) mod requirements;
pub(super) mod reverse_dns;
pub(super) mod routing;
pub(super) mod spf;
pub(super) mod submission;
pub(super) mod tls_rpt;
pub(super) mod transport;

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::Code;

/// What a finding says to a person. The particular case stands in [`super::Finding::detail`].
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Words {
    /// A heading, without a full stop.
    pub title: &'static str,
    /// The rest; nothing in a program built without the feature `explanations`, until it is told them.
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    pub explanation: Option<Explanation>,
}

/// What a finding means and what can be done.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Explanation {
    /// What it means for the mail.
    pub consequence: Cow<'static, str>,
    /// Why it is so.
    pub why: Cow<'static, str>,
    /// What to do.
    pub remedy: Cow<'static, str>,
}

/// All words of one code.
#[derive(Clone, Copy, Debug)]
pub(super) struct Texts {
    pub(super) title: &'static str,
    pub(super) consequence: &'static str,
    pub(super) why: &'static str,
    pub(super) remedy: &'static str,
}

const NOTHING_TO_DO: &str = "Nothing has to be done.";
const ASK_AGAIN: &str = "Ask again in some minutes, or from another relay or resolver.";

impl Code {
    /// The words of the code.
    #[must_use]
    pub const fn words(self) -> Words {
        let texts = self.texts();
        let explanation = if cfg!(feature = "explanations") {
            Some(Explanation {
                consequence: Cow::Borrowed(texts.consequence),
                why: Cow::Borrowed(texts.why),
                remedy: Cow::Borrowed(texts.remedy),
            })
        } else {
            None
        };
        Words {
            title: texts.title,
            explanation,
        }
    }
}
