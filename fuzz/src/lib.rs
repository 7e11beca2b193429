//! What the targets of the judgement run, compiled once for all of them. The relay has its own in `relay::fuzzing`.

#[path = "../../frontend/analysis/tests/fuzzing/mod.rs"]
pub mod judgement;
