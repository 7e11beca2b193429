//! The service under test.

use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use relay::http::{Relay, ServiceSettings, serve, serve_metrics};
use relay::{Bench, Guard, Observer, ObserverSettings, Ports};
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tokio::time::timeout;

use crate::resolver::Resolver;

/// How to start a service; what is not said is as in production.
#[derive(Default)]
pub(crate) struct Setup {
    pub(crate) settings: ServiceSettings,
    /// Ranges allowed.
    pub(crate) allowed: &'static [&'static str],
    /// The port dialled for SMTP.
    pub(crate) smtp_port: u16,
    /// Whether recipients may be tried.
    pub(crate) rcpt_tests: bool,
}

/// The running service.
pub(crate) struct Service {
    pub(crate) address: SocketAddr,
    /// Where its figures are.
    pub(crate) metrics: SocketAddr,
    /// The service itself, for what an operator changes while it runs.
    pub(crate) relay: Relay,
    stop: oneshot::Sender<()>,
    task: JoinHandle<io::Result<()>>,
}

impl Setup {
    /// A laboratory in which the mail server's address may be contacted.
    pub(crate) fn laboratory(smtp_port: u16) -> Self {
        Self {
            allowed: &["127.0.1.0/24"],
            smtp_port,
            ..Self::default()
        }
    }

    pub(crate) async fn start(self, resolver: &Resolver) -> Service {
        let allowed = self
            .allowed
            .iter()
            .map(|net| net.parse().unwrap())
            .collect();
        let settings = ObserverSettings {
            resolver: Some(resolver.address),
            guard: Guard::allowing(allowed),
            ehlo_name: Some("relay.test".to_owned()),
            rcpt_tests: self.rcpt_tests,
            ..ObserverSettings::default()
        };
        let bench = Bench {
            ports: Ports {
                smtp: self.smtp_port,
                ..Ports::default()
            },
            ..Bench::default()
        };
        let observer = Observer::on_bench(settings, bench).unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let relay = Relay::new(observer, self.settings);
        let figures = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let metrics = figures.local_addr().unwrap();
        tokio::spawn(serve_metrics(
            figures,
            relay.clone(),
            std::future::pending(),
        ));
        let (stop, stopped) = oneshot::channel();
        let task = tokio::spawn(serve(listener, relay.clone(), async {
            // A dropped sender is a test that has ended; so may the service.
            let _ = stopped.await;
        }));
        Service {
            address,
            metrics,
            relay,
            stop,
            task,
        }
    }
}

impl Service {
    /// Tells the service to stop, without waiting.
    pub(crate) fn stop(self) -> JoinHandle<io::Result<()>> {
        self.stop.send(()).unwrap();
        self.task
    }

    /// Tells the service to stop and waits until it has.
    pub(crate) async fn stopped(self, within: Duration) {
        timeout(within, self.stop())
            .await
            .expect("the service to stop")
            .unwrap()
            .unwrap();
    }
}
