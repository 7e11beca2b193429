//! The pages.

mod about;
mod check;
mod file;
mod findings;
mod home;
mod learn;
mod not_found;
mod settings;

pub(crate) use about::AboutPage;
pub(crate) use check::CheckPage;
pub(crate) use file::FilePage;
pub(crate) use findings::FindingsPage;
pub(crate) use home::HomePage;
pub(crate) use learn::LearnPage;
pub(crate) use not_found::{NotCheckablePage, NotFoundPage};
pub(crate) use settings::SettingsPage;
