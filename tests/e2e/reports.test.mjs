// Report files in a real browser: many at once, a very large one, and what they say.

import assert from 'node:assert/strict';
import { closeSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { assertAccessible, assertNothingSticksOut, assertOnPaper, browser, inWorld, onPageAt, openEverything, picture, relay } from './harness.mjs';
import { aggregate, large, month, tls } from './report-files.mjs';

inWorld();

const onReports = (act, options) => onPageAt(browser, `${relay.url}#/reports`, act, options);
const file = (name, text) => ({ name, mimeType: 'application/octet-stream', buffer: Buffer.from(text) });
const choose = (page, files) => page.getByLabel('Choose files').setInputFiles(files);
const isRead = (page) => page.getByRole('heading', { name: 'What was read' }).waitFor({ timeout: 60_000 });

/** Drops files anywhere on the page. */
async function drop(page, files) {
  const data = await page.evaluateHandle((files) => {
    const data = new DataTransfer();
    for (const [name, text] of files) data.items.add(new File([text], name));
    return data;
  }, files);
  await page.dispatchEvent('body', 'dragover', { dataTransfer: data });
  await page.dispatchEvent('body', 'drop', { dataTransfer: data });
}

/** Drops what lies at these paths, folders too, as a hand would. */
async function dropPaths(page, paths, beforeDrop = () => {}) {
  const session = await page.context().newCDPSession(page);
  const data = { items: [], files: paths, dragOperationsMask: 1 };
  const drag = (type) => session.send('Input.dispatchDragEvent', { type, x: 200, y: 200, data });
  await drag('dragEnter');
  await drag('dragOver');
  await beforeDrop();
  await drag('drop');
  await session.detach();
}

/** A folder that is gone with the tests. */
function folderFor(name) {
  const folder = mkdtempSync(join(tmpdir(), `waxseal-${name}-`));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Watches how long the page is deaf, from now on: the longest time between two turns of its event loop. */
const listen = (page) =>
  page.evaluate(() => {
    globalThis.deafest = 0;
    let before = performance.now();
    const channel = new MessageChannel();
    channel.port1.onmessage = () => {
      const now = performance.now();
      globalThis.deafest = Math.max(globalThis.deafest, now - before);
      before = now;
      setTimeout(() => channel.port2.postMessage(0), 5);
    };
    channel.port2.postMessage(0);
  });
const deafest = (page) => page.evaluate(() => globalThis.deafest);

/** The most memory that the page's process has had, in MB. */
async function peakMemory(page) {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  const peaks = processInfo
    .filter(({ type }) => type === 'renderer')
    .map(({ id }) => Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${id}/status`, 'utf8'))?.[1] ?? 0) / 1000);
  await session.detach();
  return Math.max(...peaks);
}

describe('files', () => {
  test('a hundred at once are read, copies once, and what is wrong with the others is said', () =>
    onReports(async (page) => {
      const files = month(97);
      await choose(page, [...files, { ...files[1], name: 'copy.xml' }, file('letter.pdf', '%PDF-1.7 nothing'), file('half.xml', '<feedback><report_metadata><org_name>x')]);
      await isRead(page);
      const read = page.locator('.what-became');
      assert.match(await read.innerText(), /97 DMARC reports/);
      assert.match(await read.innerText(), /1 copy/);
      await openEverything(page);
      assert.match(await read.innerText(), /letter\.pdf.*looks like a PDF document/);
      assert.match(await read.innerText(), /half\.xml/);
      await assertAccessible(page);
      // What was read stays while the page is open, wherever one goes in it.
      await page.evaluate(() => (location.hash = '#/about'));
      await page.getByRole('heading', { level: 1, name: /about/i }).waitFor();
      await page.evaluate(() => (location.hash = '#/reports'));
      await isRead(page);
      await page.getByRole('button', { name: 'Put everything away' }).click();
      await read.waitFor({ state: 'detached' });
    }));

  test('are opened wherever they are dropped', () =>
    onPageAt(browser, `${relay.url}#/about`, async (page) => {
      await drop(page, [
        ['a.xml', aggregate({ records: [{ ip: '192.0.2.1' }] })],
        ['t.json', tls({})],
      ]);
      await isRead(page);
      assert.match(await page.locator('.what-became').innerText(), /1 DMARC report, 1 TLS report/);
      // And beside what is there already.
      await drop(page, [['b.xml', aggregate({ id: 'another', records: [{ ip: '192.0.2.1' }] })]]);
      await page.getByText('2 DMARC reports, 1 TLS report').waitFor();
    }));
});

test('the sample is read without asking anybody, and everything in it opens', () =>
  onReports(async (page) => {
    const asked = [];
    page.on('request', (request) => asked.push(new URL(request.url()).pathname));
    await page.getByRole('button', { name: 'Try it with sample reports' }).click();
    await isRead(page);
    assert.match(await page.locator('.what-became').innerText(), /38 DMARC reports, 11 TLS reports, 1 failure report/);
    assert.deepEqual(asked.filter((path) => /^\/(v1\/(?!info)|dns-query)/.test(path)), []);
    // The answer comes first, and the focus is on it; what may be wanted and fails stands there with what mends it.
    await page.waitForFunction(() => document.activeElement?.id === 'reports-heading');
    assert.match(await page.locator('.reports-verdict').innerText(), /Mend first: [^]*858 mails that may be wanted failed/);
    assert.match(await page.locator('.to-mend li').first().innerText(), /SendGrid[^]*545 mails failed[^]*To change: /);
    const parts = page.getByRole('navigation', { name: 'Parts of these reports' });
    await parts.getByRole('button', { name: 'What reject would do' }).click();
    assert.equal(await page.evaluate(() => document.activeElement.id), 'enforce-heading');
    // Each source says what it seems to be, and opens.
    const openers = page.locator('.source-lines .line-opener');
    assert.ok((await openers.count()) > 4);
    for (let at = 0; at < (await openers.count()); at += 1) {
      await openers.nth(at).click();
      await page.locator('.line-detail .facts').waitFor();
    }
    // What is legitimate and fails comes with the record that mends it.
    await page.locator('.source-lines').getByRole('button', { name: /SendGrid/ }).click();
    await page.locator('.line-detail .remedy').first().waitFor();
    await openEverything(page);
    await assertAccessible(page);
    await picture(page, 'reports-sample');
    await page.setViewportSize({ width: 320, height: 800 });
    await assertNothingSticksOut(page, 'at 320 pixels');
    await assertOnPaper(page, 'reports-paper');
  }, { viewport: { width: 1280, height: 900 } }));

test('a whole folder is read, and names are looked up when somebody asks', () =>
  onReports(async (page) => {
    const folder = folderFor('chosen');
    mkdirSync(join(folder, 'old'));
    const records = [{ ip: '192.0.2.1' }];
    writeFileSync(join(folder, 'a.xml'), aggregate({ id: 'a', records }));
    writeFileSync(join(folder, 'old', 'b.xml'), aggregate({ id: 'b', records }));
    writeFileSync(join(folder, 'old', 'c.txt'), 'nothing');
    await page.getByLabel('Or a whole folder').setInputFiles(folder);
    await isRead(page);
    assert.match(await page.locator('.what-became').innerText(), /2 DMARC reports, 1 not read/);
    await openEverything(page);
    // By its folders.
    assert.match(await page.locator('.what-became').innerText(), /old\/c\.txt/);
    await page.getByLabel('Grouped by').selectOption('address');
    // A line that is opened before the answer comes stays open.
    let answer;
    const wait = new Promise((done) => (answer = done));
    await page.route(/dns-query/, (route) => wait.then(() => route.continue()));
    const asked = page.waitForRequest(/dns-query/);
    await page.getByRole('button', { name: 'Look up 1 name' }).click();
    await asked;
    await page.getByRole('button', { name: '192.0.2.1' }).click();
    await page.locator('.line-detail').getByText(/192\.0\.2\.1/).waitFor();
    answer();
    await page.locator('.line-detail').getByText(/192\.0\.2\.1 \((no name|could not find out)/).waitFor();
    assert.equal(await page.getByRole('button', { name: /Look up/ }).count(), 0, 'nothing is left to look up');
  }));

describe('a folder that is dropped', () => {
  test('is read with all that is in it, and the table says who sends', () =>
    onPageAt(browser, `${relay.url}#/about`, async (page) => {
      // Files beside it, and more of them in one folder than a browser lists at a time.
      const folder = folderFor('dropped');
      const [beside, ...files] = month(130);
      writeFileSync(join(folder, beside.name), beside.buffer);
      mkdirSync(join(folder, 'reports', 'old', 'empty'), { recursive: true });
      for (const [at, { name, buffer }] of files.entries()) writeFileSync(join(folder, 'reports', at < 125 ? '' : 'old', name), buffer);
      writeFileSync(join(folder, 'reports', 'old', 'holiday.jpg'), '\xFF\xD8\xFF\xE0');
      writeFileSync(join(folder, 'reports', 'old', 'note.txt'), 'Nothing to do with it.');
      await dropPaths(page, [join(folder, 'reports'), join(folder, beside.name)]);
      await isRead(page);
      const read = page.locator('.what-became');
      assert.match(await read.innerText(), /^130 DMARC reports, 2 not read\.$/m);
      await openEverything(page);
      assert.match(await read.innerText(), /reports\/old\/note\.txt/);
      assert.match(await read.innerText(), /reports\/old\/holiday\.jpg/);
      assert.equal(await page.locator('.drop-complaint').innerText(), '', 'nothing is complained of twice');
      // The table against what the files count: 40 and 10 of the domain's own and 3 of others in each.
      const table = page.locator('.source-lines');
      const rows = (await table.locator('tbody tr').allInnerTexts()).map((row) => row.replace(/(?<=\d)\D(?=\d{3}\b)/g, '').replace(/\s+/g, ' '));
      assert.match(rows[0], /^good\.lab itself .*2 addresses 6500 6500 0/);
      assert.match(rows[1], /1 address 390 0 390/);
    }));

  /** A folder of two reports, and a page whose program waits for `start`. */
  const beforeTheProgram = (act) =>
    onPageAt(browser, `${relay.url}#/about`, async (page) => {
      const folder = folderFor('early');
      for (const id of ['a', 'b']) writeFileSync(join(folder, `${id}.xml`), aggregate({ id, records: [{ ip: '192.0.2.1' }] }));
      const asked = new Promise((done) => page.route('**/frontend_bg.wasm*', done));
      await page.reload({ waitUntil: 'domcontentloaded' });
      const program = await asked;
      assert.equal(await page.locator('#loading').count(), 1, 'the program is not there');
      await act(page, folder, async () => {
        await program.continue();
        await page.locator('#loading').waitFor({ state: 'detached' });
      });
      await isRead(page);
      assert.match(await page.locator('.what-became').innerText(), /2 DMARC reports/);
    });

  test('is waited with until the program is there', () =>
    beforeTheProgram(async (page, folder, start) => {
      await dropPaths(page, [folder]);
      await start();
    }));

  test('is not lost where the program starts while it hangs over the page', () =>
    beforeTheProgram((page, folder, start) => dropPaths(page, [folder], start)));

  test('is not lost where what it hangs over goes away', () =>
    onReports(async (page) => {
      await page.getByLabel('Choose files').waitFor();
      const folder = folderFor('gone');
      writeFileSync(join(folder, 'a.xml'), aggregate({ id: 'a', records: [{ ip: '192.0.2.1' }] }));
      const replace = () =>
        page.evaluate(() => document.addEventListener('dragover', ({ target }) => target.replaceWith(target.cloneNode(true)), { once: true }));
      await dropPaths(page, [folder], replace);
      await isRead(page);
      assert.match(await page.locator('.what-became').innerText(), /1 DMARC report/);
    }));

  test('and what of it cannot be read is said, and the rest is there', () =>
    onReports(async (page) => {
      const folder = folderFor('unread');
      writeFileSync(join(folder, 'a.xml'), aggregate({ id: 'a', records: [{ ip: '192.0.2.1' }] }));
      // As a browser behaves with a file and a folder that only others may read; tests may run as somebody who may.
      await page.evaluate(() => {
        const refuse = (words) => (done, fail) => fail(new DOMException(words, 'NotReadableError'));
        const closed = (entry) => {
          const { name, fullPath, isFile, isDirectory } = entry;
          if (name === 'b.xml') return { name, fullPath, isFile, isDirectory, file: refuse('It is only for others.') };
          if (name === 'locked') return { name, fullPath, isFile, isDirectory, createReader: () => ({ readEntries: refuse('The folder is locked.') }) };
          return entry;
        };
        const { webkitGetAsEntry } = DataTransferItem.prototype;
        DataTransferItem.prototype.webkitGetAsEntry = function () {
          const folder = webkitGetAsEntry.call(this);
          const reader = folder.createReader();
          const readEntries = (done, fail) => reader.readEntries((some) => done(some.map(closed)), fail);
          const { name, fullPath } = folder;
          return { name, fullPath, isFile: false, isDirectory: true, createReader: () => ({ readEntries }) };
        };
      });
      writeFileSync(join(folder, 'b.xml'), aggregate({ id: 'b', records: [{ ip: '192.0.2.1' }] }));
      mkdirSync(join(folder, 'locked'));
      await dropPaths(page, [folder]);
      await isRead(page);
      await openEverything(page);
      const words = await page.locator('.what-became').innerText();
      assert.match(words, /1 DMARC report, 2 not read/);
      assert.match(words, /\/b\.xml It cannot be read to its end: It is only for others\./);
      assert.match(words, /\/locked It cannot be read to its end: The folder is locked\./);
    }));
});

describe('what they say', () => {
  const failing = [
    ['certificate-expired', 'mx1.cert-expired.lab', 12],
    ['starttls-not-supported', 'mx9.cert-expired.lab', 3],
  ];
  const files = () => [
    ...month(90),
    ...month(6, 'other.lab').map((one) => ({ ...one, name: `other-${one.name}` })),
    file('sts.json', tls({ domain: 'cert-expired.lab', bad: failing })),
    file('sts2.json', tls({ domain: 'cert-expired.lab', id: 't2', day: 1, bad: failing.slice(0, 1), reporter: 'Another' })),
  ];
  const cells = async (page, table, column) => page.locator(`.${table} tbody tr:not(.line-detail) > :nth-child(${column})`).allInnerTexts();

  test('who sends, how it fares, what a stricter policy would do, in words, pictures and tables', () =>
    onReports(async (page) => {
      await choose(page, files());
      await isRead(page);
      await page.getByRole('heading', { level: 2, name: 'good.lab' }).waitFor();
      const figures = await page.locator('.key-figures').innerText();
      // 90 reports with 40, 10 and 3 mails each.
      assert.match(figures, /Mails\s+4,770/);
      assert.match(figures, /Passed DMARC\s+94\.3 %/);
      assert.match(figures, /Failed\s+270/);
      assert.match(figures, /p=none/);
      assert.match(await page.locator('.enforce').innerText(), /9 of 159 mails would be refused/);
      // A line for each source, the largest first; by address and by network, too.
      await page.getByLabel('Grouped by').selectOption('address');
      assert.deepEqual((await cells(page, 'source-lines', 2)).map((text) => text.replace(/\D/g, '')), ['3600', '900', '270']);
      await page.getByRole('button', { name: '203.0.113.9' }).click();
      const detail = page.locator('.line-detail');
      assert.match(await detail.innerText(), /shop\.example/);
      await page.locator('.source-lines').getByRole('button', { name: 'Mails' }).click();
      await page.locator('.source-lines').getByRole('button', { name: 'Mails' }).click();
      assert.deepEqual((await cells(page, 'source-lines', 2)).map((text) => text.replace(/\D/g, '')), ['270', '900', '3600']);
      // The twin of a picture has its numbers.
      await openEverything(page);
      assert.equal(await page.locator('.picture-mail-over-time .twin tbody tr').count(), 30);
      assert.match(await page.locator('.picture-mail-over-time .twin tbody tr').first().innerText(), /159\s+150\s+9/);
      assert.equal(await page.locator('.picture-mail-by-reporter .amount-bar').count(), 3);
      for (const colorScheme of ['light', 'dark']) {
        await page.emulateMedia({ colorScheme });
        await assertAccessible(page, colorScheme);
        await picture(page, `reports-view-${colorScheme}`);
      }
      await page.emulateMedia({ colorScheme: 'light', forcedColors: 'active' });
      await picture(page, 'reports-view-forced');
      await page.emulateMedia({ colorScheme: 'light', forcedColors: 'none' });
      for (const width of [390, 320]) {
        await page.setViewportSize({ width, height: 800 });
        await assertNothingSticksOut(page, `at ${width} pixels`);
        await picture(page, `reports-view-${width}`);
      }
      await assertAccessible(page, 'narrow');
      await page.setViewportSize({ width: 1280, height: 900 });
      // A part of the time, and another domain.
      await page.getByLabel('Period').selectOption('7');
      await page.getByText('2026-12-15 to 2026-12-21').waitFor();
      assert.match(await page.locator('.key-figures').innerText(), /Mails\s+1,113/);
      await page.getByLabel('Domain', { exact: true }).selectOption('other.lab');
      await page.getByRole('heading', { level: 2, name: 'other.lab' }).waitFor();
    }, { viewport: { width: 1280, height: 900 } }));

  test('what could not be secured is explained, and set beside a check of today', () =>
    onReports(async (page) => {
      await choose(page, files());
      await isRead(page);
      await page.getByLabel('Domain', { exact: true }).selectOption('cert-expired.lab');
      await page.getByText(/15 were not secured|27 were not secured/).waitFor();
      assert.deepEqual(await cells(page, 'tls-lines', 5), ['Today: not checked', 'Today: not checked'].map((text) => text.replace('Today: ', '')));
      await page.getByRole('button', { name: 'Certificate expired' }).click();
      assert.match(await page.locator('.line-detail').innerText(), /no longer valid/);
      await page.getByRole('button', { name: 'Check cert-expired.lab now' }).click();
      await page.getByText(/was checked now: grade/).waitFor({ timeout: 60_000 });
      const today = await cells(page, 'tls-lines', 5);
      assert.match(today[0], /still so today/);
      assert.match(today[1], /no longer a mail server/);
      // The line stays open, and says what was found out.
      assert.match(await page.locator('.line-detail').innerText(), /Still so today: /);
      await assertAccessible(page);
      await picture(page, 'reports-tls');
    }, { viewport: { width: 1280, height: 900 } }));
});

test('a failure report leads to the mail it is about; files say what is shown', () =>
  onReports(async (page) => {
    const failure = [
      'From: reports@receiver.example',
      'To: dmarc@good.lab',
      'Subject: FW: A letter',
      'MIME-Version: 1.0',
      'Content-Type: multipart/report; report-type=feedback-report; boundary="b"',
      '',
      '--b',
      'Content-Type: text/plain',
      '',
      'A mail failed.',
      '--b',
      'Content-Type: message/feedback-report',
      '',
      'Feedback-Type: auth-failure',
      'Version: 1',
      'User-Agent: Receiver/1.0',
      'Auth-Failure: dmarc',
      'Reported-Domain: good.lab',
      'Source-IP: 203.0.113.9',
      'Arrival-Date: Sun, 22 Nov 2026 10:00:00 +0000',
      '',
      '--b',
      'Content-Type: text/rfc822-headers',
      '',
      'Received: from elsewhere.example ([203.0.113.9]) by mx.receiver.example with ESMTP; Sun, 22 Nov 2026 10:00:00 +0000',
      'From: Boss <boss@good.lab>',
      'Subject: Pay this',
      '',
      '--b--',
      '',
    ].join('\r\n');
    await choose(page, [...month(3), file('failure.eml', failure), file('t.json', tls({ bad: [['validation-failure', 'mx1.good.lab', 2]] }))]);
    await isRead(page);
    const saved = async (name) => {
      const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name }).click()]);
      return { name: download.suggestedFilename(), text: readFileSync(await download.path(), 'utf8') };
    };
    const mail = await saved('Save mail as CSV');
    assert.equal(mail.name, 'waxseal-good.lab-dmarc.csv');
    assert.match(mail.text, /203\.0\.113\.9/);
    assert.match((await saved('Save connections as CSV')).text, /validation-failure/);
    const everything = JSON.parse((await saved('Save everything as JSON')).text);
    assert.equal(everything.dmarc.total.messages, 159);
    assert.equal(everything.failure_reports.length, 1);
    await page.locator('.failures').getByRole('button', { name: /Boss|boss@good\.lab/ }).click();
    await assertAccessible(page);
    await page.getByRole('button', { name: 'Look at this message' }).click();
    await page.getByRole('heading', { name: 'The way it took' }).waitFor();
    assert.match(await page.locator('.message-verdict').innerText(), /Pay this/);
    await page.goBack();
    await isRead(page);
  }));

describe('a very large report', () => {
  const folder = mkdtempSync(join(tmpdir(), 'waxseal-reports-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, 'large.xml');
  const BYTES = 100_000_000;

  function write() {
    const out = openSync(path, 'w');
    let held = '';
    for (const piece of large(BYTES)) {
      held += piece;
      if (held.length > 1 << 20) {
        writeSync(out, held);
        held = '';
      }
    }
    writeSync(out, held);
    closeSync(out);
  }

  test('is read while the page stays awake, and never lies in memory as a whole', async (context) => {
    write();
    await onReports(async (page) => {
      await choose(page, [file('small.xml', aggregate({ id: 'small', records: [{ ip: '192.0.2.1' }] }))]);
      await isRead(page);
      const before = await peakMemory(page);
      await listen(page);
      const begun = Date.now();
      await choose(page, path);
      await page.locator('.reading-progress progress').waitFor();
      await page.getByText('2 DMARC reports').waitFor({ timeout: 120_000 });
      await page.getByText('Adding up what the DMARC reports say').waitFor({ state: 'detached' });
      const [deaf, after] = [await deafest(page), await peakMemory(page)];
      const pieces = await page.evaluate(() => performance.getEntriesByName('summarize').map(({ duration }) => duration));
      assert.ok(pieces.length > 2, 'summed up in one piece');
      context.diagnostic(`summed up in ${pieces.length} pieces of at most ${Math.round(Math.max(...pieces))} ms; ${Date.now() - begun} ms, never deaf for more than ${Math.round(deaf)} ms, ${Math.round(after - before)} MB more memory`);
      assert.ok(deaf < 300, `the page was deaf for ${deaf} ms`);
      assert.ok(after - before < BYTES / 1e6, `the page took ${after - before} MB more`);
    });
  });

  test('can be stopped, and what was read is kept', () =>
    onReports(async (page) => {
      await choose(page, [file('small.xml', aggregate({ id: 'small', records: [{ ip: '192.0.2.1' }] })), { name: 'x', mimeType: 'text/xml', buffer: Buffer.from('') }]);
      await isRead(page);
      await choose(page, path);
      await page.getByRole('button', { name: 'Stop and keep what was read' }).click();
      await page.locator('.reading-progress progress').waitFor({ state: 'detached', timeout: 5000 });
      await isRead(page);
      assert.match(await page.locator('.what-became').innerText(), /1 DMARC report,/);
      await openEverything(page);
      assert.match(await page.locator('.what-became').innerText(), /large\.xml.*stopped/);
    }));
});
