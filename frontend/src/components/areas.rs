//! The areas with their status, all there from the beginning.

use analysis::report::{AreaReport, Report, Status};
use yew::prelude::*;

use super::finding_item::element_id;
use super::icon::{IconKind, icon};
use crate::browser::show;
use crate::escape::{Lines, visible};
use crate::phrase::count;

/// While the check is `running`, what was not tested yet still may be.
pub(super) fn area_list(report: &Report, running: bool) -> Html {
    html! {
        <section class="areas" aria-labelledby="areas-heading">
            <h2 id="areas-heading">{ "At a glance" }</h2>
            <ul>
                { for report.areas.iter().map(|area| item(report, area, running)) }
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
    let kind = match area.status {
        Status::NotTested if !running => IconKind::Nothing,
        status => status.into(),
    };
    html! {
        <li key={area.area.word()} class={classes!("area", format!("status-{}", kind.word()))}>
            { icon(kind) }
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
