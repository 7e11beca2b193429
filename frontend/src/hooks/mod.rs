//! Hooks.

mod fetched;
mod use_explanations;
mod use_learn;
mod use_open;
mod use_part;
mod use_route;
mod use_survey;
mod use_title;

pub(crate) use use_explanations::{Explaining, use_explanations};
pub(crate) use use_learn::{Learning, use_learn};
pub(crate) use use_open::use_open;
pub(crate) use use_part::{Presence, use_part};
pub(crate) use use_route::use_route;
pub(crate) use use_survey::{SurveyHandle, use_survey};
pub(crate) use use_title::use_title;
