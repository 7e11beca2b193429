//! The areas with their status, all there from the beginning. Each opens to what was found and to its details.

use analysis::finding::{Area, Finding};
use analysis::report::{AreaReport, Report, Status};
use analysis::tables::Table;
use yew::prelude::*;

use super::finding_item::{element_id, finding_item, has_remedy, kind, severity_word};
use super::icon::{IconKind, icon};
use super::outline::Part;
use super::tables::tables_of;
use crate::browser::show;
use crate::escape::{Lines, visible};
use crate::hooks::Explaining;
use crate::pictures;

/// While the check is `running`, what was not tested yet still may be.
pub(super) fn areas(
    report: &Report,
    tables: &[Table],
    running: bool,
    explaining: &Explaining,
) -> Html {
    html! {
        <section class="areas" id={Part::Areas.id()} aria-labelledby="areas-heading">
            <h2 id="areas-heading">{ "Area by area" }</h2>
            { for report.areas.iter().map(|area| item(report, area, tables, running, explaining)) }
        </section>
    }
}

fn item(
    report: &Report,
    area: &AreaReport,
    tables: &[Table],
    running: bool,
    explaining: &Explaining,
) -> Html {
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
        <details key={area.area.word()} class={classes!("area", format!("status-{}", kind.word()))}>
            <summary>
                { icon(kind) }
                <span class="area-words">
                    <h3>{ area.title }<span class="area-status">{ words }</span></h3>
                    <span class="area-summary">{ visible(&area.summary, Lines::Escape) }</span>
                </span>
            </summary>
            <div class="area-body">
                <p class="hint">{ area.area.about() }</p>
                { findings(report, area, explaining) }
                if area.area == Area::Spf {
                    { for report.mail.iter().flat_map(|mail| &mail.spf).map(pictures::spf) }
                }
                { tables_of(tables, area.area) }
            </div>
        </details>
    }
}

/// What is to change stands above in full and is only named here.
fn findings(report: &Report, area: &AreaReport, explaining: &Explaining) -> Html {
    let of_area = || {
        let findings = report.findings.iter().enumerate();
        findings.filter(|(_, finding)| finding.area == area.area)
    };
    let mut above = of_area()
        .filter(|(_, finding)| has_remedy(finding))
        .peekable();
    html! {
        <>
            if above.peek().is_some() {
                <ul class="above" role="list">{ for above.map(|(index, finding)| link(index, finding)) }</ul>
            }
            { for of_area().filter(|(_, finding)| !has_remedy(finding)).map(|(index, _)| finding_item(report, index, explaining)) }
        </>
    }
}

/// A button and not a link: what is behind the `#` of the address is the route.
fn link(index: usize, finding: &Finding) -> Html {
    let onclick = Callback::from(move |_: MouseEvent| show(&format!("#{}", element_id(index))));
    html! {
        <li key={index}>
            { icon(kind(finding)) }
            <button type="button" class="link-button" {onclick}>
                { finding.words.title }
                <span class="visually-hidden">{ format!(", {}", severity_word(finding)) }</span>
            </button>
            <span class="about">{ finding.about.to_string() }</span>
        </li>
    }
}
