//! What is asked of mail servers beyond the usual, as the command line has it.

use std::str::FromStr;

use analysis::evidence::Subject;
use clap::Args;
use shared::{DomainName, Extras, LocalPart, RecipientTests};

/// What to look at beyond the usual.
#[derive(Args, Clone, Debug, Default)]
pub(crate) struct ExtraArgs {
    /// Find out everything that the servers take: every suite, group and certificate
    ///
    /// Dozens of connections to each address, and up to five minutes for a host.
    #[arg(long)]
    pub(crate) deep: bool,

    /// Find out whether the servers forward mail for strangers
    ///
    /// They are asked whether they would take certain recipients (RCPT). Nothing is sent.
    #[arg(long)]
    pub(crate) open_relay: bool,

    /// Find out whether the servers take this mailbox: info@example.org, or info alone
    ///
    /// They are asked about it and about a made-up one (RCPT). Nothing is sent.
    #[arg(long, value_name = "ADDRESS", value_parser = str::parse::<Mailbox>)]
    pub(crate) mailbox: Option<Mailbox>,

    /// The token that the relay's operator gave out: for --open-relay and --mailbox, for more, or to be served at all
    ///
    /// Everybody on this machine can see a program's arguments: prefer the environment.
    #[arg(
        long,
        visible_alias = "token",
        env = "WAXSEAL_RCPT_TOKEN",
        value_name = "TOKEN",
        hide_env_values = true,
        value_parser = str::parse::<BearerToken>
    )]
    pub(crate) rcpt_token: Option<BearerToken>,
}

/// A mailbox as it was typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Mailbox {
    local_part: LocalPart,
    domain: Option<DomainName>,
}

/// A secret to be shown to a relay (RFC 6750 §2.1). It is never printed.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct BearerToken(String);

impl ExtraArgs {
    /// Whether any recipient is to be tried.
    pub(crate) const fn try_recipients(&self) -> bool {
        self.open_relay || self.mailbox.is_some()
    }

    /// What is to be asked of the servers of a subject. Of a host nothing says whose mail it takes: `own` does, or the
    /// mailbox.
    pub(crate) fn extras(
        &self,
        subject: &Subject,
        own: Option<&DomainName>,
    ) -> Result<Extras, String> {
        let recipients = if self.try_recipients() {
            let domain = self.own_domain(subject, own)?;
            Some(RecipientTests {
                domain,
                open_relay: self.open_relay,
                mailbox: self
                    .mailbox
                    .as_ref()
                    .map(|mailbox| mailbox.local_part.clone()),
            })
        } else {
            None
        };
        Ok(Extras {
            deep: self.deep,
            recipients,
        })
    }

    fn own_domain(
        &self,
        subject: &Subject,
        own: Option<&DomainName>,
    ) -> Result<DomainName, String> {
        let typed = self
            .mailbox
            .as_ref()
            .and_then(|mailbox| mailbox.domain.as_ref());
        let domain = match subject {
            Subject::Domain { domain } => domain,
            Subject::Host { .. } => own.or(typed).ok_or(
                "say whose mail the host takes, with --domain: one of its own mailboxes has to be tried too",
            )?,
        };
        match (typed, &self.mailbox) {
            (Some(other), Some(mailbox)) if other != domain => Err(format!(
                "{}@{other} is no mailbox of {domain}",
                mailbox.local_part
            )),
            _ => Ok(domain.clone()),
        }
    }
}

impl FromStr for Mailbox {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (local_part, domain) = match text.trim().rsplit_once('@') {
            Some((local_part, domain)) => {
                let domain = DomainName::parse(domain).map_err(|error| error.to_string())?;
                (local_part, Some(domain))
            }
            None => (text.trim(), None),
        };
        Ok(Self {
            local_part: local_part.parse()?,
            domain,
        })
    }
}

impl BearerToken {
    /// As it goes into a request.
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for BearerToken {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        // RFC 6750 §2.1: b64token.
        let is_usual = |c: char| c.is_ascii_alphanumeric() || "-._~+/=".contains(c);
        if text.is_empty() || !text.chars().all(is_usual) {
            return Err("a token has letters, digits and - . _ ~ + / alone".to_owned());
        }
        Ok(Self(text.to_owned()))
    }
}

impl std::fmt::Debug for BearerToken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("BearerToken(…)")
    }
}

#[cfg(test)]
mod tests {
    use shared::Service;

    use super::*;

    fn name(text: &str) -> DomainName {
        text.parse().unwrap()
    }

    fn asking(mailbox: Option<&str>, open_relay: bool) -> ExtraArgs {
        ExtraArgs {
            mailbox: mailbox.map(|text| text.parse().unwrap()),
            open_relay,
            ..ExtraArgs::default()
        }
    }

    #[test]
    fn a_mailbox_is_of_the_domain_that_is_checked() {
        let subject = Subject::Domain {
            domain: name("xn--exmple-cua.org"),
        };
        for typed in ["info", " info@Exämple.org ", "info@xn--exmple-cua.org."] {
            let extras = asking(Some(typed), false).extras(&subject, None).unwrap();
            let tests = extras.recipients.unwrap();
            assert_eq!(tests.domain, name("xn--exmple-cua.org"), "{typed}");
            assert_eq!(tests.mailbox.unwrap().as_str(), "info", "{typed}");
            assert!(!tests.open_relay);
        }
        let error = asking(Some("info@other.example"), true)
            .extras(&subject, None)
            .unwrap_err();
        assert_eq!(
            error,
            "info@other.example is no mailbox of xn--exmple-cua.org"
        );
    }

    #[test]
    fn of_a_host_it_must_be_said_whose_mail_it_takes() {
        let subject = Subject::Host {
            host: name("mx.example.net"),
            service: Service::Smtp,
        };
        let own = name("example.org");
        let error = asking(None, true).extras(&subject, None).unwrap_err();
        assert!(error.contains("--domain"), "{error}");
        let domain = |args: &ExtraArgs, own| {
            args.extras(&subject, own)
                .unwrap()
                .recipients
                .unwrap()
                .domain
        };
        assert_eq!(domain(&asking(None, true), Some(&own)), own);
        assert_eq!(domain(&asking(Some("info@example.org"), true), None), own);
        assert!(
            asking(Some("info@example.com"), true)
                .extras(&subject, Some(&own))
                .is_err()
        );
    }

    #[test]
    fn without_a_wish_nothing_is_asked() {
        let subject = Subject::Domain {
            domain: name("example.org"),
        };
        let usual = ExtraArgs::default();
        assert!(usual.extras(&subject, None).unwrap().is_none());
        assert!(!usual.try_recipients());
    }

    #[test]
    fn what_cannot_be_tried_is_refused_with_the_reason() {
        for (text, reason) in [
            ("", "1 to 64"),
            ("@example.org", "1 to 64"),
            ("a b@example.org", "cannot be tried"),
            ("a\r\nDATA@example.org", "cannot be tried"),
            ("\"a\"@example.org", "cannot be tried"),
            ("a..b", "a dot stands"),
            ("info@localhost", "only one part"),
            ("info@192.0.2.1", "IP address"),
        ] {
            let error = text.parse::<Mailbox>().unwrap_err();
            assert!(error.contains(reason), "{text:?}: {error}");
        }
        for token in ["", "a b", "a\nb", "ä"] {
            assert!(token.parse::<BearerToken>().is_err(), "{token:?}");
        }
        let token: BearerToken = "0123456789abcdef".parse().unwrap();
        assert_eq!(format!("{token:?}"), "BearerToken(…)");
    }
}
