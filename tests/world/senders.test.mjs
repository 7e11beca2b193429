// Postfix as a sender that follows DANE: it trusts a server exactly where a report says that TLSA records vouch for it.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { unpacked } from './daemon.mjs';
import { DANE } from './domains/dane.mjs';
import { check, requireWorld } from './programs.mjs';

const AT_ONCE = 8;
const CONFIGURATION = 'compatibility_level = 3.6\nmyhostname = probe.lab\ninet_protocols = all\n';

let folder;
before(() => {
  requireWorld();
  folder = mkdtempSync(join(tmpdir(), 'waxseal-sender-'));
  writeFileSync(join(folder, 'main.cf'), CONFIGURATION);
});
after(() => rmSync(folder, { recursive: true, force: true }));

describe('Postfix agrees', { concurrency: AT_ONCE }, () => {
  for (const { name, about } of DANE) {
    test(`${name}: ${about}`, async () => {
      const { report } = await check(name);
      for (const { host } of report.hosts) {
        const vouchedFor = report.findings.some(({ code, about }) => code === 'dane-valid' && about.host === host);
        const said = await finger(host);
        assert.equal(/^posttls-finger: Verified TLS connection/m.test(said), vouchedFor, `${host}:\n${said}`);
      }
    });
  }
});

/** What `posttls-finger` says about a host, named as such ([…]) so that no MX is looked for. */
function finger(host) {
  const env = { ...process.env, MAIL_CONFIG: folder, LD_LIBRARY_PATH: unpacked('postfix', 'usr/lib/postfix') };
  const words = ['-c', '-l', 'dane', '-L', 'summary', '-t', '10', '-T', '10', `[${host}]`];
  return new Promise((resolve) => {
    const program = unpacked('postfix', 'usr/sbin/posttls-finger');
    execFile(program, words, { env, timeout: 30_000 }, (_, stdout, stderr) => resolve(stdout + stderr));
  });
}
