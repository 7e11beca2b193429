//! The program itself: what it prints, how it stops, and how it refuses to start.

#![cfg(feature = "server")]

#[cfg(test)]
mod tests {
    use std::io::{BufRead as _, BufReader, Read as _, Write as _};
    use std::process::{Child, Command, Output, Stdio};
    use std::sync::{Arc, Mutex};

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

    /// The status of `GET /v1/info` with this token.
    fn info(address: &str, token: &str) -> String {
        let mut stream = std::net::TcpStream::connect(address).unwrap();
        write!(
            stream,
            "GET /v1/info HTTP/1.1\r\nhost: {address}\r\nauthorization: Bearer {token}\r\n\
             connection: close\r\n\r\n"
        )
        .unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer.split(' ').nth(1).unwrap().to_owned()
    }

    /// What `token new` prints: the secret and its line.
    fn new_token(arguments: &[&str]) -> (String, String) {
        let output = program(&[&["token", "new"], arguments].concat())
            .output()
            .unwrap();
        assert!(output.status.success());
        let text = String::from_utf8(output.stdout).unwrap();
        let (secret, line) = text.trim_end().split_once('\n').unwrap();
        assert!(!String::from_utf8(output.stderr).unwrap().contains(secret));
        (secret.to_owned(), line.to_owned())
    }

    #[test]
    fn a_token_is_made_used_and_withdrawn_without_a_restart() {
        let (secret, line) =
            new_token(&["--name", "a", "--scope", "probe,bulk", "--expires", "7d"]);
        assert!(line.contains(" probe,bulk expires="), "{line}");
        let (_, other) = new_token(&["--name", "b"]);
        let folder = std::env::temp_dir().join(format!("waxseal-tokens-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let file = folder.join("tokens");
        std::fs::write(&file, format!("# who\n{line}\n")).unwrap();
        let mut child = program(&[
            "--listen",
            "127.0.0.1:0",
            "--resolver",
            "127.0.0.1:1",
            "--require-token",
            "--tokens",
            file.to_str().unwrap(),
        ])
        .spawn()
        .unwrap();
        let mut said = String::new();
        BufReader::new(child.stdout.take().unwrap())
            .read_line(&mut said)
            .unwrap();
        let address = said.trim_end().trim_end_matches('/');
        let address = address.rsplit('/').next().unwrap();
        assert_eq!(info(address, &secret), "200");
        assert_eq!(info(address, "waxseal_of_somebody_else"), "401");
        let stderr = child.stderr.take().unwrap();
        let log = Arc::<Mutex<String>>::default();
        let kept = Arc::clone(&log);
        let reader = std::thread::spawn(move || {
            for line in BufReader::new(stderr).lines() {
                kept.lock().unwrap().push_str(&line.unwrap());
            }
        });
        let read_again = |words: &str| {
            let id = child.id().to_string();
            let status = Command::new("kill").args(["-HUP", &id]).status().unwrap();
            assert!(status.success());
            let is_read = (0..200).any(|_| {
                std::thread::sleep(std::time::Duration::from_millis(50));
                log.lock().unwrap().contains(words)
            });
            assert!(is_read, "{words}");
        };
        // A file with a slip in it changes nothing; one without the token withdraws it.
        std::fs::write(&file, "a b c d\n").unwrap();
        read_again("the tokens stay as they were");
        assert_eq!(info(address, &secret), "200");
        std::fs::write(&file, other).unwrap();
        read_again("read the tokens");
        assert_eq!(info(address, &secret), "401");
        terminate(&child);
        assert!(child.wait().unwrap().success());
        reader.join().unwrap();
        let is_logged = log.lock().unwrap().contains(&secret);
        assert!(!is_logged, "a secret is never logged");
        std::fs::remove_dir_all(folder).unwrap();
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
            (["--tokens", "/nonexistent"], 1, "/nonexistent: "),
            (["--deny", "/nonexistent"], 1, "/nonexistent: "),
            (["--contact", "me@example.org"], 2, "mailto:"),
            (["--listen", &taken], 1, "cannot listen on"),
        ] {
            let (status, text) = failed(&[&arguments[..], &resolver[..]].concat());
            assert_eq!(status, Some(code), "{arguments:?}: {text}");
            assert!(text.contains(words), "{arguments:?}: {text}");
        }
    }
}
