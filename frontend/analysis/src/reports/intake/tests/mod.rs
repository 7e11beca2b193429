//! Files as people have them: packed, in mails, in each other, copied and damaged.

mod containers;
mod limits;

use std::io::Write as _;

use ::zip::write::SimpleFileOptions;
use ::zip::{CompressionMethod, ZipWriter};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use flate2::Compression;
use flate2::write::{DeflateEncoder, GzEncoder};
use proptest::prelude::*;

use super::*;
use crate::reports::{Fault, Kind, Reading};

fn aggregate(id: &str, messages: u64) -> Vec<u8> {
    format!(
        "<feedback><report_metadata><org_name>receiver.example</org_name><report_id>{id}</report_id><date_range>\
         <begin>1700000000</begin><end>1700086399</end></date_range></report_metadata><policy_published>\
         <domain>example.org</domain><p>none</p></policy_published><record><row><source_ip>192.0.2.1</source_ip>\
         <count>{messages}</count><policy_evaluated><disposition>none</disposition><dkim>pass</dkim><spf>pass</spf>\
         </policy_evaluated></row><identifiers><header_from>example.org</header_from></identifiers><auth_results>\
         <spf><domain>example.org</domain><result>pass</result></spf></auth_results></record></feedback>"
    )
    .into_bytes()
}

const TLS: &[u8] = br#"{"organization-name":"Sender","date-range":{"start-datetime":"2026-11-22T00:00:00Z",
    "end-datetime":"2026-11-22T23:59:59Z"},"report-id":"t1","policies":[{"policy":{"policy-type":"sts",
    "policy-domain":"example.org"},"summary":{"total-successful-session-count":7,"total-failure-session-count":0}}]}"#;

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn zip(entries: &[(&str, &[u8])], method: CompressionMethod) -> Vec<u8> {
    let mut writer = ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(method);
    for (name, bytes) in entries {
        if name.ends_with('/') {
            writer.add_directory(*name, options).unwrap();
        } else {
            writer.start_file(*name, options).unwrap();
            writer.write_all(bytes).unwrap();
        }
    }
    writer.finish().unwrap().into_inner()
}

fn mail(name: &str, kind: &str, bytes: &[u8]) -> Vec<u8> {
    let text = STANDARD.encode(bytes);
    let lines: Vec<&str> = text
        .as_bytes()
        .chunks(76)
        .map(|line| std::str::from_utf8(line).unwrap())
        .collect();
    format!(
        "From: reports@receiver.example\r\nTo: dmarc@example.org\r\nSubject: Report Domain: example.org\r\n\
         MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\n\
         This is a report.\r\n--b\r\nContent-Type: {kind}; name=\"{name}\"\r\nContent-Transfer-Encoding: base64\r\n\
         Content-Disposition: attachment; filename=\"{name}\"\r\n\r\n{}\r\n--b--\r\n",
        lines.join("\r\n")
    )
    .into_bytes()
}

fn read_with(limits: Limits, files: &[(&str, &[u8])], piece: usize) -> Collection {
    let mut intake = Intake::new(limits);
    for (name, bytes) in files {
        intake.open(name);
        for piece in bytes.chunks(piece) {
            intake.feed(piece.to_vec());
            while intake.step() == Step::More {}
        }
        intake.close();
        while intake.step() == Step::More {}
    }
    intake.into_collection()
}

fn read(files: &[(&str, &[u8])]) -> Collection {
    read_with(Limits::default(), files, 100_000)
}

fn one(bytes: &[u8]) -> Collection {
    read(&[("file", bytes)])
}

fn messages(collection: &Collection) -> u64 {
    collection
        .aggregate()
        .iter()
        .map(|report| report.messages)
        .sum()
}

fn refusals(collection: &Collection) -> Vec<String> {
    let refused = collection
        .readings()
        .iter()
        .filter_map(|reading| match &reading.outcome {
            Outcome::Refused(why) => Some(format!("{}: {why}", reading.name)),
            Outcome::Report(_) | Outcome::Duplicate { .. } | Outcome::Mail => None,
        });
    refused.collect()
}
