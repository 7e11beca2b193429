//! Links to sample reports, each with its grade and a line about it.

use yew::prelude::*;

use crate::route::Route;
use crate::samples::Sample;

pub(crate) fn sample_list(samples: &[Sample]) -> Html {
    html! {
        <ul class="sample-list" role="list">
            { for samples.iter().map(|sample| html! {
                <li key={sample.name}>
                    <span class="sample-grade" aria-hidden="true">{ sample.grade }</span>
                    <div>
                        <a href={Route::Sample { name: sample.name.to_owned() }.href()}>
                            { sample.title }
                            <span class="visually-hidden">{ format!(", a sample, {}", grade_words(sample.grade)) }</span>
                        </a>
                        <p>{ sample.line }</p>
                    </div>
                </li>
            }) }
        </ul>
    }
}

fn grade_words(grade: &str) -> String {
    match grade {
        "–" => "without a grade".to_owned(),
        grade => format!("grade {grade}"),
    }
}
