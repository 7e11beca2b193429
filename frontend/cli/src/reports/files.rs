//! Reading files and folders, a piece at a time.

use std::fs::{self, File};
use std::io::{self, IsTerminal as _, Read, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use analysis::reports::{Collection, Intake, Limits, Step};

/// How much is read at once, in bytes.
const CHUNK: usize = 1024 * 1024;
/// How deep folders are looked into, and how many files are read.
const MAX_DEPTH: usize = 16;
const MAX_FILES: usize = 200_000;
/// How a program ends that was interrupted: 128 and the number of the signal.
const INTERRUPTED: i32 = 130;
/// How often the progress line is renewed.
const TICK: Duration = Duration::from_millis(200);

/// What was read, and what could not be.
pub(super) struct FilesRead {
    pub(super) collection: Collection,
    pub(super) complaints: Vec<String>,
}

/// Reads everything. An interrupt ends the reading and keeps what was read.
pub(super) async fn read(paths: &[PathBuf]) -> FilesRead {
    let is_stopped = Arc::new(AtomicBool::new(false));
    let stop = Arc::clone(&is_stopped);
    #[expect(
        clippy::exit,
        reason = "a thread that waits for bytes keeps the program from ending otherwise"
    )]
    let listener = tokio::spawn(async move {
        while tokio::signal::ctrl_c().await.is_ok() {
            // A read that waits for bytes cannot be woken: the second time is meant.
            if stop.swap(true, Ordering::Relaxed) {
                std::process::exit(INTERRUPTED);
            }
        }
    });
    let paths = paths.to_vec();
    let reading = tokio::task::spawn_blocking(move || {
        let mut reader = Reader::new(is_stopped);
        for path in &paths {
            reader.path(path, 0);
        }
        reader.finish()
    });
    let read = reading.await;
    listener.abort();
    read.unwrap_or_else(|error| FilesRead {
        collection: Collection::default(),
        complaints: vec![error.to_string()],
    })
}

struct Reader {
    intake: Intake,
    is_stopped: Arc<AtomicBool>,
    complaints: Vec<String>,
    files: usize,
    is_terminal: bool,
    shown_at: Option<Instant>,
}

impl Reader {
    fn new(is_stopped: Arc<AtomicBool>) -> Self {
        Self {
            intake: Intake::new(Limits::default()),
            is_stopped,
            complaints: Vec::new(),
            files: 0,
            is_terminal: io::stderr().is_terminal(),
            shown_at: None,
        }
    }

    fn path(&mut self, path: &Path, depth: usize) {
        if self.is_stopped.load(Ordering::Relaxed) {
            return;
        }
        if path.as_os_str() == "-" {
            self.file("standard input", io::stdin().lock());
            return;
        }
        let name = path.display().to_string();
        // What a folder has inside is not followed elsewhere.
        let kind = if depth == 0 {
            fs::metadata(path)
        } else {
            fs::symlink_metadata(path)
        };
        match kind {
            Err(error) => self.complaints.push(format!("cannot read {name}: {error}")),
            Ok(kind) if kind.is_dir() => self.folder(path, depth),
            Ok(kind) if kind.is_file() || depth == 0 => match File::open(path) {
                Ok(file) => self.file(&name, file),
                Err(error) => self.complaints.push(format!("cannot read {name}: {error}")),
            },
            Ok(_) => {}
        }
    }

    fn folder(&mut self, path: &Path, depth: usize) {
        let name = path.display();
        if depth >= MAX_DEPTH {
            self.complaints
                .push(format!("{name} lies too deep; it was not looked into"));
            return;
        }
        let entries = match fs::read_dir(path) {
            Ok(entries) => entries,
            Err(error) => {
                self.complaints.push(format!("cannot read {name}: {error}"));
                return;
            }
        };
        let mut paths: Vec<PathBuf> = entries
            .flatten()
            .map(|entry| entry.path())
            .take(MAX_FILES)
            .collect();
        paths.sort();
        for path in paths {
            self.path(&path, depth + 1);
        }
    }

    fn file(&mut self, name: &str, mut file: impl Read) {
        if self.files >= MAX_FILES {
            if self.files == MAX_FILES {
                self.complaints
                    .push(format!("only the first {MAX_FILES} files were read"));
            }
            self.files += 1;
            return;
        }
        self.files += 1;
        self.intake.open(name);
        loop {
            if self.is_stopped.load(Ordering::Relaxed) {
                self.intake.stop();
                return;
            }
            let mut chunk = Vec::with_capacity(CHUNK);
            match file.by_ref().take(CHUNK as u64).read_to_end(&mut chunk) {
                Ok(read) => {
                    self.intake.feed(chunk);
                    // Less than was asked for is all there is.
                    if read < CHUNK {
                        break;
                    }
                }
                Err(error) => {
                    self.complaints
                        .push(format!("cannot read {name} to its end: {error}"));
                    self.intake.fail(&error.to_string());
                    self.work(name);
                    return;
                }
            }
            self.work(name);
        }
        self.intake.close();
        self.work(name);
    }

    fn work(&mut self, name: &str) {
        while self.intake.step() == Step::More {
            if self.is_stopped.load(Ordering::Relaxed) {
                return;
            }
            self.show(name);
        }
    }

    /// A line that says how far it is, on a terminal and nowhere else.
    fn show(&mut self, name: &str) {
        if !self.is_terminal || self.shown_at.is_some_and(|at| at.elapsed() < TICK) {
            return;
        }
        self.shown_at = Some(Instant::now());
        let progress = self.intake.progress();
        let line = format!(
            "{} files, {} reports, {} records of {name}",
            progress.files, progress.reports, progress.records
        );
        let short: String = crate::text::escaped(&line).chars().take(78).collect();
        let _ = write!(io::stderr().lock(), "\r\x1b[2K{short}");
    }

    fn finish(mut self) -> FilesRead {
        if self.is_terminal && self.shown_at.is_some() {
            let _ = write!(io::stderr().lock(), "\r\x1b[2K");
        }
        if self.is_stopped.load(Ordering::Relaxed) {
            self.complaints
                .push("stopped; what was read until then follows".to_owned());
        }
        FilesRead {
            collection: self.intake.into_collection(),
            complaints: self.complaints,
        }
    }
}
