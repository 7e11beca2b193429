//! The one place where events are numbered and sent, so that the count has no gap and silence has a heartbeat.

use std::future::Future;
use std::time::Duration;

use shared::{Event, Observation, Timestamp};
use tokio::sync::mpsc;
use tokio::time::{Instant, timeout_at};

use crate::clock::now;

/// The events of one probe on their way to whoever asked.
#[derive(Debug)]
pub(super) struct EventStream {
    sender: mpsc::Sender<Event>,
    seq: u32,
    heartbeat: Duration,
    last_sent: Instant,
}

impl EventStream {
    pub(super) fn new(sender: mpsc::Sender<Event>, heartbeat: Duration) -> Self {
        Self {
            sender,
            seq: 0,
            heartbeat,
            last_sent: Instant::now(),
        }
    }

    /// Sends what is seen now.
    pub(super) async fn tell(&mut self, observation: Observation) {
        self.tell_as_of(now(), observation).await;
    }

    /// Sends what was seen at a moment.
    pub(super) async fn tell_as_of(&mut self, observed_at: Timestamp, observation: Observation) {
        let event = Event {
            seq: self.seq,
            observed_at,
            observation,
        };
        self.seq = self.seq.saturating_add(1);
        // Nobody listens any more: the probe is about to be dropped.
        let _ = self.sender.send(event).await;
        self.last_sent = Instant::now();
    }

    /// Waits for something, sending a heartbeat whenever nothing was sent for long.
    pub(super) async fn alive_while<F: Future>(&mut self, awaited: F) -> F::Output {
        let mut awaited = std::pin::pin!(awaited);
        loop {
            match timeout_at(self.last_sent + self.heartbeat, &mut awaited).await {
                Ok(output) => return output,
                Err(_elapsed) => self.tell(Observation::Heartbeat).await,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn silence_has_a_heartbeat_and_the_count_no_gap() {
        let (sender, mut receiver) = mpsc::channel(64);
        let mut stream = EventStream::new(sender, Duration::from_secs(5));
        stream
            .tell(Observation::Done {
                stopped_because: None,
            })
            .await;
        let slow = tokio::time::sleep(Duration::from_secs(12));
        stream.alive_while(slow).await;
        stream
            .tell(Observation::Done {
                stopped_because: None,
            })
            .await;
        drop(stream);
        let mut events = Vec::new();
        while let Some(event) = receiver.recv().await {
            events.push(event);
        }
        let beats = events
            .iter()
            .filter(|event| event.observation == Observation::Heartbeat)
            .count();
        assert_eq!(beats, 2);
        assert!(events.iter().map(|event| event.seq).eq(0..4));
    }
}
