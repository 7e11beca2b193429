//! What `waxseal-relay` does beside serving.

use clap::{Args, Subcommand as Commands};

use crate::http::{Lifetime, Scope};

/// Something else than to serve.
#[derive(Clone, Debug, Commands)]
pub enum Subcommand {
    /// Tokens for those who may ask for more
    #[command(subcommand)]
    Token(TokenCommand),
}

/// What can be done about tokens.
#[derive(Clone, Debug, Commands)]
pub enum TokenCommand {
    /// Make a secret and the line that goes into the file of --tokens
    ///
    /// Two lines on standard output: the secret, which is shown only now and kept nowhere, and the line for the file.
    New(NewToken),
}

/// A token in the making.
#[derive(Args, Clone, Debug)]
pub struct NewToken {
    /// Whose it is, in letters, digits and - . _ @
    #[arg(long, value_name = "NAME")]
    pub name: String,

    /// What it is good for: probe, deep, rcpt, bulk; several by commas
    #[arg(
        long,
        value_name = "SCOPES",
        value_delimiter = ',',
        default_value = "probe,deep"
    )]
    pub scope: Vec<Scope>,

    /// For how long: days such as 90d, or never
    #[arg(long, value_name = "DAYS", default_value = "90d")]
    pub expires: Lifetime,
}
