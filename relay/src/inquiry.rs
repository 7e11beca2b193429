//! Something found out apart from requests, at most once in a while, however often the question comes.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::{Instant, timeout};

use crate::limits;

/// What is known of one matter, and since when.
#[derive(Debug)]
pub(crate) struct Inquiry<T> {
    /// When the last asking began.
    begun: Mutex<Option<Instant>>,
    known: watch::Sender<Option<T>>,
}

impl<T> Default for Inquiry<T> {
    fn default() -> Self {
        Self {
            begun: Mutex::default(),
            known: watch::Sender::new(None),
        }
    }
}

impl<T: Clone + Send + Sync + 'static> Inquiry<T> {
    /// What was found out last.
    pub(crate) fn known(&self) -> Option<T> {
        self.known.borrow().clone()
    }

    /// The last answer, asked for anew if it is older than `lasts` says; if there was none yet, waits for the first,
    /// but not longer than [`limits::FIRST_WORD`].
    pub(crate) async fn word<A>(
        &self,
        lasts: impl FnOnce(Option<&T>) -> Duration,
        ask: impl FnOnce() -> A,
    ) -> Option<T>
    where
        A: Future<Output = T> + Send + 'static,
    {
        if self.is_due(lasts) {
            let known = self.known.clone();
            let asking = ask();
            // Apart from the request, so that a client who leaves does not undo the asking.
            tokio::spawn(async move {
                let answer = asking.await;
                known.send_replace(Some(answer));
            });
        }
        let mut known = self.known.subscribe();
        let word = timeout(limits::FIRST_WORD, known.wait_for(Option::is_some)).await;
        word.ok()?.ok()?.clone()
    }

    /// Whether it is time to ask; if so, the caller does.
    fn is_due(&self, lasts: impl FnOnce(Option<&T>) -> Duration) -> bool {
        let age = lasts(self.known.borrow().as_ref());
        let mut begun = self.begun.lock().unwrap_or_else(PoisonError::into_inner);
        let due = begun.is_none_or(|begun| begun.elapsed() >= age);
        if due {
            *begun = Some(Instant::now());
        }
        due
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicU32, Ordering};

    use super::*;

    const AGE: Duration = Duration::from_secs(60);

    #[tokio::test(start_paused = true)]
    async fn asks_once_in_a_while_and_waits_only_for_the_first_word() {
        let inquiry = Inquiry::<u32>::default();
        let asked = Arc::<AtomicU32>::default();
        let ask = || {
            let asked = Arc::clone(&asked);
            async move {
                tokio::time::sleep(Duration::from_secs(1)).await;
                asked.fetch_add(1, Ordering::Relaxed) + 1
            }
        };
        let begun = Instant::now();
        assert_eq!(inquiry.word(|_| AGE, ask).await, Some(1));
        assert_eq!(begun.elapsed(), Duration::from_secs(1));
        assert_eq!(inquiry.word(|_| AGE, ask).await, Some(1));
        tokio::time::advance(AGE).await;
        // The old word is good enough until the new one is there.
        assert_eq!(inquiry.word(|_| AGE, ask).await, Some(1));
        tokio::time::sleep(Duration::from_secs(2)).await;
        assert_eq!(inquiry.known(), Some(2));
        assert_eq!(asked.load(Ordering::Relaxed), 2);
    }

    #[tokio::test(start_paused = true)]
    async fn silence_is_not_waited_for_twice_as_long_nor_asked_again_at_once() {
        let inquiry = Inquiry::<u32>::default();
        let begun = Instant::now();
        assert_eq!(inquiry.word(|_| AGE, std::future::pending).await, None);
        assert_eq!(begun.elapsed(), limits::FIRST_WORD);
        // Whoever leaves does not undo the asking, which nobody repeats meanwhile.
        let late = inquiry
            .word(|_| AGE, || async { panic!("asked again") })
            .await;
        assert_eq!(late, None);
    }
}
