//! Counting what happened within the last minute or hour.

use std::time::{Duration, Instant};

/// A sliding window in constant memory: this period's count, and that of the period before as far as it still
/// reaches into the window, taken as evenly spread.
#[derive(Debug)]
pub(super) struct Window {
    limit: u32,
    period: Duration,
    began: Instant,
    before: u32,
    current: u32,
}

impl Window {
    pub(super) const fn new(limit: u32, period: Duration, began: Instant) -> Self {
        Self {
            limit,
            period,
            began,
            before: 0,
            current: 0,
        }
    }

    /// Holds to another limit from now on.
    pub(super) const fn limit_to(&mut self, limit: u32) {
        self.limit = limit;
    }

    pub(super) fn count(&mut self, now: Instant) {
        self.advance(now);
        self.current = self.current.saturating_add(1);
    }

    /// How long until one more fits; nothing if it does now.
    pub(super) fn wait(&mut self, now: Instant) -> Option<Duration> {
        self.advance(now);
        if self.limit == 0 {
            return Some(self.period);
        }
        let into = now.saturating_duration_since(self.began);
        let room = self.limit.saturating_sub(1);
        if self.current <= room {
            // Wanted: before · (1 − t/period) + current ≤ room, where t counts from the period's beginning.
            let needed = self.until(self.before, room.saturating_sub(self.current));
            needed.checked_sub(into).filter(|wait| !wait.is_zero())
        } else {
            // Not in this period; in the next, this period's count is the one before.
            let rest = self.period.saturating_sub(into);
            Some(rest.saturating_add(self.until(self.current, room)))
        }
    }

    /// How far into a period a count of the period before has shrunk to `room`.
    fn until(&self, before: u32, room: u32) -> Duration {
        if before <= room {
            return Duration::ZERO;
        }
        self.period
            .mul_f64(f64::from(before.saturating_sub(room)) / f64::from(before))
    }

    fn advance(&mut self, now: Instant) {
        let passed = now.saturating_duration_since(self.began);
        if passed < self.period {
            return;
        }
        let one_period = passed < self.period.saturating_mul(2);
        self.before = if one_period { self.current } else { 0 };
        self.current = 0;
        self.began = if one_period {
            self.began.checked_add(self.period).unwrap_or(now)
        } else {
            now
        };
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const MINUTE: Duration = Duration::from_secs(60);

    #[test]
    fn a_burst_is_followed_by_the_stated_wait() {
        let start = Instant::now();
        let mut window = Window::new(3, MINUTE, start);
        let at = |seconds: u64| start + Duration::from_secs(seconds);
        for _ in 0..3 {
            assert_eq!(window.wait(at(30)), None);
            window.count(at(30));
        }
        // The period ends at 60 s; a third of it later the three count as two.
        assert_eq!(window.wait(at(30)), Some(Duration::from_secs(50)));
        assert_eq!(window.wait(at(79)), Some(Duration::from_secs(1)));
        assert_eq!(window.wait(at(80)), None);
        assert_eq!(Window::new(3, MINUTE, start).wait(at(100_000)), None);
    }

    proptest! {
        /// Whoever waits as told is let in, and no minute ever sees more than twice the limit, however the
        /// questions are spread.
        #[test]
        fn waiting_as_told_is_enough(gaps in proptest::collection::vec(0_u64..40_000, 1..200)) {
            let mut now = Instant::now();
            let mut window = Window::new(5, MINUTE, now);
            let mut counted: Vec<Instant> = Vec::new();
            for gap in gaps {
                now += Duration::from_millis(gap);
                if let Some(wait) = window.wait(now) {
                    prop_assert!(wait <= MINUTE * 2);
                    now += wait + Duration::from_millis(1);
                    prop_assert_eq!(window.wait(now), None);
                }
                window.count(now);
                counted.push(now);
                let recent = counted.iter().filter(|then| now.duration_since(**then) < MINUTE).count();
                prop_assert!(recent <= 10, "{recent} in a minute");
            }
        }
    }
}
