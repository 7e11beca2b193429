//! `waxseal reports`: report files, read here and summed up.

mod files;
mod text;

use std::path::PathBuf;

use analysis::evidence::{Evidence, Subject};
use analysis::reports::summary::{self, DmarcSummary, Filter, GroupBy, Known, Names, lookup};
use analysis::reports::tls::{self, Live, TlsSummary};
use analysis::reports::{Collection, export};
use analysis::{Report, assess};
use clap::{Args, ValueEnum};
use relay::config::ObserverArgs;
use shared::{DomainName, Timestamp};

use crate::extras::BearerToken;
use crate::progress::Progress;
use crate::{Ending, Trouble, clock, source_of, survey};

/// What the command takes.
#[derive(Args, Debug)]
pub(crate) struct ReportsArgs {
    /// Report files, mails that brought them, archives or mailboxes of them, or folders; - for standard input
    ///
    /// DMARC aggregate and failure reports and TLS reports. Each file is told by its content; names do not matter.
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,

    /// Only reports about this domain and those below it; the one with most mail unless given
    #[arg(long, value_parser = parse_name)]
    domain: Option<DomainName>,

    /// Everything, whatever domain it is about
    #[arg(long, conflicts_with = "domain")]
    all_domains: bool,

    /// Not of a day before this one: 2026-11-01
    #[arg(long, value_name = "DATE", value_parser = parse_date)]
    from: Option<Timestamp>,

    /// Not of a day after this one
    #[arg(long, value_name = "DATE", value_parser = parse_date)]
    to: Option<Timestamp>,

    /// Only what this reporter says
    #[arg(long, value_name = "NAME")]
    reporter: Option<String>,

    /// How sources are grouped
    #[arg(long, value_enum, default_value_t = By::Service)]
    by: By,

    /// Look up the names of the sources with most mail: their addresses are told to the resolver
    #[arg(long)]
    names: bool,

    /// Check the domain as it is today, and say which TLS failures are still so and what its records should be
    #[arg(long)]
    live: bool,

    /// How to print it
    #[arg(long, value_enum, default_value_t = ReportsFormat::Text)]
    format: ReportsFormat,

    /// Let this relay look, instead of this machine
    #[arg(long, value_name = "URL", env = "WAXSEAL_RELAY")]
    relay: Option<String>,

    /// The token that the relay's operator gave out
    #[arg(long, env = "WAXSEAL_RCPT_TOKEN", value_name = "TOKEN", hide_env_values = true, value_parser = str::parse::<BearerToken>)]
    token: Option<BearerToken>,

    #[command(flatten)]
    observer: ObserverArgs,
}

/// How sources are grouped.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum By {
    /// By who vouches for the mail, and by network where nobody does
    Service,
    /// By the organisation in their names; needs --names
    Name,
    /// By network
    Network,
    /// Each address by itself
    Address,
}

/// How it is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum ReportsFormat {
    /// For reading
    Text,
    /// For programs: summaries, reports and files
    Json,
    /// For spreadsheets: each row of the aggregate reports
    Csv,
    /// For spreadsheets: each row of the TLS reports
    TlsCsv,
}

/// What there is to print.
struct Told<'a> {
    collection: &'a Collection,
    filter: &'a Filter,
    dmarc: &'a DmarcSummary,
    tls: &'a TlsSummary,
    /// For each row of failures what a check says of it; empty without one.
    live: &'a [Live],
}

/// Reads, sums up and prints.
pub(crate) async fn run(args: &ReportsArgs) -> Result<Ending, Trouble> {
    let read = files::read(&args.files).await;
    for complaint in &read.complaints {
        crate::complain(complaint);
    }
    let collection = read.collection;
    let domains = summary::domains(&collection);
    let domain = match (&args.domain, args.all_domains) {
        (Some(domain), _) => Some(domain.to_string()),
        (None, true) => None,
        (None, false) => domains
            .first()
            .map(|entry| entry.domain.clone())
            .filter(|name| !name.is_empty()),
    };
    let filter = Filter {
        domain,
        from: args.from,
        to: args.to,
        reporter: args.reporter.clone(),
    };
    let by = match args.by {
        By::Service => GroupBy::Service,
        By::Name => GroupBy::Name,
        By::Network => GroupBy::Network,
        By::Address => GroupBy::Address,
    };
    let checked = match &filter.domain {
        Some(domain) if args.live => Some(check(domain, args).await?),
        _ => None,
    };
    let known = checked
        .as_ref()
        .map(|(evidence, _)| Known::from_evidence(evidence))
        .unwrap_or_default();
    let mut dmarc = summary::summarize(&collection, &filter, by, &Names::default(), &known);
    if args.names {
        // Those with most mail, whatever they are grouped by: a group keeps some of its addresses alone.
        let nobody = Names::default();
        let each = summary::summarize(
            &collection,
            &filter,
            GroupBy::Address,
            &nobody,
            &Known::default(),
        );
        let names = look_up(&each, args).await?;
        dmarc = summary::summarize(&collection, &filter, by, &names, &known);
    }
    let tls = tls::summarize(&collection, &filter);
    let live: Vec<Live> = match &checked {
        Some((_, report)) => tls
            .failures
            .iter()
            .map(|failure| tls::live(failure, report))
            .collect(),
        None => Vec::new(),
    };
    let told = Told {
        collection: &collection,
        filter: &filter,
        dmarc: &dmarc,
        tls: &tls,
        live: &live,
    };
    let printed = match args.format {
        ReportsFormat::Text => text::render(&told, &domains),
        ReportsFormat::Csv => export::dmarc_csv(&collection, &filter),
        ReportsFormat::TlsCsv => export::tls_csv(&collection, &filter),
        ReportsFormat::Json => {
            let mut file = export::reports_file(&collection, &filter, &dmarc, &tls);
            file.live = &live;
            let json = serde_json::to_string_pretty(&file)
                .map_err(|error| Trouble::NotTested(error.to_string()))?;
            format!("{json}\n")
        }
    };
    crate::print(&printed)?;
    Ok(ending(&told))
}

impl Told<'_> {
    /// Whether no report is about what was asked for.
    fn takes_nothing(&self) -> bool {
        self.dmarc.reports == 0
            && self.tls.reports == 0
            && summary::failures(self.collection, self.filter)
                .next()
                .is_none()
    }
}

/// 3 if no report was read, or none about what was asked for; 1 if mail that may be wanted fails or connections could not be secured.
fn ending(told: &Told<'_>) -> Ending {
    let refused = &told.dmarc.enforcement.in_all.by_class;
    if told.takes_nothing() {
        Ending::NotTested
    } else if refused.iter().any(|(class, _)| class.is_wanted()) || told.tls.total.failures > 0
        // Of the failures that name no domain some may be of this one.
        || told.tls.left_out.failures > 0
    {
        Ending::Findings
    } else {
        Ending::Fine
    }
}

/// Checks a domain as it is today.
async fn check(domain: &str, args: &ReportsArgs) -> Result<(Evidence, Report), Trouble> {
    let domain = DomainName::parse(domain)
        .map_err(|error| Trouble::Usage(format!("cannot check {domain}: {error}")))?;
    let mut evidence = nothing_known(domain, args).await?;
    survey::run(&mut evidence.0, &evidence.1, &Progress::new()).await;
    let report = assess(&evidence.0, evidence.0.now);
    Ok((evidence.0, report))
}

/// Looks up what the sources are called.
async fn look_up(dmarc: &DmarcSummary, args: &ReportsArgs) -> Result<Names, Trouble> {
    let addresses = lookup::worth_naming(dmarc);
    // Only its answers count; whose they are does not.
    let (mut evidence, source) = nothing_known(placeholder()?, args).await?;
    let outstanding = |evidence: &Evidence| lookup::outstanding(&addresses, evidence);
    survey::run_for(&mut evidence, &source, &Progress::new(), outstanding).await;
    Ok(lookup::names(&addresses, &evidence))
}

fn placeholder() -> Result<DomainName, Trouble> {
    // RFC 6761 §6.4: never to be asked for.
    DomainName::parse("names.invalid").map_err(|error| Trouble::NotTested(error.to_string()))
}

async fn nothing_known(
    domain: DomainName,
    args: &ReportsArgs,
) -> Result<(Evidence, crate::source::Source), Trouble> {
    let (source, vantage) = source_of(
        &args.observer,
        args.relay.as_deref(),
        args.token.as_ref(),
        false,
    )
    .await?;
    let evidence = Evidence::new(Subject::Domain { domain }, vantage, clock::now());
    Ok((evidence, source))
}

fn parse_name(input: &str) -> Result<DomainName, String> {
    DomainName::parse(input).map_err(|error| error.to_string())
}

fn parse_date(input: &str) -> Result<Timestamp, String> {
    let mut parts = input.splitn(3, '-').map(str::parse::<i64>);
    let date = match (parts.next(), parts.next(), parts.next()) {
        (Some(Ok(year)), Some(Ok(month)), Some(Ok(day))) => Timestamp::from_date(year, month, day),
        _ => None,
    };
    date.ok_or_else(|| "write a date as 2026-11-22".to_owned())
}
