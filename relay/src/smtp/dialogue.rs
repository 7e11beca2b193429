//! What to say next: the whole of the probe's conversation as a state machine without I/O (RFC 5321 §3, RFC 3207 §4).

use shared::{Cause, Failure, Phase, Reply, ReplyCode, Service};

/// A conversation with one server. Never mail: EHLO, STARTTLS, EHLO again and QUIT is all it can say.
#[derive(Clone, Debug)]
pub struct Dialogue {
    stage: Stage,
    sealed: bool,
    introduced: bool,
}

/// What the other side is to do next, from our side.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Next {
    /// Wait for the greeting.
    AwaitGreeting,
    /// Say this and wait for the answer.
    Say(Command),
    /// Make the TLS handshake.
    Handshake,
    /// Say QUIT and leave. With a failure if this is not the natural end.
    Quit(Option<Failure>),
    /// Leave without a word: the server is closing already.
    Close(Failure),
}

/// A command line, without its line end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Command {
    /// `EHLO name` (RFC 5321 §4.1.1.1).
    Ehlo,
    /// `HELO name`, for servers that refuse EHLO (RFC 5321 §3.2).
    Helo,
    /// `STARTTLS` (RFC 3207 §4).
    StartTls,
    /// `QUIT` (RFC 5321 §4.1.1.10).
    Quit,
}

impl Command {
    /// The line to send.
    #[must_use]
    pub fn line(self, ehlo_name: &str) -> String {
        match self {
            Self::Ehlo => format!("EHLO {ehlo_name}"),
            Self::Helo => format!("HELO {ehlo_name}"),
            Self::StartTls => "STARTTLS".to_owned(),
            Self::Quit => "QUIT".to_owned(),
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    Handshake,
    Greeting,
    Ehlo,
    Helo,
    StartTls,
    Over,
}

impl Dialogue {
    /// A conversation that begins as the service wants it.
    #[must_use]
    pub const fn new(service: Service) -> (Self, Next) {
        // RFC 8314 §3.3: on 465 the handshake comes before the greeting.
        let (stage, next) = if service.is_implicit_tls() {
            (Stage::Handshake, Next::Handshake)
        } else {
            (Stage::Greeting, Next::AwaitGreeting)
        };
        let dialogue = Self {
            stage,
            sealed: false,
            introduced: false,
        };
        (dialogue, next)
    }

    /// Whether TLS protects what is said now.
    #[must_use]
    pub const fn is_sealed(&self) -> bool {
        self.sealed
    }

    /// Whether the server has taken our EHLO or HELO, the last one that counts: it would hear a MAIL (RFC 5321 §4.1.4).
    #[must_use]
    pub const fn is_introduced(&self) -> bool {
        self.introduced
    }

    /// Whether the reply awaited now is the one to HELO.
    #[must_use]
    pub fn is_helo(&self) -> bool {
        self.stage == Stage::Helo
    }

    /// Where the conversation stands.
    #[must_use]
    pub const fn phase(&self) -> Phase {
        match (self.stage, self.sealed) {
            (Stage::Handshake, _) => Phase::Handshake,
            (Stage::Greeting, _) => Phase::Greeting,
            (Stage::Ehlo | Stage::Helo, false) => Phase::Ehlo,
            (Stage::Ehlo | Stage::Helo, true) => Phase::EhloSealed,
            (Stage::StartTls, _) => Phase::StartTls,
            (Stage::Over, _) => Phase::Quit,
        }
    }

    /// The handshake was finished.
    #[must_use]
    pub fn sealed(&mut self, service: Service) -> Next {
        self.sealed = true;
        self.introduced = false;
        if service.is_implicit_tls() {
            self.stage = Stage::Greeting;
            Next::AwaitGreeting
        } else {
            // RFC 3207 §4.2: what was learnt before TLS is discarded, so EHLO again.
            self.stage = Stage::Ehlo;
            Next::Say(Command::Ehlo)
        }
    }

    /// The server answered.
    #[must_use]
    pub fn heard(&mut self, reply: &Reply) -> Next {
        match self.stage {
            Stage::Greeting if reply.code == ReplyCode::READY => {
                self.stage = Stage::Ehlo;
                Next::Say(Command::Ehlo)
            }
            Stage::Ehlo if is_ehlo_unknown(reply.code) => {
                self.stage = Stage::Helo;
                Next::Say(Command::Helo)
            }
            Stage::Ehlo if reply.code == ReplyCode::OK => {
                self.introduced = true;
                if !self.sealed && offers_starttls(reply) {
                    self.stage = Stage::StartTls;
                    Next::Say(Command::StartTls)
                } else {
                    self.stop(None)
                }
            }
            // HELO has no keywords, so there is nothing more to learn.
            Stage::Helo if reply.code == ReplyCode::OK => {
                self.introduced = true;
                self.stop(None)
            }
            Stage::StartTls if reply.code == ReplyCode::READY => {
                self.stage = Stage::Handshake;
                Next::Handshake
            }
            Stage::Over | Stage::Handshake => self.stop(None),
            Stage::Greeting | Stage::Ehlo | Stage::Helo | Stage::StartTls => self.stop(Some(reply)),
        }
    }

    fn stop(&mut self, refusal: Option<&Reply>) -> Next {
        let failure = refusal.map(|reply| {
            let reply = reply.clone();
            Failure::new(self.phase(), Cause::Reply { reply })
        });
        self.stage = Stage::Over;
        match (failure, refusal) {
            // RFC 5321 §3.8: a server that says 421 closes by itself.
            (Some(failure), Some(reply)) if reply.code == ReplyCode::CLOSING => {
                Next::Close(failure)
            }
            // RFC 5321 §3.1: a client that was greeted with 554 must say QUIT.
            (failure, _) => Next::Quit(failure),
        }
    }
}

/// RFC 5321 §3.2 with §4.2.4: these mean that the command is not known, in contrast to a refusal of the client.
fn is_ehlo_unknown(code: ReplyCode) -> bool {
    matches!(code.get(), 500 | 501 | 502 | 504)
}

/// RFC 3207 §4: the keyword STARTTLS; keywords are case-blind (RFC 5321 §2.4) and follow the first line.
fn offers_starttls(reply: &Reply) -> bool {
    reply.lines.iter().skip(1).any(|line| {
        line.split_ascii_whitespace()
            .next()
            .is_some_and(|keyword| keyword.eq_ignore_ascii_case("STARTTLS"))
    })
}

#[cfg(test)]
#[path = "dialogue_tests.rs"]
mod tests;
