use analysis::reports::*;
fn main() {
    let mut intake = Intake::new(Limits::default());
    let t = std::time::Instant::now();
    let mut bytes = 0u64;
    for path in std::env::args().skip(1) {
        use std::io::Read;
        intake.open(&path.rsplit('/').next().unwrap());
        let mut f = std::fs::File::open(&path).unwrap();
        loop {
            let mut b = vec![0; 1 << 20];
            let n = f.read(&mut b).unwrap();
            if n == 0 {
                break;
            }
            b.truncate(n);
            bytes += n as u64;
            intake.feed(b);
            while intake.step() == Step::More {}
        }
        intake.close();
        while intake.step() == Step::More {}
    }
    let s = t.elapsed().as_secs_f64();
    let c = intake.into_collection();
    for r in c.readings() {
        match &r.outcome {
            Outcome::Refused(why) => println!("REFUSED {}: {why}", r.name),
            Outcome::Report(p) => {
                print!("{:?} {} ", p.kind, r.name);
                match p.kind {
                    Kind::Aggregate => {
                        let a = &c.aggregate()[p.index];
                        println!(
                            "{} {} rec {} msg {} rows {} whole {} {:?}",
                            a.header.reporter,
                            a.header.policy.domain,
                            a.records,
                            a.messages,
                            a.rows().len(),
                            a.is_whole,
                            a.header
                                .remarks
                                .as_slice()
                                .iter()
                                .map(|r| (r.fault, r.count, r.example.clone()))
                                .collect::<Vec<_>>()
                        )
                    }
                    Kind::Tls => {
                        let a = &c.tls()[p.index];
                        println!(
                            "{} {:?} {:?}",
                            a.reporter,
                            a.totals(),
                            a.remarks
                                .as_slice()
                                .iter()
                                .map(|r| (r.fault, r.count, r.example.clone()))
                                .collect::<Vec<_>>()
                        )
                    }
                    Kind::Failure => {
                        let a = &c.failures()[p.index];
                        println!(
                            "{} {:?} {:?} {:?} {:?} {:?}",
                            a.reporter,
                            a.domain,
                            a.source,
                            a.auth_failure,
                            a.original.len(),
                            a.remarks
                                .as_slice()
                                .iter()
                                .map(|r| (r.fault, r.count, r.example.clone()))
                                .collect::<Vec<_>>()
                        )
                    }
                }
            }
            o => println!("{o:?} {}", r.name),
        }
    }
    eprintln!(
        "{bytes} bytes in {s:.3} s: {:.0} MB/s",
        bytes as f64 / s / 1e6
    );
}
