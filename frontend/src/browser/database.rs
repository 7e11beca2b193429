//! The browser's own database: under each key a short text for lists, and bytes that are read only when wanted.

use js_sys::{Array, Promise, Uint8Array};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    Event, IdbDatabase, IdbObjectStore, IdbOpenDbRequest, IdbRequest, IdbTransaction,
    IdbTransactionMode,
};

const NAME: &str = "waxseal";
const TEXTS: &str = "texts";
const BYTES: &str = "bytes";

/// What is written under one key.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The key. What was there before is replaced.
    pub key: String,
    /// For lists.
    pub text: String,
    /// The rest.
    pub bytes: Vec<u8>,
}

/// The database, open.
#[derive(Debug)]
pub struct Database(IdbDatabase);

impl Database {
    /// Opens it; nothing where the browser keeps nothing, as in some private windows.
    pub async fn open() -> Option<Self> {
        let factory = web_sys::window()?.indexed_db().ok().flatten()?;
        let request = factory.open_with_u32(NAME, 1).ok()?;
        let make = Closure::once_into_js(|event: Event| {
            let request = event
                .target()
                .and_then(|target| target.dyn_into::<IdbOpenDbRequest>().ok());
            let database = request.and_then(|request| request.result().ok());
            if let Some(database) =
                database.and_then(|database| database.dyn_into::<IdbDatabase>().ok())
            {
                // What fails here fails the opening.
                drop(database.create_object_store(TEXTS));
                drop(database.create_object_store(BYTES));
            }
        });
        request.set_onupgradeneeded(Some(make.unchecked_ref()));
        let database = done(&request).await.ok()?;
        Some(Self(database.dyn_into().ok()?))
    }

    /// Every key with its text.
    pub async fn texts(&self) -> Option<Vec<(String, String)>> {
        let store = self.store(TEXTS)?;
        let (keys, texts) = (store.get_all_keys().ok()?, store.get_all().ok()?);
        let texts = done(&texts).await.ok()?;
        let (keys, texts) = (Array::from(&keys.result().ok()?), Array::from(&texts));
        let pairs = keys.iter().zip(texts.iter());
        Some(
            pairs
                .filter_map(|(key, text)| Some((key.as_string()?, text.as_string()?)))
                .collect(),
        )
    }

    /// The bytes under a key.
    pub async fn bytes(&self, key: &str) -> Option<Vec<u8>> {
        let request = self.store(BYTES)?.get(&JsValue::from_str(key)).ok()?;
        let bytes = done(&request).await.ok()?.dyn_into::<Uint8Array>().ok()?;
        Some(bytes.to_vec())
    }

    /// Writes and removes all of it or, if the browser refuses any, nothing.
    pub async fn write(&self, add: &[Entry], remove: &[String]) -> bool {
        self.all_or_nothing(add, remove).await.is_some()
    }

    async fn all_or_nothing(&self, add: &[Entry], remove: &[String]) -> Option<()> {
        let transaction = self.transaction()?;
        let ended = ended(&transaction);
        let (texts, bytes) = (
            transaction.object_store(TEXTS).ok()?,
            transaction.object_store(BYTES).ok()?,
        );
        for key in remove {
            let key = JsValue::from_str(key);
            texts.delete(&key).ok()?;
            bytes.delete(&key).ok()?;
        }
        for entry in add {
            let key = JsValue::from_str(&entry.key);
            texts
                .put_with_key(&JsValue::from_str(&entry.text), &key)
                .ok()?;
            bytes
                .put_with_key(&Uint8Array::from(entry.bytes.as_slice()), &key)
                .ok()?;
        }
        JsFuture::from(ended).await.ok().map(drop)
    }

    /// Removes everything.
    pub async fn clear(&self) -> bool {
        let Some(transaction) = self.transaction() else {
            return false;
        };
        let ended = ended(&transaction);
        let cleared = [TEXTS, BYTES].into_iter().all(|store| {
            let store = transaction.object_store(store);
            store.and_then(|store| store.clear()).is_ok()
        });
        JsFuture::from(ended).await.is_ok() && cleared
    }

    fn store(&self, name: &str) -> Option<IdbObjectStore> {
        self.0
            .transaction_with_str(name)
            .ok()?
            .object_store(name)
            .ok()
    }

    fn transaction(&self) -> Option<IdbTransaction> {
        let stores = Array::of2(&JsValue::from_str(TEXTS), &JsValue::from_str(BYTES));
        self.0
            .transaction_with_str_sequence_and_mode(&stores, IdbTransactionMode::Readwrite)
            .ok()
    }
}

/// Another tab may want a newer database one day.
impl Drop for Database {
    fn drop(&mut self) {
        self.0.close();
    }
}

async fn done(request: &IdbRequest) -> Result<JsValue, JsValue> {
    let promise = Promise::new(&mut |resolve, reject| {
        request.set_onsuccess(Some(&resolve));
        request.set_onerror(Some(&reject));
    });
    JsFuture::from(promise).await?;
    request.result()
}

fn ended(transaction: &IdbTransaction) -> Promise {
    Promise::new(&mut |resolve, reject| {
        transaction.set_oncomplete(Some(&resolve));
        transaction.set_onerror(Some(&reject));
        transaction.set_onabort(Some(&reject));
    })
}
