//! Is a text of the kind that is looked for, and which of several TXT records counts?

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{Defect, Defects, Span};

/// What reading a text as one kind of record came to.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(tag = "recognized", content = "content", rename_all = "kebab-case")]
pub enum Recognized<T> {
    /// Not this kind of text at all.
    Foreign,
    /// This kind, but invalid: at least one of the defects is a fault.
    Malformed(Vec<Defect>),
    /// Valid. What defects there are, are flaws.
    Record(T, Vec<Defect>),
}

impl<T> Recognized<T> {
    /// The record, if it is valid.
    #[must_use]
    pub const fn record(&self) -> Option<&T> {
        match self {
            Self::Record(record, _) => Some(record),
            Self::Foreign | Self::Malformed(_) => None,
        }
    }

    /// All defects, in the order of their places; faults and flaws.
    #[must_use]
    pub fn defects(&self) -> &[Defect] {
        match self {
            Self::Record(_, defects) | Self::Malformed(defects) => defects,
            Self::Foreign => &[],
        }
    }

    /// Valid if there is a value and no fault was noted. A reader gives no value only after noting a fault.
    pub(crate) fn from_parts(value: Option<T>, defects: Defects) -> Self {
        match value {
            Some(value) if !defects.faulty() => Self::Record(value, defects.into_sorted()),
            _ => Self::Malformed(defects.into_sorted()),
        }
    }
}

/// Which TXT record of a name counts. Others are foreign and may stand beside it: verification tokens, for example.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(tag = "selection", content = "content", rename_all = "kebab-case")]
pub enum Selection<T> {
    /// No record is of this kind, nor looks as if it were meant to be.
    Absent,
    /// Exactly one is.
    One(Selected<T>),
    /// More than one is: a reader treats the domain as if it had none.
    Several(Vec<Selected<T>>),
    /// None is, but some look as if they were meant to be; a strict reader sees none.
    NearMiss(Vec<NearMiss>),
}

impl<T> Selection<T> {
    /// The one valid record, if there is one.
    #[must_use]
    pub const fn record(&self) -> Option<&T> {
        match self {
            Self::One(selected) => selected.parsed.record(),
            Self::Absent | Self::Several(_) | Self::NearMiss(_) => None,
        }
    }
}

/// A TXT record that begins as this kind must, with what reading it came to.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Selected<T> {
    /// The strings of the record joined, as text (U+FFFD for what is no UTF-8); spans are offsets in it.
    pub text: String,
    /// What reading it came to; never [`Recognized::Foreign`].
    pub parsed: Recognized<T>,
}

/// A TXT record that a person meant to be of this kind and a strict reader does not take for one.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct NearMiss {
    /// The record as text.
    pub text: String,
    /// What keeps a strict reader from it.
    pub kind: NearMissKind,
    /// Where.
    pub span: Span,
}

/// Why a strict reader passes over a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum NearMissKind {
    /// White space before the first semicolon: valid by the grammar, but not by the literal that selects records.
    SpaceBeforeSemicolon,
    /// White space or quotation marks stand before the version.
    LeadingCharacters,
    /// White space around the equals sign of the version.
    SpaceAroundEquals,
    /// The version is in other letters: `V=stsv1`.
    WrongCase,
    /// Nothing follows the version, not even a semicolon.
    NoSemicolon,
    /// The version is not the first field.
    NotFirst,
    /// Another version than the one in use.
    OtherVersion,
    /// Something other than a space follows the version of an SPF record.
    NoSpace,
    /// The version of an SPF record is misspelt.
    MisspeltVersion,
    /// A record of Sender ID (RFC 4406), which is given up.
    SenderId,
    /// There is no version at all.
    NoVersion,
}

impl fmt::Display for NearMissKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::SpaceBeforeSemicolon => {
                "White space stands between the version and the semicolon; strict readers pass over the record."
            }
            Self::LeadingCharacters => "The record must begin with the version; something stands before it.",
            Self::SpaceAroundEquals => "No white space may stand beside the “=” of the version.",
            Self::WrongCase => "Upper and lower case matter in the version.",
            Self::NoSemicolon => "A semicolon and at least one field must follow the version.",
            Self::NotFirst => "The version must be the first field.",
            Self::OtherVersion => "This is another version than the one in use.",
            Self::NoSpace => "A space must follow the version “v=spf1”, and nothing else.",
            Self::MisspeltVersion => "The record must begin with “v=spf1”, in exactly these characters.",
            Self::SenderId => {
                "This is a record of Sender ID, which is given up; receivers look for “v=spf1” alone."
            }
            Self::NoVersion => "The version is missing; it must be the first field.",
        })
    }
}
