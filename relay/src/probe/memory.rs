//! What was seen at an address within the last minute, so that a second visitor costs the target nothing.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};

use shared::{DomainName, HelloAnswer, Observation, Service, Timestamp};
use tokio::time::Instant;

use crate::limits;

/// What one address told: its observations with their times, in order.
pub(crate) type Seen = Arc<Vec<(Timestamp, Observation)>>;

/// Recent observations by address, service and the name in SNI.
#[derive(Debug, Default)]
pub(crate) struct Memory(Mutex<Shelf>);

type Key = (IpAddr, Service, DomainName);

#[derive(Debug, Default)]
struct Shelf {
    entries: HashMap<Key, Entry>,
    bytes: usize,
}

#[derive(Debug)]
struct Entry {
    kept_at: Instant,
    bytes: usize,
    seen: Seen,
}

impl Memory {
    /// What was seen there within [`limits::MEMORY`] and, if a moment is given, not before it.
    pub(crate) fn recall(
        &self,
        address: IpAddr,
        service: Service,
        host: &DomainName,
        not_before: Option<Instant>,
    ) -> Option<Seen> {
        let shelf = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        shelf
            .entries
            .get(&(address, service, host.clone()))
            .filter(|entry| entry.kept_at.elapsed() < limits::MEMORY)
            .filter(|entry| not_before.is_none_or(|moment| entry.kept_at >= moment))
            .map(|entry| Arc::clone(&entry.seen))
    }

    /// Keeps what was seen; the oldest makes room.
    pub(crate) fn keep(&self, address: IpAddr, service: Service, host: DomainName, seen: Seen) {
        let bytes = seen
            .iter()
            .map(|(_, observation)| weight(observation))
            .sum();
        let mut shelf = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        shelf.remove(&(address, service, host.clone()));
        shelf.make_room(bytes);
        shelf.bytes = shelf.bytes.saturating_add(bytes);
        shelf.entries.insert(
            (address, service, host),
            Entry {
                kept_at: Instant::now(),
                bytes,
                seen,
            },
        );
    }
}

impl Shelf {
    fn make_room(&mut self, bytes: usize) {
        self.retain(|entry| entry.kept_at.elapsed() < limits::MEMORY);
        while self.entries.len() >= limits::MEMORY_ENTRIES
            || self.bytes.saturating_add(bytes) > limits::MEMORY_BYTES
        {
            let oldest = self.entries.iter().min_by_key(|(_, entry)| entry.kept_at);
            let Some(key) = oldest.map(|(key, _)| key.clone()) else {
                return;
            };
            self.remove(&key);
        }
    }

    fn remove(&mut self, key: &Key) {
        if let Some(entry) = self.entries.remove(key) {
            self.bytes = self.bytes.saturating_sub(entry.bytes);
        }
    }

    fn retain(&mut self, keep: impl Fn(&Entry) -> bool) {
        self.entries.retain(|_, entry| keep(entry));
        self.bytes = self.entries.values().map(|entry| entry.bytes).sum();
    }
}

/// About how many bytes an observation holds on the heap.
fn weight(observation: &Observation) -> usize {
    /// For the value itself and the small change.
    const FIXED: usize = 256;
    let text = |lines: &[String]| lines.iter().map(|line| line.len() + 24).sum::<usize>();
    FIXED
        + match observation {
            Observation::Greeting { reply, .. }
            | Observation::Ehlo { reply, .. }
            | Observation::StartTls { reply, .. }
            | Observation::EhloSealed { reply, .. } => text(&reply.lines),
            Observation::Handshake { session, .. } => {
                session.chain.certificates.iter().map(|der| der.len()).sum()
            }
            Observation::Hello { answer, .. } => match answer {
                HelloAnswer::ServerHello { hello } => {
                    let certificates = hello.chain.iter().flat_map(|chain| &chain.certificates);
                    certificates.map(|der| der.len()).sum()
                }
                HelloAnswer::Alert { .. } | HelloAnswer::Failed { .. } => 0,
            },
            Observation::Finished { transcript, .. } => {
                transcript.iter().map(|line| line.text.len() + 32).sum()
            }
            Observation::Hybrid { .. }
            | Observation::Deep { .. }
            | Observation::Recipients { .. }
            | Observation::Started { .. }
            | Observation::Resolved { .. }
            | Observation::Skipped { .. }
            | Observation::Connected { .. }
            | Observation::Heartbeat
            | Observation::Done { .. } => 0,
        }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use shared::{Direction, Spent, TranscriptLine};

    use super::*;

    fn seen(bytes: usize) -> Seen {
        let address = IpAddr::V4(0.into());
        Arc::new(vec![(
            Timestamp::default(),
            Observation::Finished {
                address,
                stopped_because: None,
                transcript: vec![TranscriptLine {
                    at_ms: 0,
                    direction: Direction::Server,
                    text: "x".repeat(bytes),
                }],
                spent: Spent::default(),
            },
        )])
    }

    fn host() -> DomainName {
        "mx.example.org".parse().unwrap()
    }

    #[tokio::test(start_paused = true)]
    async fn forgets_after_a_minute_and_tells_names_apart() {
        let memory = Memory::default();
        let address = IpAddr::V4(1.into());
        memory.keep(address, Service::Smtp, host(), seen(1));
        assert!(
            memory
                .recall(address, Service::Smtp, &host(), None)
                .is_some()
        );
        assert!(
            memory
                .recall(address, Service::Submission, &host(), None)
                .is_none()
        );
        let other = "mx2.example.org".parse().unwrap();
        assert!(
            memory
                .recall(address, Service::Smtp, &other, None)
                .is_none()
        );
        tokio::time::advance(Duration::from_secs(60)).await;
        assert!(
            memory
                .recall(address, Service::Smtp, &host(), None)
                .is_none()
        );
    }

    #[tokio::test(start_paused = true)]
    async fn is_bounded_in_entries_and_in_bytes() {
        let memory = Memory::default();
        for last in 0..2000_u32 {
            tokio::time::advance(Duration::from_millis(1)).await;
            memory.keep(IpAddr::V4(last.into()), Service::Smtp, host(), seen(1));
        }
        assert!(memory.0.lock().unwrap().entries.len() <= limits::MEMORY_ENTRIES);
        for last in 0..200_u32 {
            tokio::time::advance(Duration::from_millis(1)).await;
            memory.keep(
                IpAddr::V4(last.into()),
                Service::Smtp,
                host(),
                seen(256 * 1024),
            );
        }
        let shelf = memory.0.lock().unwrap();
        assert!(shelf.bytes <= limits::MEMORY_BYTES);
        assert_eq!(
            shelf.bytes,
            shelf
                .entries
                .values()
                .map(|entry| entry.bytes)
                .sum::<usize>()
        );
        assert!(
            shelf
                .entries
                .contains_key(&(IpAddr::V4(199.into()), Service::Smtp, host()))
        );
    }
}
