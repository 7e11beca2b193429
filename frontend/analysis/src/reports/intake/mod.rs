//! From files to reports: bytes in, in slices, whatever they are packed in.
//!
//! A file may be a report, a compressed one, an archive of them, a mail that brings one, or a whole mailbox. Each is told
//! by its first bytes, never by its name. What is unpacked goes straight on to its reader, so that only the compressed
//! file and what a reader keeps are in memory.
//!
//! Work is done in steps of at most one [`PIECE`], so a page can let its user in between, and stop.

mod budget;
mod input;
mod mail;
mod mbox;
mod mime;
mod packed;
mod sniff;
mod stream;
mod zip;

use std::collections::VecDeque;

use super::{Collection, Outcome, Refusal};
use budget::Budget;
use input::{End, Input};
use stream::Stream;

pub use budget::Limits;

/// How many bytes of what is not compressed one step reads. Of compressed bytes it reads a sixteenth.
pub const PIECE: usize = 64 * 1024;

/// Between names of what lies in each other.
const WITHIN: &str = " › ";

/// Reads files into a collection.
///
/// For each file: [`Self::open`], then [`Self::feed`] its bytes in pieces of any size and [`Self::step`] after each until
/// that says [`Step::Idle`], then [`Self::close`], and `step` again until it is idle.
#[derive(Debug, Default)]
pub struct Intake {
    collection: Collection,
    limits: Limits,
    budget: Budget,
    /// What is being read: the file, and on top of it what it contains.
    jobs: Vec<Job>,
    files: u64,
}

/// What a step came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// There is more to do with what was fed.
    More,
    /// Everything that was fed has been read.
    Idle,
}

/// How far the reading is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// Files that were opened.
    pub files: u64,
    /// Reports that were read, copies not counted.
    pub reports: u64,
    /// Records of the report that is being read.
    pub records: u64,
    /// Bytes that were unpacked of the file that is being read.
    pub unpacked: u64,
}

/// One thing that is being read.
#[derive(Debug)]
struct Job {
    name: String,
    source: Input,
    stream: Stream,
    /// The domain of the TLS report in it, as the mail around it says.
    about: Option<String>,
}

impl Intake {
    /// Nothing is read yet.
    #[must_use]
    pub fn new(limits: Limits) -> Self {
        Self {
            limits,
            ..Self::default()
        }
    }

    /// Begins a file. One that is not closed yet counts as stopped.
    pub fn open(&mut self, name: &str) {
        self.stop();
        self.files += 1;
        self.budget = Budget::new(self.limits);
        self.jobs.push(Job {
            name: name.to_owned(),
            source: Input::Fed {
                waiting: VecDeque::new(),
                at: 0,
                end: None,
            },
            stream: Stream::begun(0),
            about: None,
        });
    }

    /// Hands over the next bytes of the file. They are looked at by [`Self::step`].
    pub fn feed(&mut self, bytes: Vec<u8>) {
        if let Some(Input::Fed { waiting, .. }) = self.jobs.first_mut().map(|job| &mut job.source)
            && !bytes.is_empty()
        {
            self.budget.fed(bytes.len());
            waiting.push_back(bytes);
        }
    }

    /// Says that the file has no more bytes.
    pub fn close(&mut self) {
        self.end(End::Whole);
    }

    /// Says that the file has more bytes and that they cannot be read, and why, without a full stop. What it brought until
    /// then is kept, as of a file that breaks off.
    pub fn fail(&mut self, why: &str) {
        self.end(End::Unreadable(why.to_owned()));
    }

    fn end(&mut self, with: End) {
        if let Some(Input::Fed { end, .. }) = self.jobs.first_mut().map(|job| &mut job.source) {
            *end = Some(with);
        }
    }

    /// Ends the file that is being read, since nobody wants it read on.
    pub fn stop(&mut self) {
        if let Some(file) = self.jobs.drain(..).next() {
            self.collection
                .note(&file.name, Outcome::Refused(Refusal::Stopped));
        }
    }

    /// Does a bounded piece of work.
    pub fn step(&mut self) -> Step {
        let Some(job) = self.jobs.last_mut() else {
            return Step::Idle;
        };
        let most = job.stream.piece();
        let mut inner = Vec::new();
        let end = job.source.end();
        let outcome = match job.source.take(most) {
            Some(bytes) => job
                .stream
                .push(bytes, &mut self.budget, &mut inner)
                .err()
                .map(Some),
            None => match end {
                Some(end) => Some(end.fault()),
                None => return Step::Idle,
            },
        };
        let name = job.name.clone();
        let mut about = job.about.clone();
        let had_inner = !inner.is_empty();
        if let Some(broken) = outcome
            && let Some(job) = self.jobs.pop()
        {
            let is_file = self.jobs.is_empty();
            let said = self.finish(job, broken, &mut inner, had_inner);
            about = said.or(about);
            // Bytes that are still fed to a file that was refused have nobody to read them.
            if is_file && inner.is_empty() {
                return Step::Idle;
            }
        }
        // The last that is put on top is read first.
        for (part, source, stream) in inner.into_iter().rev() {
            self.jobs.push(Job {
                name: format!("{name}{WITHIN}{part}"),
                source,
                stream,
                about: about.clone(),
            });
        }
        if self.jobs.is_empty() {
            Step::Idle
        } else {
            Step::More
        }
    }

    /// How far the reading is.
    #[must_use]
    pub fn progress(&self) -> Progress {
        let reports = self.collection.aggregate().len()
            + self.collection.tls().len()
            + self.collection.failures().len();
        Progress {
            files: self.files,
            reports: reports as u64,
            records: self.jobs.last().map_or(0, |job| job.stream.records()),
            unpacked: self.budget.unpacked(),
        }
    }

    /// What was read so far.
    #[must_use]
    pub const fn collection(&self) -> &Collection {
        &self.collection
    }

    /// What was read. A file that is not closed yet counts as stopped.
    #[must_use]
    pub fn into_collection(mut self) -> Collection {
        self.stop();
        self.collection
    }

    /// Something was read to its end, or as far as it can be. Of a mail comes the domain that it has TLS reports of.
    fn finish(
        &mut self,
        job: Job,
        broken: Option<Refusal>,
        inner: &mut Vec<Part>,
        had_inner: bool,
    ) -> Option<String> {
        let Job {
            name,
            stream,
            about,
            ..
        } = job;
        match stream.finish(broken, &mut self.budget, inner) {
            Ok(stream::Found::Aggregate(report)) => self.collection.add_aggregate(&name, *report),
            Ok(stream::Found::Tls(reports)) => {
                // One name cannot be that of several reports.
                let is_alone = reports.len() == 1;
                for mut report in reports {
                    if is_alone {
                        report.settle(about.as_deref(), &name);
                    } else {
                        report.settle(None, "");
                    }
                    self.collection.add_tls(&name, report);
                }
            }
            Ok(stream::Found::Failure(report)) => self.collection.add_failure(&name, *report),
            Ok(stream::Found::Container { about }) => return about,
            Ok(stream::Found::Mail) => self.collection.note(&name, Outcome::Mail),
            // A mailbox that is cut off has given its mails.
            Err(Refusal::Empty) if had_inner => {}
            Err(why) => self.collection.note(&name, Outcome::Refused(why)),
        }
        None
    }
}

/// Something inside something: its name, its bytes, and how they are to be read.
type Part = (String, Input, Stream);

#[cfg(test)]
mod tests;
