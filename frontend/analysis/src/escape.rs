//! Making foreign text safe to look at: what would be invisible, or would rearrange the line, is shown as its code.
//!
//! The browser already keeps text from becoming markup. What it does not do is show a zero-width space between two
//! letters, or stop a right-to-left override from turning a name around: both are how one string is made to look like
//! another. Servers and zones are written by strangers, so everything from them passes here before it is shown.

use std::fmt::Write as _;

/// Text with every control, bidirectional and invisible character written out: `\r`, `\x1B`, `\u{202E}`.
///
/// Line feeds stay when `lines` are wanted (a policy file), and are written `\n` otherwise. A backslash stays as it is:
/// the result is for the eye and is never read back.
#[must_use]
pub fn visible(text: &str, lines: Lines) -> String {
    let mut shown = String::with_capacity(text.len());
    let mut piled = 0usize;
    for c in text.chars() {
        piled = if is_mark(c) { piled + 1 } else { 0 };
        let hidden = is_deceptive(c) || piled > MAX_MARKS;
        match c {
            '\n' if lines == Lines::Keep => shown.push('\n'),
            '\t' => shown.push_str("\\t"),
            '\n' => shown.push_str("\\n"),
            '\r' if lines == Lines::Keep => {}
            '\r' => shown.push_str("\\r"),
            // Writing to a string cannot fail.
            '\0'..='\u{1F}' | '\u{7F}' => drop(write!(shown, "\\x{:02X}", u32::from(c))),
            _ if hidden => drop(write!(shown, "\\u{{{:X}}}", u32::from(c))),
            _ => shown.push(c),
        }
    }
    shown
}

/// Foreign text on one line: [`visible`], with line ends written out.
#[must_use]
pub fn shown(text: &str) -> String {
    visible(text, Lines::Escape)
}

/// What becomes of line ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lines {
    /// CR LF and LF break the line; a lone CR disappears with them.
    Keep,
    /// They are written out: the text is meant to be one line.
    Escape,
}

/// More marks on one letter than any language has climb over the lines above and below.
const MAX_MARKS: usize = 4;

/// Marks that stand on, in or below the letter before. The blocks that every script may use, and those of the scripts
/// whose letters bear several; the other scripts' marks have a place beside each other.
const fn is_mark(c: char) -> bool {
    matches!(c,
        '\u{300}'..='\u{36F}' | '\u{483}'..='\u{489}' | '\u{591}'..='\u{5C7}' | '\u{610}'..='\u{61A}'
        | '\u{64B}'..='\u{65F}' | '\u{6D6}'..='\u{6ED}' | '\u{E31}' | '\u{E34}'..='\u{E3A}' | '\u{E47}'..='\u{E4E}'
        | '\u{EB1}'..='\u{ECD}' | '\u{F71}'..='\u{F84}' | '\u{1AB0}'..='\u{1AFF}' | '\u{1DC0}'..='\u{1DFF}'
        | '\u{20D0}'..='\u{20FF}' | '\u{FE20}'..='\u{FE2F}'
    )
}

/// Characters that show nothing, or change what is shown around them.
const fn is_deceptive(c: char) -> bool {
    matches!(c,
        // C1 controls.
        '\u{80}'..='\u{9F}'
        // No-break space and soft hyphen look like a space and like nothing.
        | '\u{A0}' | '\u{AD}'
        // Combining grapheme joiner, Arabic letter mark, Hangul fillers, Khmer inherent vowels, Mongolian separators.
        | '\u{34F}' | '\u{61C}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}' | '\u{180B}'..='\u{180F}'
        // Spaces of other widths, zero width ones, joiners and the directional marks.
        | '\u{2000}'..='\u{200F}'
        // Line and paragraph separator, embeddings and overrides, the narrow no-break space.
        | '\u{2028}'..='\u{202F}'
        // Medium mathematical space, word joiner, invisible operators, isolates, deprecated format characters.
        | '\u{205F}'..='\u{206F}'
        | '\u{2800}' | '\u{3000}' | '\u{3164}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{FFA0}'
        | '\u{FFF9}'..='\u{FFFB}'
        // Musical format characters, tags, more variation selectors.
        | '\u{1D173}'..='\u{1D17A}' | '\u{E0000}'..='\u{E0FFF}'
        // Not for interchange: private use and non-characters.
        | '\u{E000}'..='\u{F8FF}' | '\u{FFFE}' | '\u{FFFF}' | '\u{F0000}'..='\u{10FFFF}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn controls_are_written_out() {
        assert_eq!(
            visible("220 \x1b[31mred\r\n", Lines::Escape),
            "220 \\x1B[31mred\\r\\n"
        );
        assert_eq!(
            visible("a\0b\x7f\u{9b}c", Lines::Escape),
            "a\\x00b\\x7F\\u{9B}c"
        );
        assert_eq!(visible("a\tb", Lines::Escape), "a\\tb");
    }

    #[test]
    fn what_is_shown_alone_is_one_line() {
        assert_eq!(shown("a\r\n\u{202e}b"), "a\\r\\n\\u{202E}b");
    }

    #[test]
    fn text_of_several_lines_keeps_them() {
        assert_eq!(
            visible("version: STSv1\r\nmode: none\n", Lines::Keep),
            "version: STSv1\nmode: none\n"
        );
    }

    #[test]
    fn what_turns_a_line_around_is_written_out() {
        for c in [
            '\u{202a}', '\u{202e}', '\u{2066}', '\u{2069}', '\u{200e}', '\u{200f}', '\u{61c}',
        ] {
            let shown = visible(&format!("moc.elpmaxe{c}gro"), Lines::Escape);
            assert_eq!(shown, format!("moc.elpmaxe\\u{{{:X}}}gro", u32::from(c)));
        }
    }

    #[test]
    fn what_cannot_be_seen_is_written_out() {
        for c in [
            '\u{200b}',
            '\u{200d}',
            '\u{2060}',
            '\u{feff}',
            '\u{ad}',
            '\u{a0}',
            '\u{3164}',
            '\u{e0041}',
        ] {
            assert!(
                visible(&c.to_string(), Lines::Escape).starts_with("\\u{"),
                "{:X}",
                u32::from(c)
            );
        }
    }

    #[test]
    fn a_letter_bears_only_so_many_marks() {
        let pile = format!("Z{}Z\u{301}", "\u{300}\u{489}".repeat(3));
        assert_eq!(
            visible(&pile, Lines::Escape),
            "Z\u{300}\u{489}\u{300}\u{489}\\u{300}\\u{489}Z\u{301}"
        );
        // As people write: Vietnamese in parts, Hebrew with vowels and accents, Thai.
        for text in ["Vie\u{302}\u{323}t", "בְּרֵאשִׁ֖ית", "น้ำที่"] {
            assert_eq!(visible(text, Lines::Escape), text);
        }
    }

    #[test]
    fn letters_of_every_script_stay() {
        let text = "mx ä ß 例え שלום العربية 🙂 \\ \"quoted\" \u{FFFD}";
        assert_eq!(visible(text, Lines::Escape), text);
    }
}
