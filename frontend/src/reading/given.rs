//! A message that was given, by its owner or as a sample.

use std::rc::Rc;

use analysis::evidence::{Evidence, Vantage};
use analysis::message::{Message, Parts};
use shared::Timestamp;

use crate::browser::now;
use crate::net::samples;

/// A message; two are two.
#[derive(Clone, Debug)]
pub(super) struct Given {
    pub(super) parts: Rc<Parts>,
    /// What DNS says of a sample: it comes with it, and nobody is asked.
    answers: Option<Rc<Evidence>>,
}

impl PartialEq for Given {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.parts, &other.parts)
    }
}

impl Given {
    /// Reads a message.
    ///
    /// # Errors
    /// It is none; in words for the user.
    pub(super) fn read(bytes: &[u8]) -> Result<Self, String> {
        let message = Message::read(bytes).map_err(|why| why.to_string())?;
        Ok(Self {
            parts: Rc::new(Parts::read(message)),
            answers: None,
        })
    }

    /// Fetches the sample from where this page comes from.
    ///
    /// # Errors
    /// It cannot be had; in words for the user.
    pub(super) async fn sample() -> Result<Self, String> {
        let (message, answers) = samples::message().await?;
        let answers = analysis::json::from_slice(&answers).map_err(|error| error.to_string())?;
        Ok(Self {
            answers: Some(Rc::new(answers)),
            ..Self::read(&message)?
        })
    }

    /// Another message is another view: nothing of what was asked for one is shown of the next.
    pub(super) fn serial(&self) -> String {
        format!("{:p}", Rc::as_ptr(&self.parts))
    }

    /// Whether it is the sample.
    pub(super) const fn is_sample(&self) -> bool {
        self.answers.is_some()
    }

    /// What is known of it before anybody is asked.
    pub(super) fn evidence(&self) -> Option<Rc<Evidence>> {
        self.answers.clone().or_else(|| {
            let evidence = self.parts.evidence(Vantage::default(), now())?;
            Some(Rc::new(evidence))
        })
    }

    /// The moment at which it is judged: a sample is as old as its answers.
    pub(super) fn judged_at(&self) -> Timestamp {
        self.answers
            .as_ref()
            .map_or_else(now, |answers| answers.now)
    }
}
