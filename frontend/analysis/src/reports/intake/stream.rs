//! Whatever a file turns out to be, as far as it was read.

use super::budget::Budget;
use super::mbox::Mailbox;
use super::packed::Packed;
use super::sniff::{self, Format};
use super::{PIECE, Part, mail, zip};
use crate::reports::aggregate::{AggregateReport, Parser};
use crate::reports::failure::FailureReport;
use crate::reports::text::Decoder;
use crate::reports::tls::{self, TlsReport};
use crate::reports::{Refusal, Remarks};

/// What a file turned out to be.
#[derive(Debug)]
pub(super) enum Found {
    Aggregate(Box<AggregateReport>),
    Tls(Vec<TlsReport>),
    Failure(Box<FailureReport>),
    /// Something with parts, which are read next; of a mail also the domain that it says it has TLS reports of.
    Container {
        about: Option<String>,
    },
    /// A mail that brings no report.
    Mail,
}

/// A file as far as it was read.
#[derive(Debug)]
pub(super) enum Stream {
    /// Too little of it to tell what it is.
    Begun {
        bytes: Vec<u8>,
        depth: u8,
    },
    Packed(Box<Packed>),
    Xml {
        parser: Box<Parser>,
        bytes: u64,
    },
    /// What has to be in memory as a whole.
    Held {
        kind: Held,
        bytes: Vec<u8>,
        depth: u8,
    },
    Mailbox(Box<Mailbox>),
    /// Not to be read at all.
    Refused(Refusal),
}

/// What has to be in memory as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Held {
    Json,
    Zip,
    Mail,
}

impl Stream {
    /// Nothing is known of it but in how many archives and mails it lies.
    pub(super) const fn begun(depth: u8) -> Self {
        Self::Begun {
            bytes: Vec::new(),
            depth,
        }
    }

    /// A mail, as it is known to be.
    pub(super) const fn mail(depth: u8) -> Self {
        Self::Held {
            kind: Held::Mail,
            bytes: Vec::new(),
            depth,
        }
    }

    /// How many bytes may be pushed at once.
    pub(super) const fn piece(&self) -> usize {
        match self {
            Self::Begun { .. } | Self::Packed(_) => PIECE / 16,
            Self::Xml { .. } | Self::Held { .. } | Self::Mailbox(_) | Self::Refused(_) => PIECE,
        }
    }

    /// Records of the report in it that were read.
    pub(super) const fn records(&self) -> u64 {
        match self {
            Self::Packed(packed) => packed.records(),
            Self::Xml { parser, .. } => parser.records(),
            Self::Begun { .. } | Self::Held { .. } | Self::Mailbox(_) | Self::Refused(_) => 0,
        }
    }

    /// Reads on. Parts that are whole are put into `inner`.
    ///
    /// # Errors
    /// It is not read on, and why.
    pub(super) fn push(
        &mut self,
        piece: &[u8],
        budget: &mut Budget,
        inner: &mut Vec<Part>,
    ) -> Result<(), Refusal> {
        match self {
            Self::Begun { bytes, .. } => {
                bytes.extend_from_slice(piece);
                if bytes.len() >= sniff::ENOUGH {
                    self.decide(budget, inner)?;
                }
                Ok(())
            }
            Self::Packed(packed) => packed.push(piece, budget, inner),
            Self::Xml { parser, bytes } => {
                *bytes = bytes.saturating_add(piece.len() as u64);
                let limit = budget.limits().document;
                if *bytes > limit {
                    return Err(Refusal::TooLarge { limit });
                }
                parser.push(piece)
            }
            Self::Held { kind, bytes, .. } => {
                let limit = match kind {
                    Held::Json => budget.limits().json,
                    Held::Zip | Held::Mail => budget.limits().held,
                };
                if bytes.len().saturating_add(piece.len()) > limit {
                    let limit = limit as u64;
                    return Err(Refusal::TooLarge { limit });
                }
                bytes.extend_from_slice(piece);
                Ok(())
            }
            Self::Mailbox(mailbox) => {
                mailbox.push(piece, budget, inner);
                Ok(())
            }
            Self::Refused(why) => Err(why.clone()),
        }
    }

    /// There is no more of it; `broken` says why it was not read to its end, if it was not.
    ///
    /// # Errors
    /// There is nothing to keep of it, and why.
    pub(super) fn finish(
        mut self,
        broken: Option<Refusal>,
        budget: &mut Budget,
        inner: &mut Vec<Part>,
    ) -> Result<Found, Refusal> {
        if matches!(self, Self::Begun { .. }) {
            // What is too short to be decided on before its end may bring something even if it breaks off.
            self.decide(budget, inner)
                .map_err(|why| broken.clone().unwrap_or(why))?;
        }
        match (self, broken) {
            (Self::Packed(packed), broken) => packed.finish(broken, budget, inner),
            (Self::Xml { parser, .. }, broken) => {
                let report = parser.finish(broken)?;
                Ok(Found::Aggregate(Box::new(report)))
            }
            (Self::Refused(why), _) | (_, Some(why)) => Err(why),
            (Self::Held { kind, bytes, depth }, None) => match kind {
                Held::Json => read_json(&bytes).map(Found::Tls),
                Held::Zip => zip::open(bytes, depth, budget, inner),
                Held::Mail => mail::open(&bytes, depth, budget, inner),
            },
            (Self::Mailbox(mailbox), None) => {
                mailbox.finish(inner);
                Ok(Found::Container { about: None })
            }
            // It was decided on above.
            (Self::Begun { .. }, None) => Err(Refusal::Empty),
        }
    }

    /// Looks what it is, and reads what there is of it.
    fn decide(&mut self, budget: &mut Budget, inner: &mut Vec<Part>) -> Result<(), Refusal> {
        let Self::Begun { bytes, depth } = self else {
            return Ok(());
        };
        let (bytes, depth) = (std::mem::take(bytes), *depth);
        // However many came at once, the same bytes decide.
        let start = bytes
            .get(..bytes.len().min(sniff::ENOUGH))
            .unwrap_or_default();
        let format = match sniff::sniff(start) {
            Ok(format) => format,
            Err(why) => {
                *self = Self::Refused(why.clone());
                return Err(why);
            }
        };
        let limit = budget.limits().depth;
        let holds_others = !matches!(format, Format::Xml | Format::Json);
        if holds_others && depth >= limit {
            return Err(Refusal::TooNested { limit });
        }
        let held = |kind| Self::Held {
            kind,
            bytes: Vec::new(),
            depth,
        };
        *self = match format {
            Format::Gzip => Self::Packed(Box::new(Packed::gzip(depth + 1))),
            Format::Zip => held(Held::Zip),
            Format::Json => held(Held::Json),
            Format::Mail => held(Held::Mail),
            Format::Mailbox => Self::Mailbox(Box::new(Mailbox::new(depth))),
            Format::Xml => Self::Xml {
                parser: Box::default(),
                bytes: 0,
            },
        };
        self.push(&bytes, budget, inner)
    }
}

fn read_json(bytes: &[u8]) -> Result<Vec<TlsReport>, Refusal> {
    let (mut text, mut remarks) = (String::new(), Remarks::default());
    let mut decoder = Decoder::default();
    decoder.push(bytes, &mut text, &mut remarks);
    decoder.finish(&mut text, &mut remarks);
    let mut reports = tls::parse(&text, &mut remarks)?;
    for report in &mut reports {
        report.remarks.append(&remarks);
    }
    Ok(reports)
}
