// The pictures of recorded reports: each has a name and a twin with the same facts, and none sticks out or says by colour
// alone what it says.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { ask, assertAccessible, assertNothingSticksOut, browser, inWorld, onPageAt, picture, relay } from './harness.mjs';

const SCENARIOS = new URL('../../frontend/analysis/tests/scenarios/', import.meta.url).pathname;
const LEAST_PX = 12;

inWorld();

const recorded = (name) => JSON.parse(readFileSync(`${SCENARIOS}${name}.json`, 'utf8'));

/** Opens evidence as a person does, by the form for files. */
const onEvidence = (evidence, act, options) =>
  onPageAt(
    browser,
    `${relay.url}#/file`,
    async (page) => {
      const buffer = Buffer.from(JSON.stringify(evidence));
      const file = { name: 'evidence.json', mimeType: 'application/json', buffer };
      await page.locator('input[type=file]').first().setInputFiles(file);
      await page.locator('#grade').waitFor();
      // Some pictures stand within their areas.
      await page.evaluate(() => document.querySelectorAll('details.area').forEach((area) => (area.open = true)));
      await act(page);
    },
    options,
  );

const openAll = (page) =>
  page.evaluate(() => {
    for (const details of document.querySelectorAll('details')) details.open = true;
  });

/** Every picture as a screen reader finds it. */
const pictures = (page) =>
  page.evaluate(() =>
    [...document.querySelectorAll('figure.picture')].map((figure) => ({
      name:
        figure.getAttribute('aria-label') ??
        document.getElementById(figure.getAttribute('aria-labelledby'))?.textContent ??
        '',
      class: figure.className,
      twins: figure.querySelectorAll('table, ol, ul.versions').length,
      loudSvg: figure.querySelectorAll('svg:not([aria-hidden] svg):not([aria-hidden])').length,
    })),
  );

/** Letters that are too small, and words that stick out of their picture. */
const faults = (page, least) =>
  page.evaluate((least) => {
    const found = [];
    for (const figure of document.querySelectorAll('figure.picture')) {
      const { right, left } = figure.getBoundingClientRect();
      if (left < 0 || right > document.documentElement.clientWidth) found.push(`${figure.className}: ${left} to ${right}`);
      for (const element of figure.querySelectorAll('*')) {
        if (element.closest('.table-frame, .visually-hidden, thead')) continue;
        const text = [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim());
        if (!text) continue;
        const where = `${figure.className}: ${element.textContent.slice(0, 60)}`;
        const size = Number.parseFloat(getComputedStyle(element).fontSize);
        if (size < least) found.push(`${where}: ${size} px`);
        const box = element.getBoundingClientRect();
        if (box.width && (box.right > right + 1 || box.left < left - 1))
          found.push(`${where}: from ${box.left} to ${box.right}, in ${left} to ${right}`);
      }
    }
    return found;
  }, least);

const EXPECTED = {
  'good-lab': ['path', 'score', 'certificates', 'spf'],
  'deep-lab': ['path', 'certificates'],
  'all-in-clear-lab': ['path', 'score', 'spf'],
  'backup-in-clear-lab': ['path', 'certificates'],
  'cert-expired-lab': ['path', 'certificates'],
  'dane-rollover-lab': ['path', 'certificates'],
  'spf-eleven-lab': ['spf'],
  'spf-loop-lab': ['spf'],
  'null-mx-lab': ['score'],
  'rate-limited-lab': ['path', 'certificates'],
  'silent-v4-lab': ['path'],
  'google-lab': ['path', 'certificates'],
  'submission-srv-lab': ['path'],
};

describe('every picture', () => {
  for (const [name, expected] of Object.entries(EXPECTED))
    test(`of ${name} has a name and a twin, and fits a window of 320 pixels`, () =>
      onEvidence(
        recorded(name),
        async (page) => {
          const all = await pictures(page);
          for (const word of expected) assert.ok(all.some((one) => one.class.includes(`picture-${word}`)), word);
          for (const one of all) {
            assert.ok(one.name.trim().length > 5, `${one.class} has no name`);
            assert.ok(one.twins >= 1, `${one.class} has no twin`);
            assert.equal(one.loudSvg, 0, `${one.class} has drawings that are read out`);
          }
          await openAll(page);
          await assertNothingSticksOut(page);
          assert.deepEqual(await faults(page, LEAST_PX), []);
        },
        { viewport: { width: 320, height: 800 } },
      ));
});

/** The first two columns of a twin. */
const twin = (page, word) =>
  page.locator(`.picture-${word} > .twin tbody tr`).evaluateAll((rows) => rows.map((row) => [...row.cells].map((cell) => cell.textContent)));

test('the path and its table name the same addresses in the same state', () =>
  onEvidence(recorded('silent-v4-lab'), async (page) => {
    const drawn = await page.locator('.picture-path .way').evaluateAll((ways) =>
      ways.map((way) => [way.querySelector('code').textContent, way.querySelector('.word').textContent]),
    );
    const told = (await twin(page, 'path')).slice(1);
    assert.equal(drawn.length, 4);
    assert.deepEqual(drawn.map(([address]) => address), told.map(([address]) => address));
    for (const [at, [, word]] of drawn.entries()) {
      const words = told[at][1];
      assert.ok(words.startsWith(word), `${word}: ${words}`);
    }
    const dotted = page.locator('.way-unknown');
    assert.equal(await dotted.count(), 1);
    assert.match(await dotted.innerText(), /could not tell/);
  }));

test('while a check runs, what is drawn of an address stays where it is', () =>
  onPageAt(browser, relay.url, async (page) => {
    await page.evaluate(() => {
      window.places = {};
      const look = () => {
        for (const way of document.querySelectorAll('.picture-path .way')) {
          const from = way.closest('.path-host').getBoundingClientRect().top;
          const { top, height } = way.getBoundingClientRect();
          const place = `${Math.round(top - from)}, ${Math.round(height)} high`;
          (window.places[way.querySelector('code').textContent] ??= new Set()).add(place);
        }
        requestAnimationFrame(look);
      };
      look();
    });
    await ask(page, 'good.lab');
    const places = await page.evaluate(() => Object.entries(window.places).map(([address, seen]) => [address, [...seen]]));
    assert.equal(places.length, 4);
    for (const [address, seen] of places) assert.equal(seen.length, 1, `${address}: ${seen.join('; ')}`);
  }));

test('the meter, the tree and the table count the same lookups', () =>
  onEvidence(recorded('spf-eleven-lab'), async (page) => {
    const spf = page.locator('.picture-spf');
    assert.match(await spf.locator('.meter').first().innerText(), /11 of 10 lookups: too many/);
    assert.equal(await spf.locator('.meter').first().locator('.used').count(), 10);
    assert.equal(await spf.locator('.meter').first().locator('.beyond').count(), 1);
    await spf.getByText('and 5 more records').click();
    assert.equal(await spf.locator('.includes li').count(), (await twin(page, 'spf')).length);
    assert.equal((await twin(page, 'spf'))[0][1], '11');
  }));

test('a loop is said to be one', () =>
  onEvidence(recorded('spf-loop-lab'), async (page) => {
    assert.match(await page.locator('.includes').innerText(), /leads back to itself/);
  }));

test('the dialogue is an ordered list in which what is sealed says so', () =>
  onEvidence(recorded('rate-limited-lab'), async (page) => {
    await page.locator('details.address > summary').first().click();
    const dialogue = page.locator('.picture-dialogue').first();
    const turns = dialogue.locator('.sequence').first().locator('ol > li');
    await dialogue.getByText('Who is calling').first().waitFor();
    const texts = await turns.evaluateAll((all) => all.map((turn) => turn.textContent));
    const sealed = texts.findIndex((text) => text.includes('Sealed from here'));
    assert.ok(sealed > 0);
    for (const [at, text] of texts.entries()) assert.equal(text.includes('Inside TLS'), at > sealed, text);
    assert.match(texts[1], /milliseconds.*Server: .*220 mx1\.rate-limited\.lab.*Greeting/);
    await dialogue.locator('.folded > summary').first().click();
    const cut = dialogue.locator('.turn.cut');
    assert.match(await cut.innerText(), /421/);
  }));

test('nothing of a recorded conversation is left out of the picture', () =>
  onEvidence(recorded('deep-lab'), async (page) => {
    const lines = recorded('deep-lab')
      .outcomes.filter(({ asked }) => asked.probe?.service === 'smtp')
      .flatMap(({ came }) => Object.values(came.probe.addresses))
      .map((address) => address.finish?.transcript.length ?? 0);
    const first = page.locator('.hosts .picture-dialogue').first();
    assert.equal(await first.locator('.said').count(), lines.find((count) => count > 0));
  }));

/** A DNS answer to a question about a domain, as a resolver sends it. */
function answer(domain, type, contents) {
  const name = (text) =>
    Buffer.concat([...text.split('.').map((label) => Buffer.from([label.length, ...Buffer.from(label)])), Buffer.from([0])]);
  const number = (value) => Buffer.from([value >> 8, value & 255]);
  const records = contents(name, number).map((content) =>
    Buffer.concat([name(domain), number(type), number(1), number(0), number(60), number(content.length), content]),
  );
  const head = [0, 0x8180, 1, records.length, 0, 0].map(number);
  return Buffer.concat([...head, name(domain), number(type), number(1), ...records]).toString('base64');
}

/** Ten hosts of eight addresses each, with names as long as DNS allows and words that try to be markup. */
function crowd() {
  const evidence = recorded('good-lab');
  const of = (type) => evidence.outcomes.find(({ asked }) => asked.dns?.question.name === 'good.lab' && asked.dns.question.record_type === type);
  const long = (at) => `mx${at}.${`${'w'.repeat(61)}.`.repeat(3)}${'x'.repeat(50)}.lab`;
  const hosts = Array.from({ length: 10 }, (_, at) => (at === 0 ? long(at) : `mx${at}.good.lab`));
  of('MX').came.dns.answer.message.wire = answer('good.lab', 15, (name, number) =>
    hosts.map((host, at) => Buffer.concat([number(at * 10), name(host)])),
  );
  const includes = `v=spf1 ${Array.from({ length: 18 }, (_, at) => `include:i${at}.example`).join(' ')} -all`;
  of('TXT').came.dns.answer.message.wire = answer('good.lab', 16, () => [
    Buffer.concat([includes.slice(0, 255), includes.slice(255)].filter(Boolean).map((text) => Buffer.from([text.length, ...Buffer.from(text)]))),
  ]);
  const probe = evidence.outcomes.find(({ asked }) => asked.probe);
  evidence.outcomes = evidence.outcomes.filter(({ asked }) => !asked.probe);
  const [seen] = Object.values(probe.came.probe.addresses);
  const hostile = '250-<img src=x onerror=alert(1)>\u202Eevil\u0007';
  for (const [at, host] of hosts.entries()) {
    const v4 = Array.from({ length: 4 }, (_, nth) => `198.51.100.${at * 4 + nth + 1}`);
    const v6 = Array.from({ length: 4 }, (_, nth) => `2001:db8::${at + 1}:${nth + 1}`);
    const copy = structuredClone(probe);
    copy.asked.probe.host = host;
    copy.came.probe.resolution = { ipv4: { found: { addresses: v4 } }, ipv6: { found: { addresses: v6 } } };
    copy.came.probe.addresses = Object.fromEntries(
      [...v4, ...v6].map((address) => {
        const one = structuredClone(seen);
        one.finish.transcript.splice(2, 0, { at_ms: 4294967295, direction: 'server', text: hostile.repeat(40) });
        return [address, one];
      }),
    );
    evidence.outcomes.push(copy);
  }
  return evidence;
}

describe('ten servers with eight addresses each, and hostile words', () => {
  for (const width of [320, 1440])
    test(`are folded and fit ${width} pixels`, () =>
      onEvidence(
        crowd(),
        async (page) => {
          const path = page.locator('.picture-path');
          assert.ok(await path.getByText('and 6 more servers').isVisible());
          assert.ok(await path.getByText('and 4 more addresses').first().isVisible());
          assert.equal(await path.locator('.way').count(), 80);
          assert.equal((await twin(page, 'path')).length, 90);
          await openAll(page);
          assert.deepEqual(await faults(page, LEAST_PX), []);
          const text = await page.locator('main').evaluate((main) => main.textContent);
          assert.doesNotMatch(text, /[\u202A-\u202E\u2066-\u2069\u0007]/);
          assert.equal(await page.locator('figure.picture img').count(), 0);
        },
        { viewport: { width, height: 900 } },
      ));
});

describe('pictures', () => {
  for (const colorScheme of ['light', 'dark'])
    test(`are accessible when all is opened, ${colorScheme}`, () =>
      onEvidence(
        recorded('deep-lab'),
        async (page) => {
          await openAll(page);
          await assertAccessible(page);
          await picture(page, `pictures-${colorScheme}`);
        },
        { colorScheme },
      ));

  test('keep their lines in forced colours', () =>
    onEvidence(
      recorded('backup-in-clear-lab'),
      async (page) => {
        const strokes = await page.locator('.picture-path .way .wire .across').evaluateAll((lines) =>
          lines.map((line) => {
            const { stroke, strokeDasharray, strokeWidth } = getComputedStyle(line);
            return { stroke, dashes: strokeDasharray, width: strokeWidth };
          }),
        );
        const ink = await page.evaluate(() => getComputedStyle(document.body).color);
        for (const { stroke } of strokes) assert.equal(stroke, ink);
        const styles = new Set(strokes.map(({ dashes, width }) => `${dashes} ${width}`));
        assert.ok(styles.size >= 2, 'sealed and clear are told apart without colour');
      },
      { forcedColors: 'active' },
    ));

  test('are printed once, with what is folded', () =>
    onEvidence(recorded('spf-eleven-lab'), async (page) => {
      await page.emulateMedia({ media: 'print' });
      assert.equal(await page.locator('.twin').first().isVisible(), false);
      await page.getByText('i10.spf-eleven.lab', { exact: true }).first().waitFor();
      await picture(page, 'pictures-print');
    }));
});
