//! As much of the DNS wire format (RFC 1035 §4.1) as forwarding needs: the header, and walking over names and records
//! without reading what is in them, so that a record nobody can parse still reaches the client who asked for it.

/// Bytes of the header.
pub(super) const HEADER: usize = 12;
/// RCODE 0.
pub(super) const NO_ERROR: u8 = 0;
/// The class of everything on the internet.
pub(super) const CLASS_IN: u16 = 1;
/// The type of the EDNS pseudo-record (RFC 6891 §6.1.1).
pub(super) const OPT: u16 = 41;

/// The header's fields (RFC 1035 §4.1.1, RFC 2535 §6.1 for AD and CD).
#[derive(Clone, Copy, Debug)]
pub(super) struct Header {
    pub(super) id: u16,
    flags: u16,
    pub(super) questions: u16,
    pub(super) answers: u16,
    pub(super) authorities: u16,
    pub(super) additionals: u16,
}

impl Header {
    /// Nothing if the message is too short to have one.
    pub(super) fn read(message: &[u8]) -> Option<Self> {
        let mut reader = Reader::new(message);
        Some(Self {
            id: reader.u16()?,
            flags: reader.u16()?,
            questions: reader.u16()?,
            answers: reader.u16()?,
            authorities: reader.u16()?,
            additionals: reader.u16()?,
        })
    }

    pub(super) const fn is_response(self) -> bool {
        self.flags & 0x8000 != 0
    }

    pub(super) const fn opcode(self) -> u16 {
        (self.flags >> 11) & 0xF
    }

    pub(super) const fn is_truncated(self) -> bool {
        self.flags & 0x0200 != 0
    }

    pub(super) const fn wants_recursion(self) -> bool {
        self.flags & 0x0100 != 0
    }

    /// The AD bit (RFC 4035 §3.2.3).
    pub(super) const fn is_authentic(self) -> bool {
        self.flags & 0x0020 != 0
    }

    /// The four bits of the header; the upper ones are in the OPT record (RFC 6891 §6.1.3).
    pub(super) const fn response_code(self) -> u8 {
        (self.flags & 0xF) as u8
    }
}

/// Walks over a message from front to back; `None` is a message that ends too early or is no message.
#[derive(Clone, Debug)]
pub(super) struct Reader<'a> {
    message: &'a [u8],
    at: usize,
}

/// What is known of a record without parsing what it holds.
#[derive(Clone, Copy, Debug)]
pub(super) struct RawRecord<'a> {
    pub(super) record_type: u16,
    pub(super) content: &'a [u8],
    /// All of it, owner name included.
    pub(super) whole: &'a [u8],
}

impl<'a> Reader<'a> {
    pub(super) const fn new(message: &'a [u8]) -> Self {
        Self { message, at: 0 }
    }

    /// How many bytes are behind.
    pub(super) const fn position(&self) -> usize {
        self.at
    }

    pub(super) const fn is_at_end(&self) -> bool {
        self.at == self.message.len()
    }

    pub(super) fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let end = self.at.checked_add(count)?;
        let taken = self.message.get(self.at..end)?;
        self.at = end;
        Some(taken)
    }

    pub(super) fn u8(&mut self) -> Option<u8> {
        self.take(1)?.first().copied()
    }

    pub(super) fn u16(&mut self) -> Option<u16> {
        let bytes = self.take(2)?;
        Some(u16::from_be_bytes(bytes.try_into().ok()?))
    }

    /// A name that is written out, as the first name of a message has to be; its labels from left to right.
    pub(super) fn plain_name(&mut self) -> Option<Vec<&'a [u8]>> {
        let start = self.at;
        let mut labels = Vec::new();
        loop {
            let length = self.u8()?;
            // RFC 1035 §4.1.4: the two upper bits are 00 for a label; a name has at most 255 octets (§2.3.4).
            if length & 0xC0 != 0 || self.at.checked_sub(start)? > 255 {
                return None;
            }
            if length == 0 {
                return Some(labels);
            }
            labels.push(self.take(usize::from(length))?);
        }
    }

    /// Any name; a compressed one ends with its pointer, which is not followed.
    fn skip_name(&mut self) -> Option<()> {
        loop {
            match self.u8()? {
                0 => return Some(()),
                pointer if pointer & 0xC0 == 0xC0 => return self.u8().map(|_| ()),
                length if length & 0xC0 == 0 => self.take(usize::from(length))?,
                _ => return None,
            };
        }
    }

    /// Name, type and class of a question.
    pub(super) fn skip_question(&mut self) -> Option<()> {
        self.skip_name()?;
        self.take(4).map(|_| ())
    }

    pub(super) fn record(&mut self) -> Option<RawRecord<'a>> {
        let start = self.at;
        self.skip_name()?;
        let record_type = self.u16()?;
        // Class and time to live.
        self.take(6)?;
        let length = self.u16()?;
        let content = self.take(usize::from(length))?;
        Some(RawRecord {
            record_type,
            content,
            whole: self.message.get(start..self.at)?,
        })
    }
}
