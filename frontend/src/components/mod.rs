//! What the pages are made of. One part a file; styles in `styles/components.css` under the same names.
//!
//! What has a state of its own is a component. What only shows what it is given is a plain function: a component costs
//! about three kilobytes of code, whatever it does.

mod address_details;
mod announcer;
mod area_list;
mod ask_more;
mod certificate;
mod changes;
mod circumstances;
mod copy_block;
mod copy_button;
mod dns_answers;
mod domain_form;
mod drop_zone;
mod evidence;
mod file_opener;
mod finding_groups;
mod finding_item;
mod frame;
mod grade_chart;
mod grade_panel;
mod host_form;
mod host_section;
mod icon;
mod not_proven;
mod override_banner;
mod paste_policy;
mod progress_panel;
mod recipients;
mod relay_notice;
mod report_view;
mod resolver_notice;
mod save_panel;
mod seal;
mod share_link;
mod since_last;
mod tables;
mod wish_form;

pub(crate) use changes::change_list;
pub(crate) use domain_form::DomainForm;
pub(crate) use drop_zone::DropZone;
pub(crate) use file_opener::FileOpener;
pub(crate) use frame::Frame;
pub(crate) use grade_chart::grade_chart;
pub(crate) use host_form::HostForm;
pub(crate) use relay_notice::relay_notice;
pub(crate) use report_view::ReportView;
pub(crate) use seal::{Wax, seal};
pub(crate) use since_last::SinceLast;
