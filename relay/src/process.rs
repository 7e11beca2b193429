//! This process as Linux sees it: from `/proc/self`, as far as that is there.

use std::fs;
use std::sync::OnceLock;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// Linux tells times of processes in hundredths of a second to every program, whatever its own clock does (`USER_HZ`).
const TICK: Duration = Duration::from_millis(10);

/// What is known of this process; `None` where the system does not tell.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Process {
    pub(crate) resident_bytes: Option<u64>,
    pub(crate) virtual_bytes: Option<u64>,
    pub(crate) threads: Option<u64>,
    pub(crate) open_files: Option<u64>,
    pub(crate) max_files: Option<u64>,
    /// Time of processors used.
    pub(crate) cpu: Option<Duration>,
    /// When it started, since 1970.
    pub(crate) started: Duration,
}

impl Process {
    /// Looks now.
    pub(crate) fn look() -> Self {
        let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
        let kilobytes = |name| field(&status, name).map(|value: u64| value.saturating_mul(1024));
        Self {
            resident_bytes: kilobytes("VmRSS:"),
            virtual_bytes: kilobytes("VmSize:"),
            threads: field(&status, "Threads:"),
            open_files: fs::read_dir("/proc/self/fd")
                .ok()
                // The folder itself is open while it is read.
                .and_then(|entries| u64::try_from(entries.count().saturating_sub(1)).ok()),
            max_files: fs::read_to_string("/proc/self/limits")
                .ok()
                .and_then(|limits| field(&limits, "Max open files")),
            cpu: fs::read_to_string("/proc/self/stat")
                .ok()
                .and_then(|stat| processor_time(&stat)),
            started: started(),
        }
    }
}

/// When this was first called: at the start of the program, if that sees to it.
pub(crate) fn started() -> Duration {
    static STARTED: OnceLock<Duration> = OnceLock::new();
    *STARTED.get_or_init(|| {
        let since = SystemTime::now().duration_since(UNIX_EPOCH);
        since.unwrap_or_default()
    })
}

/// The first number behind a name.
fn field(text: &str, name: &str) -> Option<u64> {
    let line = text.lines().find_map(|line| line.strip_prefix(name))?;
    line.split_whitespace().next()?.parse().ok()
}

/// Fields 14 and 15, counted from the name in parentheses, which may hold anything.
fn processor_time(stat: &str) -> Option<Duration> {
    let (_, behind) = stat.rsplit_once(')')?;
    let mut fields = behind.split_whitespace().skip(11);
    let user: u32 = fields.next()?.parse().ok()?;
    let system: u32 = fields.next()?.parse().ok()?;
    TICK.checked_mul(user.checked_add(system)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_files_of_linux_are_read() {
        let status = "Name:\tx\nVmSize:\t  2048 kB\nVmRSS:\t 1024 kB\nThreads:\t3\n";
        assert_eq!(field(status, "VmRSS:"), Some(1024));
        assert_eq!(field(status, "Nothing:"), None);
        let limits = "Limit                     Soft Limit           Hard Limit           Units     \nMax open files            1024                 1048576              files     \n";
        assert_eq!(field(limits, "Max open files"), Some(1024));
        let unlimited = "Max open files            unlimited            unlimited            files";
        assert_eq!(field(unlimited, "Max open files"), None);
        let stat = "7 (a) name) S 1 7 7 0 -1 4194304 100 0 0 0 250 50 0 0 20 0 3 0 100 1000 10";
        assert_eq!(processor_time(stat), Some(Duration::from_secs(3)));
        assert_eq!(processor_time("7 (x"), None);
    }

    #[test]
    fn this_process_is_seen() {
        let process = Process::look();
        assert!(process.resident_bytes.is_some_and(|bytes| bytes > 100_000));
        assert!(process.open_files.is_some_and(|files| files >= 3));
        assert!(process.threads.is_some_and(|threads| threads >= 1));
    }
}
