//! What findings of the area blocklists say.
