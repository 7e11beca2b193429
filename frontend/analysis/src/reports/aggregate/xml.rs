//! XML in pieces: the elements and texts of a document whose end may not be there yet.
//!
//! The tokens are quick-xml's, which expands nothing and holds nothing. It reads from a slice, so what is left of one
//! piece waits for the next. Tags that do not fit each other are for whoever reads the tokens.

use quick_xml::Reader;
use quick_xml::escape::resolve_xml_entity;
use quick_xml::events::{BytesStart, Event};

use crate::reports::text::Decoder;
use crate::reports::{Fault, Refusal, Remarks};

/// The longest tag, comment or declaration, in bytes.
const MAX_TOKEN: usize = 64 * 1024;
/// The longest reference, `&quot;`, in bytes.
const MAX_REFERENCE: usize = 16;

/// U+FEFF, which stands for nothing but the order of bytes, and that at the beginning of a document.
const BYTE_ORDER_MARK: char = '\u{FEFF}';

/// Attributes that are looked at.
const MAX_ATTRIBUTES: usize = 16;

/// What takes the tokens.
pub(super) trait Sink {
    /// An element begins. The name is without prefix, as it stands; with it, its namespace if it declares that itself.
    fn open(&mut self, name: &str, namespace: Option<&str>) -> Result<(), Refusal>;
    /// Text inside; perhaps not all of it at once.
    fn text(&mut self, text: &str);
    /// An element ends.
    fn close(&mut self, name: &str);
    /// What was put up with.
    fn remarks(&mut self) -> &mut Remarks;
}

/// Turns bytes into tokens.
#[derive(Debug, Default)]
pub(super) struct Tokenizer {
    decoder: Decoder,
    waiting: String,
    /// Bytes of text before those that wait.
    before: u64,
}

impl Tokenizer {
    /// Reads on.
    ///
    /// # Errors
    /// It cannot be read from here on, or must not be.
    pub(super) fn push(&mut self, bytes: &[u8], sink: &mut impl Sink) -> Result<(), Refusal> {
        self.decoder.push(bytes, &mut self.waiting, sink.remarks());
        self.tokens(sink, false)
    }

    /// There are no more bytes.
    ///
    /// # Errors
    /// As for [`Self::push`]; a tag without its end among them.
    pub(super) fn finish(&mut self, sink: &mut impl Sink) -> Result<(), Refusal> {
        self.decoder.finish(&mut self.waiting, sink.remarks());
        self.tokens(sink, true)
    }

    fn tokens(&mut self, sink: &mut impl Sink, is_last: bool) -> Result<(), Refusal> {
        let waiting = std::mem::take(&mut self.waiting);
        let read = read(&waiting, self.before, sink, is_last)?;
        self.before = self.before.saturating_add(read as u64);
        let rest = waiting.get(read..).unwrap_or_default();
        if rest.len() > MAX_TOKEN {
            let detail = "a tag or comment has no end".to_owned();
            return Err(Refusal::BadXml {
                at: self.before,
                detail,
            });
        }
        rest.clone_into(&mut self.waiting);
        Ok(())
    }
}

/// Reads as many whole tokens as there are, and says how many bytes those were.
fn read(text: &str, before: u64, sink: &mut impl Sink, is_last: bool) -> Result<usize, Refusal> {
    // A mark of the byte order is one only where a document begins, and there it is gone already. The reader would take
    // it from the beginning of each piece.
    let marked = text.len() - text.trim_start_matches(BYTE_ORDER_MARK).len();
    let (marks, unmarked) = text.split_at(marked);
    if !marks.is_empty() {
        sink.text(marks);
    }
    let before = before.saturating_add(marked as u64);
    let mut reader = Reader::from_str(unmarked);
    let config = reader.config_mut();
    config.allow_dangling_amp = true;
    config.allow_unmatched_ends = true;
    config.check_end_names = false;
    let mut read = marked;
    loop {
        let event = match reader.read_event() {
            Ok(event) => event,
            // What does not end may go on in the next piece.
            Err(quick_xml::Error::Syntax(_)) if !is_last => return Ok(read),
            Err(error) => {
                let at = before.saturating_add(reader.error_position());
                let detail = error.to_string();
                return Err(Refusal::BadXml { at, detail });
            }
        };
        let to = usize::try_from(reader.buffer_position()).unwrap_or(unmarked.len()) + marked;
        let is_at_end = to >= text.len();
        match event {
            Event::Eof => return Ok(read),
            Event::Start(element) if is_no_tag(&element) => stray(&element, sink),
            Event::Start(element) => open(&element, sink)?,
            Event::Empty(element) => {
                open(&element, sink)?;
                sink.close(element.local_name().as_ref());
            }
            Event::End(element) => sink.close(element.local_name().as_ref()),
            Event::Text(text) => {
                let text = text.into_inner();
                if text.starts_with('&') {
                    // The rest of a reference may be in the next piece.
                    if is_at_end && !is_last && text.len() < MAX_REFERENCE {
                        return Ok(read);
                    }
                    sink.remarks().add(Fault::StrayReference, &text);
                }
                sink.text(&text);
            }
            Event::CData(text) => sink.text(&text.into_inner()),
            Event::GeneralRef(reference) => {
                let name: &str = &reference;
                match (reference.resolve_char_ref(), resolve_xml_entity(name)) {
                    (Ok(Some(character)), _) => sink.text(character.encode_utf8(&mut [0; 4])),
                    (_, Some(text)) => sink.text(text),
                    // No other entity is known without a document type, and none is ever expanded.
                    _ => {
                        sink.remarks().add(Fault::StrayReference, name);
                        sink.text("&");
                        sink.text(name);
                        sink.text(";");
                    }
                }
            }
            Event::DocType(declaration) => {
                let declaration = declaration.into_inner();
                if declaration.contains("<!") || declaration.contains('[') {
                    return Err(Refusal::Entities);
                }
                sink.remarks().add(Fault::DocumentType, &declaration);
            }
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
        }
        read = to;
    }
}

/// Whether what looks like a tag is a “<” in a text. No name has one or an “@” in it (XML 1.0 §2.3), and addresses in
/// brackets are what reporters forget to escape: `<email><a@example.org></email>`.
fn is_no_tag(element: &BytesStart<'_>) -> bool {
    element.name().as_ref().contains(['<', '@'])
}

/// Takes it for the text that it is, up to the tag that it has swallowed: `<header_from>a<b</header_from>`.
fn stray(element: &BytesStart<'_>, sink: &mut impl Sink) {
    let written: &str = element;
    sink.remarks().add(Fault::StrayReference, written);
    sink.text("<");
    match written.rsplit_once("</") {
        Some((text, name)) => {
            sink.text(text);
            let name = name.trim();
            sink.close(name.rsplit(':').next().unwrap_or(name));
        }
        None => {
            sink.text(written);
            sink.text(">");
        }
    }
}

fn open(element: &BytesStart<'_>, sink: &mut impl Sink) -> Result<(), Refusal> {
    let name = element.name();
    // Only the outermost elements declare any; the rest have no attribute at all.
    let namespace = element
        .attributes_raw()
        .contains("xmlns")
        .then(|| {
            let own = match name.prefix() {
                Some(prefix) => format!("xmlns:{}", prefix.as_ref()),
                None => "xmlns".to_owned(),
            };
            element
                .attributes()
                .with_checks(false)
                .flatten()
                .take(MAX_ATTRIBUTES)
                .find(|attribute| attribute.key.as_ref() == own.as_str())
                .map(|attribute| attribute.value.trim().to_owned())
        })
        .flatten();
    sink.open(name.local_name().as_ref(), namespace.as_deref())
}
