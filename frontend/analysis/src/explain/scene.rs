//! A conversation cut into what a picture of it shows: connections, in each the turns of either side, and from where on
//! it was sealed.

use shared::{Direction, TranscriptLine};

/// One connection of a conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Connection<'a> {
    /// Its lines, the remark about its beginning first.
    pub lines: &'a [TranscriptLine],
    /// The first line that was said inside TLS; the number of lines if none was.
    pub sealed_from: usize,
}

/// Lines that belong together: a reply of several lines is one turn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Turn<'a> {
    /// What sort of turn.
    pub kind: TurnKind,
    /// Its lines; never none.
    pub lines: &'a [TranscriptLine],
    /// Whether it was said inside TLS.
    pub is_sealed: bool,
}

/// What sort of turn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TurnKind {
    /// We speak.
    Ours,
    /// The server speaks.
    Theirs,
    /// The connection begins.
    Opened,
    /// From here on it is sealed.
    Sealed,
    /// TLS was refused with an alert.
    Alert,
    /// The connection ended before its time.
    Cut,
    /// Anything else worth a remark.
    Remark,
}

/// How remarks of the relay begin that say the conversation did not go on.
const CUTS: &[&str] = &[
    "connection refused",
    "connection reset",
    "connection closed",
    "no route to the address",
    "nothing came within ",
    "the handshake failed",
    "the line was not finished",
    "the server said ",
    "the server sent far too much",
    "the server sent an endless line",
    "the server spoke TLS",
    "what came is not SMTP",
    "stopped by you",
];

/// The connections of a conversation, in order.
#[must_use]
pub fn connections(transcript: &[TranscriptLine]) -> Vec<Connection<'_>> {
    let mut all = Vec::new();
    let mut rest = transcript;
    while let Some((_, after)) = rest.split_first() {
        let begins = |line: &TranscriptLine| kind(line) == TurnKind::Opened;
        let length = after
            .iter()
            .position(begins)
            .map_or(rest.len(), |at| at + 1);
        let (lines, others) = rest.split_at_checked(length).unwrap_or((rest, &[]));
        let sealed = lines.iter().position(|line| kind(line) == TurnKind::Sealed);
        all.push(Connection {
            lines,
            sealed_from: sealed.unwrap_or(lines.len()),
        });
        rest = others;
    }
    all
}

impl<'a> Connection<'a> {
    /// Its turns, in order.
    #[must_use]
    pub fn turns(&self) -> Vec<Turn<'a>> {
        let mut turns = Vec::new();
        let (mut rest, mut before) = (self.lines, 0);
        while let Some(first) = rest.first() {
            let kind = kind(first);
            let goes_on = |line: &&TranscriptLine| kind == TurnKind::Theirs && is_followed(line);
            let length = rest.iter().take_while(goes_on).count() + 1;
            let same = |line: &&TranscriptLine| line.direction == first.direction;
            let length = rest.iter().take(length).take_while(same).count();
            let (lines, others) = rest.split_at_checked(length.max(1)).unwrap_or((rest, &[]));
            turns.push(Turn {
                kind,
                lines,
                is_sealed: before >= self.sealed_from,
            });
            before += lines.len();
            rest = others;
        }
        turns
    }
}

/// Whether a line of a reply says that another one follows (RFC 5321 §4.2.1).
fn is_followed(line: &TranscriptLine) -> bool {
    line.text.as_bytes().get(3) == Some(&b'-')
}

fn kind(line: &TranscriptLine) -> TurnKind {
    let text = line.text.as_str();
    match line.direction {
        Direction::Client => TurnKind::Ours,
        Direction::Server => TurnKind::Theirs,
        Direction::Note if text.starts_with("connected ") => TurnKind::Opened,
        Direction::Note if text.contains(" agreed, ") => TurnKind::Sealed,
        Direction::Note if text.starts_with("the server sent the alert") => TurnKind::Alert,
        Direction::Note if CUTS.iter().any(|cut| text.starts_with(cut)) => TurnKind::Cut,
        Direction::Note => TurnKind::Remark,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(said: &[(Direction, &str)]) -> Vec<TranscriptLine> {
        let line = |(direction, text): &(Direction, &str)| TranscriptLine {
            at_ms: 0,
            direction: *direction,
            text: (*text).to_owned(),
        };
        said.iter().map(line).collect()
    }

    #[test]
    fn a_visit_is_cut_into_connections_and_turns() {
        use Direction::{Client, Note, Server};
        let transcript = lines(&[
            (Note, "connected to 192.0.2.1, smtp"),
            (Server, "220 mx"),
            (Client, "EHLO probe"),
            (Server, "250-mx"),
            (Server, "250-PIPELINING"),
            (Server, "250 STARTTLS"),
            (Client, "STARTTLS"),
            (Server, "220 go"),
            (Note, "TLS 1.3 agreed, TLS_AES_128_GCM_SHA256, x25519"),
            (Client, "QUIT"),
            (Server, "221 bye"),
            (Note, "connected again, to offer TLS 1.1 at most"),
            (Server, "220 mx"),
            (Note, "the server sent the alert protocol_version"),
            (Note, "connected again, to offer TLS 1.2 at most"),
            (
                Note,
                "nothing came within 30 s while waiting for the greeting",
            ),
        ]);
        let connections = connections(&transcript);
        let shape: Vec<(usize, usize)> = connections
            .iter()
            .map(|one| (one.lines.len(), one.sealed_from))
            .collect();
        assert_eq!(shape, [(11, 8), (3, 3), (2, 2)]);

        let turns = |at: usize| -> Vec<(TurnKind, usize, bool)> {
            let turns = connections.get(at).map(Connection::turns);
            let turns = turns.unwrap_or_default();
            turns
                .iter()
                .map(|turn| (turn.kind, turn.lines.len(), turn.is_sealed))
                .collect()
        };
        use TurnKind::{Alert, Cut, Opened, Ours, Sealed, Theirs};
        assert_eq!(
            turns(0),
            [
                (Opened, 1, false),
                (Theirs, 1, false),
                (Ours, 1, false),
                (Theirs, 3, false),
                (Ours, 1, false),
                (Theirs, 1, false),
                (Sealed, 1, true),
                (Ours, 1, true),
                (Theirs, 1, true),
            ]
        );
        assert_eq!(
            turns(1),
            [(Opened, 1, false), (Theirs, 1, false), (Alert, 1, false)]
        );
        assert_eq!(turns(2), [(Opened, 1, false), (Cut, 1, false)]);
    }

    #[test]
    fn no_line_is_lost_however_odd_the_transcript() {
        use Direction::{Client, Note, Server};
        let odd = lines(&[
            (Server, "250-a"),
            (Note, "the line was not finished"),
            (Server, ""),
            (Server, "25é-"),
            (Client, "250-x"),
            (Client, "250-y"),
            (Note, "connected "),
            (Server, "250-z"),
        ]);
        let connections = connections(&odd);
        let turns: Vec<Turn<'_>> = connections.iter().flat_map(Connection::turns).collect();
        let kept: Vec<&TranscriptLine> = turns.iter().flat_map(|turn| turn.lines).collect();
        assert_eq!(kept, odd.iter().collect::<Vec<_>>());
        assert!(turns.iter().all(|turn| !turn.lines.is_empty()));
    }
}
