#!/usr/bin/env node
// Runs a command in a network namespace of its own, in which the whole internet seems to be reachable and every packet
// that the relay sends is counted (wall.mjs):
//
//   node tests/relay/run.mjs -- COMMAND [ARGUMENT…]

import { spawnSync } from 'node:child_process';
import { entry } from '../world/namespace.mjs';
import { build } from './wall.mjs';

const INSIDE = 'WALL_INSIDE';
const words = process.argv.slice(2);
if (words[0] !== '--' || words.length < 2) {
  process.stderr.write('usage: node tests/relay/run.mjs -- COMMAND [ARGUMENT…]\n');
  process.exit(2);
}
let command = words.slice(1);
if (process.env[INSIDE]) build();
else command = [...entry(), process.execPath, ...process.argv.slice(1)];
const { status, error } = spawnSync(command[0], command.slice(1), {
  stdio: 'inherit',
  env: { ...process.env, [INSIDE]: 'yes' },
});
if (error) process.stderr.write(`${error.message}\n`);
process.exit(status ?? 1);
