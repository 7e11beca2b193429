//! How much one file may unpack to.

use crate::reports::Refusal;

/// What is read of files, whatever they are. Everything else has limits of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The largest document, unpacked, in bytes.
    pub document: u64,
    /// The largest archive or mail, which has to be in memory as a whole, in bytes.
    pub held: usize,
    /// The largest TLS report, which has to be in memory as a whole, in bytes.
    pub json: usize,
    /// To how many times its size a file may unpack.
    pub ratio: u64,
    /// To how much a file may unpack in all, in bytes.
    pub unpacked: u64,
    /// How many entries of an archive are read.
    pub entries: usize,
    /// In how many archives and mails something may lie.
    pub depth: u8,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            document: 1024 * 1024 * 1024,
            held: 96 * 1024 * 1024,
            json: 16 * 1024 * 1024,
            ratio: 200,
            unpacked: 4 * 1024 * 1024 * 1024,
            entries: 20_000,
            depth: 4,
        }
    }
}

/// What unpacks to no more than this is no danger, whatever its ratio.
const SMALL: u64 = 8 * 1024 * 1024;

/// How much of a file was fed and unpacked.
#[derive(Debug, Default)]
pub(super) struct Budget {
    limits: Limits,
    fed: u64,
    unpacked: u64,
}

impl Budget {
    pub(super) fn new(limits: Limits) -> Self {
        Self {
            limits,
            ..Self::default()
        }
    }

    pub(super) const fn limits(&self) -> &Limits {
        &self.limits
    }

    pub(super) const fn unpacked(&self) -> u64 {
        self.unpacked
    }

    /// Bytes of the file came.
    pub(super) const fn fed(&mut self, bytes: usize) {
        self.fed = self.fed.saturating_add(bytes as u64);
    }

    /// Bytes came out of something compressed.
    ///
    /// # Errors
    /// They are too many.
    pub(super) const fn unpack(&mut self, bytes: usize) -> Result<(), Refusal> {
        self.unpacked = self.unpacked.saturating_add(bytes as u64);
        if self.unpacked > SMALL && self.unpacked / self.limits.ratio > self.fed {
            return Err(Refusal::Bomb {
                ratio: self.limits.ratio,
            });
        }
        if self.unpacked > self.limits.unpacked {
            return Err(Refusal::TooLarge {
                limit: self.limits.unpacked,
            });
        }
        Ok(())
    }
}
