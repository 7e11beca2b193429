//! What findings of the area dkim say.
