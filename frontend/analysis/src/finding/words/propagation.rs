//! What findings say about answers that differ from resolver to resolver.
