//! Every mistake that the reader tells apart, with its words.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A mistake. [`fmt::Display`] gives the message.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DmarcDefect {}

impl fmt::Display for DmarcDefect {
    fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {}
    }
}
