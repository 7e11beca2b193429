//! What findings of the area mta-sts say.

use super::{ASK_AGAIN, NOTHING_TO_DO, Texts};

pub(in crate::finding) const MTA_STS_ABSENT: Texts = Texts {
    title: "No MTA-STS policy",
    consequence: "An attacker on the way can make senders that do not follow DANE deliver in clear, or to a false server.",
    why: "Without MTA-STS (or DANE) senders do not know that they may insist on encryption.",
    remedy: "Publish a policy file at your web host first, then the record in DNS. Begin with mode “testing”.",
};
pub(in crate::finding) const MTA_STS_UNKNOWN: Texts = Texts {
    title: "Whether there is an MTA-STS record could not be told",
    consequence: "Nothing can be said about MTA-STS at the moment.",
    why: "The resolver gave no usable answer.",
    remedy: ASK_AGAIN,
};
pub(in crate::finding) const MTA_STS_RECORD_INVALID: Texts = Texts {
    title: "The MTA-STS record is invalid",
    consequence: "Senders behave as if there were no MTA-STS.",
    why: "The record does not keep to its grammar.",
    remedy: "Publish the record in the form below.",
};
pub(in crate::finding) const MTA_STS_SEVERAL_RECORDS: Texts = Texts {
    title: "There are several MTA-STS records",
    consequence: "Senders behave as if there were none.",
    why: "Exactly one record may begin with “v=STSv1;”.",
    remedy: "Remove all but one.",
};
pub(in crate::finding) const MTA_STS_NEAR_MISS: Texts = Texts {
    title: "A record looks like MTA-STS, but senders pass over it",
    consequence: "Strict senders behave as if there were no MTA-STS.",
    why: "A record counts only if it begins with exactly “v=STSv1;”.",
    remedy: "Publish the record in the form below.",
};
pub(in crate::finding) const MTA_STS_RECORD_FLAW: Texts = Texts {
    title: "The MTA-STS record has a small flaw",
    consequence: "Senders accept the record.",
    why: "Something in it does not keep to the standard.",
    remedy: "Tidy it when you next change it.",
};
pub(in crate::finding) const MTA_STS_POLICY_UNREACHABLE: Texts = Texts {
    title: "The MTA-STS policy cannot be fetched",
    consequence: "MTA-STS fails open: senders that do not remember the policy deliver as if there were none, in clear too if \
        somebody on the way wants it. Mail is not lost, so that nothing else tells you.",
    why: "The record promises a policy, and the policy host does not answer.",
    remedy: "Let the policy host (mta-sts. before your domain) answer over HTTPS, or withdraw the policy: serve it with mode \
        “none” for as long as the old one is remembered, then remove record and file.",
};
pub(in crate::finding) const MTA_STS_POLICY_HTTP_STATUS: Texts = Texts {
    title: "The MTA-STS policy is not where it should be",
    consequence: "Senders that do not remember the policy behave as if there were none.",
    why: "The policy host answers with another HTTP status than 200.",
    remedy: "Put the policy file at /.well-known/mta-sts.txt on the policy host.",
};
pub(in crate::finding) const MTA_STS_POLICY_REDIRECT: Texts = Texts {
    title: "The MTA-STS policy is behind a redirect",
    consequence: "Senders must not follow it, and behave as if there were no policy.",
    why: "The policy host sends a redirect instead of the policy.",
    remedy: "Serve the policy file at its own address.",
};
pub(in crate::finding) const MTA_STS_POLICY_CERTIFICATE: Texts = Texts {
    title: "The policy host's certificate does not hold",
    consequence: "Senders that do not remember the policy behave as if there were none; others keep to the one they remember.",
    why: "The policy must be served over HTTPS with a trusted certificate for the policy host's name.",
    remedy: "Get a certificate for the policy host, and have it renewed automatically.",
};
pub(in crate::finding) const MTA_STS_POLICY_INVALID: Texts = Texts {
    title: "The MTA-STS policy is invalid",
    consequence: "Senders behave as if there were none.",
    why: "The file does not keep to the grammar of a policy.",
    remedy: "Publish the policy in the form below.",
};
pub(in crate::finding) const MTA_STS_POLICY_UNKNOWN: Texts = Texts {
    title: "Whether there is a valid MTA-STS policy could not be told",
    consequence: "What senders that follow MTA-STS would do is not known.",
    why: "The policy could not be fetched from here.",
    remedy: ASK_AGAIN,
};
pub(in crate::finding) const MTA_STS_POLICY_TYPE: Texts = Texts {
    title: "The MTA-STS policy is sent as the wrong type",
    consequence: "Some senders may not accept it.",
    why: "The policy should be sent as text/plain.",
    remedy: "Let the web server send the file as text/plain.",
};
pub(in crate::finding) const MTA_STS_POLICY_FLAW: Texts = Texts {
    title: "The MTA-STS policy has a small flaw",
    consequence: "Senders accept the policy.",
    why: "Something in it does not keep to the standard or has no effect.",
    remedy: "Tidy it when you next change it.",
};
pub(in crate::finding) const MTA_STS_POLICY_SECOND_HAND: Texts = Texts {
    title: "How the policy is served could not be seen",
    consequence: "The text of the policy is judged. Whether senders get it as they should is not known.",
    why: "The policy was read by your browser or pasted; neither shows redirects or the certificate.",
    remedy: "Use a relay to see what senders see.",
};
pub(in crate::finding) const MTA_STS_ENFORCE: Texts = Texts {
    title: "MTA-STS is in force",
    consequence: "Senders that follow MTA-STS deliver only over trusted TLS, and only to the listed hosts.",
    why: "A valid policy in mode “enforce” is published.",
    remedy: NOTHING_TO_DO,
};
pub(in crate::finding) const MTA_STS_TESTING: Texts = Texts {
    title: "MTA-STS is in testing",
    consequence: "Senders report failures if you ask for reports, but still deliver without protection.",
    why: "The policy's mode is “testing”. It is meant for the first weeks.",
    remedy: "When the reports of some weeks are clean, change the mode to “enforce” and give the record a new id.",
};
pub(in crate::finding) const MTA_STS_NONE: Texts = Texts {
    title: "MTA-STS is withdrawn",
    consequence: "Senders behave as if there were no policy.",
    why: "The policy's mode is “none”.",
    remedy: "If you are withdrawing MTA-STS, leave file and record until the old policy's max_age has passed, then remove \
        both. Else publish a policy in mode “testing” or “enforce”, and give the record a new id.",
};
pub(in crate::finding) const MTA_STS_SHORT_MAX_AGE: Texts = Texts {
    title: "Senders forget the MTA-STS policy within a day",
    consequence: "An attacker needs to block the policy only briefly to get around it.",
    why: "The policy's max_age, the time for which senders remember it, is less than a day. It should be weeks.",
    remedy: "Set max_age to 604800 (a week) or more once the policy is stable.",
};
pub(in crate::finding) const MTA_STS_POLICY_MISSES_MX: Texts = Texts {
    title: "A mail server is missing from the MTA-STS policy",
    consequence: "Senders that follow MTA-STS do not deliver to this server.",
    why: "The server's name in the MX record matches none of the policy's mx lines.",
    remedy: "Add the server to the policy, then give the record a new id.",
};
pub(in crate::finding) const MTA_STS_PATTERN_UNUSED: Texts = Texts {
    title: "The MTA-STS policy lists a host that no MX record names",
    consequence: "Nothing happens, unless the entry is a slip of the pen.",
    why: "An mx line of the policy matches none of the domain's MX records.",
    remedy: "Remove the line if it is not meant for a planned server.",
};
pub(in crate::finding) const MTA_STS_HOST_FAILS: Texts = Texts {
    title: "A mail server does not do what your MTA-STS policy demands",
    consequence: "Senders that follow MTA-STS do not deliver to this server.",
    why: "The policy demands TLS with a trusted certificate for the server's name.",
    remedy: "Mend the server as the findings about it say, or set the policy to “testing” and give the record a new id until \
        that is done.",
};
pub(in crate::finding) const MTA_STS_MAX_AGE_BELOW_WEEK: Texts = Texts {
    title: "Senders remember the MTA-STS policy for less than a week",
    consequence: "An attacker who keeps a sender from fetching the policy for some days gets around it, and a sender that \
        writes to you once a week has forgotten it each time.",
    why: "The policy's max_age is less than a week. The standard expects weeks or more.",
    remedy: "Set max_age to 604800 (a week) or more once the policy is stable.",
};
pub(in crate::finding) const MTA_STS_POLICY_CERTIFICATE_ENDS: Texts = Texts {
    title: "The policy host's certificate ends soon",
    consequence: "From then on senders cannot fetch the policy. Those that do not remember it deliver without protection.",
    why: "Automatic renewal usually happens a month before the end, so it may not be working for this host. It is often \
        forgotten, since no browser goes there.",
    remedy: "Renew it now, and see that the web server reloads it.",
};
