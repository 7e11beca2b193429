//! What `waxseal-relay` does beside serving.

use std::io::{self, Write};

use clap::{CommandFactory as _, Subcommand};
use clap_complete::Shell;

use super::RelayArgs;

/// Something else than serving.
#[derive(Clone, Debug, Subcommand)]
pub enum RelayCommand {
    /// Print what makes a shell complete this program's arguments
    Completions {
        /// For which shell
        #[arg(value_enum)]
        shell: Shell,
    },
}

impl RelayCommand {
    /// Does it; what it says goes to `out`.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn run(&self, out: &mut dyn Write) -> io::Result<()> {
        match self {
            Self::Completions { shell } => {
                // Written at once: the generator panics where it cannot write.
                let mut text = Vec::new();
                clap_complete::generate(
                    *shell,
                    &mut RelayArgs::command(),
                    "waxseal-relay",
                    &mut text,
                );
                out.write_all(&text)
            }
        }
    }
}
