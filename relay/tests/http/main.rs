//! The HTTP service over real loopback connections, before a scripted resolver and a scripted mail server.

#![cfg(feature = "server")]

#[cfg(test)]
mod caller;
#[cfg(test)]
mod mail_server;
#[cfg(test)]
mod resolver;
#[cfg(test)]
mod service;

#[cfg(test)]
mod dns_query;
#[cfg(test)]
mod door;
#[cfg(test)]
mod endpoints;
#[cfg(test)]
mod hostile_clients;
#[cfg(test)]
mod limits;
#[cfg(test)]
mod permission;
#[cfg(test)]
mod proxies;
#[cfg(test)]
mod stopping;
#[cfg(test)]
mod tokens;
#[cfg(test)]
mod watching;
#[cfg(test)]
mod well_known;
