//! What to say next: the whole of the probe's conversation as a state machine without I/O (RFC 5321 §3, RFC 3207 §4).

use shared::{Cause, Failure, Phase, Reply, ReplyCode, Service};

/// A conversation with one server. Never mail: EHLO, STARTTLS, EHLO again and QUIT is all it can say.
#[derive(Clone, Debug)]
pub struct Dialogue {
    stage: Stage,
    sealed: bool,
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
        };
        (dialogue, next)
    }

    /// Whether TLS protects what is said now.
    #[must_use]
    pub const fn is_sealed(&self) -> bool {
        self.sealed
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
                if !self.sealed && offers_starttls(reply) {
                    self.stage = Stage::StartTls;
                    Next::Say(Command::StartTls)
                } else {
                    self.stop(None)
                }
            }
            // HELO has no keywords, so there is nothing more to learn.
            Stage::Helo if reply.code == ReplyCode::OK => self.stop(None),
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
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::*;

    fn reply(code: u16, lines: &[&str]) -> Reply {
        Reply {
            code: ReplyCode::try_from(code).unwrap(),
            lines: lines.iter().map(|line| (*line).to_owned()).collect(),
            bare_lf: false,
        }
    }

    fn stopped(next: &Next) -> Option<Phase> {
        match next {
            Next::Quit(Some(failure)) | Next::Close(failure) => Some(failure.phase),
            Next::Quit(None) | Next::AwaitGreeting | Next::Say(_) | Next::Handshake => None,
        }
    }

    #[test]
    fn the_whole_way_over_starttls() {
        let (mut dialogue, next) = Dialogue::new(Service::Smtp);
        assert_eq!(next, Next::AwaitGreeting);
        assert_eq!(
            dialogue.heard(&reply(220, &["mx"])),
            Next::Say(Command::Ehlo)
        );
        let keywords = reply(250, &["mx", "SIZE 1", "starttls "]);
        assert_eq!(dialogue.heard(&keywords), Next::Say(Command::StartTls));
        assert_eq!(dialogue.heard(&reply(220, &["go"])), Next::Handshake);
        assert_eq!(dialogue.sealed(Service::Smtp), Next::Say(Command::Ehlo));
        assert_eq!(dialogue.phase(), Phase::EhloSealed);
        // STARTTLS inside TLS is not asked for again.
        assert_eq!(dialogue.heard(&keywords), Next::Quit(None));
    }

    #[test]
    fn the_whole_way_with_implicit_tls() {
        let (mut dialogue, next) = Dialogue::new(Service::Submissions);
        assert_eq!(next, Next::Handshake);
        assert_eq!(dialogue.sealed(Service::Submissions), Next::AwaitGreeting);
        assert_eq!(
            dialogue.heard(&reply(220, &["mx"])),
            Next::Say(Command::Ehlo)
        );
        assert_eq!(dialogue.phase(), Phase::EhloSealed);
        assert_eq!(dialogue.heard(&reply(250, &["mx"])), Next::Quit(None));
    }

    #[test]
    fn a_host_named_starttls_offers_none() {
        let (mut dialogue, _) = Dialogue::new(Service::Smtp);
        let _ = dialogue.heard(&reply(220, &["mx"]));
        assert_eq!(dialogue.heard(&reply(250, &["STARTTLS"])), Next::Quit(None));
    }

    #[test]
    fn a_421_closes_without_a_word_at_every_stage() {
        for stage in 0..3 {
            let (mut dialogue, _) = Dialogue::new(Service::Smtp);
            for answer in [reply(220, &["mx"]), reply(250, &["mx", "STARTTLS"])]
                .iter()
                .take(stage)
            {
                let _ = dialogue.heard(answer);
            }
            let phase = dialogue.phase();
            let next = dialogue.heard(&reply(421, &["busy"]));
            assert!(matches!(next, Next::Close(_)), "{next:?}");
            assert_eq!(stopped(&next), Some(phase));
        }
    }

    #[test]
    fn falls_back_to_helo_only_where_ehlo_is_not_known() {
        for (code, falls_back) in [
            (500, true),
            (502, true),
            (504, true),
            (550, false),
            (554, false),
        ] {
            let (mut dialogue, _) = Dialogue::new(Service::Smtp);
            let _ = dialogue.heard(&reply(220, &["mx"]));
            let next = dialogue.heard(&reply(code, &["no"]));
            assert_eq!(next == Next::Say(Command::Helo), falls_back, "{code}");
            if falls_back {
                assert!(dialogue.is_helo());
                assert_eq!(dialogue.heard(&reply(250, &["hi"])), Next::Quit(None));
            } else {
                assert_eq!(stopped(&next), Some(Phase::Ehlo));
            }
        }
    }

    proptest! {
        #[test]
        fn whatever_is_answered_it_comes_to_an_end(
            codes in vec(prop_oneof![Just(220), Just(250), Just(421), Just(502), 200_u16..600], 9),
            service in prop_oneof![Just(Service::Smtp), Just(Service::Submissions)],
        ) {
            let (mut dialogue, mut next) = Dialogue::new(service);
            let (mut said, mut handshakes) = (0, 0);
            for code in codes {
                next = match next {
                    Next::Quit(_) | Next::Close(_) => break,
                    Next::Handshake => {
                        handshakes += 1;
                        dialogue.sealed(service)
                    }
                    Next::AwaitGreeting | Next::Say(_) => {
                        said += usize::from(next != Next::AwaitGreeting);
                        dialogue.heard(&reply(code, &["mx", "STARTTLS"]))
                    }
                };
            }
            prop_assert!(matches!(next, Next::Quit(_) | Next::Close(_)), "{:?}", next);
            // EHLO, HELO and STARTTLS; EHLO and HELO inside TLS.
            prop_assert!(said <= 5 && handshakes <= 1);
        }
    }

    #[test]
    fn a_refused_starttls_ends_with_its_reply() {
        let (mut dialogue, _) = Dialogue::new(Service::Smtp);
        let _ = dialogue.heard(&reply(220, &["mx"]));
        let _ = dialogue.heard(&reply(250, &["mx", "STARTTLS"]));
        let next = dialogue.heard(&reply(454, &["later"]));
        assert_eq!(stopped(&next), Some(Phase::StartTls));
        assert!(matches!(next, Next::Quit(Some(_))));
    }
}
