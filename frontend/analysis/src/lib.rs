//! The judgement: pure functions over evidence.
