//! What findings of the area bimi say.
