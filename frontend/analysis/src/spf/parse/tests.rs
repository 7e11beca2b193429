//! Records good and bad.
