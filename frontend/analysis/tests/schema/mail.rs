//! What the recorded worlds do not have: a domain with something to say in every part of a report about sent mail, and
//! texts with mistakes of every kind.

use std::fs;
use std::path::PathBuf;

use analysis::dns::{Question, RecordType, TxtRecord, encode};
use analysis::evidence::{Compared, Sender, Subject, Vantage, Wishes};
use analysis::grade::TlsProfile;
use analysis::syntax::{Defect, Recognized};
use analysis::{
    DnsAnswer, DnsOutcome, Evidence, Outcome, Query, Report, Via, assess, bimi, caa, dkim, dmarc,
    mta_sts, plan, spf, tls_rpt,
};
use shared::{Cause, Failure, Phase, Timestamp};

/// A record: name, type, content.
type Line = (&'static str, RecordType, &'static str);

/// A domain that has everything, some of it wrong.
pub const RICH: &[Line] = &[
    (
        "why.example.org",
        RecordType::Txt,
        "%{i} may not send for %{d}",
    ),
    ("example.org", RecordType::Mx, "aspmx.l.google.com"),
    ("example.org", RecordType::Mx, "mx.example.org"),
    ("mx.example.org", RecordType::A, "192.0.2.25"),
    (
        "example.org",
        RecordType::Txt,
        "v=spf1 ip4:192.0.2.0/24 ip4:192.0.2.7 -ip4:198.51.100.9 a:gone.example.org include:spf.example.net mx ptr -all exp=why.example.org",
    ),
    (
        "spf.example.net",
        RecordType::Txt,
        "v=spf1 exists:%{i}.example.net include:bad.example.net redirect=more.example.net",
    ),
    (
        "bad.example.net",
        RecordType::Txt,
        "v=spf1 ipv4:192.0.2.1 -all",
    ),
    (
        "more.example.net",
        RecordType::Txt,
        "v=spf1 include:spf.example.net ?all",
    ),
    (
        "_dmarc.example.org",
        RecordType::Txt,
        "v=DMARC1; p=reject; sp=quarantine; aspf=s; pct=50; rua=mailto:a@example.org,mailto:b@example.net; t=y",
    ),
    (
        "example.org._report._dmarc.example.net",
        RecordType::Txt,
        "v=DMARC1",
    ),
    (
        "default._bimi.example.org",
        RecordType::Txt,
        "v=BIMI1; l=https://example.org/logo.svg; avp=personal; x=1",
    ),
    (
        "typed._domainkey.example.org",
        RecordType::Txt,
        "v=DKIM1; k=ed25519; t=y; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=",
    ),
    (
        "default._domainkey.example.org",
        RecordType::Txt,
        "v=DKIM1; p=",
    ),
    (
        "selector1._domainkey.example.org",
        RecordType::Txt,
        "v=DKIM1; k=rsa; p=MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA0Qa6rBYsG2fcjih37uij0Qs8aU7cuf/2Tpo79GOnx8IVS516qy9JW3JS6/DVmgOfJrodafUExsNTFnWXyqgeyju3ct7+u3VTA/fvStxLCmwzOFShcAz6Tslzg2df79hlMtQ2yueVFaPjwhvd623L7105x1BasrW7LpAN4j4H5hFSxedLCZ5xaE0bzwF+3Ye3ZGZJHj1ldgA1ILY24GDM4/vWLvEzRvUo5sQQX+8FfBuOoeHja8MlDbJq67j8jyXi5G4kIQXhzP1Jsycx1tg4sOCj13A4jrfzzZWQ8H85M+PNLAwNwbpUVViMZ2KMSuA+SBHshw0ZHJmBMDFOPlnpjQIDAQAB",
    ),
    (
        "google._domainkey.example.org",
        RecordType::Txt,
        "v=DKIM1; p=!",
    ),
    ("example.org", RecordType::Caa, "issue ca.example"),
    ("example.org", RecordType::Caa, "issuewild ;;"),
];

/// The reports about that domain: after each round of questions, since much is only known in part before the last.
pub fn reports() -> Vec<(String, Report)> {
    let domain = "example.org".parse().unwrap();
    let now = Timestamp::from_millis(1_790_000_000_000);
    let mut evidence = Evidence::new(Subject::Domain { domain }, Vantage::default(), now);
    evidence.wishes = wishes();
    let mut reports = Vec::new();
    for round in 0..30 {
        reports.push((format!("rich, round {round}"), assess(&evidence, now)));
        let queries = plan::outstanding(&evidence);
        if queries.is_empty() {
            return reports;
        }
        for query in queries {
            let Query::Dns { question, via } = &query else {
                panic!("{query:?} is not for this test");
            };
            let answer = match via {
                Via::Resolver | Via::Relay => DnsAnswer::Message {
                    wire: answer(RICH, question).into(),
                },
                Via::Named(name) if name.as_str() == "silent" => DnsAnswer::Failed {
                    failure: Failure::new(Phase::Dns, Cause::Closed),
                },
                // Knows nothing yet.
                Via::Named(_) => DnsAnswer::Message {
                    wire: answer(&[], question).into(),
                },
            };
            let outcome = DnsOutcome {
                observed_at: now,
                elapsed_ms: 1,
                answer,
            };
            evidence.insert(query, Outcome::Dns(outcome)).unwrap();
        }
    }
    panic!("no end");
}

fn wishes() -> Wishes {
    let sender = |address: &str, mail_from: &str| Sender {
        address: address.parse().unwrap(),
        mail_from: mail_from.to_owned(),
        helo: "mx.example.org".to_owned(),
    };
    Wishes {
        selectors: vec!["typed".parse().unwrap()],
        senders: vec![
            sender("192.0.2.1", "user"),
            sender("198.51.100.9", "user"),
            sender("2001:db8::1", "user@example.org"),
        ],
        compared: Some(Compared {
            name: "example.org".parse().unwrap(),
            record_type: RecordType::Mx,
            resolvers: vec!["late".parse().unwrap(), "silent".parse().unwrap()],
        }),
        profile: TlsProfile::MozillaIntermediate,
        ..Wishes::default()
    }
}

/// What a name server with these records answers.
fn answer(zone: &[Line], question: &Question) -> Vec<u8> {
    let name = question.name.as_str();
    let below = |other: &str| other == name || other.ends_with(&format!(".{name}"));
    let exists = zone.iter().any(|(other, ..)| below(other));
    let contents: Vec<Vec<u8>> = zone
        .iter()
        .filter(|(at, kind, _)| *at == name && *kind == question.record_type)
        .map(|(_, kind, content)| content_of(*kind, content))
        .collect();
    let mut wire = encode(question);
    // Without the OPT record, which stands at the end.
    wire.truncate(wire.len() - 11);
    wire[2] |= 0x80;
    wire[3] = if exists { 0 } else { 3 };
    wire[6..8].copy_from_slice(&u16::try_from(contents.len()).unwrap().to_be_bytes());
    wire[11] = 0;
    for content in contents {
        // RFC 1035 §4.1.4: the name of the question again.
        wire.extend([0xc0, 12]);
        wire.extend(question.record_type.code().to_be_bytes());
        wire.extend([0, 1, 0, 0, 0, 60]);
        wire.extend(u16::try_from(content.len()).unwrap().to_be_bytes());
        wire.extend(content);
    }
    wire
}

fn content_of(kind: RecordType, content: &str) -> Vec<u8> {
    let counted = |bytes: &[u8]| {
        let length = u8::try_from(bytes.len()).unwrap();
        [&[length], bytes].concat()
    };
    match kind {
        RecordType::Txt => {
            let strings = TxtRecord::from_text(content).strings;
            strings
                .iter()
                .flat_map(|string| counted(string.as_slice()))
                .collect()
        }
        RecordType::Mx => {
            let labels = content
                .split('.')
                .flat_map(|label| counted(label.as_bytes()));
            [0, 10].into_iter().chain(labels).chain([0]).collect()
        }
        RecordType::A => content
            .split('.')
            .map(|number| number.parse::<u8>().unwrap())
            .collect(),
        RecordType::Caa => {
            let (tag, value) = content.split_once(' ').unwrap();
            [&[0], counted(tag.as_bytes()).as_slice(), value.as_bytes()].concat()
        }
        other => panic!("{other:?} is not for this test"),
    }
}

/// The mistakes in every line of every seed of the fuzz targets that read texts.
pub fn defects() -> Vec<Defect> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/corpus");
    let targets = [
        "bimi",
        "caa",
        "dkim_key",
        "mail_records",
        "mta_sts_policy",
        "mta_sts_record",
        "spf",
        "tls_rpt_record",
    ];
    let mut defects = Vec::new();
    for target in targets {
        let Ok(seeds) = fs::read_dir(folder.join(target)) else {
            continue;
        };
        for seed in seeds {
            let bytes = fs::read(seed.unwrap().path()).unwrap();
            defects.extend(of(&caa::parse_content(&bytes).parsed));
            defects.extend(mta_sts::parse_policy(&bytes).parsed.defects().to_vec());
            for line in String::from_utf8_lossy(&bytes).lines() {
                defects.extend(of(&spf::parse(line)));
                defects.extend(of(&dkim::parse(line)));
                defects.extend(of(&dmarc::parse(line)));
                defects.extend(of(&bimi::parse(line)));
                defects.extend(of(&mta_sts::parse_record(line)));
                defects.extend(of(&tls_rpt::parse(line)));
            }
        }
    }
    defects
}

fn of<T>(read: &Recognized<T>) -> Vec<Defect> {
    read.defects().to_vec()
}
