//! What copying did to the text.

use super::Remark;
use crate::finding::Severity;
use crate::message::field::Message;

const TODO: &str = "Save the mail as a file, or copy its source once more, and give that.";

pub(super) fn of_copied(message: &Message, list: &mut Vec<Remark>) {
    let words: Vec<&str> = message
        .changes()
        .iter()
        .map(|change| change.words())
        .collect();
    if !words.is_empty() {
        let is_doubtful = message.doubt_of_body().is_some();
        let title = if is_doubtful {
            "This text is not the mail as it was on its way"
        } else {
            "The mail was taken out of a file of another kind"
        };
        let mut text = words.join(" ");
        if is_doubtful {
            text.push_str(" Signatures are over every letter, so one that does not hold here may hold in the mail itself.");
        }
        let remark = Remark::new("copied", Severity::Info, title, text);
        list.push(if is_doubtful {
            remark.todo(TODO)
        } else {
            remark
        });
    }
    if message.joined_lines > 0 {
        let lines = match message.joined_lines {
            1 => "One line begins".to_owned(),
            many => format!("{many} lines begin"),
        };
        list.push(
            Remark::new(
                "joined-lines",
                Severity::Info,
                "Headers were put together again",
                format!(
                    "{lines} without the white space that shows to which header it belongs, as after copying from a window. \
                     What plainly goes on with the header above was read as a part of it."
                ),
            )
            .todo(TODO)
            .by("RFC 5322 §2.2.3"),
        );
    }
    if message.lost_its_top() {
        list.push(
            Remark::new(
                "top-not-copied",
                Severity::Info,
                "The beginning of the headers seems to be missing",
                "What stands at the top looks like the rest of a Received header. The server of the recipient writes it, so \
                 where the mail came in may not be in this text.",
            )
            .todo(TODO),
        );
    }
}

/// What to say in the place of “not signed” of a text that copying has changed.
pub(super) fn not_copied(message: &Message) -> Option<Remark> {
    if !message.is_broken() && message.doubt().is_none() && !message.lost_its_top() {
        return None;
    }
    Some(
        Remark::new(
            "dkim-none",
            Severity::Info,
            "There is no signature in this text",
            "Copying has changed the text, and may have left a signature out, so this does not show whether the mail is signed.",
        )
        .todo(TODO)
        .by("RFC 6376"),
    )
}
