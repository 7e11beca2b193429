// Tells dist/sw.js which files it keeps, and their version: a digest of all of them.

import { createHash } from 'node:crypto';
import { readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';

const DIST = new URL('../dist/', import.meta.url);
/** Kept once somebody had a report. */
const FOR_REPORTS = ['frontend_rest_bg.wasm', 'explanations.json'];
/** Kept once somebody had files or messages of others read. */
const FOR_READING = ['frontend_reader_bg.wasm'];
/** Kept when they are first used. */
const ON_DEMAND = ['learn.json', 'samples/'];

const names = readdirSync(DIST, { recursive: true })
  .filter((name) => statSync(new URL(name, DIST)).isFile() && name !== 'sw.js')
  .sort();
const isOnDemand = (name) => [...FOR_REPORTS, ...FOR_READING, ...ON_DEMAND].some((one) => name === one || (one.endsWith('/') && name.startsWith(one)));
const digest = createHash('sha256');
for (const name of names) digest.update(`${name}\0`).update(readFileSync(new URL(name, DIST)));
// The page itself goes by its folder.
const files = names.filter((name) => !isOnDemand(name)).map((name) => (name === 'index.html' ? './' : name));
const worker = new URL('sw.js', DIST);
const filled = readFileSync(worker, 'utf8')
  .replace('"development"', JSON.stringify(digest.digest('hex').slice(0, 16)))
  .replace('const FILES = [];', `const FILES = ${JSON.stringify(files)};`)
  .replace('const FOR_REPORTS = [];', `const FOR_REPORTS = ${JSON.stringify(FOR_REPORTS)};`)
  .replace('const FOR_READING = [];', `const FOR_READING = ${JSON.stringify(FOR_READING)};`)
  .replace('const ON_DEMAND = [];', `const ON_DEMAND = ${JSON.stringify(ON_DEMAND)};`);
if (filled.includes('"development"') || /^const [A-Z_]+ = \[\];/m.test(filled)) throw new Error('sw.js is not as expected');
writeFileSync(worker, filled);
