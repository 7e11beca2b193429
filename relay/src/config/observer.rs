//! The arguments about observing.

use std::fmt;
use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::Args;
use ipnet::IpNet;
use rustls_pki_types::CertificateDer;
use rustls_pki_types::pem::{self, PemObject as _};
use shared::DomainName;

use crate::nat64::Nat64Prefix;
use crate::{Guard, ObserverSettings};

/// The DNS port, where `--resolver` names none.
const DNS_PORT: u16 = 53;
/// Longest pause that makes sense: longer than the time for a whole address.
const LONGEST_PAUSE_MS: u64 = 60_000;

/// What an operator may decide about an observer.
#[derive(Args, Clone, Debug, Default)]
#[command(next_help_heading = "Observing")]
pub struct ObserverArgs {
    /// DNS resolver to ask; without it, the first one of /etc/resolv.conf
    ///
    /// Findings about DNSSEC and DANE need one that validates, such as unbound on this machine.
    #[arg(long, env = "WAXSEAL_RESOLVER", value_name = "ADDR[:PORT]", value_parser = resolver)]
    pub resolver: Option<SocketAddr>,

    /// PEM file of certificates to trust as roots beside the public ones
    #[arg(long, env = "WAXSEAL_EXTRA_ROOTS", value_name = "PEM")]
    pub extra_roots: Option<PathBuf>,

    /// Private address range that may be contacted; may be given several times
    ///
    /// For laboratories. Whoever can reach this program can then reach mail servers in that range through it. Names
    /// of special use (.test, .internal, …) are looked up too. Separate several by commas in the environment.
    #[arg(
        long,
        env = "WAXSEAL_ALLOW_NET",
        value_name = "CIDR",
        value_delimiter = ',',
        value_parser = network
    )]
    pub allow_net: Vec<IpNet>,

    /// Address range that is never contacted; may be given several times, and counts before --allow-net
    ///
    /// For networks whose operators asked to be left alone, and for public addresses of your own that a NAT leads to
    /// this network. Separate several by commas in the environment.
    #[arg(
        long,
        env = "WAXSEAL_DENY_NET",
        value_name = "CIDR",
        value_delimiter = ',',
        value_parser = network
    )]
    pub deny_net: Vec<IpNet>,

    /// Prefix under which a NAT64 of this network translates, such as 64:ff9b::/96; may be given several times
    ///
    /// An address under it is then judged by the IPv4 address in it. Without it, 64:ff9b::/96 is not contacted, and
    /// other prefixes look like any other part of the internet: name yours wherever there is one.
    #[arg(
        long,
        env = "WAXSEAL_NAT64_PREFIX",
        value_name = "PREFIX",
        value_delimiter = ','
    )]
    pub nat64_prefix: Vec<Nat64Prefix>,

    /// Name to give in EHLO; without it, this system's full name, else its address in brackets
    ///
    /// It should resolve to this machine and back: some servers refuse a client whose name does not.
    #[arg(long, env = "WAXSEAL_EHLO_NAME", value_name = "NAME")]
    pub ehlo_name: Option<String>,

    /// Mail server to try the way out on port 25 on; may be given up to four times
    ///
    /// One connection each, with QUIT after the greeting, at the start and at most every ten minutes, and only until
    /// any connection to port 25 has succeeded. Without one, the relay learns from what it is asked to look at. Name
    /// servers whose operators do not mind, or your own elsewhere.
    #[arg(
        long,
        env = "WAXSEAL_CANARY",
        value_name = "HOST",
        value_delimiter = ','
    )]
    pub canary: Vec<DomainName>,

    /// Milliseconds between two connections to one address [default: 1000]
    ///
    /// Ranges given by --allow-net are never paused for.
    #[arg(
        long,
        env = "WAXSEAL_PAUSE",
        value_name = "MS",
        value_parser = clap::value_parser!(u64).range(0..=LONGEST_PAUSE_MS)
    )]
    pub pause: Option<u64>,

    /// Domain whose recipients stand for foreign ones in the open relay test [default: example.com]
    ///
    /// Nothing is ever sent there, but a server that relays is asked whether it would. Name none but your own,
    /// and none whose mail a server takes that is looked at: it would seem to forward for strangers.
    #[arg(long, env = "WAXSEAL_RCPT_DOMAIN", value_name = "DOMAIN")]
    pub rcpt_domain: Option<DomainName>,
}

impl ObserverArgs {
    /// The observer's settings; reads the file of extra roots. Recipients are not tried: whoever has the operator's
    /// word for it sets [`ObserverSettings::rcpt_tests`].
    ///
    /// # Errors
    /// That file cannot be read, or holds no certificate.
    pub fn settings(&self) -> Result<ObserverSettings, RootsError> {
        let extra_roots = match &self.extra_roots {
            Some(path) => roots(path)?,
            None => Vec::new(),
        };
        Ok(ObserverSettings {
            resolver: self.resolver,
            extra_roots,
            guard: Guard::allowing(self.allow_net.clone())
                .denying(self.deny_net.clone())
                .behind_nat64(self.nat64_prefix.clone()),
            ehlo_name: self.ehlo_name.clone(),
            canaries: self.canary.clone(),
            pause: self.pause.map(Duration::from_millis),
            rcpt_tests: false,
            rcpt_domain: self.rcpt_domain.clone(),
            heeds_opt_outs: false,
        })
    }
}

/// The certificates of a PEM file, at least one.
fn roots(path: &Path) -> Result<Vec<CertificateDer<'static>>, RootsError> {
    let fault = |cause| RootsError {
        path: path.to_owned(),
        cause,
    };
    let certificates = CertificateDer::pem_file_iter(path)
        .and_then(Iterator::collect::<Result<Vec<_>, _>>)
        .map_err(|error| fault(Some(error)))?;
    if certificates.is_empty() {
        Err(fault(None))
    } else {
        Ok(certificates)
    }
}

/// `192.0.2.1`, `192.0.2.1:5353`, `2001:db8::1` or `[2001:db8::1]:5353`.
fn resolver(text: &str) -> Result<SocketAddr, String> {
    text.parse::<SocketAddr>()
        .or_else(|_| text.parse::<IpAddr>().map(|ip| (ip, DNS_PORT).into()))
        .map_err(|_| "give an IP address, such as 127.0.0.1 or [::1]:5353".into())
}

/// `10.0.0.0/8`, or one address. Bits behind the prefix are taken for a slip, not for a wish.
pub(super) fn network(text: &str) -> Result<IpNet, String> {
    let network = text
        .parse::<IpNet>()
        .or_else(|_| text.parse::<IpAddr>().map(IpNet::from))
        .map_err(|_| "give a range such as 10.1.0.0/16, or one address".to_owned())?;
    if network.addr() == network.network() {
        Ok(network)
    } else {
        Err(format!(
            "bits are set behind the prefix; did you mean {}?",
            network.trunc()
        ))
    }
}

/// The file of extra roots is of no use.
#[derive(Debug)]
pub struct RootsError {
    path: PathBuf,
    /// What reading it said; `None` if it was read and holds no certificate.
    cause: Option<pem::Error>,
}

impl fmt::Display for RootsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = self.path.display();
        match &self.cause {
            Some(pem::Error::Io(error)) => write!(f, "cannot read the roots in {path}: {error}"),
            Some(error) => write!(f, "{path} is not a PEM file of certificates: {error}"),
            None => write!(f, "{path} holds no certificate in PEM form"),
        }
    }
}

impl std::error::Error for RootsError {}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    #[derive(Parser)]
    struct Program {
        #[command(flatten)]
        observer: ObserverArgs,
    }

    fn parsed(arguments: &[&str]) -> Result<ObserverArgs, String> {
        Program::try_parse_from([&["program"], arguments].concat())
            .map(|program| program.observer)
            .map_err(|error| error.to_string())
    }

    #[test]
    fn resolvers_may_leave_out_the_port() {
        for (text, expected) in [
            ("192.0.2.1", "192.0.2.1:53"),
            ("192.0.2.1:5353", "192.0.2.1:5353"),
            ("::1", "[::1]:53"),
            ("[::1]:5353", "[::1]:5353"),
        ] {
            let address = parsed(&["--resolver", text]).unwrap().resolver.unwrap();
            assert_eq!(address.to_string(), expected);
        }
        assert!(
            parsed(&["--resolver", "dns.example.org"])
                .unwrap_err()
                .contains("IP address")
        );
    }

    #[test]
    fn ranges_may_be_repeated_or_listed() {
        let networks = parsed(&[
            "--allow-net",
            "10.1.0.0/16,127.0.0.5",
            "--allow-net",
            "fd00::/8",
        ])
        .unwrap()
        .allow_net;
        let texts: Vec<_> = networks.iter().map(ToString::to_string).collect();
        assert_eq!(texts, ["10.1.0.0/16", "127.0.0.5/32", "fd00::/8"]);
        let slip = parsed(&["--allow-net", "10.1.2.3/16"]).unwrap_err();
        assert!(slip.contains("did you mean 10.1.0.0/16?"), "{slip}");
    }

    #[test]
    fn settings_follow_the_arguments() {
        let arguments = parsed(&[
            "--allow-net",
            "10.1.0.0/16",
            "--deny-net",
            "10.1.9.0/24,8.8.8.8",
            "--nat64-prefix",
            "64:ff9b::/96",
            "--pause",
            "250",
            "--ehlo-name",
            "a.example",
            "--canary",
            "mx1.example.org,mx2.example.org",
            "--rcpt-domain",
            "probe.example",
        ]);
        let settings = arguments.unwrap().settings().unwrap();
        for (address, admitted) in [
            ("10.1.2.3", true),
            ("10.1.9.3", false),
            ("8.8.8.8", false),
            ("64:ff9b::8.8.4.4", true),
            ("64:ff9b::8.8.8.8", false),
        ] {
            let verdict = settings.guard.admit(address.parse().unwrap());
            assert_eq!(verdict.is_ok(), admitted, "{address}");
        }
        assert_eq!(settings.pause, Some(Duration::from_millis(250)));
        assert_eq!(settings.ehlo_name.as_deref(), Some("a.example"));
        let canaries: Vec<_> = settings.canaries.iter().map(ToString::to_string).collect();
        assert_eq!(canaries, ["mx1.example.org", "mx2.example.org"]);
        assert!(parsed(&["--pause", "60001"]).is_err());
        assert!(parsed(&["--canary", "192.0.2.1:25"]).is_err());
        let foreign = settings.rcpt_domain.as_ref().map(DomainName::as_str);
        assert_eq!(foreign, Some("probe.example"));
        assert!(
            !settings.rcpt_tests,
            "a domain for them is no permission to make them"
        );
        assert!(parsed(&["--rcpt-domain", "user@probe.example"]).is_err());
    }

    #[test]
    fn roots_are_read_or_the_reason_given() {
        let folder = std::env::temp_dir().join(format!("waxseal-roots-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let certified = rcgen::generate_simple_self_signed(["ca.test".into()]).unwrap();
        let outcome = |name: &str, content: Option<&str>| {
            let path = folder.join(name);
            if let Some(content) = content {
                std::fs::write(&path, content).unwrap();
            }
            let arguments = ObserverArgs {
                extra_roots: Some(path),
                ..ObserverArgs::default()
            };
            arguments
                .settings()
                .map(|settings| settings.extra_roots.len())
                .map_err(|error| error.to_string())
        };
        let pem = certified.cert.pem();
        assert_eq!(outcome("two.pem", Some(&format!("{pem}{pem}"))), Ok(2));
        assert!(
            outcome("empty.pem", Some(""))
                .unwrap_err()
                .contains("no certificate")
        );
        assert!(
            outcome("cut.pem", Some(&pem[..100]))
                .unwrap_err()
                .contains("not a PEM file")
        );
        assert!(
            outcome("absent.pem", None)
                .unwrap_err()
                .contains("cannot read")
        );
        std::fs::remove_dir_all(folder).unwrap();
    }
}
