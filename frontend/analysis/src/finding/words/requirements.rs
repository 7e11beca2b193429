//! What findings say about what large receivers demand of senders.
