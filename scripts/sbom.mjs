// What the released programs and the page are made of, from Cargo's own word: a bill of materials (CycloneDX 1.6) and the
// licences' texts.
//
//   node scripts/sbom.mjs OUT_SBOM OUT_LICENCES
//
// Dependencies of builds and tests alone are left out: nothing of them is shipped.

import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const SHIPPED = ['relay', 'cli', 'frontend'];
const LICENCE_FILE = /^(licen[cs]e|copying|notice|unlicense)/i;
const [sbomPath, licencesPath] = process.argv.slice(2);
if (!licencesPath) throw new Error('usage: sbom.mjs OUT_SBOM OUT_LICENCES');

const host = /^host: (.*)$/m.exec(execFileSync('rustc', ['-vV'], { encoding: 'utf8' }))[1];
const metadata = JSON.parse(execFileSync('cargo', ['metadata', '--format-version', '1', '--locked', '--features', 'relay/page', '--filter-platform', host, '--filter-platform', 'wasm32-unknown-unknown'], { maxBuffer: 1 << 28 }));
const packages = new Map(metadata.packages.map((one) => [one.id, one]));
const nodes = new Map(metadata.resolve.nodes.map((one) => [one.id, one]));
const members = metadata.packages.filter(({ id, name }) => metadata.workspace_members.includes(id) && SHIPPED.includes(name));
if (members.length !== SHIPPED.length) throw new Error(`not all of ${SHIPPED} are members`);

/** Everything that a package is linked with, itself included. */
function linked(ids) {
  const found = new Set();
  const left = [...ids];
  while (left.length) {
    const id = left.pop();
    if (found.has(id)) continue;
    found.add(id);
    // `null` is a normal dependency; the others are of builds and tests.
    for (const { pkg, dep_kinds: kinds } of nodes.get(id).deps) if (kinds.some(({ kind }) => kind === null)) left.push(pkg);
  }
  return [...found].map((id) => packages.get(id)).sort((a, b) => (a.name + a.version < b.name + b.version ? -1 : 1));
}

const checksums = new Map(
  [...readFileSync('Cargo.lock', 'utf8').matchAll(/name = "(.*)"\nversion = "(.*)"\nsource = .*\nchecksum = "(.*)"/g)].map(([, name, version, sum]) => [`${name}@${version}`, sum]),
);
const parts = linked(members.map(({ id }) => id));
const others = parts.filter(({ id }) => !metadata.workspace_members.includes(id));
const reference = ({ name, version }) => `pkg:cargo/${name}@${version}`;

function component(part) {
  const sum = checksums.get(`${part.name}@${part.version}`);
  if (!sum && others.includes(part)) throw new Error(`${part.name} ${part.version} has no checksum in Cargo.lock`);
  return {
    type: 'library',
    'bom-ref': reference(part),
    name: part.name,
    version: part.version,
    purl: reference(part),
    ...(part.description && { description: part.description.trim() }),
    ...(part.license && { licenses: [{ expression: part.license.replaceAll('/', ' OR ') }] }),
    ...(sum && { hashes: [{ alg: 'SHA-256', content: sum }] }),
  };
}

const shipped = new Set(parts.map(({ id }) => id));
const version = members[0].version;
writeFileSync(
  sbomPath,
  `${JSON.stringify(
    {
      bomFormat: 'CycloneDX',
      specVersion: '1.6',
      version: 1,
      metadata: { component: { type: 'application', 'bom-ref': 'waxseal', name: 'waxseal', version } },
      components: parts.map(component),
      dependencies: [
        { ref: 'waxseal', dependsOn: members.map(reference) },
        ...parts.map((part) => ({
          ref: reference(part),
          dependsOn: nodes.get(part.id).deps.filter(({ pkg, dep_kinds: kinds }) => shipped.has(pkg) && kinds.some(({ kind }) => kind === null)).map(({ pkg }) => reference(packages.get(pkg))),
        })),
      ],
    },
    null,
    1,
  )}\n`,
);

// Many have the same text: each is printed once, below the names of all.
const texts = new Map();
const without = [];
for (const part of others) {
  const folder = dirname(part.manifest_path);
  const files = readdirSync(folder).filter((name) => LICENCE_FILE.test(name));
  if (part.license_file && existsSync(join(folder, part.license_file))) files.push(part.license_file);
  const found = [...new Set(files)].sort().flatMap((name) => {
    try {
      return [readFileSync(join(folder, name), 'utf8').replaceAll('\r\n', '\n').trim()];
    } catch {
      return []; // A folder of that name.
    }
  });
  if (!found.length) without.push(part);
  for (const text of found) {
    const digest = createHash('sha256').update(text).digest('hex');
    const entry = texts.get(digest) ?? { text, names: [] };
    entry.names.push(`${part.name} ${part.version} (${part.license ?? 'see below'})`);
    texts.set(digest, entry);
  }
}
const rule = '-'.repeat(100);
const sections = [...texts.values()].map(({ text, names }) => `${rule}\n${names.join('\n')}\n${rule}\n\n${text}\n`);
const rest = without.map(({ name, version: of, license, repository }) => `${name} ${of}: ${license}; ${repository ?? 'no repository named'}`);
writeFileSync(
  licencesPath,
  `Waxseal is under MIT or Apache-2.0 and contains the following, each under its own licence.\n\n${sections.join('\n\n')}\n${rest.length ? `${rule}\nWithout a text of their own in what they publish; the licence is as named:\n\n${rest.join('\n')}\n` : ''}`,
);
console.log(`${parts.length} components, ${others.length} of others, ${texts.size} texts of licences, ${without.length} without one`);
