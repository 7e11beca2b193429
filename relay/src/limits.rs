//! Every deadline, cap and budget of the relay in one place, each with its reason.

use std::time::Duration;

/// To open a TCP connection: three SYNs of a usual stack (1 + 2 + 4 s) and some air.
pub const CONNECT: Duration = Duration::from_secs(10);
/// For the whole greeting: servers delay it on purpose (postscreen 6 s, some 20 s and more). RFC 5321 §4.5.3.2.1 asks
/// clients for 5 minutes, which no visitor of a page waits for.
pub const GREETING: Duration = Duration::from_secs(30);
/// For each command's answer.
pub const COMMAND: Duration = Duration::from_secs(20);
/// For a TLS handshake.
pub const HANDSHAKE: Duration = Duration::from_secs(15);
/// For bytes that a server might send between `220` to STARTTLS and our hello, where an honest one is silent. Longer
/// than the 40 ms for which a usual stack holds back an acknowledgement, and with it a second small segment.
pub const INJECTED_WAIT: Duration = Duration::from_millis(60);
/// For a reply too many, beside two round trips, before it is believed that a server offers no STARTTLS or refuses it:
/// as above.
pub const UNASKED_WAIT: Duration = Duration::from_millis(60);
/// Longest wait for such a reply, however far away the server is.
pub const UNASKED_WAIT_MOST: Duration = Duration::from_secs(1);
/// For a reply that nobody asked for, before each line that is said on the first connection to an address.
pub const UNASKED_GLANCE: Duration = Duration::from_millis(1);
/// For the answer to QUIT: nothing more is learnt from it.
pub const QUIT: Duration = Duration::from_secs(5);
/// For all recipients that are tried in one session: some twenty commands. Servers that take a while over each refusal
/// (Exchange five seconds) still answer the first few, which tell most, and the raw hellos after it have their time.
pub const RECIPIENTS: Duration = Duration::from_secs(25);
/// For everything at one address.
pub const ADDRESS: Duration = Duration::from_secs(60);
/// For everything at one host.
pub const HOST: Duration = Duration::from_secs(120);
/// For everything at one address in a deep look: some fifty connections with a second between, and other visitors of
/// the address may go first.
pub const DEEP_ADDRESS: Duration = Duration::from_secs(180);
/// For everything at one host in a deep look: its turn comes when another deep look at the same address is over.
pub const DEEP_HOST: Duration = Duration::from_secs(300);
/// For one DNS query to the resolver, each try.
pub const DNS_TRY: Duration = Duration::from_secs(3);
/// For one DNS query, all tries.
pub const DNS: Duration = Duration::from_secs(12);
/// For the whole policy fetch. RFC 8461 §3.3 suggests a minute for a sender; a reader waits less.
pub const POLICY: Duration = Duration::from_secs(30);
/// Between two heartbeats of a probe's stream: shorter than any usual proxy's idle limit.
pub const HEARTBEAT: Duration = Duration::from_secs(5);
/// Between two connections to one address, unless `--pause` says otherwise or the range was allowed.
pub const PAUSE: Duration = Duration::from_millis(1000);

/// One SMTP line. RFC 5321 §4.5.3.1.5 allows 512; real greetings are longer.
pub const LINE_BYTES: usize = 2048;
/// Lines of one reply. The longest EHLO answers seen have some 30.
pub const REPLY_LINES: usize = 100;
/// Bytes of one reply.
pub const REPLY_BYTES: usize = 64 * 1024;
/// Bytes of one session, both ways.
pub const SESSION_BYTES: usize = 256 * 1024;
/// Bytes of the transcript of all connections to one address: one session of the greatest length.
pub const TRANSCRIPT_BYTES: usize = SESSION_BYTES;
/// Bytes of one connection, both ways and TLS included: what no honest session of the above needs.
pub const CONNECTION_BYTES: u64 = 2 * SESSION_BYTES as u64;
/// Bytes of an excerpt of something that could not be read.
pub const EXCERPT_BYTES: usize = 120;
/// Bytes kept of what a server sent between `220` and the handshake.
pub const INJECTED_BYTES: usize = 1024;
/// Certificates kept of a chain.
pub const CHAIN_CERTIFICATES: usize = 10;
/// Bytes kept of a chain.
pub const CHAIN_BYTES: usize = 64 * 1024;
/// Bytes of the answer to a raw ClientHello: the chain above with air, and what comes with it.
pub const HELLO_ANSWER_BYTES: usize = 128 * 1024;
/// Bytes of a policy file (RFC 8461 §3.3 suggests 64 KiB).
pub const POLICY_BYTES: usize = 64 * 1024;
/// Bytes of a DNS message over TCP.
pub const DNS_BYTES: usize = 65_535;
/// Bytes of an API request's body.
pub const REQUEST_BYTES: usize = 16 * 1024;

/// Where foreign recipients are, unless the operator names a domain of his own: it is nobody's (RFC 2606 §3) and takes
/// no mail by its null MX (RFC 7505), so that a server which relays has nowhere to relay to.
pub const FOREIGN_DOMAIN: &str = "example.com";
/// Addresses of one family that are probed of one host.
pub const ADDRESSES_PER_FAMILY: usize = 4;
/// Addresses of one family that are told of one host. No honest host has as many; a message over TCP holds thousands,
/// each of which would be an event of its own.
pub const ADDRESSES_TOLD: usize = 64;
/// Connections to one address and service, across all clients: in a minute.
pub const CONNECTIONS_PER_MINUTE: u32 = 12;
/// Connections to one address and service, across all clients: in an hour.
pub const CONNECTIONS_PER_HOUR: u32 = 60;
/// Connections of deep looks to one address and service, across all clients: in an hour. The pause is their only limit
/// in a minute; two whole deep looks fit.
pub const DEEP_CONNECTIONS_PER_HOUR: u32 = 120;
/// Sessions in which recipients are tried at one address, whatever the service, across all clients: in an hour. To
/// whoever keeps blocklists they look like a harvest of addresses; six let an operator mend something and look again.
pub const RECIPIENT_TESTS_PER_HOUR: u32 = 6;
/// Connections to all mail servers of one registrable domain, across all clients: in a minute. A second net beneath the
/// allowance of each address, for who has hundreds of them. It must not starve those who host for many: a look at one
/// of their customers that finds nothing remembered costs some sixty connections (five hosts with two addresses, six
/// connections each), so that four such looks fit into a minute.
pub const DOMAIN_CONNECTIONS_PER_MINUTE: u32 = 240;
/// Connections to all mail servers of one registrable domain, across all clients: in an hour.
pub const DOMAIN_CONNECTIONS_PER_HOUR: u32 = 2400;
/// Connections of deep looks to all mail servers of one registrable domain, across all clients: in an hour. Two whole
/// deep looks at ten addresses fit.
pub const DOMAIN_DEEP_CONNECTIONS_PER_HOUR: u32 = 1200;
/// Domains whose recent connections are remembered for the limits above.
pub const DOMAINS: usize = 4096;
/// Connections to mail servers and policy hosts at once, for everybody: two for each probe. Most hosts have two addresses,
/// and who has to wait for a place gets one when another look ends.
pub const SOCKETS_GLOBAL: usize = 2048;
/// How long a host's wish not to be probed is waited for once its addresses are known.
pub const OPT_OUT_WAIT: Duration = Duration::from_secs(2);
/// Shortest time for which it is remembered whether a name asks not to be probed, whatever its time to live.
pub const OPT_OUT_SHORTEST: Duration = Duration::from_secs(60);
/// Longest such time: who has changed his mind is heard within the hour.
pub const OPT_OUT_LONGEST: Duration = Duration::from_secs(3600);
/// Names of which it is remembered.
pub const OPT_OUTS: usize = 4096;
/// Entries of a deny list; each takes some hundred bytes.
pub const DENY_ENTRIES: usize = 100_000;
/// Connections to one address for policy files, across all clients: in a minute. One address may serve the policies of
/// thousands of domains.
pub const POLICY_CONNECTIONS_PER_MINUTE: u32 = 60;
/// Connections to one address for policy files, across all clients: in an hour.
pub const POLICY_CONNECTIONS_PER_HOUR: u32 = 600;
/// Probes one client may ask for in a minute. A domain with ten MX hosts is ten probes.
pub const PROBES_PER_MINUTE: u32 = 60;
/// Probes one client may ask for in an hour.
pub const PROBES_PER_HOUR: u32 = 300;
/// Probes one client may have under way.
pub const PROBES_AT_ONCE: u32 = 6;
/// Policies one client may ask for in a minute.
pub const POLICIES_PER_MINUTE: u32 = 30;
/// DNS queries one client may ask for in a minute.
pub const DNS_QUERIES_PER_MINUTE: u32 = 600;
/// Probes in a minute for a token with the scope `bulk`: a list of domains, at the pace of its targets' own limits.
pub const BULK_PROBES_PER_MINUTE: u32 = 600;
/// Probes in an hour for such a token.
pub const BULK_PROBES_PER_HOUR: u32 = 6000;
/// Probes under way for such a token: few of all, so that a list keeps nobody waiting.
pub const BULK_PROBES_AT_ONCE: u32 = 32;
/// Policies in a minute for such a token.
pub const BULK_POLICIES_PER_MINUTE: u32 = 300;
/// DNS queries in a minute for such a token; each domain takes about a hundred.
pub const BULK_DNS_QUERIES_PER_MINUTE: u32 = 12_000;
/// Probes under way for everybody: some 64 MB and a few thousand descriptors, as `make load` shows.
pub const PROBES_GLOBAL: usize = 1024;
/// Addresses whose recent connections are remembered for the limits above.
pub const LANES: usize = 16_384;
/// How long everything that was seen at an address is remembered: certificates are renewed, and whoever has mended
/// something looks again.
pub const MEMORY: Duration = Duration::from_secs(60);
/// How long the versions, suites and groups that a server takes are remembered, as long as each new session shows the
/// same server: they cost most of the connections and change least.
pub const LADDER_MEMORY: Duration = Duration::from_secs(600);
/// Addresses whose last observations are remembered.
pub const MEMORY_ENTRIES: usize = 1024;
/// Bytes of all that is remembered.
pub const MEMORY_BYTES: usize = 16 * 1024 * 1024;
/// Addresses of the policy host that are tried.
pub const POLICY_ADDRESSES: usize = 2;

/// For the head of a request to the service to arrive, and for an idle connection to it to be kept.
pub const REQUEST_HEAD: Duration = Duration::from_secs(10);
/// For the whole body of a request: at most [`REQUEST_BYTES`], which any usable line carries in a second.
pub const REQUEST_BODY: Duration = Duration::from_secs(5);
/// Without a byte taken by a client that reads too slowly; its connection is then closed, and with it its probe.
pub const RESPONSE_STALL: Duration = Duration::from_secs(30);
/// For running probes to end by themselves, with QUIT, when the service is told to stop.
pub const SHUTDOWN: Duration = Duration::from_secs(9);
/// How long the answer to "does the resolver validate?" is believed.
pub const VALIDATION_AGE: Duration = Duration::from_secs(300);
/// How soon a resolver that could not be judged is asked again.
pub const VALIDATION_RETRY: Duration = Duration::from_secs(15);
/// How long it is believed what DNS says about the EHLO name, and how a try of the way out went.
pub const STANDING_AGE: Duration = Duration::from_secs(600);
/// How soon an EHLO name that could not be looked up is looked up again.
pub const STANDING_RETRY: Duration = Duration::from_secs(60);
/// How long an answer about itself waits for the first word of what is found out apart from it.
pub const FIRST_WORD: Duration = Duration::from_secs(2);
/// Addresses of the EHLO name whose reverse names are looked up. Any that confirms the name is enough.
pub const EHLO_ADDRESSES: usize = 4;
/// Mail servers on which an operator may have the way out on port 25 tried.
pub const CANARIES: usize = 4;
/// Networks of one family whose silence on port 25 makes the way out doubtful.
pub const SILENT_NETWORKS: usize = 2;
/// Connections to the service, for everybody. When all are taken, those that clients let it wait on go first.
pub const HTTP_CONNECTIONS: usize = 2048;
/// Descriptors that a service at all its limits may have open: a connection for each client, each probe at four
/// addresses, and what else is under way.
pub const OPEN_FILES: u64 = 8192;
/// Between two warnings that no connection can be accepted.
pub const WARN_AGAIN: Duration = Duration::from_secs(10);
/// Connections to the service, for one client. Browsers open six; the rest is for many behind one address.
pub const HTTP_CONNECTIONS_PER_CLIENT: u32 = 128;
/// After a failed accept (usually: too many files open) until the next.
pub const ACCEPT_AGAIN: Duration = Duration::from_millis(100);
/// Policies being fetched, for everybody.
pub const POLICIES_GLOBAL: usize = 64;
/// DNS queries under way, for everybody.
pub const DNS_QUERIES_GLOBAL: usize = 256;
/// Clients whose use is remembered; the one idle longest is forgotten first. Some 2 MB.
pub const CLIENTS: usize = 10_000;
