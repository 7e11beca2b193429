//! A message that came back, read and held against the question.

use super::{DecodeFault, Message, Question};

/// Reads an answer.
///
/// # Errors
/// Says why the bytes are no usable answer to this question. A response code other than NOERROR is no error here.
pub fn decode(question: &Question, bytes: &[u8]) -> Result<Message, DecodeFault> {
    let _ = (question, bytes);
    todo!()
}
