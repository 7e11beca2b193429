//! The content of records, from wire format to what it says.

use domain::base::iana::Class;
use domain::base::rdata::UnknownRecordData;
use domain::base::record::ParsedRecord;
use domain::base::{ParseRecordData, ParsedName, Record as WireRecord, Rtype, ToName};
use domain::rdata::{A, Aaaa, Cname, Mx, Ptr, Srv, Txt};
use shared::Octets;

use super::{QueryName, QueryNameError, Record, RecordData, RecordType, TxtRecord};

/// A record of class IN whose frame has been read, but not its content.
pub(super) struct InRecord<'a> {
    /// The name it belongs to.
    pub(super) owner: QueryName,
    record: ParsedRecord<'a, &'a [u8]>,
}

impl<'a> InRecord<'a> {
    /// The record; `None` if it is of another class.
    pub(super) fn new(record: ParsedRecord<'a, &'a [u8]>) -> Result<Option<Self>, QueryNameError> {
        if record.class() != Class::IN {
            return Ok(None);
        }
        let owner = query_name(&record.owner())?;
        Ok(Some(Self { owner, record }))
    }

    /// Whether it is of this type.
    pub(super) fn is(&self, record_type: RecordType) -> bool {
        self.record.rtype().to_int() == record_type.code()
    }

    /// The record with its content.
    pub(super) fn read(&self) -> Record {
        // RFC 2181 §8: a TTL with the highest bit set is to be taken as zero.
        let ttl = self.record.ttl().as_secs();
        Record {
            owner: self.owner.clone(),
            ttl: if ttl > 0x7FFF_FFFF { 0 } else { ttl },
            data: content(&self.record),
        }
    }
}

/// A name of the wire in our form.
pub(super) fn query_name(name: &impl ToName) -> Result<QueryName, QueryNameError> {
    QueryName::from_labels(
        name.iter_labels()
            .filter(|label| !label.is_root())
            .map(|label| label.as_slice()),
    )
}

fn content(record: &ParsedRecord<'_, &[u8]>) -> RecordData {
    let known = match record.rtype() {
        Rtype::A => read::<A>(record).map(|a| RecordData::A { address: a.addr() }),
        Rtype::AAAA => read::<Aaaa>(record).map(|aaaa| RecordData::Aaaa {
            address: aaaa.addr(),
        }),
        Rtype::CNAME => read::<Cname<ParsedName<_>>>(record)
            .and_then(|cname| target(cname.cname()))
            .map(|target| RecordData::Cname { target }),
        Rtype::PTR => read::<Ptr<ParsedName<_>>>(record)
            .and_then(|ptr| target(ptr.ptrdname()))
            .map(|target| RecordData::Ptr { target }),
        Rtype::MX => read::<Mx<ParsedName<_>>>(record).and_then(|mx| {
            Some(RecordData::Mx {
                preference: mx.preference(),
                exchange: target(mx.exchange())?,
            })
        }),
        Rtype::SRV => read::<Srv<ParsedName<_>>>(record).and_then(|srv| {
            Some(RecordData::Srv {
                priority: srv.priority(),
                weight: srv.weight(),
                port: srv.port(),
                target: target(srv.target())?,
            })
        }),
        // RFC 1035 §3.3.14: one string or more.
        Rtype::TXT => read::<Txt<_>>(record)
            .map(|txt| strings(&txt))
            .filter(|txt| !txt.strings.is_empty())
            .map(RecordData::Txt),
        Rtype::TLSA => tlsa(as_sent(record).as_slice()),
        other => {
            return RecordData::Other {
                code: other.to_int(),
                content: as_sent(record),
            };
        }
    };
    known.unwrap_or_else(|| RecordData::Broken {
        code: record.rtype().to_int(),
        content: as_sent(record),
    })
}

/// The content as a type; `None` if it is broken. Bytes left over count as broken.
fn read<'a, Data: ParseRecordData<'a, &'a [u8]>>(
    record: &ParsedRecord<'a, &'a [u8]>,
) -> Option<Data> {
    record
        .clone()
        .into_record::<Data>()
        .ok()
        .flatten()
        .map(WireRecord::into_data)
}

fn strings(txt: &Txt<&[u8]>) -> TxtRecord {
    let strings = txt.iter_charstrs();
    TxtRecord {
        strings: strings.map(|string| string.as_slice().into()).collect(),
    }
}

fn target(name: &ParsedName<&[u8]>) -> Option<QueryName> {
    query_name(name).ok()
}

/// RFC 6698 §2.1: three bytes, then all the rest.
fn tlsa(content: &[u8]) -> Option<RecordData> {
    let [usage, selector, matching, association @ ..] = content else {
        return None;
    };
    Some(RecordData::Tlsa {
        usage: *usage,
        selector: *selector,
        matching: *matching,
        association: association.into(),
    })
}

/// The bytes of the content. Names in them may be compressed, so they may not mean much on their own.
fn as_sent(record: &ParsedRecord<'_, &[u8]>) -> Octets {
    read::<UnknownRecordData<_>>(record)
        .map(|unknown| Octets::from(*unknown.data()))
        .unwrap_or_default()
}
