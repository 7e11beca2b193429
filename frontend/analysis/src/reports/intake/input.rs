//! The bytes of what is being read.

use std::collections::VecDeque;
use std::sync::Arc;

use crate::reports::Refusal;

/// Where its bytes come from.
#[derive(Debug)]
pub(super) enum Input {
    /// From whoever feeds.
    Fed {
        waiting: VecDeque<Vec<u8>>,
        at: usize,
        end: Option<End>,
    },
    /// From memory.
    Held {
        bytes: Arc<Vec<u8>>,
        from: usize,
        to: usize,
    },
}

impl Input {
    pub(super) fn held(bytes: Vec<u8>) -> Self {
        let to = bytes.len();
        Self::Held {
            bytes: Arc::new(bytes),
            from: 0,
            to,
        }
    }

    /// The next bytes, at most so many.
    pub(super) fn take(&mut self, most: usize) -> Option<&[u8]> {
        match self {
            Self::Held { bytes, from, to } => {
                let begin = *from;
                *from = begin.saturating_add(most).min(*to);
                bytes.get(begin..*from).filter(|piece| !piece.is_empty())
            }
            Self::Fed { waiting, at, .. } => {
                if waiting.front().is_some_and(|first| *at >= first.len()) {
                    waiting.pop_front();
                    *at = 0;
                }
                let first = waiting.front()?;
                let begin = *at;
                *at = first.len().min(begin.saturating_add(most));
                first.get(begin..*at)
            }
        }
    }

    /// How it ended, once all of its bytes were taken.
    pub(super) fn end(&self) -> Option<End> {
        match self {
            Self::Held { from, to, .. } => (from >= to).then_some(End::Whole),
            Self::Fed { waiting, at, end } => {
                let is_empty = waiting.iter().map(Vec::len).sum::<usize>() <= *at;
                end.clone().filter(|_| is_empty)
            }
        }
    }
}

/// Why a file has no more bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum End {
    /// That was all of it.
    Whole,
    /// The rest cannot be read, and why.
    Unreadable(String),
}

impl End {
    pub(super) fn fault(self) -> Option<Refusal> {
        match self {
            Self::Whole => None,
            Self::Unreadable(detail) => Some(Refusal::Unreadable { detail }),
        }
    }
}
