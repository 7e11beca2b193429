//! What there is to read: the index, one topic, and how the grade comes about.

use analysis::finding::Code;
use analysis::learn::{Kind, Learn, Topic};
use yew::prelude::*;

use crate::browser::show;
use crate::components::{crumbs, finding_links, inline, prose, read_on, topic_item};
use crate::escape::{Lines, visible};
use crate::hooks::{Learning, use_learn, use_title};
use crate::route::Route;

#[derive(Clone, Debug, PartialEq, Properties)]
pub(crate) struct LearnPageProps {
    /// Which page it is.
    pub(crate) here: Route,
}

#[component]
pub(crate) fn LearnPage(props: &LearnPageProps) -> Html {
    let learning = use_learn();
    let here = &props.here;
    let (title, body) = match &learning {
        Learning::Here(learn) => match shown(learn, here) {
            Shown::Index => ("Learn".to_owned(), index(learn)),
            Shown::Topic(topic) => (topic.title.clone(), topic_body(learn, topic)),
            Shown::Nothing(word) => ("There is no such topic".to_owned(), no_topic(learn, word)),
        },
        Learning::Awaited => (
            waiting_title(here),
            html! { <p class="hint" role="status">{ "Loading…" }</p> },
        ),
        Learning::Missing(why) => (waiting_title(here), missing(why)),
    };
    use_title(title.clone());
    let above = [(Route::Learn, "Learn")];
    let is_index = *here == Route::Learn;
    html! {
        <article class="prose learn">
            // The heading keeps its place, so that the focus stays on it when the text arrives.
            { if is_index { Html::default() } else { crumbs(&above, &title) } }
            <h1 tabindex="-1">{ title }</h1>
            { body }
        </article>
    }
}

/// What an address shows.
enum Shown<'a> {
    Index,
    Topic(&'a Topic),
    Nothing(&'a str),
}

fn shown<'a>(learn: &'a Learn, here: &'a Route) -> Shown<'a> {
    match here {
        Route::Topic { topic } => learn
            .topic(topic)
            .map_or(Shown::Nothing(topic), Shown::Topic),
        Route::Grading => Shown::Topic(&learn.grading),
        _ => Shown::Index,
    }
}

/// As long as the titles are not there.
fn waiting_title(here: &Route) -> String {
    let title = match here {
        Route::Grading => "How the grade comes about",
        _ => "Learn",
    };
    title.to_owned()
}

fn missing(why: &str) -> Html {
    html! {
        <>
            <p role="alert">
                { format!("The text could not be loaded from where this page comes from ({}). Reload the page to try again.",
                    visible(why, Lines::Escape)) }
            </p>
            <p><a href={Route::Findings.href()}>{ "The index of findings" }</a>{ " is here in any case." }</p>
        </>
    }
}

fn index(learn: &Learn) -> Html {
    let mut groups: Vec<(&str, Vec<&Topic>)> = Vec::new();
    for topic in &learn.topics {
        match groups.last_mut() {
            Some((group, topics)) if *group == topic.group => topics.push(topic),
            _ => groups.push((&topic.group, vec![topic])),
        }
    }
    html! {
        <>
            <p class="lead">
                { "How mail travels, how its seal is put on, taken off and insisted upon, and what a report means by its words." }
            </p>
            { for groups.into_iter().map(|(group, topics)| html! {
                <section class="topic-group">
                    <h2>{ group }</h2>
                    { read_on(topics.into_iter()) }
                </section>
            }) }
            <section class="topic-group">
                <h2>{ "Behind every report" }</h2>
                <ul class="topic-list">
                    { topic_item(&Route::Grading, &learn.grading.title, &learn.grading.summary) }
                    { topic_item(&Route::Findings, "All findings", "Everything that Waxseal can find, by area: what it \
                        means, who has to act, and what to do.") }
                </ul>
            </section>
        </>
    }
}

fn topic_body(learn: &Learn, topic: &Topic) -> Html {
    let next = topic.next.iter().filter_map(|word| learn.topic(word));
    let codes = || {
        topic.findings.iter().filter_map(|word| {
            let mut all = Code::ALL.iter().copied();
            all.find(|code| code.word() == word)
        })
    };
    html! {
        <>
            <p class="lead">{ inline(&topic.summary) }</p>
            { contents(topic) }
            { prose(&topic.blocks) }
            <footer class="read-on">
                if codes().next().is_some() {
                    <section>
                        <h2>{ "Findings about this" }</h2>
                        { finding_links(codes()) }
                    </section>
                }
                <section>
                    <h2>{ "Read on" }</h2>
                    { read_on(next) }
                </section>
            </footer>
        </>
    }
}

/// The sections of a long text. A link to a place of the page would be a route of its own, so the click is taken over.
fn contents(topic: &Topic) -> Html {
    let sections: Vec<&str> = topic
        .blocks
        .iter()
        .filter(|block| block.kind == Kind::Section)
        .map(|block| block.text.as_str())
        .collect();
    if sections.len() < 4 {
        return Html::default();
    }
    let item = |(index, title): (usize, &&str)| {
        let onclick = Callback::from(move |event: MouseEvent| {
            event.prevent_default();
            show(&format!("#section-{index}"));
        });
        html! { <li><a href={format!("#section-{index}")} {onclick}>{ *title }</a></li> }
    };
    html! {
        <nav class="contents" aria-label="On this page">
            <ul>{ for sections.iter().enumerate().map(item) }</ul>
        </nav>
    }
}

fn no_topic(learn: &Learn, word: &str) -> Html {
    html! {
        <>
            <p>{ format!("Nothing is written under “{}”. This is what there is:", visible(word, Lines::Escape)) }</p>
            { index(learn) }
        </>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn learn() -> Learn {
        Learn::read(include_bytes!("../../public/learn.json")).unwrap()
    }

    #[test]
    fn every_address_of_a_text_shows_it() {
        let learn = learn();
        for topic in &learn.topics {
            let route = Route::Topic {
                topic: topic.word.clone(),
            };
            let route = Route::parse(&route.href());
            assert!(matches!(shown(&learn, &route), Shown::Topic(shown) if shown == topic));
        }
        assert!(
            matches!(shown(&learn, &Route::Grading), Shown::Topic(topic) if topic.word == "grading")
        );
        assert!(matches!(shown(&learn, &Route::Learn), Shown::Index));
        let route = Route::parse("#/learn/%E2%80%AEnothing");
        assert!(matches!(
            shown(&learn, &route),
            Shown::Nothing("\u{202E}nothing")
        ));
    }

    #[test]
    fn a_group_stands_together() {
        let mut groups: Vec<String> = learn()
            .topics
            .into_iter()
            .map(|topic| topic.group)
            .collect();
        groups.dedup();
        let count = groups.len();
        groups.sort();
        groups.dedup();
        assert_eq!(groups.len(), count);
    }
}
