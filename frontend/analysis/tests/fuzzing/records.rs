//! Lines of a zone file, as findings carry them.

use analysis::fix::record::{Record, zone_line};

/// What is written is read as the same, whatever the text; a line of anybody's is read as a record that stays one, or is
/// left alone.
pub fn zone_lines(input: &[u8]) {
    let text = String::from_utf8_lossy(input);
    let written = zone_line("example.org", "TXT", &text);
    assert!(written.is_ascii() && !written.contains('\n'));
    let record = Record::parse(&written).expect("what we write");
    assert_eq!(record.joined(), text.as_bytes());
    assert_eq!(record.line(), written);

    for line in text.lines() {
        let Some(record) = Record::parse(line) else {
            continue;
        };
        // The same twice over: nothing is lost and nothing is added.
        let tidied = record.line();
        let again = Record::parse(&tidied).expect("a record stays one");
        assert_eq!(again.line(), tidied);
        assert_eq!(again.joined(), record.joined());
        for zone in ["", "example.org", record.owner] {
            let fields = record.fields(zone);
            assert!(fields.contains(record.owner), "{fields}");
            assert_eq!(fields, again.fields(zone));
        }
    }
}
