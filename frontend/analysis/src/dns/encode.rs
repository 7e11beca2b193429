//! A question as the message to send.

use super::Question;

/// How large a UDP answer may be that a resolver relays for us (DNS Flag Day 2020: no fragments below this).
const UDP_PAYLOAD: u16 = 1232;

/// The query in wire format, to be sent by DNS over HTTPS or through the relay.
///
/// It asks for recursion, for DNSSEC records (DO) and for the verdict of the resolver's own validation (AD).
#[must_use]
pub fn encode(question: &Question) -> Vec<u8> {
    // RFC 1035 §4.1.1: RD. RFC 6840 §5.7: AD in a query asks for AD in the answer. RFC 4035 §3.2.2: CD.
    let flags: u16 = 0x0100
        | 0x0020
        | if question.checking_disabled {
            0x0010
        } else {
            0
        };
    let mut wire = Vec::with_capacity(64);
    let mut push = |number: u16| wire.extend(number.to_be_bytes());
    // RFC 8484 §4.1: the ID is 0, so that equal questions are equal for HTTP caches.
    push(0);
    push(flags);
    // One question, no answer, no authority, one additional record.
    for count in [1, 0, 0, 1] {
        push(count);
    }
    wire.extend(question.name.to_wire());
    wire.extend(question.record_type.code().to_be_bytes());
    wire.extend(CLASS_IN.to_be_bytes());
    // RFC 6891 §6.1.2: the root as owner, type OPT, the payload size as class, flags as TTL, no options.
    wire.push(0);
    wire.extend(OPT.to_be_bytes());
    wire.extend(UDP_PAYLOAD.to_be_bytes());
    // RFC 3225 §3: DO is the first bit of the lower half; extended code and version are 0.
    wire.extend(0x0000_8000_u32.to_be_bytes());
    wire.extend(0_u16.to_be_bytes());
    wire
}

const CLASS_IN: u16 = 1;
const OPT: u16 = 41;
