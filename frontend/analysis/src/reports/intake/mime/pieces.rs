//! What lies between the boundaries of a mail's parts.

/// The pieces of a body between the lines of a boundary (RFC 2046 §5.1.1).
pub(super) struct Pieces<'a, 'b> {
    rest: &'a [u8],
    boundary: &'b [u8],
    has_begun: bool,
}

impl<'a, 'b> Pieces<'a, 'b> {
    pub(super) const fn of(body: &'a [u8], boundary: &'b str) -> Self {
        Self {
            rest: body,
            boundary: boundary.as_bytes(),
            has_begun: false,
        }
    }

    /// Goes past the next line of the boundary. What stands before it, and whether it is one that parts follow.
    fn next_line(&mut self) -> Option<(&'a [u8], bool)> {
        let mut at = 0;
        for line in self.rest.split_inclusive(|byte| *byte == b'\n') {
            let after = line
                .strip_prefix(b"--")
                .and_then(|line| line.strip_prefix(self.boundary));
            // A boundary that begins like this one is another's.
            let end = after.map(<[u8]>::trim_ascii_end);
            if let Some(end @ (b"" | b"--")) = end {
                let before = self.rest.get(..at).unwrap_or_default();
                self.rest = self.rest.get(at + line.len()..).unwrap_or_default();
                // The line break before it belongs to the boundary.
                let before = before.strip_suffix(b"\n").unwrap_or(before);
                let before = before.strip_suffix(b"\r").unwrap_or(before);
                return Some((before, end.is_empty()));
            }
            at += line.len();
        }
        None
    }
}

impl<'a> Iterator for Pieces<'a, '_> {
    type Item = &'a [u8];

    fn next(&mut self) -> Option<&'a [u8]> {
        if !self.has_begun {
            // What stands before the first one is for programs that know no parts.
            let (_, goes_on) = self.next_line()?;
            self.has_begun = goes_on;
        }
        if !self.has_begun {
            return None;
        }
        match self.next_line() {
            Some((piece, goes_on)) => {
                self.has_begun = goes_on;
                if !goes_on {
                    self.rest = &[];
                }
                Some(piece)
            }
            // The mail was cut off.
            None => {
                let rest = std::mem::take(&mut self.rest);
                (!rest.is_empty()).then_some(rest)
            }
        }
    }
}
