//! What is said in an SMTP dialogue.

use std::sync::LazyLock;

use analysis::explain::{Book, Explained, Listener};
use shared::Direction;

/// All words there are.
static TEXTS: LazyLock<String> = LazyLock::new(|| serde_json::to_string(&Book::ours()).unwrap());

/// Listens to a conversation of a stranger's making: the first byte of each line says whose it is.
pub fn explain(input: &[u8]) {
    let book = Book::ours();
    let mut listener = Listener::new(&book);
    let mut again = Listener::new(&book);
    for line in input.split(|byte| *byte == b'\n') {
        let Some((whose, text)) = line.split_first() else {
            continue;
        };
        let direction = match whose {
            b'C' => Direction::Client,
            b'N' => Direction::Note,
            _ => Direction::Server,
        };
        let text = String::from_utf8_lossy(text);
        let explained = listener.hear(direction, &text);
        if let Some(explained) = explained {
            check(direction, &explained);
        }
        // RFC 5321 §2.4, §4.1.1.1: the case of verbs and keywords has no meaning; the rest of a line has no letters that count.
        if direction != Direction::Note {
            assert_eq!(again.hear(direction, &text.to_ascii_lowercase()), explained);
        } else {
            again.hear(direction, &text);
        }
        is_enhanced(&book, &text);
    }
}

/// Only words of our own, and sentences.
fn check(direction: Direction, explained: &Explained<'_>) {
    let Explained {
        class,
        title,
        meaning,
        action,
        is_repeated: _,
    } = explained;
    assert!(
        class.is_none() || direction == Direction::Server,
        "only replies have a class"
    );
    assert!(!title.is_empty() && meaning.ends_with('.'));
    assert!(action.is_none_or(|action| action.ends_with('.')));
    for text in [Some(*title), Some(*meaning), *class, *action]
        .into_iter()
        .flatten()
    {
        let ours = serde_json::to_string(text).unwrap();
        assert!(TEXTS.contains(&ours), "{text:?} is none of ours");
    }
}

/// RFC 3463 §2: what is taken for an enhanced code is written as one, and has a class that says whether it worked.
fn is_enhanced(book: &Book, text: &str) {
    let first = text.split(' ').next().unwrap_or_default();
    let Some(explained) = book.enhanced(first) else {
        return;
    };
    let numbers: Vec<u16> = first.split('.').map(|part| part.parse().unwrap()).collect();
    let [class, subject, detail] = numbers[..] else {
        panic!("{first:?} has three parts");
    };
    assert!(subject < 1000 && detail < 1000);
    assert_eq!(
        first,
        format!("{class}.{subject}.{detail}"),
        "no other way to write it"
    );
    assert_eq!(explained.action.is_none(), class == 2);
}
