//! What a border hangs on that nobody can see in the lines: whether servers above it are the recipient's own.
//!
//! If one of them is the sender's instead, he wrote all that stands below, the border too. So a border with a doubt proves
//! nothing good.

use super::inside::{Inside, inside, is_local, is_outside};
use super::organisation;
use crate::message::received::{Received, Sealed};

/// Why a border may not be where the mail came in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::message) struct Doubt {
    /// The place of the first header that somebody outside may have written, though it stands above the border.
    pub(in crate::message) from: usize,
    /// All lines that the mail may have come in by instead, by the number of the hop, the newest first.
    pub(in crate::message) hops: Vec<usize>,
    /// Whether every one of them has a public address, for which SPF can be asked.
    pub(in crate::message) is_public: bool,
    /// Whether the headers are not whole, so that no line shows what else may have been.
    pub(in crate::message) is_torn: bool,
    /// Whether it is a line below the border that the mail may have come in by.
    pub(in crate::message) is_below: bool,
    /// What it hangs on, and what to choose.
    pub(in crate::message) words: String,
}

/// What there is to doubt of a border; `hint` is the place of the header that it was found by. What stands above a line was
/// not written by the line's sender.
pub(super) fn doubt(
    hops: &[&(usize, Received)],
    border: usize,
    hint: Option<usize>,
) -> Option<Doubt> {
    let found: Vec<(usize, &(usize, Received))> = above(hops, border, hint)
        .filter(|(_, (_, received))| is_by_name(received) || is_hidden(received))
        .collect();
    let (_, (place, _)) = found.first()?;
    let senders: Vec<String> = found
        .iter()
        .map(|(hop, (_, received))| sender(*hop, received))
        .collect();
    let numbers = |hop: usize| hop + 1;
    let words = match found.as_slice() {
        [(hop, (_, received))] => {
            let otherwise = if is_by_name(received) {
                format!(" and line {} if it is not", numbers(*hop))
            } else {
                String::new()
            };
            format!(
                "It hangs on whether the sender in {}, is a server of the recipient's own. Choose line {} if it is{otherwise}.",
                senders.concat(),
                numbers(border)
            )
        }
        _ => format!(
            "It hangs on whether the senders in {}, are servers of the recipient's own. Choose line {} if they are, or else \
             the newest one whose sender is not.",
            senders.join(", and in "),
            numbers(border)
        ),
    };
    Some(Doubt {
        from: place + 1,
        hops: found.iter().map(|(hop, _)| *hop).collect(),
        is_public: found.iter().all(|(_, (_, received))| is_by_name(received)),
        is_torn: false,
        is_below: false,
        words,
    })
}

/// What a border rests on, if it may: lines above it in which the sender's address shows nothing of where he is.
pub(super) fn rests(
    hops: &[&(usize, Received)],
    border: usize,
    hint: Option<usize>,
) -> Option<String> {
    let mut found = above(hops, border, hint)
        .filter(|(_, (_, received))| is_unseen(received) && received.address.is_some());
    let (hop, (_, received)) = found.next()?;
    let address = received.address?;
    Some(format!(
        "It rests on line {} being of a hop inside the recipient's own system, as the private address {address} in it makes \
         it look. Where a proxy hides from which address mail comes, that could be any sender.",
        hop + 1
    ))
}

/// The lines above the border, the newest first, whose senders could have written what the border was found by.
fn above<'a>(
    hops: &'a [&'a (usize, Received)],
    border: usize,
    hint: Option<usize>,
) -> impl Iterator<Item = (usize, &'a (usize, Received))> {
    let newest_first = hops.iter().enumerate().rev();
    newest_first
        .map(|(hop, line)| (hop, *line))
        .take_while(move |(hop, _)| *hop > border)
        .filter(move |(_, (place, _))| hint.is_none_or(|hint| *place < hint))
}

/// Whether it is only by the name of a public address that a line was taken for one of the recipient's own.
fn is_by_name(received: &Received) -> bool {
    received.address.is_some_and(is_outside) && inside(received) == Inside::ByName
}

/// Whether a line does not show from which address of the internet its sender came, if he came from there.
fn is_unseen(received: &Received) -> bool {
    let is_near =
        |one: std::net::IpAddr| one.is_loopback() || one.is_unspecified() || is_outside(one);
    !received.address.is_some_and(is_near)
        && !is_local(received)
        && received.sealed != Sealed::Local
}

/// Whether a line has a sender of another organisation, and none of his addresses: so a proxy writes it, or a router that
/// puts its own address in place of the sender's.
fn is_hidden(received: &Received) -> bool {
    let of = |name: &Option<String>| name.as_deref().and_then(organisation);
    let helo = of(&received.helo);
    is_unseen(received) && helo.is_some() && helo != of(&received.by)
}

/// `line 2, mx.example.net (8.8.4.4), known by the name of its address alone`.
fn sender(hop: usize, received: &Received) -> String {
    let is_by_name = is_by_name(received);
    let name = if is_by_name {
        &received.reverse
    } else {
        &received.helo
    };
    let name = name.as_deref().unwrap_or_default();
    let number = hop + 1;
    match received.address {
        Some(address) if is_by_name => {
            format!("line {number}, {name} ({address}), known by the name of that address alone")
        }
        Some(address) => {
            format!(
                "line {number}, “{name}” by its own word, whose address is hidden behind {address}"
            )
        }
        None => format!("line {number}, “{name}” by its own word, whose address is not said"),
    }
}
