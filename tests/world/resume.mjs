#!/usr/bin/env node
// Brings the recorded worlds up to date when there is more to ask: each is resumed inside the test world.
//
//   node tests/world/run.mjs -- node tests/world/resume.mjs [NAME…]
//
// Nothing that was recorded is asked again. `UPDATE` the reviewed reports afterwards (INSTA_UPDATE=always) and read them.

import { readdirSync } from 'node:fs';
import { requireWorld, waxseal, worldFlags } from './programs.mjs';

const folder = new URL('../../frontend/analysis/tests/scenarios/', import.meta.url).pathname;

requireWorld();
const wanted = process.argv.slice(2);
const names = readdirSync(folder)
  .filter((file) => file.endsWith('.json'))
  .map((file) => file.slice(0, -'.json'.length))
  .filter((name) => wanted.length === 0 || wanted.includes(name));
for (const name of names) {
  const file = `${folder}${name}.json`;
  const { code, stderr } = await waxseal(['check', '--resume', file, '--record', file, ...worldFlags()]);
  if (code === 2) throw new Error(`${name}: ${stderr}`);
  process.stdout.write(`${name}\n`);
}
