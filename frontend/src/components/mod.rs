//! What the pages are made of. One component a file; styles in `styles/components.css` under the same names.

mod address_details;
mod announcer;
mod area_list;
mod certificate;
mod circumstances;
mod copy_block;
mod dns_answers;
mod domain_form;
mod evidence;
mod file_opener;
mod finding_groups;
mod finding_item;
mod frame;
mod grade_panel;
mod host_form;
mod host_section;
mod icon;
mod not_proven;
mod override_banner;
mod paste_policy;
mod progress_panel;
mod relay_notice;
mod report_view;
mod resolver_notice;
mod save_panel;
mod seal;

pub(crate) use domain_form::DomainForm;
pub(crate) use file_opener::FileOpener;
pub(crate) use frame::Frame;
pub(crate) use host_form::HostForm;
pub(crate) use relay_notice::RelayNotice;
pub(crate) use report_view::ReportView;
pub(crate) use seal::{Seal, Wax};
