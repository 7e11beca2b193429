//! A message that came back, read and held against the question.

use domain::base::message::RecordSection;
use domain::base::opt::ExtendedError as WireExtendedError;
use domain::base::{Message as WireMessage, Rtype};
use domain::rdata::Soa;

use super::content::{InRecord, query_name};
use super::{
    DecodeFault, ExtendedError, Message, QueryName, Question, Rcode, RecordData, RecordType,
};

/// RFC 1035 §4.2.2: the length of a message has two bytes.
const MAX_MESSAGE: usize = 65_535;
/// Far more than any honest answer has, and little enough to read every time.
const MAX_RECORDS: u32 = 2000;
/// Resolvers give up after 8 to 17 aliases.
const MAX_ALIASES: usize = 16;
/// The most extended errors kept, and characters of the text of each.
const MAX_EXTENDED_ERRORS: usize = 16;
const MAX_EXTENDED_TEXT: usize = 256;

type Wire<'a> = WireMessage<&'a [u8]>;

/// Reads an answer.
///
/// # Errors
/// Says why the bytes are no usable answer to this question. A response code other than NOERROR is no error here.
pub fn decode(question: &Question, bytes: &[u8]) -> Result<Message, DecodeFault> {
    if bytes.len() > MAX_MESSAGE {
        return Err(DecodeFault::TooLong {
            length: bytes.len(),
        });
    }
    let wire = Wire::from_octets(bytes).map_err(|_| DecodeFault::Malformed)?;
    check_header(&wire)?;
    let rcode = Rcode(wire.opt_rcode().to_int());
    check_question(&wire, question, rcode)?;
    let answers = answers(&wire)?;
    let chain = follow(question, &answers)?;
    let records: Vec<_> = answers
        .iter()
        .filter(|record| record.owner == *chain.end(question) && record.is(question.record_type))
        .map(InRecord::read)
        .collect();
    let ttl = if records.is_empty() {
        negative_ttl(&wire)
    } else {
        records.iter().map(|record| record.ttl).min()
    };
    Ok(Message {
        rcode,
        authenticated: wire.header().ad(),
        extended_errors: extended_errors(&wire),
        // An alias is asked for again when it ends, so its own time counts too.
        ttl: ttl.into_iter().chain(chain.ttl).min(),
        aliases: chain.aliases,
        records,
    })
}

/// What must hold of any answer, whatever was asked.
fn check_header(wire: &Wire<'_>) -> Result<(), DecodeFault> {
    let header = wire.header();
    if !header.qr() {
        return Err(DecodeFault::NotAResponse);
    }
    if header.opcode().to_int() != 0 {
        return Err(DecodeFault::WrongOpcode {
            opcode: header.opcode().to_int(),
        });
    }
    if header.tc() {
        return Err(DecodeFault::Truncated);
    }
    let counts = wire.header_counts();
    let announced = [counts.ancount(), counts.nscount(), counts.arcount()]
        .into_iter()
        .map(u32::from)
        .sum();
    if announced > MAX_RECORDS {
        return Err(DecodeFault::TooManyRecords { announced });
    }
    Ok(())
}

/// RFC 5452 §9.1: an answer counts only if it repeats the question. Names are compared without regard to case.
fn check_question(wire: &Wire<'_>, question: &Question, rcode: Rcode) -> Result<(), DecodeFault> {
    let mut echoed = wire.question();
    let first = match echoed.next() {
        // Servers that cannot or will not read a query send its header back with nothing else.
        None if !matches!(rcode, Rcode::NOERROR | Rcode::NXDOMAIN) => return Ok(()),
        None => return Err(DecodeFault::OtherQuestion),
        Some(first) => first.map_err(|_| DecodeFault::Malformed)?,
    };
    let ours = echoed.next().is_none()
        && first.qtype().to_int() == question.record_type.code()
        && first.qclass() == domain::base::iana::Class::IN
        && query_name(first.qname()).is_ok_and(|name| name == question.name);
    if ours {
        Ok(())
    } else {
        Err(DecodeFault::OtherQuestion)
    }
}

/// The records of class IN in the answer section, their content not yet read.
fn answers<'a>(wire: &'a Wire<'a>) -> Result<Vec<InRecord<'a>>, DecodeFault> {
    let section = wire.answer().map_err(|_| DecodeFault::Malformed)?;
    let mut records = Vec::new();
    for record in section {
        // A record whose frame is broken hides all that follow; one whose content is broken does not.
        let record = record.map_err(|_| DecodeFault::Malformed)?;
        records.extend(InRecord::new(record).map_err(|_| DecodeFault::Malformed)?);
    }
    Ok(records)
}

/// Where the aliases of a name lead.
struct AliasChain {
    aliases: Vec<QueryName>,
    ttl: Option<u32>,
}

impl AliasChain {
    /// The name that the records belong to.
    fn end<'a>(&'a self, question: &'a Question) -> &'a QueryName {
        self.aliases.last().unwrap_or(&question.name)
    }
}

/// RFC 1034 §3.6.2: a CNAME record at a name sends every question but one for CNAME on to its target.
fn follow(question: &Question, answers: &[InRecord<'_>]) -> Result<AliasChain, DecodeFault> {
    let mut chain = AliasChain {
        aliases: Vec::new(),
        ttl: None,
    };
    if question.record_type == RecordType::Cname {
        return Ok(chain);
    }
    // Of several CNAME records at one name, which must not be, the first counts.
    while let Some(record) = answers
        .iter()
        .find(|record| record.is(RecordType::Cname) && record.owner == *chain.end(question))
    {
        let record = record.read();
        // Without the target nobody can say whether there are records at the end.
        let RecordData::Cname { target } = record.data else {
            return Err(DecodeFault::Malformed);
        };
        if target == question.name || chain.aliases.contains(&target) {
            return Err(DecodeFault::AliasLoop { at: target });
        }
        if chain.aliases.len() == MAX_ALIASES {
            return Err(DecodeFault::TooManyAliases);
        }
        chain.aliases.push(target);
        chain.ttl = chain.ttl.into_iter().chain([record.ttl]).min();
    }
    Ok(chain)
}

/// RFC 2308 §5: an empty answer may be kept for the lesser of the SOA record's own TTL and its MINIMUM field.
fn negative_ttl(wire: &Wire<'_>) -> Option<u32> {
    let section: RecordSection<'_, _> = wire.authority().ok()?;
    section
        .flatten()
        .filter(|record| record.rtype() == Rtype::SOA)
        .find_map(|record| record.into_record::<Soa<_>>().ok().flatten())
        .map(|record| {
            record
                .ttl()
                .as_secs()
                .min(record.data().minimum().as_secs())
        })
}

/// RFC 8914 §2: any number of options, text in UTF-8 that must not be trusted.
fn extended_errors(wire: &Wire<'_>) -> Vec<ExtendedError> {
    let Some(opt) = wire.opt() else {
        return Vec::new();
    };
    opt.opt()
        .iter::<WireExtendedError<_>>()
        .flatten()
        .take(MAX_EXTENDED_ERRORS)
        .map(|error| ExtendedError {
            code: error.code().to_int(),
            text: String::from_utf8_lossy(error.text_slice().unwrap_or_default())
                // RFC 8914 §2: a final NUL is allowed, and to be ignored.
                .trim_end_matches('\0')
                .chars()
                .take(MAX_EXTENDED_TEXT)
                .collect(),
        })
        .collect()
}
