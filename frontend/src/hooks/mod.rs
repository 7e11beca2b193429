//! Hooks.

mod use_survey;
mod use_title;

pub(crate) use use_survey::{SurveyHandle, use_survey};
pub(crate) use use_title::use_title;
