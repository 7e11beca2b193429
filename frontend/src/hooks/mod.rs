//! Hooks.

mod use_survey;
mod use_title;

pub use use_survey::{SurveyHandle, use_survey};
pub use use_title::use_title;
