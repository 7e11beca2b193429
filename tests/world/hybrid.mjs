// A newer Node.js than Debian's, whose OpenSSL has the hybrid groups with ML-KEM: it plays the scripts that need them.
//
// Run as a program it reads its hosts from a file, so that it can be started as any other server.

import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { arch } from 'node:process';
import { pathToFileURL } from 'node:url';
import { allAccept, startDaemon } from './daemon.mjs';
import { PORTS } from './model.mjs';
import { STATE } from './namespace.mjs';
import { startScripted } from './scripted.mjs';

const TOOLS = process.env.WAXSEAL_TOOLS ?? `${process.env.HOME}/.cache/waxseal`;
/** Its program. */
export const NEWER_NODE = `${TOOLS}/tests/node_modules/node-linux-${arch}/bin/node`;

/** Starts the hosts (each with `pem` and `node`: options of node:tls); they listen when this returns. */
export async function startHybrid(hosts) {
  if (!existsSync(NEWER_NODE)) throw new Error(`${NEWER_NODE} is missing: run scripts/setup.sh test`);
  const file = `${STATE}/hybrid.json`;
  const told = hosts.map(({ name, server, pem, node, listening, services }) => ({ name, server, pem, node, listening, services }));
  writeFileSync(file, JSON.stringify(told), { mode: 0o600 });
  const endpoints = hosts.flatMap(({ listening, services }) =>
    listening.flatMap((address) => services.map((service) => [address, PORTS[service]])),
  );
  return startDaemon('hybrid', NEWER_NODE, [new URL(import.meta.url).pathname, file], { ready: allAccept(endpoints) });
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  await startScripted(JSON.parse(readFileSync(process.argv[2], 'utf8')));
}
