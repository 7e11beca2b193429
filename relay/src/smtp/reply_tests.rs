use proptest::collection::vec;
use proptest::prelude::*;

use super::*;

/// Everything that comes out of these bytes when they come in these pieces.
fn read(bytes: &[u8], mut pieces: impl Iterator<Item = usize>) -> (Vec<Progress>, Vec<String>) {
    let mut reader = ReplyReader::default();
    let (mut out, mut heard, mut rest) = (Vec::new(), Vec::new(), bytes);
    while !rest.is_empty() {
        let length = pieces.next().unwrap_or(usize::MAX).clamp(1, rest.len());
        let (piece, later) = rest.split_at(length);
        rest = later;
        reader.push(piece);
        loop {
            let progress = reader.progress();
            heard.append(&mut reader.take_heard());
            match progress {
                Progress::Incomplete => break,
                Progress::Malformed { .. } => {
                    // The excerpt may know more or less of an endless line.
                    out.push(progress);
                    return (out, heard);
                }
                Progress::Reply(_) => out.push(progress),
            }
        }
    }
    (out, heard)
}

fn whole(bytes: &[u8]) -> Vec<Progress> {
    read(bytes, std::iter::empty()).0
}

fn only_reply(bytes: &[u8]) -> Reply {
    match whole(bytes).as_slice() {
        [Progress::Reply(reply)] => reply.clone(),
        other => panic!("{other:?}"),
    }
}

fn fault(bytes: &[u8]) -> MalformedReply {
    match whole(bytes).last() {
        Some(Progress::Malformed { reason, .. }) => *reason,
        other => panic!("{other:?}"),
    }
}

#[test]
fn reads_single_and_multiline_replies() {
    let reply = only_reply(b"220 mx.example.org ESMTP\r\n");
    assert_eq!(reply.code, ReplyCode::READY);
    assert_eq!(reply.lines, ["mx.example.org ESMTP"]);
    assert!(!reply.bare_lf);
    let reply = only_reply(b"250-mx\r\n250-STARTTLS\r\n250 8BITMIME\r\n");
    assert_eq!(reply.lines, ["mx", "STARTTLS", "8BITMIME"]);
}

#[test]
fn tolerates_what_real_servers_do() {
    // A code without text; `250-` without text; bare LF; octets that are no UTF-8; NUL.
    assert_eq!(only_reply(b"250\r\n").lines, [""]);
    assert_eq!(only_reply(b"250-\r\n250 \r\n").lines, ["", ""]);
    assert!(only_reply(b"220-a\n220 b\r\n").bare_lf);
    assert_eq!(only_reply(b"220 caf\xe9\r\n").lines, ["caf\u{fffd}"]);
    assert_eq!(only_reply(b"220 a\0b\r\n").lines, ["a\0b"]);
}

#[test]
fn two_replies_at_once_are_two() {
    assert_eq!(whole(b"220 a\r\n250 b\r\n").len(), 2);
}

#[test]
fn says_why_something_is_no_reply() {
    for (bytes, reason) in [
        (&b"HTTP/1.1 400 Bad Request\r\n"[..], MalformedReply::NoCode),
        (b"\r\n", MalformedReply::NoCode),
        (b"199 a\r\n", MalformedReply::NoCode),
        (b"600 a\r\n", MalformedReply::NoCode),
        (b"2200 a\r\n", MalformedReply::NoCode),
        (b"220+a\r\n", MalformedReply::NoCode),
        (b"220-a\r\n250 b\r\n", MalformedReply::CodesDiffer),
        (b"\x16\x03\x01\x02\x00", MalformedReply::LooksLikeTls),
        (b"\x15\x03\x01\x00\x02", MalformedReply::LooksLikeTls),
    ] {
        assert_eq!(fault(bytes), reason, "{bytes:?}");
    }
}

#[test]
fn every_cap_holds_at_its_exact_byte() {
    let line = |length: usize| [b"220 ".as_slice(), &vec![b'x'; length - 4]].concat();
    for end in [&b"\r\n"[..], b"\n"] {
        only_reply(&[line(limits::LINE_BYTES), end.to_vec()].concat());
        let longer = [line(limits::LINE_BYTES + 1), end.to_vec()].concat();
        assert_eq!(fault(&longer), MalformedReply::LineTooLong);
    }
    assert_eq!(
        fault(&line(limits::LINE_BYTES + 2)),
        MalformedReply::LineTooLong
    );

    let many = |lines: usize| [b"250-x\r\n".repeat(lines - 1), b"250 x\r\n".to_vec()].concat();
    only_reply(&many(limits::REPLY_LINES));
    assert_eq!(
        fault(&many(limits::REPLY_LINES + 1)),
        MalformedReply::ReplyTooLong
    );

    let fat = [b"250-".to_vec(), vec![b'x'; 2000], b"\r\n".to_vec()].concat();
    assert_eq!(fault(&fat.repeat(40)), MalformedReply::ReplyTooLong);

    let single = [b"250 ".to_vec(), vec![b'x'; 2000], b"\r\n".to_vec()].concat();
    let session = whole(&single.repeat(140));
    assert!(matches!(
        session.last(),
        Some(Progress::Malformed {
            reason: MalformedReply::SessionTooLong,
            ..
        })
    ));
    assert_eq!(session.len(), limits::SESSION_BYTES / 2006 + 1);
}

#[test]
fn holds_no_more_than_a_line_of_an_endless_one() {
    let mut reader = ReplyReader::default();
    for _ in 0..10_000 {
        reader.push(&[b'x'; 1024]);
        reader.progress();
        assert!(reader.pending.len() <= limits::LINE_BYTES + 1025);
    }
}

#[test]
fn what_follows_a_reply_can_be_taken_off() {
    let mut reader = ReplyReader::default();
    reader.push(b"220 go ahead\r\n250 injected");
    assert!(matches!(reader.progress(), Progress::Reply(_)));
    assert_eq!(reader.take_rest(), b"250 injected");
    assert_eq!(reader.progress(), Progress::Incomplete);
}

/// Bytes that look like a server's, with faults sprinkled in.
fn server_bytes() -> impl Strategy<Value = Vec<u8>> {
    let code = prop_oneof![Just("220"), Just("250"), Just("421"), Just("99"), Just("x")];
    let separator = prop_oneof![3 => Just(" "), 3 => Just("-"), 1 => Just("")];
    let end = prop_oneof![4 => Just("\r\n"), 1 => Just("\n"), 1 => Just("\r"), 1 => Just("")];
    let text = prop_oneof![
        4 => vec(any::<u8>(), 0..20),
        1 => (2030_usize..2060).prop_map(|length| vec![b'a'; length]),
    ];
    vec(
        (code, separator, text, end).prop_map(|(code, separator, text, end)| {
            [code.as_bytes(), separator.as_bytes(), &text, end.as_bytes()].concat()
        }),
        0..8,
    )
    .prop_map(|lines| lines.concat())
}

/// All but the excerpt, which knows more or less of an endless line.
fn comparable((progress, heard): (Vec<Progress>, Vec<String>)) -> (Vec<Progress>, Vec<String>) {
    let progress = progress
        .into_iter()
        .map(|progress| match progress {
            Progress::Malformed { reason, .. } => Progress::Malformed {
                reason,
                excerpt: String::new(),
            },
            whole => whole,
        })
        .collect();
    (progress, heard)
}

proptest! {
    #[test]
    fn any_split_of_the_same_bytes_gives_the_same(
        bytes in server_bytes(),
        pieces in vec(1_usize..9, 0..200),
    ) {
        let at_once = comparable(read(&bytes, std::iter::empty()));
        prop_assert_eq!(&comparable(read(&bytes, pieces.into_iter())), &at_once);
        prop_assert_eq!(&comparable(read(&bytes, std::iter::repeat(1))), &at_once);
    }

    #[test]
    fn no_bytes_at_all_panic(bytes in vec(any::<u8>(), 0..600), piece in 1_usize..50) {
        let (progress, heard) = read(&bytes, std::iter::repeat(piece));
        prop_assert!(heard.len() <= bytes.len());
        for one in progress {
            if let Progress::Reply(reply) = one {
                prop_assert!(!reply.lines.is_empty());
            }
        }
    }
}
