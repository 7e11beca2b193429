// Sharing, keeping and comparing, in a real browser: links, files, history, printing.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import {
  ask,
  assertAccessible,
  assertNothingSticksOut,
  browser,
  inWorld,
  onPageAt,
  picture,
  relay,
  settledGrade,
} from './harness.mjs';

const SCENARIOS = new URL('../../frontend/analysis/tests/scenarios/', import.meta.url);
const recorded = (name) => readFileSync(new URL(`${name}.json`, SCENARIOS), 'utf8');

/** The same look, so much later: another check of the same domain. */
const later = (text, ms) => JSON.stringify({ ...JSON.parse(text), now: JSON.parse(text).now + ms });

const packed = (text) => `1.${deflateRawSync(text).toString('base64url')}`;

inWorld();

const onPage = (act, options) => onPageAt(browser, relay.url, act, options);
const goTo = (page, hash) => page.evaluate((to) => { location.hash = to; }, hash);

/** Drops files anywhere on the page. */
async function dropFiles(page, files) {
  const data = await page.evaluateHandle((files) => {
    const data = new DataTransfer();
    for (const { name, text } of files) data.items.add(new File([text], name, { type: 'application/json' }));
    return data;
  }, files);
  await page.dispatchEvent('body', 'dragover', { dataTransfer: data });
  await page.dispatchEvent('body', 'drop', { dataTransfer: data });
}

/** The text of the file that a button saves. */
async function saved(page, name) {
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name, exact: true }).click(),
  ]);
  return { name: download.suggestedFilename(), text: readFileSync(await download.path(), 'utf8') };
}

const alertOf = (page) => page.locator('[role=alert]:not(:empty)').first();

describe('a link with a report', () => {
  test('opens in a fresh profile with the same grade, and says whose word it is', () =>
    onPage(async (page) => {
      await dropFiles(page, [{ name: 'e.json', text: recorded('cert-expired-lab') }]);
      const grade = await settledGrade(page);
      await page.getByRole('button', { name: 'Make a link with this report' }).click();
      const link = await page.getByLabel('The link', { exact: true }).inputValue();
      assert.ok(link.length < 16 * 1024, `${link.length} characters`);
      assert.match(link, /#\/r\/1\.[\w-]+$/);

      await onPageAt(browser, link, async (fresh) => {
        assert.equal(await settledGrade(fresh), grade);
        const note = fresh.getByRole('note');
        assert.match(await note.innerText(), /Shared by link: what it says was not verified here/);
        const again = await fresh.getByRole('link', { name: 'Check now' }).getAttribute('href');
        assert.equal(again, '#/check/cert-expired.lab');
        await assertAccessible(fresh);
        await picture(fresh, 'shared');
      });
    }));

  test('is copied, and says so politely', () =>
    onPage(async (page) => {
      // The page may write to the clipboard, and not read it: what it writes is caught on the way.
      await page.evaluate(() => {
        window.written = [];
        navigator.clipboard.writeText = async (text) => void window.written.push(text);
      });
      const written = () => page.evaluate(() => window.written.at(-1));
      await dropFiles(page, [{ name: 'e.json', text: recorded('good-lab') }]);
      await settledGrade(page);
      const status = page.locator('.share-link .copied').first();
      assert.equal(await status.getAttribute('role'), 'status');
      await page.getByRole('button', { name: 'Copy a link that checks again' }).click();
      await page.locator('.share-link').getByText('Copied', { exact: true }).waitFor();
      assert.equal(await written(), `${relay.url}#/check/good.lab`);
      await page.getByRole('button', { name: 'Copy as Markdown' }).click();
      await page.waitForFunction(() => window.written.length === 2);
      assert.match(await written(), /^# `good\.lab`: grade A/);
    }));

  test('that is cut, changed, newer or a bomb gives an error in four parts', () =>
    onPage(async (page) => {
      const good = packed(recorded('good-lab'));
      for (const [link, id] of [
        [good.slice(0, good.length / 2), 'link-cut'],
        [`1.${'A'.repeat(100)}`, 'link-cut'],
        ['1.', 'link-cut'],
        ['nonsense', 'link-cut'],
        [good.replace('1.', '2.'), 'link-newer'],
        [packed(Buffer.alloc(64 * 1024 * 1024)), 'link-too-large'],
        [packed('{"format":1}'), 'link-no-evidence'],
        [packed('[['.repeat(100_000)), 'link-no-evidence'],
        [packed(recorded('good-lab').replace('"format":1', '"format":2')), 'link-no-evidence'],
        [`1.${'A'.repeat(300_000)}`, 'link-too-long'],
      ]) {
        await goTo(page, `#/r/${link}`);
        await page.getByText(id, { exact: true }).waitFor();
        assert.equal(await page.locator('.told > p').count(), 4, id);
        assert.match(await page.locator('.told').innerText(), /What to do: /);
      }
      await assertAccessible(page);
    }));

  test('cannot bring markup with it', () =>
    onPage(async (page) => {
      const hostile = '<img src=x onerror=alert(1)>\u202egnp';
      const text = recorded('good-lab').replaceAll('mx1.good.lab ESMTP Postfix', hostile);
      assert.ok(text.includes(hostile));
      await goTo(page, `#/r/${packed(text)}`);
      await settledGrade(page);
      await page.evaluate(() => document.querySelectorAll('details').forEach((details) => { details.open = true; }));
      assert.match(await page.getByRole('main').innerText(), /<img src=x onerror=alert\(1\)>\\u\{202E\}gnp/);
      assert.equal(await page.locator('main img').count(), 0);
    }));
});

describe('files', () => {
  test('are what they say: CSV without formulas, Markdown, report and evidence', () =>
    onPage(async (page) => {
      await dropFiles(page, [{ name: 'e.json', text: recorded('no-tls-lab') }]);
      await settledGrade(page);
      await page.waitForFunction(() => !document.querySelector('.finding [aria-busy=true]'));

      const csv = await saved(page, 'Save findings (CSV)');
      assert.match(csv.name, /^waxseal-no-tls\.lab-[\d-]+\.findings\.csv$/);
      assert.match(csv.text, /^name,judged at,grade,severity,.*\r\nno-tls\.lab,[^\r\n]*,F,error,/);
      assert.doesNotMatch(csv.text, /(^|,|\n)"?[=+@]/);

      const markdown = await saved(page, 'Save Markdown');
      assert.match(markdown.text, /^# `no-tls\.lab`: grade F\n/);
      assert.match(markdown.text, /- What to do: /, 'the explanations that were fetched are in it');

      const report = await saved(page, 'Save report');
      assert.equal(JSON.parse(report.text).grade.label, 'F');

      const evidence = await saved(page, 'Save evidence');
      const kept = JSON.parse(evidence.text);
      const opened = JSON.parse(recorded('no-tls-lab'));
      // The relay of then told fewer limits: what it did not tell is kept as 0.
      const { limits } = opened.vantage.relay;
      for (const name of Object.keys(kept.vantage.relay.limits)) limits[name] ??= 0;
      assert.deepEqual(kept, opened);

      // A report cannot be judged again, and that is said kindly.
      await dropFiles(page, [{ name: 'r.json', text: report.text }]);
      await page.getByText('A report file holds a judgement, not what it rests on.').waitFor();
      assert.match(await page.getByRole('main').innerText(), /Grade\s+F[\s\S]*Mail travels in clear/);
      assert.equal(await page.getByRole('link', { name: 'Check now' }).getAttribute('href'), '#/check/no-tls.lab');
      await assertAccessible(page);
    }));

  test('that are nothing of ours are refused in words, wherever they are dropped', () =>
    onPage(async (page) => {
      await goTo(page, '#/about');
      await dropFiles(page, [{ name: 'x.json', text: '<html>' }]);
      assert.match(await alertOf(page).innerText(), /no file of Waxseal/);
      await page.getByRole('button', { name: 'Close' }).click();
      assert.equal(await page.locator('[role=alert]:not(:empty)').count(), 0);
    }));

  test('two of one domain are compared, and of two domains too', () =>
    onPage(async (page) => {
      const good = recorded('good-lab');
      await dropFiles(page, [
        { name: 'a.json', text: good },
        { name: 'b.json', text: later(good, 3 * 86_400_000) },
      ]);
      await page.getByRole('heading', { level: 1, name: 'good.lab' }).waitFor();
      await page.getByRole('heading', { name: 'What changed' }).waitFor();
      await page.getByText(/Nothing changed that a report would tell/).waitFor();

      await dropFiles(page, [
        { name: 'a.json', text: good },
        { name: 'b.json', text: recorded('no-tls-lab') },
      ]);
      await page.getByRole('columnheader', { name: 'no-tls.lab' }).waitFor();
      assert.match(page.url(), /#\/compare\/good\.lab\/no-tls\.lab$/);
      const grade = await page.getByRole('row', { name: /Grade/ }).first().innerText();
      assert.match(grade, /differs[\s\S]*A[\s\S]*F/);
      await assertAccessible(page);
      await picture(page, 'compare');
      await page.setViewportSize({ width: 320, height: 800 });
      await assertNothingSticksOut(page);
      await picture(page, 'compare-320');
    }));
});

describe('the history', () => {
  test('keeps a finished check over a reload, and tells what changed since', () =>
    onPage(async (page) => {
      await ask(page, 'good.lab');
      await goTo(page, '#/history');
      await page.getByRole('link', { name: 'good.lab' }).waitFor();
      await page.reload();
      const row = page.getByRole('row', { name: /good\.lab/ });
      await row.waitFor();
      assert.match(await row.innerText(), /A\+?[\s\S]*of 100[\s\S]*1 check/);

      await goTo(page, '#/check/good.lab');
      await page.getByText(/Since the last look, .*: nothing changed\./).waitFor();
      await goTo(page, '#/history/good.lab');
      await page.getByRole('heading', { name: 'What changed' }).waitFor();
      assert.equal(await page.getByRole('row').count(), 3);

      await page.locator('tbody a').last().click();
      await page.getByText(/Kept in this browser: looked at/).waitFor();
      assert.match(await settledGrade(page), /A/);
    }));

  test('is drawn, compared, saved as one file, deleted and opened again', () =>
    onPage(async (page) => {
      // The same name over three looks: good, broken, mended.
      const good = recorded('usual-plain');
      const subject = JSON.parse(good).subject;
      const broken = JSON.parse(later(good, 86_400_000));
      broken.outcomes = broken.outcomes.map((entry) => {
        const probe = entry.came.probe;
        for (const address of Object.values(probe?.addresses ?? {})) {
          for (const key of ['starttls', 'session', 'ehlo_sealed']) delete address[key];
          address.hellos = [];
          const lines = address.ehlo?.reply?.lines;
          if (lines) address.ehlo.reply.lines = lines.filter((line) => line !== 'STARTTLS');
        }
        return entry;
      });
      await dropFiles(page, [
        { name: '1.json', text: good },
        { name: '2.json', text: JSON.stringify(broken) },
        { name: '3.json', text: later(good, 5 * 86_400_000) },
      ]);
      await page.getByRole('heading', { level: 1, name: subject.domain }).waitFor();
      await page.getByRole('img', { name: /^Grade over time/ }).waitFor();
      await page.locator('.change').first().waitFor();
      assert.match(await page.locator('.change').first().innerText(), /^better: The grade was [CDF]\b.* and is [AB]/);
      await page.getByRole('radio', { name: /^from/ }).last().check();
      await page.getByRole('radio', { name: /^to/ }).nth(1).check();
      await page.getByText(/^worse/).first().waitFor();
      assert.match(await page.locator('.change').first().innerText(), /^worse: The grade was/);
      await assertAccessible(page);
      await picture(page, 'history-of');
      await page.setViewportSize({ width: 320, height: 800 });
      await assertNothingSticksOut(page);
      await picture(page, 'history-of-320');
      await page.setViewportSize({ width: 1280, height: 800 });

      await goTo(page, '#/history');
      await page.getByRole('link', { name: subject.domain }).waitFor();
      await assertAccessible(page);
      await picture(page, 'history');
      const file = await saved(page, 'Save all as one file');
      const { checks } = JSON.parse(file.text);
      assert.equal(checks.length, 3);
      assert.equal(JSON.parse(inflateRawSync(Buffer.from(checks[0], 'base64url'))).subject.domain, subject.domain);

      await page.getByRole('button', { name: 'Delete all' }).click();
      await page.getByRole('button', { name: 'Really delete all' }).click();
      await page.getByText('Nothing is kept yet.', { exact: false }).waitFor();

      await dropFiles(page, [{ name: file.name, text: file.text }]);
      await page.getByRole('heading', { level: 1, name: subject.domain }).waitFor();
      await page.getByRole('row').nth(3).waitFor();
      await page.getByRole('button', { name: /^Delete the check/ }).first().click();
      await page.waitForFunction(() => document.querySelectorAll('tbody tr').length === 2);
    }));

  test('is not written when it is switched off', () =>
    onPage(async (page) => {
      await goTo(page, '#/history');
      await page.getByLabel('Keep finished checks').uncheck();
      await goTo(page, '#/');
      await ask(page, 'null-mx.lab');
      await goTo(page, '#/history');
      await page.getByText('Nothing is kept yet.', { exact: false }).waitFor();
      assert.equal(await page.getByLabel('Keep finished checks').isChecked(), false);
    }));

  test('says so where the browser keeps nothing, and works until the page is closed', () =>
    onPage(async (page) => {
      await page.addInitScript(() => {
        Object.defineProperty(window, 'indexedDB', { get: () => { throw new DOMException('no', 'SecurityError'); } });
      });
      await page.reload();
      await ask(page, 'null-mx.lab');
      await goTo(page, '#/history');
      await page.getByText('This browser keeps nothing for this page', { exact: false }).first().waitFor();
      await page.getByRole('link', { name: 'null-mx.lab' }).waitFor();
    }));
});

test('two domains are checked side by side', () =>
  onPage(async (page) => {
    await goTo(page, '#/compare');
    await page.getByLabel('One domain').fill('good.lab');
    await page.getByLabel('The other domain').fill('no-tls.lab');
    await page.keyboard.press('Enter');
    await page.getByText('Checked now').nth(1).waitFor({ timeout: 60_000 });
    assert.match(await page.locator('.grade-line').first().innerText(), /A/);
    assert.match(await page.locator('.grade-line').last().innerText(), /F/);
  }));

test('on paper everything is open and nothing can be pressed', () =>
  onPage(async (page) => {
    await dropFiles(page, [{ name: 'e.json', text: recorded('no-tls-lab') }]);
    await settledGrade(page);
    await page.emulateMedia({ media: 'print' });
    await page.evaluate(() => window.dispatchEvent(new Event('beforeprint')));
    assert.equal(await page.locator('main details:not([open])').count(), 0);
    for (const hidden of ['.save-panel', '.site-footer', '.site-header nav'])
      assert.equal(await page.locator(hidden).first().isVisible(), false, hidden);
    assert.equal(await page.locator('main button:visible').count(), 0);
    assert.ok(await page.locator('.finding dl').first().isVisible());
    await picture(page, 'print');
    await page.evaluate(() => window.dispatchEvent(new Event('afterprint')));
    assert.ok((await page.locator('main details:not([open])').count()) > 0, 'afterwards they are as they were');
    const pdf = await page.pdf({ format: 'A4' });
    assert.ok(pdf.length > 30_000, `${pdf.length} bytes`);
    assert.ok(pdf.toString('latin1').match(/\/Type\s*\/Page\b/g).length >= 2);
    for (const theme of ['dark', 'light']) {
      await page.emulateMedia({ media: 'print', colorScheme: theme });
      const ground = await page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
      assert.equal(ground, 'rgb(255, 255, 255)', theme);
    }
  }));
