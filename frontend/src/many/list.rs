//! A pasted list or a file of comma-separated values, read into domains.

use shared::DomainName;

use crate::browser::parse_name;

/// Domains of one run at most.
pub(crate) const MAX_DOMAINS: usize = 1000;
/// Bytes of a list at most.
pub(crate) const MAX_BYTES: usize = 1024 * 1024;
/// Refused lines that are kept, ten times as many as there may be domains; the rest is counted.
const MAX_REFUSED: usize = 10_000;
/// Cells of a line at most; what is beyond is passed over.
const MAX_CELLS: usize = 64;
/// Characters of a refused line that are shown.
const MAX_SHOWN: usize = 80;

/// What a list comes to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct List {
    /// The domains in the order of the list, each once.
    pub(crate) domains: Vec<DomainName>,
    /// Lines that are no domain, the first [`MAX_REFUSED`].
    pub(crate) refused: Vec<Refused>,
    /// Refused lines beyond those.
    pub(crate) refused_beside: usize,
    /// Names that were there already.
    pub(crate) repeated: usize,
    /// Domains beyond [`MAX_DOMAINS`], which are left out.
    pub(crate) beyond: usize,
    /// The heading of the column that was read, if the list has headings.
    pub(crate) column: Option<&'static str>,
}

/// A line that is no domain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Refused {
    /// Its number, from one.
    pub(crate) line: usize,
    /// Its text, cut. Foreign: escape when showing.
    pub(crate) text: String,
    /// Why. May quote the text: escape when showing.
    pub(crate) why: String,
}

/// Headings of the column to read, the surest first: a column called "name" may hold people.
const HEADINGS: [&str; 12] = [
    "domain",
    "domains",
    "domain name",
    "host",
    "hostname",
    "url",
    "email",
    "e-mail",
    "mail",
    "email address",
    "e-mail address",
    "name",
];

/// Reads a list: a domain a line, or a column under a known heading. Blank lines and comments from `#` are passed over.
///
/// # Errors
/// The list is too large to be read; in words for the user.
pub(crate) fn parse(text: &str) -> Result<List, String> {
    if text.len() > MAX_BYTES {
        return Err(
            "The list is larger than 1 MB. Split it, and check one part after the other."
                .to_owned(),
        );
    }
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    // Old Macintosh programs end lines by a carriage return alone.
    let text = &text.replace("\r\n", "\n").replace('\r', "\n");
    let heading = text.lines().find(|line| !is_passed_over(line));
    let column = heading.and_then(Column::in_heading);
    let mut reading = Reading::default();
    match column {
        Some(column) => {
            reading.list.column = Some(column.heading);
            read_column(text, &column, &mut reading);
        }
        None => {
            for (number, line) in (1..).zip(text.lines()) {
                if !is_passed_over(line) {
                    reading.line(number, line);
                }
            }
        }
    }
    Ok(reading.list)
}

fn is_passed_over(line: &str) -> bool {
    let line = line.trim();
    line.is_empty() || line.starts_with('#')
}

/// The column that holds the domains.
struct Column {
    separator: char,
    at: usize,
    heading: &'static str,
}

impl Column {
    fn in_heading(line: &str) -> Option<Self> {
        let separator = [',', ';', '\t']
            .into_iter()
            .max_by_key(|separator| (line.matches(*separator).count(), *separator == ','))?;
        let (_, cells) = Records::new(line, separator).next()?;
        let named = |cell: &str, heading: &str| cell.trim().eq_ignore_ascii_case(heading);
        HEADINGS.into_iter().find_map(|heading| {
            let at = cells.iter().position(|cell| named(cell, heading))?;
            Some(Self {
                separator,
                at,
                heading,
            })
        })
    }
}

fn read_column(text: &str, column: &Column, reading: &mut Reading) {
    let mut is_heading = true;
    for (number, cells) in Records::new(text, column.separator) {
        let first = cells.first().map_or("", |cell| cell.trim());
        // With more cells it is a row, whose number may be written like that.
        let is_comment = first.starts_with('#') && cells.len() == 1;
        if is_comment || cells.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        if std::mem::take(&mut is_heading) {
            continue;
        }
        match cells.get(column.at).map(|cell| cell.trim()) {
            Some(cell) if !cell.is_empty() => reading.name(number, cell),
            _ => {
                let why = format!("nothing stands in the column “{}”", column.heading);
                reading.refuse(number, &cells.join(" "), why);
            }
        }
    }
}

#[derive(Default)]
struct Reading {
    list: List,
    seen: std::collections::BTreeSet<DomainName>,
}

impl Reading {
    /// A line of a list without headings: one name, or several side by side.
    fn line(&mut self, number: usize, line: &str) {
        let line = line.split(" #").next().unwrap_or_default().trim();
        let mut parts: Vec<&str> = Vec::new();
        for piece in line.split([',', ';']) {
            let words: Vec<&str> = piece
                .split_whitespace()
                .filter(|part| !part.trim_matches(['"', '\'']).is_empty())
                .collect();
            // "Jane Doe <jane@example.org>" is one address, not three names.
            let is_address = words.iter().any(|word| word.contains('@'));
            let is_taken = |word: &&str| !is_address || word.contains('@');
            parts.extend(words.into_iter().filter(is_taken));
        }
        match parts.as_slice() {
            [one] => self.name(number, one),
            [] => self.refuse(number, line, "there is no name in it".to_owned()),
            several => {
                let names: Option<Vec<DomainName>> =
                    several.iter().map(|part| parse_name(part).ok()).collect();
                match names {
                    Some(names) => names.into_iter().for_each(|name| self.take(name)),
                    None => {
                        let why = "there are several columns, and no line above says which one is the domain";
                        self.refuse(number, line, why.to_owned());
                    }
                }
            }
        }
    }

    fn name(&mut self, number: usize, text: &str) {
        match parse_name(text) {
            Ok(name) => self.take(name),
            Err(error) => self.refuse(number, text, error.to_string()),
        }
    }

    fn take(&mut self, name: DomainName) {
        if self.seen.contains(&name) {
            self.list.repeated = self.list.repeated.saturating_add(1);
            return;
        }
        self.seen.insert(name.clone());
        if self.list.domains.len() < MAX_DOMAINS {
            self.list.domains.push(name);
        } else {
            self.list.beyond = self.list.beyond.saturating_add(1);
        }
    }

    fn refuse(&mut self, line: usize, text: &str, why: String) {
        if self.list.refused.len() >= MAX_REFUSED {
            self.list.refused_beside = self.list.refused_beside.saturating_add(1);
            return;
        }
        let mut shown: String = text.chars().take(MAX_SHOWN).collect();
        if shown.len() < text.len() {
            shown.push('…');
        }
        self.list.refused.push(Refused {
            line,
            text: shown,
            why,
        });
    }
}

/// The records of comma-separated values (RFC 4180), each with the number of the line that it begins on. Forgiving: a
/// quote that never ends, ends with the text.
struct Records<'a> {
    left: std::iter::Peekable<std::str::Chars<'a>>,
    separator: char,
    line: usize,
}

impl<'a> Records<'a> {
    fn new(text: &'a str, separator: char) -> Self {
        Self {
            left: text.chars().peekable(),
            separator,
            line: 1,
        }
    }
}

/// Whether there is another quote within the next lines.
fn ends_soon(left: impl Iterator<Item = char>) -> bool {
    let mut lines = 0;
    for c in left {
        match c {
            '"' => return true,
            '\n' if lines >= QUOTED_LINES => return false,
            '\n' => lines += 1,
            _ => {}
        }
    }
    false
}

/// So many line ends may stand between quotes.
const QUOTED_LINES: usize = 4;

impl Iterator for Records<'_> {
    type Item = (usize, Vec<String>);

    fn next(&mut self) -> Option<Self::Item> {
        self.left.peek()?;
        let begun = self.line;
        let mut cells = vec![String::new()];
        let mut is_quoted = false;
        while let Some(c) = self.left.next() {
            if c == '\n' {
                self.line = self.line.saturating_add(1);
            }
            let cell_is_empty = cells.last().is_none_or(String::is_empty);
            match c {
                '"' if is_quoted && self.left.peek() == Some(&'"') => {
                    self.left.next();
                    push(&mut cells, '"');
                }
                '"' if is_quoted => is_quoted = false,
                // One that does not end soon is a letter like any other, and swallows nobody's lines.
                '"' if cell_is_empty && ends_soon(self.left.clone()) => is_quoted = true,
                c if is_quoted => push(&mut cells, c),
                '\n' => break,
                '\r' => {}
                c if c == self.separator => {
                    if cells.len() < MAX_CELLS {
                        cells.push(String::new());
                    }
                }
                c => push(&mut cells, c),
            }
        }
        Some((begun, cells))
    }
}

fn push(cells: &mut [String], c: char) {
    if let Some(cell) = cells.last_mut() {
        cell.push(c);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(text: &str) -> Vec<String> {
        let list = parse(text).unwrap();
        list.domains.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn lists_are_read_as_people_paste_them() {
        for (text, expected) in [
            ("", vec![]),
            ("a.example\nb.example", vec!["a.example", "b.example"]),
            (
                "\u{feff}a.example\r\n\r\n  b.example  \r\n",
                vec!["a.example", "b.example"],
            ),
            (
                "# all of ours\na.example # the old one\n#b.example",
                vec!["a.example"],
            ),
            (
                "a.example, b.example; c.example\td.example",
                vec!["a.example", "b.example", "c.example", "d.example"],
            ),
            (
                "jane@A.example\nhttps://b.example/x?y\nmailto:c@c.example.",
                vec!["a.example", "b.example", "c.example"],
            ),
            (
                "Jane Doe <jane@a.example>, Joe <joe@b.example>",
                vec!["a.example", "b.example"],
            ),
            (
                "\"a.example\",\n'b.example';",
                vec!["a.example", "b.example"],
            ),
            ("a.example, joe@b.example", vec!["a.example", "b.example"]),
            ("a.example\rb.example", vec!["a.example", "b.example"]),
            // Columns under headings.
            (
                "id,domain\n#1,a.example\n#2,b.example",
                vec!["a.example", "b.example"],
            ),
            (
                "domain,note\na.example,\"oops\nb.example,x\nc.example,y",
                vec!["a.example", "b.example", "c.example"],
            ),
            ("domain\na.example", vec!["a.example"]),
            (
                "Name,Domain,Owner\nJane,a.example,us\nJoe,\"b.example\",\"x, y\"",
                vec!["a.example", "b.example"],
            ),
            (
                "id;Host;note\n1;mx.a.example;\"two\nlines\"\n2;b.example;",
                vec!["mx.a.example", "b.example"],
            ),
            (
                "# exported\n\nid\tE-Mail\n1\tjane@a.example\n",
                vec!["a.example"],
            ),
            (
                "name\na.example\n# no\n\nb.example",
                vec!["a.example", "b.example"],
            ),
        ] {
            assert_eq!(names(text), expected, "{text:?}");
            assert_eq!(parse(text).unwrap().refused, [], "{text:?}");
        }
    }

    #[test]
    fn what_is_refused_says_where_and_why() {
        let list = parse("a.example\n\n10.0.0.1\nlocalhost\n1,a.example,Joe\n\"").unwrap();
        assert_eq!(list.domains.len(), 1);
        let lines: Vec<usize> = list.refused.iter().map(|refused| refused.line).collect();
        assert_eq!(lines, [3, 4, 5, 6]);
        assert!(list.refused.iter().all(|refused| !refused.why.is_empty()));
        let list = parse("domain,x\na.example,1\n,2\n\"b\nc\",3\n10.0.0.1,4").unwrap();
        let lines: Vec<usize> = list.refused.iter().map(|refused| refused.line).collect();
        assert_eq!(lines, [3, 4, 6]);
        assert_eq!(list.column, Some("domain"));
    }

    #[test]
    fn the_same_domain_is_checked_once() {
        let list = parse("a.example\nA.EXAMPLE.\njoe@a.example\nb.example").unwrap();
        assert_eq!((list.domains.len(), list.repeated), (2, 2));
    }

    #[test]
    fn nothing_grows_without_end() {
        let many: String = (0..1500).map(|at| format!("d{at}.example\n")).collect();
        let list = parse(&many).unwrap();
        assert_eq!((list.domains.len(), list.beyond), (MAX_DOMAINS, 500));
        let bad = "?\n".repeat(15_000);
        let list = parse(&bad).unwrap();
        assert_eq!(list.refused.len() + list.refused_beside, 15_000);
        assert_eq!(list.refused.len(), MAX_REFUSED);
        assert!(parse(&"x".repeat(MAX_BYTES + 1)).is_err());
        let long = parse(&"x".repeat(5000)).unwrap();
        assert!(long.refused[0].text.chars().count() <= MAX_SHOWN + 1);
        let wide = format!("domain{}\na.example", ",".repeat(100_000));
        assert_eq!(names(&wide), ["a.example"]);
        assert_eq!(names("domain\n\"a.example"), ["a.example"]);
    }
}
