//! What the pages are made of. One part a file; styles in `styles/components.css` under the same names.
//!
//! What has a state of its own is a component. What only shows what it is given is a plain function: a component costs
//! about three kilobytes of code, whatever it does.

mod address_details;
mod announcer;
mod areas;
mod ask_more;
mod certificate;
mod change_list;
mod changes;
mod circumstances;
mod copy_block;
mod copy_button;
mod dns_answers;
mod dns_only;
mod domain_form;
mod drop_zone;
mod evidence;
mod file_opener;
mod finding_item;
mod frame;
mod grade_chart;
mod grade_panel;
mod host_form;
mod host_section;
mod icon;
mod not_proven;
mod outline;
mod override_banner;
mod paste_policy;
mod problem;
mod progress_panel;
mod prose;
mod read_on;
mod recipients;
mod relay_help;
mod relay_notice;
mod report_view;
mod resolver_notice;
mod sample_list;
mod save_panel;
mod score_panel;
mod seal;
mod sender_grid;
mod share_link;
mod since_last;
mod tables;
mod wish_form;

pub(crate) use change_list::change_list;
pub(crate) use domain_form::DomainForm;
pub(crate) use drop_zone::DropZone;
pub(crate) use file_opener::FileOpener;
pub(crate) use frame::Frame;
pub(crate) use grade_chart::grade_chart;
pub(crate) use host_form::HostForm;
pub(crate) use icon::{IconKind, icon};
pub(crate) use problem::problem;
pub(crate) use prose::{inline, prose};
pub(crate) use read_on::{crumbs, finding_links, gravity, read_on, topic_item};
pub(crate) use relay_notice::{relay_notice, relay_trouble};
pub(crate) use report_view::ReportView;
pub(crate) use sample_list::sample_list;
pub(crate) use seal::{Wax, seal};
pub(crate) use since_last::SinceLast;
pub(crate) use tables::table_frame;
