//! The seam for tests: other ports and shorter deadlines than those of production. Not part of the paved path.

use std::time::Duration;

use shared::{Extras, Service};

use crate::limits;

/// Ports and deadlines in one; the default is production's.
#[derive(Clone, Copy, Debug, Default)]
pub struct Bench {
    /// Which port stands for which service.
    pub ports: Ports,
    /// How long is waited for what.
    pub deadlines: Deadlines,
}

/// The port that is dialled for each service. In production each has its own and there is no way to name another.
#[derive(Clone, Copy, Debug)]
pub struct Ports {
    /// For [`Service::Smtp`].
    pub smtp: u16,
    /// For [`Service::Submission`].
    pub submission: u16,
    /// For [`Service::Submissions`].
    pub submissions: u16,
    /// For the policy host.
    pub https: u16,
}

impl Ports {
    /// The port for a service.
    #[must_use]
    pub const fn of(&self, service: Service) -> u16 {
        match service {
            Service::Smtp => self.smtp,
            Service::Submission => self.submission,
            Service::Submissions => self.submissions,
        }
    }
}

impl Default for Ports {
    fn default() -> Self {
        Self {
            smtp: Service::Smtp.port(),
            submission: Service::Submission.port(),
            submissions: Service::Submissions.port(),
            https: 443,
        }
    }
}

/// How long is waited for what, and how long it is remembered; the default is [`limits`].
#[derive(Clone, Copy, Debug)]
pub struct Deadlines {
    /// See [`limits::CONNECT`].
    pub connect: Duration,
    /// See [`limits::GREETING`].
    pub greeting: Duration,
    /// See [`limits::COMMAND`].
    pub command: Duration,
    /// See [`limits::HANDSHAKE`].
    pub handshake: Duration,
    /// See [`limits::QUIT`].
    pub quit: Duration,
    /// See [`limits::ADDRESS`].
    pub address: Duration,
    /// See [`limits::HOST`].
    pub host: Duration,
    /// See [`limits::DEEP_ADDRESS`].
    pub deep_address: Duration,
    /// See [`limits::DEEP_HOST`].
    pub deep_host: Duration,
    /// See [`limits::HEARTBEAT`].
    pub heartbeat: Duration,
    /// See [`limits::POLICY`].
    pub policy: Duration,
    /// See [`limits::MEMORY`].
    pub memory: Duration,
    /// See [`limits::LADDER_MEMORY`].
    pub ladder_memory: Duration,
}

impl Deadlines {
    /// For everything at one address.
    pub(crate) const fn for_address(&self, extras: &Extras) -> Duration {
        if extras.deep {
            self.deep_address
        } else {
            self.address
        }
    }

    /// For everything at one host.
    pub(crate) const fn for_host(&self, extras: &Extras) -> Duration {
        if extras.deep {
            self.deep_host
        } else {
            self.host
        }
    }
}

impl Default for Deadlines {
    fn default() -> Self {
        Self {
            connect: limits::CONNECT,
            greeting: limits::GREETING,
            command: limits::COMMAND,
            handshake: limits::HANDSHAKE,
            quit: limits::QUIT,
            address: limits::ADDRESS,
            host: limits::HOST,
            deep_address: limits::DEEP_ADDRESS,
            deep_host: limits::DEEP_HOST,
            heartbeat: limits::HEARTBEAT,
            policy: limits::POLICY,
            memory: limits::MEMORY,
            ladder_memory: limits::LADDER_MEMORY,
        }
    }
}
