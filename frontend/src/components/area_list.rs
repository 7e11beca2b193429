//! The areas with their status, all there from the beginning.

use std::rc::Rc;

use analysis::report::{AreaReport, Report, Status};
use yew::prelude::*;

use super::finding_item::element_id;
use super::icon::{Icon, IconKind};
use crate::browser::show;
use crate::escape::{Lines, visible};
use crate::phrase::count;

#[derive(Clone, Debug, PartialEq, Properties)]
pub(crate) struct AreaListProps {
    pub(crate) report: Rc<Report>,
    /// Whether what was not tested yet still may be.
    pub(crate) running: bool,
}

#[component]
pub(crate) fn AreaList(props: &AreaListProps) -> Html {
    html! {
        <section class="areas" aria-labelledby="areas-heading">
            <h2 id="areas-heading">{ "At a glance" }</h2>
            <ul>
                { for props.report.areas.iter().map(|area| item(&props.report, area, props.running)) }
            </ul>
        </section>
    }
}

fn item(report: &Report, area: &AreaReport, running: bool) -> Html {
    let waits = running && area.status == Status::NotTested;
    let words = if waits {
        "waiting"
    } else {
        area.status.words()
    };
    let icon = match area.status {
        Status::NotTested if !running => IconKind::Nothing,
        status => status.into(),
    };
    html! {
        <li key={area.area.word()} class={classes!("area", format!("status-{}", icon.word()))}>
            <Icon kind={icon} />
            <div class="area-words">
                <h3>{ area.title }<span class="area-status">{ words }</span></h3>
                <p>{ visible(&area.summary, Lines::Escape) }</p>
                <p class="hint">{ area.area.about() }</p>
            </div>
            { link_to_findings(report, area) }
        </li>
    }
}

/// A button and not a link: what is behind the `#` of the address is the route.
fn link_to_findings(report: &Report, area: &AreaReport) -> Html {
    let mut findings = report
        .findings
        .iter()
        .enumerate()
        .filter(|(_, f)| f.area == area.area);
    let Some((first, _)) = findings.next() else {
        return Html::default();
    };
    let number = findings.count() + 1;
    let onclick = Callback::from(move |_: MouseEvent| show(&format!("#{}", element_id(first))));
    html! {
        <button type="button" class="link-button" {onclick}>
            { count(number, "finding", "findings") }
            <span class="visually-hidden">{ format!(" about {}", area.title) }</span>
        </button>
    }
}
