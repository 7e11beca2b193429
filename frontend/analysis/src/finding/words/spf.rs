//! What findings of the area spf say.
