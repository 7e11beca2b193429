//! What findings about CAA records say; they belong to the area certificate.
