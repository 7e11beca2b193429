#!/usr/bin/env bash
# Builds a release: target/dist/waxseal-VERSION-TARGET.tar.gz with both programs, the page, how to run them, completions,
# licences and a bill of materials; and its checksum beside it. The same sources and tools give the same archive.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/env.sh

umask 022
scripts/build.sh
version=$(cargo metadata --format-version 1 --no-deps | sed 's/.*"name":"relay","version":"\([^"]*\)".*/\1/')
target=$(rustc -vV | sed -n 's/^host: //p')
name=waxseal-$version-$target
out=target/dist/$name
rm -rf "$out" "$out.tar.gz" "$out.tar.gz.sha256"
mkdir -p "$out"/{bin,completions,docs}

cp target/release/waxseal target/release/waxseal-relay "$out/bin/"
cp -r dist "$out/page"
cp -r packaging "$out/"
cp README.md CHANGELOG.md SECURITY.md LICENSE-APACHE LICENSE-MIT "$out/"
cp docs/*.md docs/*.json docs/*.png "$out/docs/"
for program in waxseal waxseal-relay; do
    # By the names that each shell looks for.
    "target/release/$program" completions bash >"$out/completions/$program.bash"
    "target/release/$program" completions zsh >"$out/completions/_$program"
    "target/release/$program" completions fish >"$out/completions/$program.fish"
done
node scripts/sbom.mjs "$out/sbom.cdx.json" "$out/THIRD-PARTY.txt"
(cd "$out" && find . -type f ! -name SHA256SUMS -print0 | sort -z | xargs -0 sha256sum >SHA256SUMS)

chmod -R u=rwX,go=rX "$out"
# Nothing of the moment or of who packed it.
tar --sort=name --owner=0 --group=0 --numeric-owner --mtime="@$(git log -1 --format=%ct)" -C target/dist -cf - "$name" | gzip -9n >"$out.tar.gz"
(cd target/dist && sha256sum "$name.tar.gz" >"$name.tar.gz.sha256")
ls -l "$out.tar.gz" | awk '{printf "%s: %.1f MiB\n", $NF, $5 / 1048576}'
