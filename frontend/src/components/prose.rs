//! Texts to read, from their blocks. Whatever a file may hold, it becomes text, and links lead nowhere but to places of the
//! page and to RFCs (`analysis::learn::spans`).

use analysis::learn::{Block, Kind, Span, spans};
use yew::prelude::*;

/// A line with its marks.
pub(crate) fn inline(text: &str) -> Html {
    spans(text).into_iter().map(span).collect()
}

fn span(span: Span<'_>) -> Html {
    match span {
        Span::Text(text) => html! { { text } },
        Span::Code(text) => html! { <code>{ text }</code> },
        Span::Strong(text) => html! { <strong>{ text }</strong> },
        Span::Emphasis(text) => html! { <em>{ text }</em> },
        Span::Link { text, href } => {
            html! { <a href={href.into_owned()} rel="noreferrer">{ text }</a> }
        }
    }
}

/// Blocks, one below the other. The sections have the ids `section-0`, `section-1`, …
pub(crate) fn prose(blocks: &[Block]) -> Html {
    let (mut sections, mut heading) = (0_usize, "");
    let mut shown = Vec::with_capacity(blocks.len());
    for block in blocks {
        if matches!(block.kind, Kind::Section | Kind::Part) {
            heading = &block.text;
        }
        shown.push(if block.kind == Kind::Section {
            let id = format!("section-{sections}");
            sections += 1;
            html! { <h2 {id} tabindex="-1">{ inline(heading) }</h2> }
        } else {
            self::block(block, heading)
        });
    }
    shown.into_iter().collect()
}

/// A block below a heading.
fn block(block: &Block, heading: &str) -> Html {
    let text = || inline(&block.text);
    let cells = || block.rows.iter().filter_map(|row| row.first());
    let items = || cells().map(|cell| html! { <li>{ inline(cell) }</li> });
    match block.kind {
        Kind::Section => html! { <h2>{ text() }</h2> },
        Kind::Part => html! { <h3>{ text() }</h3> },
        Kind::Paragraph => html! { <p>{ text() }</p> },
        Kind::Note => html! { <p class="note">{ text() }</p> },
        Kind::List => html! { <ul>{ for items() }</ul> },
        Kind::Steps => html! { <ol>{ for items() }</ol> },
        Kind::Terms => {
            html! { <dl class="terms">{ for block.rows.iter().map(|row| term(row)) }</dl> }
        }
        Kind::Table => table(block, heading),
        Kind::Example => {
            let lines: Vec<&str> = cells().map(String::as_str).collect();
            html! {
                <figure class="example">
                    <figcaption>{ &block.text }</figcaption>
                    <pre><code>{ lines.join("\n") }</code></pre>
                </figure>
            }
        }
        Kind::Dialogue => html! {
            <figure class="dialogue">
                <figcaption>{ &block.text }</figcaption>
                <ol>{ for block.rows.iter().map(|row| said(row)) }</ol>
            </figure>
        },
        Kind::Picture => picture(block),
    }
}

fn term(row: &[String]) -> Html {
    match row {
        [term, meaning, ..] => {
            html! { <div><dt>{ inline(term) }</dt><dd>{ inline(meaning) }</dd></div> }
        }
        _ => Html::default(),
    }
}

/// The first row is the head, and the first cell of every other its name. On narrow screens each cell has its head beside it.
fn table(block: &Block, heading: &str) -> Html {
    let Some((head, rows)) = block.rows.split_first() else {
        return Html::default();
    };
    let row = |row: &Vec<String>| {
        let cells = row.iter().zip(head).enumerate();
        let cell = |(index, (cell, head)): (usize, (&String, &String))| match index {
            0 => html! { <th scope="row">{ inline(cell) }</th> },
            _ if cell.is_empty() => html! { <td class="nothing"></td> },
            _ => html! { <td data-head={head.clone()}><span>{ inline(cell) }</span></td> },
        };
        html! { <tr>{ for cells.map(cell) }</tr> }
    };
    html! {
        <table class={classes!("prose-table", (head.len() > 3).then_some("wide"))}>
            if block.text.is_empty() {
                <caption class="visually-hidden">{ inline(heading) }</caption>
            } else {
                <caption>{ inline(&block.text) }</caption>
            }
            <thead><tr>{ for head.iter().map(|cell| html! { <th scope="col">{ inline(cell) }</th> }) }</tr></thead>
            <tbody>{ for rows.iter().map(row) }</tbody>
        </table>
    }
}

/// One line of a conversation.
fn said(row: &[String]) -> Html {
    let [who, said, meaning] = row else {
        return Html::default();
    };
    let (class, who) = match who.as_str() {
        "C" => ("client", "Sender"),
        "S" => ("server", "Server"),
        _ => ("aside", ""),
    };
    html! {
        <li {class}>
            if who.is_empty() {
                <em>{ inline(said) }</em>
            } else {
                <span class="who">{ who }</span><code>{ said }</code>
            }
            if !meaning.is_empty() { <span class="meaning">{ inline(meaning) }</span> }
        </li>
    }
}

/// A picture of boxes, lines and words. What it shows is told in its label and in the text around it.
fn picture(block: &Block) -> Html {
    let Some(([size, width, height], shapes)) = block
        .rows
        .split_first()
        .and_then(|(size, shapes)| Some((<&[String; 3]>::try_from(size.as_slice()).ok()?, shapes)))
    else {
        return Html::default();
    };
    if size != "size" {
        return Html::default();
    }
    html! {
        <figure class="drawing">
            <svg viewBox={format!("0 0 {width} {height}")} role="img" aria-label={block.text.clone()}>
                { for shapes.iter().map(|row| shape(row)) }
            </svg>
            <figcaption>{ &block.text }</figcaption>
        </figure>
    }
}

fn shape(row: &[String]) -> Html {
    match row {
        [kind, x, y, class, words] if kind == "text" => html! {
            <text x={x.clone()} y={y.clone()} class={class.clone()}>{ words }</text>
        },
        [kind, x, y, width, height, class] if kind == "box" => html! {
            <rect x={x.clone()} y={y.clone()} width={width.clone()} height={height.clone()} rx="8" class={class.clone()} />
        },
        [kind, x1, y1, x2, y2, class] if kind == "line" || kind == "arrow" => html! {
            <>
                <line x1={x1.clone()} y1={y1.clone()} x2={x2.clone()} y2={y2.clone()} class={class.clone()} />
                if kind == "arrow" { <polyline points={head_of(x1, x2, y2)} class={class.clone()} /> }
            </>
        },
        _ => Html::default(),
    }
}

/// The head of an arrow that points to the left or to the right.
fn head_of(x1: &str, x2: &str, y: &str) -> String {
    let number = |text: &str| text.parse::<i32>().unwrap_or_default();
    let (from, to, y) = (number(x1), number(x2), number(y));
    let back = to.saturating_add(if from < to { -7 } else { 7 });
    let (above, below) = (y.saturating_sub(5), y.saturating_add(5));
    format!("{back},{above} {to},{y} {back},{below}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_arrow_points_where_it_goes() {
        assert_eq!(head_of("10", "60", "20"), "53,15 60,20 53,25");
        assert_eq!(head_of("60", "10", "20"), "17,15 10,20 17,25");
        // What is no number breaks nothing.
        assert_eq!(head_of("", "x", "99999999999"), "7,-5 0,0 7,5");
    }
}
