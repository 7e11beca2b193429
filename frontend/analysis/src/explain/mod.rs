//! SMTP in plain English: every reply code, enhanced code and command that a transcript may show, as data.
