//! The program itself: what it prints, how it stops, and how it refuses to start.

#![cfg(feature = "server")]

#[cfg(test)]
mod tests {
    use std::io::{BufRead as _, BufReader, Read as _};
    use std::process::{Child, Command, Output, Stdio};

    fn program(arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_waxseal-relay"));
        command
            .args(arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        // What the person who runs the tests has set must not matter.
        for (name, _) in std::env::vars_os() {
            if name.to_string_lossy().starts_with("WAXSEAL_") {
                command.env_remove(name);
            }
        }
        command
    }

    fn failed(arguments: &[&str]) -> (Option<i32>, String) {
        let Output {
            status,
            stdout,
            stderr,
        } = program(arguments).output().unwrap();
        assert!(stdout.is_empty());
        (status.code(), String::from_utf8(stderr).unwrap())
    }

    fn terminate(child: &Child) {
        let status = Command::new("kill")
            .arg(child.id().to_string())
            .status()
            .unwrap();
        assert!(status.success());
    }

    #[test]
    fn it_says_one_line_and_stops_when_told() {
        let mut child = program(&[
            "--listen",
            "127.0.0.1:0",
            "--resolver",
            "127.0.0.1",
            "--allow-net",
            "127.0.1.0/24",
        ])
        .env("WAXSEAL_LOG_FORMAT", "json")
        .spawn()
        .unwrap();
        let mut output = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        output.read_line(&mut line).unwrap();
        let port = line
            .strip_prefix("Waxseal is listening on http://127.0.0.1:")
            .and_then(|rest| rest.strip_suffix("/\n"))
            .unwrap_or_else(|| panic!("{line:?}"));
        std::net::TcpStream::connect(("127.0.0.1", port.parse().unwrap())).unwrap();
        terminate(&child);
        assert!(child.wait().unwrap().success());
        let mut rest = String::new();
        output.read_to_string(&mut rest).unwrap();
        assert_eq!(rest, "", "nothing but the one line");
        let mut log = String::new();
        child
            .stderr
            .take()
            .unwrap()
            .read_to_string(&mut log)
            .unwrap();
        let first: serde_json::Value = serde_json::from_str(log.lines().next().unwrap()).unwrap();
        assert_eq!(first["level"], "WARN", "allowed ranges are warned of");
        assert!(
            first["fields"]["message"]
                .as_str()
                .unwrap()
                .contains("laboratory")
        );
    }

    #[test]
    fn it_says_what_is_wrong_and_does_not_start() {
        let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let taken = taken.local_addr().unwrap().to_string();
        let resolver = ["--resolver", "127.0.0.1"];
        for (arguments, code, words) in [
            (
                ["--listen", "everywhere"],
                2,
                "give an IP address and a port",
            ),
            (["--allow-net", "10.1.2.3/8"], 2, "did you mean 10.0.0.0/8?"),
            (["--allow-origin", "*"], 2, "http:// or https://"),
            (
                ["--extra-roots", "/nonexistent.pem"],
                1,
                "cannot read the roots in /nonexistent.pem",
            ),
            (["--ehlo-name", "localhost"], 1, "localhost"),
            (["--log", "a=b=c"], 1, "is no filter"),
            (["--listen", &taken], 1, "cannot listen on"),
        ] {
            let (status, text) = failed(&[&arguments[..], &resolver[..]].concat());
            assert_eq!(status, Some(code), "{arguments:?}: {text}");
            assert!(text.contains(words), "{arguments:?}: {text}");
        }
    }
}
