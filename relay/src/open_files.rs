//! How many files, and with them connections, this process may have open.

use std::net::{Ipv4Addr, UdpSocket};

use rustix::process::{Resource, getrlimit, setrlimit};

/// Raises the limit of open files as far as the system lets this process, and tells it; nothing if there is none.
pub fn raise_limit() -> Option<u64> {
    let mut limit = getrlimit(Resource::Nofile);
    let before = limit.current;
    limit.current = limit.maximum;
    if setrlimit(Resource::Nofile, limit).is_ok() {
        limit.maximum
    } else {
        before
    }
}

/// Whether a descriptor is left. Opens a socket to see, and sends nothing.
pub(crate) fn is_one_left() -> bool {
    UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_limit_is_as_high_as_it_may_be() {
        let most = raise_limit();
        assert_eq!(getrlimit(Resource::Nofile).current, most);
        assert!(is_one_left());
    }
}
