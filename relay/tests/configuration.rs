//! The program with settings from everywhere; and the reference of settings, which is that of this very code.
//!
//! `UPDATE_DOCS=1 cargo test -p relay --test configuration` writes it anew.

#![allow(clippy::unwrap_used, reason = "a test")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// A file that is gone with the value.
struct Scratch(PathBuf);

impl Scratch {
    fn holding(name: &str, text: &str) -> Self {
        let name = format!("waxseal-{name}-{}.toml", std::process::id());
        let path = std::env::temp_dir().join(name);
        fs::write(&path, text).unwrap();
        Self(path)
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.0);
    }
}

fn relay(file: &Scratch, environment: &[(&str, &str)], words: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_waxseal-relay"))
        .env_clear()
        .env("WAXSEAL_CONFIG", &file.0)
        .envs(environment.iter().copied())
        .args(words)
        .output()
        .unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

#[test]
fn a_flag_counts_before_the_environment_and_that_before_the_file() {
    let file = Scratch::holding(
        "precedence",
        "pause = 1\nvantage = \"file\"\nehlo-name = \"file.example\"\nresolver = \"192.0.2.1\"\n",
    );
    let environment = [("WAXSEAL_PAUSE", "2"), ("WAXSEAL_VANTAGE", "environment")];
    let output = relay(&file, &environment, &["--pause", "3", "--print-config"]);
    assert!(output.status.success());
    let printed = text(&output.stdout);
    for (line, why) in [
        ("# from the command line: --pause\npause = 3\n", "a flag"),
        (
            "# from the environment: WAXSEAL_VANTAGE\nvantage = \"environment\"\n",
            "a variable",
        ),
        (
            &format!(
                "# from {}\nehlo-name = \"file.example\"\n",
                file.0.display()
            ),
            "the file",
        ),
        (
            "# as usual\nlisten = \"127.0.0.1:8025\"\n",
            "nothing was said",
        ),
    ] {
        assert!(printed.contains(line), "{why}: {line}\n{printed}");
    }
}

#[test]
fn settings_are_checked_without_listening() {
    let good = Scratch::holding("good", "resolver = \"192.0.2.1\"\n");
    let output = relay(&good, &[], &["--check-config"]);
    assert!(output.status.success(), "{output:?}");
    for (name, settings, words) in [
        ("key", "resolvers = \"192.0.2.1\"", "is resolver meant?"),
        ("roots", "extra-roots = \"/nowhere.pem\"", "/nowhere.pem"),
        ("log", "log = \"==\"", "--log"),
        ("ehlo", "ehlo-name = \"localhost\"", "localhost"),
        (
            "rcpt",
            "rcpt-tests = true\nlisten = \"192.0.2.9:80\"",
            "--rcpt-token",
        ),
    ] {
        let file = Scratch::holding(name, &format!("{settings}\n"));
        let output = relay(
            &file,
            &[("WAXSEAL_RESOLVER", "192.0.2.1")],
            &["--check-config"],
        );
        assert_eq!(output.status.code(), Some(1), "{settings}");
        let said = text(&output.stderr);
        assert!(said.contains(words), "{settings}: {said}");
        assert!(output.stdout.is_empty());
    }
}

#[test]
fn shells_learn_every_argument() {
    let file = Scratch::holding("completions", "");
    for (shell, words) in [
        ("bash", "--allow-net"),
        ("zsh", "--allow-net"),
        ("fish", "-l allow-net"),
    ] {
        let output = relay(&file, &[], &["completions", shell]);
        assert!(output.status.success(), "{output:?}");
        assert!(text(&output.stdout).contains(words), "{shell}");
    }
}

#[test]
fn the_reference_of_settings_is_fresh() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/configuration.md");
    let text = relay::config::reference();
    if std::env::var_os("UPDATE_DOCS").is_some() {
        fs::write(&path, &text).unwrap();
    }
    assert!(
        fs::read_to_string(&path).unwrap_or_default() == text,
        "docs/configuration.md is not what the code says; run UPDATE_DOCS=1 cargo test -p relay --test configuration"
    );
}
