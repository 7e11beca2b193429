// The command line on every domain of the world: each check ends, and says what is true or that it could not tell.

import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { DOMAINS } from './domains.mjs';
import { check, gradeOf, look, requireWorld, waxseal, worldFlags } from './programs.mjs';

// Most of the time is spent waiting for silent servers.
const AT_ONCE = 16;

before(requireWorld);

describe('every domain', { concurrency: AT_ONCE }, () => {
  const seen = [];
  after(() => {
    const folder = new URL('../../target/world/', import.meta.url).pathname;
    mkdirSync(folder, { recursive: true });
    writeFileSync(`${folder}grades.txt`, `${seen.sort().join('\n')}\n`);
  });

  for (const { name, ask = name, about, expect, further = [] } of DOMAINS) {
    for (const { asked = [], ...wanted } of [expect, ...further.map((one) => ({ grade: expect.grade, ...one }))]) {
      test([`${name}: ${about}`, ...asked].join(' '), async () => {
        const { report, code } = await check(ask, { extra: asked });
        const codes = [...new Set(report.findings.map((finding) => finding.code))];
        seen.push(line([name, ...asked].join(' '), report, code, codes));
        compare(report, codes, wanted);
      });
    }
  }
});

function compare(report, codes, { grade: grades, has = [], lacks = [], says = {}, pastes = {}, provider }) {
  const grade = gradeOf(report);
  if (grades) assert.ok([grades].flat().includes(grade), `grade ${grade}, expected ${grades}; ${explain(report)}`);
  for (const wanted of has) assert.ok(codes.includes(wanted), `lacks the finding ${wanted}; has ${codes}`);
  for (const unwanted of lacks) assert.ok(!codes.includes(unwanted), `has the finding ${unwanted}`);
  const of = (code) => report.findings.filter((finding) => finding.code === code);
  for (const [code, words] of Object.entries(says))
    assert.ok(of(code).some(({ detail }) => words.test(detail)), `${code} does not say ${words}: ${of(code).map(({ detail }) => detail)}`);
  for (const [code, lines] of Object.entries(pastes)) {
    const pasted = of(code).flatMap((finding) => finding.pastes ?? []).flatMap(({ text }) => text.split('\n'));
    for (const line of lines) assert.ok(pasted.includes(line), `${code} does not offer ${line}, but ${pasted.join(' | ')}`);
  }
  if (provider !== undefined) assert.deepEqual(report.provider?.providers.map(({ name }) => name) ?? null, provider);
  assert.equal(report.completeness.outstanding, 0, 'something was left unasked');
}

/** What was seen, in a line to read through. */
function line(what, report, code, codes) {
  const names = (caps) => caps.map(({ cap }) => cap);
  const { caps, doubts } = report.grade;
  return `${what} ${gradeOf(report)} exit ${code} caps ${names(caps)} doubts ${names(doubts)} findings ${codes}`;
}

/** Why the grade is what it is, for the message of a test that fails. */
function explain({ grade }) {
  const reasons = (title, caps) => caps.map(({ cap, ceiling, reason }) => `${title} ${ceiling} ${cap}: ${reason}`);
  return [JSON.stringify(grade.verdict), ...reasons('cap', grade.caps), ...reasons('doubt', grade.doubts)].join('; ');
}

describe('exit codes', { concurrency: AT_ONCE }, () => {
  const cases = [
    ['good.lab', [], 0],
    ['usual.plain', ['--fail-on', 'error'], 0],
    ['no-tls.lab', [], 1],
    ['no-tls.lab', ['--fail-on', 'error'], 1],
    ['null-mx.lab', [], 0],
    ['nowhere.lab', [], 3],
    ['greets-421.lab', [], 3],
    ['not a name', [], 2],
  ];
  for (const [domain, extra, code] of cases) {
    test(`${[domain, ...extra].join(' ')}: ${code}`, async () => {
      const result = await waxseal(['check', domain, ...worldFlags(), ...extra]);
      assert.equal(result.code, code, result.stdout + result.stderr);
    });
  }
});

describe('one host', { concurrency: AT_ONCE }, () => {
  for (const service of ['smtp', 'submission', 'submissions']) {
    test(`${service} of a host that has all three`, async () => {
      const { report } = await look('mx1.submission.lab', { service });
      assert.equal(report.hosts.length, 1);
      const [{ host, service: looked, addresses }] = report.hosts;
      assert.deepEqual([host, looked], ['mx1.submission.lab', service]);
      assert.equal(addresses[0].tls.version, 'TLS 1.3');
      assert.deepEqual(addresses[0].certificates[0].names, ['mx1.submission.lab']);
    });
  }

  test('a host that does not listen there', async () => {
    const { report } = await look('mx1.good.lab', { service: 'submissions' });
    assert.equal(report.hosts[0].addresses[0].tls, undefined);
  });
});

describe('resolvers and recordings', { concurrency: AT_ONCE }, () => {
  test('a resolver that does not validate makes DNSSEC untold, not insecure', async () => {
    const { report } = await check('good.lab', { validating: false });
    const { status } = report.areas.find(({ area }) => area === 'dnssec');
    assert.equal(status, 'could-not-tell');
  });

  test('a recording replays to the same report, without any network', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'waxseal-recording-'));
    try {
      const file = join(folder, 'evidence.json');
      const { stdout: live, code } = await check('cert-expired-backup.lab', { extra: ['--record', file] });
      assert.ok(readFileSync(file, 'utf8').length > 1000);
      const replayed = await waxseal(['check', 'cert-expired-backup.lab', '--format', 'json', '--replay', file]);
      assert.deepEqual(JSON.parse(replayed.stdout), JSON.parse(live));
      assert.equal(replayed.code, code);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
