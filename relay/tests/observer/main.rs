//! The observer against scripted servers: what it says, what it tells, and that nothing makes it hang or fall.

#[cfg(test)]
#[path = "../support/mod.rs"]
mod support;

#[cfg(test)]
mod certificates;
#[cfg(test)]
mod deep;
#[cfg(test)]
mod dialogue;
#[cfg(test)]
mod hellos;
#[cfg(test)]
mod hostile;
#[cfg(test)]
mod manners;
#[cfg(test)]
mod policy;
#[cfg(test)]
mod recipients;
#[cfg(test)]
mod robustness;
#[cfg(test)]
mod standing;
#[cfg(test)]
mod targets;
