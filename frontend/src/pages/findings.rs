//! Everything that can be found: by area with a search, and each by itself.

use analysis::finding::{Area, Code, Explanations, Severity};
use analysis::learn::Learn;
use analysis::score::{State, WEIGHTS};
use web_sys::HtmlInputElement;
use yew::prelude::*;

use crate::browser::show;
use crate::components::{crumbs, finding_links, gravity, icon, inline, read_on};
use crate::escape::{Lines, visible};
use crate::hooks::{Explaining, Learning, use_explanations, use_learn, use_title};
use crate::phrase::count;
use crate::route::Route;

#[derive(Clone, Debug, PartialEq, Properties)]
pub(crate) struct FindingsPageProps {
    /// Which finding; without one, the index.
    #[prop_or_default]
    pub(crate) code: Option<String>,
}

#[component]
pub(crate) fn FindingsPage(props: &FindingsPageProps) -> Html {
    let explaining = use_explanations();
    let learning = use_learn();
    let query = use_state(String::new);
    let code = props.code.as_deref().map(named);
    let title = match (&code, &props.code) {
        (Some(Some(code)), _) => code.words().title,
        (Some(None), _) => "No finding has this code",
        (None, _) => "All findings",
    };
    use_title(title.to_owned());
    let above = [(Route::Learn, "Learn"), (Route::Findings, "Findings")];
    let above = above
        .get(..if code.is_some() { 2 } else { 1 })
        .unwrap_or(&above);
    let here = if code.is_some() { title } else { "Findings" };
    html! {
        <article class="prose learn">
            { crumbs(above, here) }
            <h1 tabindex="-1">{ title }</h1>
            { match code {
                Some(Some(code)) => finding(code, &explaining, &learning),
                Some(None) => html! {
                    <>
                        <p>
                            { format!("There is none called “{}”. It may be mistyped, or of another version. These are all:",
                                visible(props.code.as_deref().unwrap_or_default(), Lines::Escape)) }
                        </p>
                        { index(&query, &explaining) }
                    </>
                },
                None => html! {
                    <>
                        <p class="lead">
                            { "Everything that Waxseal can find, by area. The code of a finding never changes: it is what files \
                               and other programs go by." }
                        </p>
                        { index(&query, &explaining) }
                    </>
                },
            } }
        </article>
    }
}

fn named(word: &str) -> Option<Code> {
    Code::ALL.iter().copied().find(|code| code.word() == word)
}

fn index(query: &UseStateHandle<String>, explaining: &Explaining) -> Html {
    let oninput = {
        let query = query.clone();
        Callback::from(move |event: InputEvent| {
            if let Some(input) = event.target_dyn_into::<HtmlInputElement>() {
                query.set(input.value());
            }
        })
    };
    let explanations = match explaining {
        Explaining::Here(explanations) => Some(&**explanations),
        Explaining::Awaited | Explaining::Missing(_) => None,
    };
    let found = search(query, explanations);
    let all = Code::ALL.len();
    let tally = if found.len() == all {
        count(all, "finding", "findings")
    } else {
        format!("{} of {all} findings", found.len())
    };
    let areas = || {
        Area::ALL
            .into_iter()
            .filter(|&area| found.iter().any(|code| code.area() == area))
    };
    let of = |area: Area| {
        found
            .iter()
            .copied()
            .filter(move |code| code.area() == area)
    };
    // A list of its own: as siblings whose number changes they would make a new field of the one that is typed in.
    let sections: Html = areas()
        .map(|area| {
            html! {
                <section key={area.word()} class="finding-area">
                    <h2 id={format!("area-{}", area.word())} tabindex="-1">{ area.title() }</h2>
                    <p class="hint">{ area.about() }</p>
                    { finding_links(of(area)) }
                </section>
            }
        })
        .collect();
    html! {
        <>
            <div class="finding-search">
                <label for="finding-search">{ "Search" }</label>
                <input id="finding-search" type="search" autocomplete="off" maxlength="80" {oninput}
                    value={(**query).clone()} aria-describedby="finding-tally" placeholder="certificate expired" />
                <p id="finding-tally" class="hint" role="status">{ tally }</p>
            </div>
            if found.is_empty() {
                <p>{ "Nothing has all these words. Try fewer, or a part of one." }</p>
            } else {
                <nav class="contents" aria-label="Areas">
                    <ul>{ for areas().map(area_link) }</ul>
                </nav>
            }
            { sections }
        </>
    }
}

fn area_link(area: Area) -> Html {
    let onclick = Callback::from(move |event: MouseEvent| {
        event.prevent_default();
        show(&format!("#area-{}", area.word()));
    });
    html! { <li><a href={format!("#area-{}", area.word())} {onclick}>{ area.title() }</a></li> }
}

/// The findings that have all words of a query somewhere: in their title, code, area or standard, and in what explains them.
fn search(query: &str, explanations: Option<&Explanations>) -> Vec<Code> {
    let query = query.to_lowercase();
    let words: Vec<&str> = query.split_whitespace().collect();
    let has = |code: &Code| {
        let code = *code;
        let mut text = format!(
            "{} {code} {} {} {}",
            code.words().title,
            code.area().title(),
            code.reference(),
            gravity(code).1
        );
        if let Some(explanation) = explanations.and_then(|explanations| explanations.of(code)) {
            for more in [
                &explanation.consequence,
                &explanation.why,
                &explanation.remedy,
            ] {
                text.push(' ');
                text.push_str(more);
            }
        }
        let text = text.to_lowercase();
        words.iter().all(|word| text.contains(word))
    };
    if words.is_empty() {
        return Code::ALL.to_vec();
    }
    Code::ALL.iter().copied().filter(has).collect()
}

fn finding(code: Code, explaining: &Explaining, learning: &Learning) -> Html {
    let (kind, word) = gravity(code);
    let learn = match learning {
        Learning::Here(learn) => Some(&**learn),
        Learning::Awaited | Learning::Missing(_) => None,
    };
    html! {
        <>
            <p class="gravity">{ icon(kind) }<span>{ word }</span><code>{ code.word() }</code></p>
            { explanation(code, explaining) }
            <h2>{ "In short" }</h2>
            <dl class="facts finding-facts">
                <dt>{ "Area" }</dt><dd>{ format!("{}: {}", code.area().title(), code.area().about()) }</dd>
                <dt>{ "Who can change it" }</dt><dd>{ code.responsible().words() }</dd>
                <dt>{ "Where it is written" }</dt><dd>{ inline(code.reference()) }</dd>
            </dl>
            <h2>{ "What it does to the grade" }</h2>
            { effect(code, learn) }
            <footer class="read-on">
                <section>
                    <h2>{ "Read on" }</h2>
                    { match learning {
                        Learning::Here(learn) => read_on(learn.about(code).into_iter()),
                        Learning::Awaited => html! { <p class="hint" role="status">{ "Loading…" }</p> },
                        Learning::Missing(_) => html! { <p><a href={Route::Learn.href()}>{ "Learn" }</a></p> },
                    } }
                </section>
            </footer>
        </>
    }
}

fn explanation(code: Code, explaining: &Explaining) -> Html {
    match explaining {
        Explaining::Awaited => {
            html! { <p class="hint" role="status">{ "Loading what it means…" }</p> }
        }
        Explaining::Missing(why) => html! {
            <p role="alert">
                { format!("What it means and what to do could not be loaded from where this page comes from ({}). Reload the \
                           page to try again.", visible(why, Lines::Escape)) }
            </p>
        },
        Explaining::Here(explanations) => match explanations.of(code) {
            None => Html::default(),
            Some(explanation) => html! {
                <>
                    <p class="lead">{ &*explanation.consequence }</p>
                    <h2>{ "Why" }</h2>
                    <p>{ &*explanation.why }</p>
                    <h2>{ "What to do" }</h2>
                    <p>{ &*explanation.remedy }</p>
                </>
            },
        },
    }
}

/// The caps that come with it, and what it leaves of the area's points.
fn effect(code: Code, learn: Option<&Learn>) -> Html {
    let effects: Vec<_> = learn
        .into_iter()
        .flat_map(|learn| learn.effects_of(code))
        .collect();
    html! {
        <>
            if !effects.is_empty() {
                <p>{ "It can hold the letter down, unless something makes up for it. The lowest that applies wins." }</p>
                <dl class="facts letters">
                    { for effects.iter().map(|effect| html! {
                        <><dt>{ format!("{} at best", effect.letter) }</dt><dd>{ &effect.rule }</dd></>
                    }) }
                </dl>
            }
            <p>{ for sentences(code, effects.is_empty() && learn.is_some()) }</p>
            <p><a href={Route::Grading.href()}>{ "How the grade comes about" }</a></p>
        </>
    }
}

/// What can be said about letter and score in general. Whether there is no cap is known only with the table of caps.
fn sentences(code: Code, is_without_cap: bool) -> Vec<String> {
    let mut sentences = Vec::new();
    if code.is_inconclusive() {
        sentences.push("What could not be told lowers nothing. It can leave the letter and the score as bounds until it is known. ".to_owned());
        return sentences;
    }
    if is_without_cap {
        sentences.push("It holds no letter down by itself. ".to_owned());
    }
    let weight = WEIGHTS.iter().find(|weight| weight.area == code.area());
    let percent = match code.severity() {
        Severity::Good | Severity::Info => None,
        Severity::Advice => State::Advice.percent(),
        Severity::Warning => State::Warning.percent(),
        Severity::Error => State::Error.percent(),
    };
    sentences.push(match (weight, percent) {
        _ if code.is_aside() => "It counts for nothing in the score.".to_owned(),
        (None, _) => "Its area counts for nothing in the score.".to_owned(),
        (Some(_), None) => "It takes nothing from the score.".to_owned(),
        (Some(weight), Some(0)) => format!(
            "In the score “{}” then earns none of its {}.",
            weight.area.title(),
            count(weight.points as usize, "point", "points")
        ),
        (Some(weight), Some(percent)) => format!(
            "In the score “{}” then earns {percent} % of its {} at most.",
            weight.area.title(),
            count(weight.points as usize, "point", "points")
        ),
    });
    sentences
}

#[cfg(test)]
mod tests {
    use super::*;

    fn explanations() -> Explanations {
        Explanations::read(include_bytes!("../../public/explanations.json")).unwrap()
    }

    #[test]
    fn every_code_has_a_page_with_all_its_parts() {
        let (learn, explanations) = (
            Learn::read(include_bytes!("../../public/learn.json")).unwrap(),
            explanations(),
        );
        for &code in Code::ALL {
            let route = Route::Finding {
                code: code.word().to_owned(),
            };
            let Route::Finding { code: word } = Route::parse(&route.href()) else {
                panic!("{code} has no address");
            };
            assert_eq!(named(&word), Some(code));
            assert!(explanations.of(code).is_some(), "{code}");
            assert!(!learn.about(code).is_empty(), "{code}");
            let sentences = sentences(code, true);
            assert!(!sentences.is_empty(), "{code}");
        }
        assert_eq!(named("no-such-thing"), None);
    }

    #[test]
    fn a_search_finds_by_all_words_wherever_they_stand() {
        let explanations = explanations();
        let found = |query: &str| search(query, Some(&explanations));
        assert_eq!(found("  ").len(), Code::ALL.len());
        assert!(found("Certificate EXPIRED").contains(&Code::CertificateExpired));
        assert!(found("mta-sts-policy-misses-mx").contains(&Code::MtaStsPolicyMissesMx));
        assert!(found("rfc 7672").contains(&Code::DaneMismatch));
        assert!(
            found("could not tell")
                .iter()
                .all(|code| code.is_inconclusive() || explanations.of(*code).is_some())
        );
        assert!(found("dane zebra").is_empty());
        // Before what explains them is there, titles and codes are searched.
        assert!(search("dane-mismatch", None).contains(&Code::DaneMismatch));
        assert!(search("reload", Some(&explanations)).len() > search("reload", None).len());
    }

    #[test]
    fn what_a_finding_does_to_the_score_is_told() {
        for (code, expected) in [
            (Code::CertificateExpired, "earns"),
            (Code::MxFound, "takes nothing"),
            (Code::MxUnknown, "lowers nothing"),
            (Code::SubmissionTlsOld, "counts for nothing"),
            (Code::DnsAnswersDiffer, "counts for nothing"),
        ] {
            let said = sentences(code, false).concat();
            assert!(said.contains(expected), "{code}: {said}");
        }
    }
}
