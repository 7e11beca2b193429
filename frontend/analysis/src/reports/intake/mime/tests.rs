use super::*;

fn contents(mail: &str) -> Vec<String> {
    let mail = read(mail.as_bytes(), 10);
    let texts = mail.leaves.iter().map(|leaf| leaf.contents());
    texts
        .map(|text| String::from_utf8_lossy(&text).into_owned())
        .collect()
}

#[test]
fn parts_are_found_in_their_order() {
    let mail = "Content-Type: multipart/mixed;\r\n boundary=\"a\"\r\n\r\nfor old programs\r\n--a\r\n\r\none\r\n\r\n--a\r\n\
        content-type: Multipart/Alternative; boundary=aa\r\n\r\n--aa\r\n\r\ntwo\r\n--aab\r\n--aa  \r\n\r\n\
        three\r\n--aa--\r\nno part\r\n--a\r\nContent-Transfer-Encoding: BASE64\r\n\r\nZm\r\n91cg==\r\n--a\r\n\
        Content-Transfer-Encoding: quoted-printable\r\n\r\nf=69ve=\r\n!\r\n--a--\r\nno part\r\n";
    let expected = ["one\r\n", "two\r\n--aab", "three", "four", "five!"];
    assert_eq!(contents(mail), expected);
    assert_eq!(
        contents(&mail.replace("\r\n", "\n")),
        expected.map(|part| part.replace("\r\n", "\n"))
    );
}

#[test]
fn what_is_broken_is_read_as_it_stands() {
    // Cut off, without a boundary, with none that occurs, and with an encoding that it is not in.
    let head = "Content-Type: multipart/mixed; boundary=a\n\n";
    assert_eq!(
        contents(&format!("{head}--a\n\none\n--a\n\ntw")),
        ["one", "tw"]
    );
    assert_eq!(
        contents("Content-Type: multipart/mixed\n\n--a\n"),
        ["--a\n"]
    );
    assert_eq!(contents(&format!("{head}one\n")), [""; 0]);
    assert_eq!(
        contents("Content-Transfer-Encoding: base64\n\n<!>"),
        ["<!>"]
    );
    assert_eq!(contents(""), [""]);
    assert_eq!(contents("no header"), [""]);
}

#[test]
fn of_headers_the_first_counts_up_to_a_limit() {
    let long = "x".repeat(2 * MAX_FIELD);
    let text = format!(
        "X: {long}\nContent-Type: text/xml; name=a.xml\nContent-Type: text/html\nFrom: a@example.org,\n {long}\n\n<a/>"
    );
    let mail = read(text.as_bytes(), 10);
    let [leaf] = &mail.leaves[..] else {
        panic!("one part")
    };
    assert!(leaf.is_kind("TEXT", "xml") && leaf.name() == Some("a.xml"));
    let headers = leaf.headers.as_ref().unwrap();
    let from = headers.from().and_then(|from| from.first()?.address());
    assert_eq!(from, Some("a@example.org"));
    assert_eq!(leaf.text().as_deref(), Some("<a/>"));
}

#[test]
fn texts_are_in_their_character_set() {
    let text = b"Content-Type: text/plain; charset=iso-8859-1\n\nM\xfcller";
    assert_eq!(
        read(text, 1).leaves[0].text().as_deref(),
        Some("M\u{fc}ller")
    );
    let picture = b"Content-Type: image/png\n\nx";
    assert_eq!(read(picture, 1).leaves[0].text(), None);
}

#[test]
fn nothing_goes_down_without_end() {
    let mut nested = String::new();
    for depth in 0..100_000 {
        nested += &format!("Content-Type: multipart/mixed; boundary=b{depth}\n\n--b{depth}\n");
    }
    assert_eq!(read(nested.as_bytes(), 10).leaves.len(), 1);
    let mails = "Content-Type: message/rfc822\n\n".repeat(1_000_000);
    let found = read(mails.as_bytes(), 10);
    assert!(found.leaves.len() == 1 && found.leaves[0].is_mail());
    let many = format!(
        "Content-Type: multipart/mixed; boundary=b\n\n{}",
        "--b\n\n".repeat(1_000_000)
    );
    let found = read(many.as_bytes(), 10);
    assert_eq!((found.leaves.len(), found.has_more), (10, true));
}
