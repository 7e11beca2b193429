// Running Waxseal's own programs inside the test world.

import { execFile, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';

const { WORLD_RESOLVER, WORLD_RESOLVER_UNVALIDATED, WORLD_ROOTS, WORLD_NETS } = process.env;
// All tests of a file are one client, with many times the checks in a minute that a person has.
const RELAY = ['--listen', '127.0.0.1:0', '--dns-per-minute', '100000'];
const PROGRAMS = new URL(`../../target/${process.env.WAXSEAL_PROFILE ?? 'debug'}/`, import.meta.url).pathname;

/** The relay's program. */
export const relayProgram = `${PROGRAMS}waxseal-relay`;

/** Throws, in plain words, if a test is run outside the world or before the programs are built. */
export function requireWorld() {
  if (!WORLD_RESOLVER) throw new Error('not inside the test world: run `node tests/world/run.mjs -- node --test …`');
  for (const program of ['waxseal', 'waxseal-relay']) {
    if (!existsSync(PROGRAMS + program)) throw new Error(`${PROGRAMS}${program} is not built`);
  }
}

/** What either program needs to see the world. */
export function worldFlags({ validating = true } = {}) {
  const nets = WORLD_NETS.split(',').flatMap((net) => ['--allow-net', net]);
  const resolver = validating ? WORLD_RESOLVER : WORLD_RESOLVER_UNVALIDATED;
  return ['--resolver', resolver, '--extra-roots', WORLD_ROOTS, '--ehlo-name', 'probe.lab', ...nets];
}

/** Runs `waxseal` and tells its exit code, output and errors; ends it after a deadline that no check may need. */
export function waxseal(words, { seconds = 180 } = {}) {
  return new Promise((resolve, reject) => {
    const options = { timeout: seconds * 1000, killSignal: 'SIGKILL', maxBuffer: 64 << 20 };
    execFile(`${PROGRAMS}waxseal`, words, options, (error, stdout, stderr) => {
      if (error?.killed) reject(new Error(`waxseal ${words.join(' ')} did not end within ${seconds} s\n${stderr}`));
      else if (error && typeof error.code !== 'number') reject(error);
      else resolve({ code: error?.code ?? 0, stdout, stderr });
    });
  });
}

/** Checks a domain and reads the report. */
export async function check(domain, { validating, extra = [] } = {}) {
  const result = await waxseal(['check', domain, '--format', 'json', ...worldFlags({ validating }), ...extra]);
  try {
    return { ...result, report: JSON.parse(result.stdout) };
  } catch {
    throw new Error(
      `no report of ${domain}: exit code ${result.code}\n${result.stdout.slice(0, 500)}\n${result.stderr}`,
    );
  }
}

/** Looks at one host and reads the report. */
export async function look(host, { service = 'smtp', extra = [] } = {}) {
  const words = ['host', host, '--service', service, '--format', 'json', ...worldFlags(), ...extra];
  const { code, stdout, stderr } = await waxseal(words);
  if (!stdout.startsWith('{')) throw new Error(`no report of ${host}: exit code ${code}\n${stderr}`);
  return { code, report: JSON.parse(stdout) };
}

/** Starts the relay, with the page in it, on a free port; `url` is what it prints. */
export async function startRelay(words = []) {
  const child = spawn(`${PROGRAMS}waxseal-relay`, [...RELAY, ...worldFlags(), ...words], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let log = '';
  child.stderr.on('data', (bytes) => (log += bytes));
  const url = await new Promise((resolve, reject) => {
    const refuse = (why) => reject(new Error(`the relay ${why}\n${log}`));
    const timer = setTimeout(() => refuse('did not say where it listens'), 20_000);
    child.once('exit', (code) => refuse(`ended with ${code}`));
    createInterface({ input: child.stdout }).once('line', (line) => {
      clearTimeout(timer);
      const found = line.match(/^Waxseal is listening on (http:\/\/\S+\/)$/);
      if (found) resolve(found[1]);
      else refuse(`said ${JSON.stringify(line)}`);
    });
  });
  const ended = new Promise((resolve) => child.once('exit', (code, signal) => resolve(signal ?? code)));
  const end = (signal) => {
    child.kill(signal);
    return ended;
  };
  return { url, stop: () => child.kill('SIGTERM'), end, log: () => log };
}

/** A verdict as domains.mjs writes it: 'A', 'A+..B' (best and worst still possible), or its kind. */
export function gradeOf({ grade: { verdict } }) {
  if (verdict.kind !== 'graded') return verdict.kind;
  return verdict.best === verdict.worst ? verdict.best : `${verdict.best}..${verdict.worst}`;
}
