//! The pages.

mod about;
mod check;
mod file;
mod home;
mod not_found;
mod sample;
mod settings;

pub(crate) use about::AboutPage;
pub(crate) use check::CheckPage;
pub(crate) use file::FilePage;
pub(crate) use home::HomePage;
pub(crate) use not_found::{NotCheckablePage, NotFoundPage};
pub(crate) use sample::{SamplePage, SamplesPage};
pub(crate) use settings::SettingsPage;
