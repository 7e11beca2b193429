//! Compressed data: gzip (RFC 1952), and the entries of zip archives.

use std::io::Write as _;

use flate2::Crc;
use flate2::write::{DeflateDecoder, GzDecoder};

use super::Part;
use super::budget::Budget;
use super::stream::{Found, Stream};
use crate::reports::{Fault, Refusal, Remarks};

/// Something compressed, and what it unpacks to.
#[derive(Debug)]
pub(super) struct Packed {
    unpacker: Unpacker,
    child: Stream,
    remarks: Remarks,
    /// The first byte after a member, until the second says whether another one begins.
    after: Option<u8>,
}

#[derive(Debug)]
enum Unpacker {
    Gzip(Box<GzDecoder<Vec<u8>>>),
    Deflate {
        decoder: Box<DeflateDecoder<Vec<u8>>>,
        check: Check,
    },
    Stored(Check),
    /// It has come to its end; another member may follow.
    Finished,
    /// Whatever follows is none of it.
    Beyond,
}

/// What an archive says of the bytes of an entry.
#[derive(Debug, Default)]
struct Check {
    crc: Crc,
    expected: u32,
}

impl Packed {
    /// A gzip file; `depth` is that of what it unpacks to.
    pub(super) fn gzip(depth: u8) -> Self {
        Self::new(Unpacker::Gzip(Box::new(GzDecoder::new(Vec::new()))), depth)
    }

    /// An entry of a zip archive that is deflated.
    pub(super) fn deflate(expected: u32, depth: u8) -> Self {
        let check = Check {
            expected,
            ..Check::default()
        };
        let decoder = Box::new(DeflateDecoder::new(Vec::new()));
        Self::new(Unpacker::Deflate { decoder, check }, depth)
    }

    /// An entry of a zip archive that is as it was.
    pub(super) fn stored(expected: u32, depth: u8) -> Self {
        let check = Check {
            expected,
            ..Check::default()
        };
        Self::new(Unpacker::Stored(check), depth)
    }

    fn new(unpacker: Unpacker, depth: u8) -> Self {
        Self {
            unpacker,
            child: Stream::begun(depth),
            remarks: Remarks::default(),
            after: None,
        }
    }

    pub(super) const fn records(&self) -> u64 {
        self.child.records()
    }

    /// Unpacks some bytes and hands them on.
    ///
    /// # Errors
    /// They cannot be unpacked, are too many, or what they unpack to is not read on.
    pub(super) fn push(
        &mut self,
        mut bytes: &[u8],
        budget: &mut Budget,
        inner: &mut Vec<Part>,
    ) -> Result<(), Refusal> {
        while !bytes.is_empty() {
            let taken = match &mut self.unpacker {
                Unpacker::Gzip(decoder) => decoder.write(bytes),
                Unpacker::Deflate { decoder, .. } => decoder.write(bytes),
                Unpacker::Stored(check) => {
                    check.crc.update(bytes);
                    budget.unpack(bytes.len())?;
                    return self.child.push(bytes, budget, inner);
                }
                Unpacker::Finished => return self.more_members(bytes, budget, inner),
                Unpacker::Beyond => {
                    self.beyond(bytes);
                    return Ok(());
                }
            };
            let taken = match taken {
                Ok(taken) => taken,
                Err(error) => {
                    // What came out before is good.
                    self.hand_on(budget, inner)?;
                    let detail = error.to_string();
                    return Err(Refusal::BadCompression { detail });
                }
            };
            self.hand_on(budget, inner)?;
            if taken == 0 {
                self.end(budget, inner)?;
            }
            bytes = bytes.get(taken..).unwrap_or_default();
        }
        Ok(())
    }

    /// There is no more of it.
    ///
    /// # Errors
    /// There is nothing to keep of what it unpacks to.
    pub(super) fn finish(
        mut self,
        broken: Option<Refusal>,
        budget: &mut Budget,
        inner: &mut Vec<Part>,
    ) -> Result<Found, Refusal> {
        let broken = broken.or_else(|| self.end(budget, inner).err());
        let found = self.child.finish(broken, budget, inner)?;
        Ok(match found {
            Found::Aggregate(mut report) => {
                report.header.remarks.append(&self.remarks);
                Found::Aggregate(report)
            }
            Found::Tls(mut reports) => {
                for report in &mut reports {
                    report.remarks.append(&self.remarks);
                }
                Found::Tls(reports)
            }
            Found::Failure(_) | Found::Container { .. } | Found::Mail => found,
        })
    }

    /// What was unpacked goes on to its reader.
    fn hand_on(&mut self, budget: &mut Budget, inner: &mut Vec<Part>) -> Result<(), Refusal> {
        let unpacked = match &mut self.unpacker {
            Unpacker::Gzip(decoder) => std::mem::take(decoder.get_mut()),
            Unpacker::Deflate { decoder, check } => {
                let unpacked = std::mem::take(decoder.get_mut());
                check.crc.update(&unpacked);
                unpacked
            }
            Unpacker::Stored(_) | Unpacker::Finished | Unpacker::Beyond => return Ok(()),
        };
        if unpacked.is_empty() {
            return Ok(());
        }
        budget.unpack(unpacked.len())?;
        self.child.push(&unpacked, budget, inner)
    }

    /// The compressed data ends here, or should.
    fn end(&mut self, budget: &mut Budget, inner: &mut Vec<Part>) -> Result<(), Refusal> {
        let ended = match &mut self.unpacker {
            Unpacker::Gzip(decoder) => decoder.try_finish(),
            Unpacker::Deflate { decoder, .. } => decoder.try_finish(),
            Unpacker::Stored(_) | Unpacker::Finished | Unpacker::Beyond => Ok(()),
        };
        self.hand_on(budget, inner)?;
        let unpacker = std::mem::replace(&mut self.unpacker, Unpacker::Finished);
        if let Unpacker::Deflate { check, .. } | Unpacker::Stored(check) = &unpacker
            && ended.is_ok()
            && check.crc.sum() != check.expected
        {
            self.remarks.add(Fault::WrongChecksum, "");
        }
        match ended {
            Ok(()) => Ok(()),
            // flate2 says so of a checksum and a length that differ; all that could be unpacked was.
            Err(error)
                if error.kind() == std::io::ErrorKind::InvalidInput
                    && matches!(unpacker, Unpacker::Gzip(_)) =>
            {
                self.remarks.add(Fault::WrongChecksum, "");
                Ok(())
            }
            Err(error) => Err(Refusal::BadCompression {
                detail: match error.kind() {
                    std::io::ErrorKind::UnexpectedEof => "it ends early".to_owned(),
                    _ => error.to_string(),
                },
            }),
        }
    }

    /// RFC 1952 §2.2: a gzip file may have several members, one after the other.
    fn more_members(
        &mut self,
        bytes: &[u8],
        budget: &mut Budget,
        inner: &mut Vec<Part>,
    ) -> Result<(), Refusal> {
        let mut begun: Vec<u8> = self.after.take().into_iter().collect();
        begun.extend_from_slice(bytes.get(..bytes.len().min(2)).unwrap_or_default());
        match begun.as_slice() {
            [0x1F] => {
                self.after = Some(0x1F);
                return Ok(());
            }
            [0x1F, 0x8B, ..] => {
                self.unpacker = Unpacker::Gzip(Box::new(GzDecoder::new(Vec::new())));
                // Its first byte may have come before.
                if begun.len() > bytes.len().min(2) {
                    self.push(&[0x1F], budget, inner)?;
                }
                return self.push(bytes, budget, inner);
            }
            _ => {}
        }
        self.unpacker = Unpacker::Beyond;
        self.beyond(&begun);
        self.beyond(bytes);
        Ok(())
    }

    fn beyond(&mut self, bytes: &[u8]) {
        // Tapes and some programs fill up with nothing.
        if bytes.iter().any(|byte| *byte != 0) && !self.remarks.has(Fault::BytesAfterCompressed) {
            self.remarks.add_bytes(Fault::BytesAfterCompressed, bytes);
        }
    }
}
