//! The pages.

mod about;
mod check;
mod compare;
mod file;
mod findings;
mod history;
mod history_of;
mod home;
mod kept;
mod learn;
mod many;
mod not_found;
mod sample;
mod settings;
mod shared;

pub(crate) use about::AboutPage;
pub(crate) use check::CheckPage;
pub(crate) use compare::ComparePage;
pub(crate) use file::FilePage;
pub(crate) use findings::FindingsPage;
pub(crate) use history::HistoryPage;
pub(crate) use history_of::HistoryOfPage;
pub(crate) use home::HomePage;
pub(crate) use kept::KeptPage;
pub(crate) use learn::LearnPage;
pub(crate) use many::ManyPage;
pub(crate) use not_found::{NotCheckablePage, NotFoundPage};
pub(crate) use sample::{SamplePage, SamplesPage};
pub(crate) use settings::SettingsPage;
pub(crate) use shared::SharedPage;
