//! Raw DEFLATE (RFC 1951) by the browser's own streams: ours would be a good part of the page.

use js_sys::{Array, Function, Reflect, Uint8Array};
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{
    ReadableStream, ReadableStreamDefaultReader, WritableStream, WritableStreamDefaultWriter,
};

/// How much is put in at a time.
const PIECE: usize = 1024;

/// Why something could not be taken apart again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InflateFault {
    /// The browser does not know how.
    Unsupported,
    /// There is more in it than is read.
    TooLarge,
    /// It is cut or was changed.
    Broken,
}

/// Bytes, compressed; nothing if the browser cannot.
pub async fn deflate(bytes: &[u8]) -> Option<Vec<u8>> {
    let stream = transform("CompressionStream")?;
    through(bytes, &stream, usize::MAX).await.ok()
}

/// What was compressed, read in pieces and given up beyond `cap` bytes.
///
/// # Errors
/// It is broken or larger, or the browser cannot.
pub async fn inflate(bytes: &[u8], cap: usize) -> Result<Vec<u8>, InflateFault> {
    let stream = transform("DecompressionStream").ok_or(InflateFault::Unsupported)?;
    through(bytes, &stream, cap).await
}

/// A stream of a class that older browsers do not have.
fn transform(class: &str) -> Option<JsValue> {
    let class = Reflect::get(&js_sys::global(), &JsValue::from_str(class)).ok()?;
    let class = class.dyn_into::<Function>().ok()?;
    let format = Array::of1(&JsValue::from_str("deflate-raw"));
    // Throws where the format is not known.
    Reflect::construct(&class, &format).ok()
}

async fn through(bytes: &[u8], stream: &JsValue, cap: usize) -> Result<Vec<u8>, InflateFault> {
    let broken = |_: JsValue| InflateFault::Broken;
    let end = |name| Reflect::get(stream, &JsValue::from_str(name)).map_err(broken);
    let writable: WritableStream = end("writable")?.dyn_into().map_err(broken)?;
    let readable: ReadableStream = end("readable")?.dyn_into().map_err(broken)?;
    let writer = writable.get_writer().map_err(broken)?;
    let reader: ReadableStreamDefaultReader = readable.get_reader().unchecked_into();
    spawn_local(feed(bytes.to_vec(), writer));
    let mut read = Vec::new();
    loop {
        let piece = JsFuture::from(reader.read()).await.map_err(broken)?;
        let field = |name| Reflect::get(&piece, &JsValue::from_str(name));
        if field("done").is_ok_and(|done| done.is_truthy()) {
            return Ok(read);
        }
        let piece = Uint8Array::new(&field("value").map_err(broken)?);
        if piece.length() as usize > cap.saturating_sub(read.len()) {
            // Nobody waits for the rest; what the stream says to that does not matter.
            let _ = JsFuture::from(reader.cancel()).await;
            return Err(InflateFault::TooLarge);
        }
        read.extend_from_slice(&piece.to_vec());
    }
}

/// A kilobyte at a time and each only when what came of the one before was read: browsers take a whole piece apart at once,
/// and DEFLATE makes at most a thousand times as much of it.
async fn feed(bytes: Vec<u8>, writer: WritableStreamDefaultWriter) {
    for piece in bytes.chunks(PIECE) {
        let written = writer.write_with_chunk(&Uint8Array::from(piece));
        // What is broken, or not wanted any more, the reading side knows.
        if JsFuture::from(written).await.is_err() {
            return;
        }
    }
    let _ = JsFuture::from(writer.close()).await;
}
