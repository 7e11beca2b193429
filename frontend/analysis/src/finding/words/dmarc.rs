//! What findings of the area dmarc say.
