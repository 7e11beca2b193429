//! Puts the built page into the program: a table of all files in `../dist`, for `src/http/page.rs` to include.
//!
//! Only with the feature `page`. Without a built page the table is empty and the relay says so at `/`.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    #[cfg(feature = "page")]
    page::embed();
}

#[cfg(feature = "page")]
mod page {
    use std::collections::hash_map::DefaultHasher;
    use std::fmt::Write as _;
    use std::hash::Hasher as _;
    use std::path::{Path, PathBuf};
    use std::{env, fs, io};

    /// Where trunk leaves the page.
    const DIST: &str = "../dist";

    pub(super) fn embed() {
        println!("cargo::rerun-if-changed={DIST}");
        if let Err(error) = write_table() {
            println!("cargo::error=the page cannot be embedded: {error}");
        }
    }

    fn write_table() -> io::Result<()> {
        let out = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default());
        let root = Path::new(DIST);
        let mut table = String::from("const FILES: &[PageFile] = &[\n");
        if root.join("index.html").is_file() {
            for (number, path) in files(root)?.iter().enumerate() {
                table.push_str(&entry(root, path, &out.join(format!("{number}.br")))?);
            }
        } else {
            println!(
                "cargo::warning=the page is not built; run `make build` for a relay that has it"
            );
        }
        table.push_str("];\n");
        fs::write(out.join("page.rs"), table)
    }

    /// All files, in a stable order so that builds repeat.
    fn files(folder: &Path) -> io::Result<Vec<PathBuf>> {
        let mut found = Vec::new();
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            if path.is_dir() {
                found.extend(files(&path)?);
            } else {
                found.push(path);
            }
        }
        found.sort();
        Ok(found)
    }

    /// One file as a line of Rust.
    fn entry(root: &Path, path: &Path, brotli_file: &Path) -> io::Result<String> {
        let content = fs::read(path)?;
        let name = path.strip_prefix(root).map_err(io::Error::other)?;
        let name = name.to_string_lossy().replace('\\', "/");
        let extension = path
            .extension()
            .and_then(|e| e.to_str())
            .unwrap_or_default();
        let (content_type, is_text) = media_type(extension);
        let mut hasher = DefaultHasher::new();
        hasher.write(&content);
        let digest = hasher.finish();
        let compressed = if is_text {
            compress(&content)?
        } else {
            Vec::new()
        };
        // A twin that saves less than a tenth is not worth a second entry in every cache.
        let brotli = if !compressed.is_empty() && compressed.len() < content.len() * 9 / 10 {
            fs::write(brotli_file, compressed)?;
            format!("Some(include_bytes!({brotli_file:?}))")
        } else {
            "None".to_owned()
        };
        let mut line = String::new();
        writeln!(
            line,
            "PageFile {{ path: {:?}, content_type: {content_type:?}, is_hashed: {}, digest: \"{digest:016x}\", \
             content: include_bytes!({:?}), brotli: {brotli} }},",
            format!("/{name}"),
            is_hashed(&name),
            fs::canonicalize(path)?,
        )
        .map_err(io::Error::other)?;
        Ok(line)
    }

    /// Whether trunk put a hash into the name: `frontend-0123456789abcdef_bg.wasm`.
    fn is_hashed(name: &str) -> bool {
        name.split(['-', '_', '.'])
            .any(|part| part.len() >= 16 && part.bytes().all(|b| b.is_ascii_hexdigit()))
    }

    /// The media type of a file, and whether it is worth compressing.
    fn media_type(extension: &str) -> (&'static str, bool) {
        match extension {
            "css" => ("text/css; charset=utf-8", true),
            "html" => ("text/html; charset=utf-8", true),
            "ico" => ("image/x-icon", true),
            "js" | "mjs" => ("text/javascript; charset=utf-8", true),
            "json" | "map" => ("application/json", true),
            "png" => ("image/png", false),
            "svg" => ("image/svg+xml", true),
            "txt" => ("text/plain; charset=utf-8", true),
            "wasm" => ("application/wasm", true),
            "webmanifest" => ("application/manifest+json", true),
            "webp" => ("image/webp", false),
            "woff2" => ("font/woff2", false),
            "xml" => ("application/xml", true),
            _ => ("application/octet-stream", false),
        }
    }

    /// Best compression in release builds, fast in others.
    fn compress(content: &[u8]) -> io::Result<Vec<u8>> {
        let is_release = env::var_os("PROFILE").is_some_and(|profile| profile == "release");
        let parameters = brotli::enc::BrotliEncoderParams {
            quality: if is_release { 11 } else { 5 },
            lgwin: 22,
            size_hint: content.len(),
            ..Default::default()
        };
        let mut compressed = Vec::new();
        brotli::BrotliCompress(&mut &content[..], &mut compressed, &parameters)?;
        Ok(compressed)
    }
}
