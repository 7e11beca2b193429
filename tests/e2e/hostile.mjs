// Hostile text: what strangers may put into a banner, a record, a certificate, a link, so that a page does their will
// or shows something else than there is. Each string carries a marker by which it is found again.

import assert from 'node:assert/strict';
import { openPage } from './browser.mjs';
import { whatSticksOut } from './harness.mjs';

const NARROW = { width: 320, height: 800 };

/** Would be set by any of the strings that came to be executed. */
export const CANARY = 'waxsealCanary';
const run = (marker) => `window.${CANARY}='${marker}'`;

/** A name, and the text with its marker. */
export const STRINGS = [
  // Markup that runs something.
  ['script tag', (m) => `<script>${run(m)}</script>`],
  ['script tag in capitals', (m) => `<SCRIPT >${run(m)}</SCRIPT >`],
  ['script tag with a source', (m) => `<script src="//${m}.invalid/x.js"></script>`],
  ['end of a script', (m) => `</script><script>${run(m)}</script>`],
  ['image with a handler', (m) => `<img src=x onerror="${run(m)}">`],
  ['picture with a handler, unclosed', (m) => `"><img/src/onerror=${run(m)} ${m}`],
  ['svg with a handler', (m) => `<svg onload=${run(m)}>${m}</svg>`],
  ['svg with a script', (m) => `<svg><script>${run(m)}</script></svg>`],
  ['foreign object', (m) => `<svg><foreignObject><iframe srcdoc="<script>parent.${CANARY}='${m}'</script>">`],
  ['iframe', (m) => `<iframe src="javascript:parent.${run(m)}">${m}`],
  ['handler that takes the focus', (m) => `<input autofocus onfocus=${run(m)} value=${m}>`],
  ['details that open themselves', (m) => `<details open ontoggle=${run(m)}>${m}`],
  ['base, which turns every address', (m) => `<base href="https://${m}.invalid/">`],
  ['style', (m) => `<style>body{display:none}</style>${m}`],
  ['link to a style sheet', (m) => `<link rel=stylesheet href=https://${m}.invalid/x.css>`],
  ['refresh', (m) => `<meta http-equiv=refresh content="0;url=https://${m}.invalid/">`],
  ['form', (m) => `<form action=https://${m}.invalid/><button>${m}</button></form>`],
  ['element that nobody knows', (m) => `<zq-${m} id=main>${m}</zq-${m}>`],
  // Out of an attribute or a comment.
  ['out of an attribute', (m) => `${m}" onmouseover="${run(m)}" x="`],
  ['out of an attribute with one quote', (m) => `${m}' autofocus onfocus='${run(m)}' x='`],
  ['comment', (m) => `<!-- ${m} --!><img src=x onerror=${run(m)}>`],
  ['comment without end', (m) => `${m} <!--`],
  ['CDATA', (m) => `<![CDATA[<script>${run(m)}</script>]]>${m}`],
  ['entities', (m) => `&lt;script&gt;${run(m)}&lt;/script&gt; &#x202e;&amp;`],
  ['mutation of markup', (m) => `<noscript><p title="</noscript><img src=x onerror=${run(m)}>">${m}`],
  // Addresses.
  ['javascript address', (m) => `javascript:${run(m)}//`],
  ['javascript address in disguise', (m) => `jAvAsCrIpT&colon;${run(m)}`],
  ['javascript address after controls', (m) => `\u0001\tjava\nscript:${run(m)}`],
  ['data address', (m) => `data:text/html,<script>${run(m)}</script>`],
  // Templates and formulas.
  ['template braces', (m) => `{{constructor.constructor("${run(m)}")()}}`],
  ['template literal', (m) => `\${${run(m)}} #{7*7} <%= 7*7 %>`],
  ['formula', (m) => `=HYPERLINK("https://${m}.invalid","${m}")`],
  ['formula of a command', (m) => `@SUM(1+1)*cmd|' /C calc'!A0 ${m}`],
  ['formula by plus and minus', (m) => `+1-1|${m}`],
  ['Markdown', (m) => `[${m}](javascript:${run(m)}) ![x](https://${m}.invalid/x.png) | \`${m}\``],
  // What cannot be seen, or turns the line around.
  ['right-to-left override', (m) => `${m}\u202egpj.exe`],
  ['embedding never ended', (m) => `${m} \u202b\u202a\u202dabc`],
  ['isolates', (m) => `${m} \u2066\u2067\u2068abc\u2069`],
  ['directional marks', (m) => `${m}\u200e\u200f\u061cabc`],
  ['zero width', (m) => `${m}ex\u200bam\u200cple\u2060.\ufefforg`],
  ['spaces of other widths', (m) => `${m}\u00a0\u2003\u3000\u2800\u3164\u115f.`],
  ['tags and variation selectors', (m) => `${m}\u{e0041}\u{e007f}\ufe0f\u{e0100}`],
  ['line separators', (m) => `${m}\u2028a\u2029b\u0085c`],
  ['line ends', (m) => `${m}\r\n250 OK\nSubject: x\r\r`],
  ['null byte', (m) => `${m}\0<script>${run(m)}</script>\0`],
  ['C0 controls', (m) => `${m}\u0007\u0008\u000b\u000c\u001f\u007f`],
  ['C1 controls', (m) => `${m}\u009b31m\u0090\u009c`],
  ['ANSI colours', (m) => `\u001b[31;1m${m}\u001b[0m\u001b[2J`],
  ['ANSI link', (m) => `\u001b]8;;https://${m}.invalid\u001b\\${m}\u001b]8;;\u001b\\`],
  // Shapes.
  ['a pile of marks', (m) => `${m}Z${'\u0300\u0301\u0310\u0334\u0489'.repeat(40)}`],
  ['one long word', (m) => `${m}${'W'.repeat(900)}`],
  ['one long run of slashes', (m) => `${m}${'/'.repeat(300)}`],
  ['right-to-left name', (m) => `${m} דוגמה.ישראל شركة.قطر`],
  ['family of joined emoji', (m) => `${m} \u{1f468}\u200d\u{1f469}\u200d\u{1f467}\u200d\u{1f466}\u{1f3f3}\ufe0f\u200d\u{1f308}`],
  ['homograph', (m) => `${m} \u0440\u0430\u0443\u0440\u0430l.com \uff47\uff4f\uff4f\uff47\uff4c\uff45`],
  ['private use and non-characters', (m) => `${m}\ue000\uf8ff\ufffe\uffff\u{10ffff}`],
  ['replacement and odd quotes', (m) => `${m}\ufffd\u201e\u201c\u00ab`],
];

/** All of them. */
export const indices = STRINGS.map((_, index) => index);

/** The text of one of the strings, with a marker made of a word for the field. */
export function hostile(field, index) {
  const marker = markerOf(field, index);
  return STRINGS[index][1](marker);
}

/** Letters and digits only, so that nothing on the way escapes or refuses it. */
export const markerOf = (field, index) => `zq${field}${String(index).padStart(2, '0')}z`;

// As frontend/src/escape.rs has it; written again, so that one proves the other.
const DECEPTIVE =
  '\\u0080-\\u009f\\u00a0\\u00ad\\u034f\\u061c\\u115f\\u1160\\u17b4\\u17b5\\u180b-\\u180f\\u2000-\\u200f\\u2028-\\u202f' +
  '\\u205f-\\u206f\\u2800\\u3000\\u3164\\ufe00-\\ufe0f\\ufeff\\uffa0\\ufff9-\\ufffb\\u{1d173}-\\u{1d17a}\\u{e0000}-\\u{e0fff}' +
  '\\ue000-\\uf8ff\\ufffe\\uffff\\u{f0000}-\\u{10ffff}';

const MARKS =
  '\\u0300-\\u036f\\u0483-\\u0489\\u0591-\\u05c7\\u0610-\\u061a\\u064b-\\u065f\\u06d6-\\u06ed\\u0e31\\u0e34-\\u0e3a\\u0e47-\\u0e4e' +
  '\\u0eb1-\\u0ecd\\u0f71-\\u0f84\\u1ab0-\\u1aff\\u1dc0-\\u1dff\\u20d0-\\u20ff\\ufe20-\\ufe2f';

/** What may stand nowhere on the page: controls but line feeds, and what deceives. */
export const UNSEEN = `[${MARKS}]{5}|[\\u0000-\\u0009\\u000b-\\u001f\\u007f${DECEPTIVE}]`;

/** A text as the page has to show it, in one line. */
export function visible(text) {
  const code = (char) => char.codePointAt(0).toString(16).toUpperCase();
  return text
    .replace(/\t/g, '\\t')
    .replace(/\n/g, '\\n')
    .replace(/\r/g, '\\r')
    .replace(/[\u0000-\u001f\u007f]/g, (char) => `\\x${code(char).padStart(2, '0')}`)
    .replace(new RegExp(`(?<=[${MARKS}]{4})[${MARKS}]|[${DECEPTIVE}]`, 'gu'), (char) => `\\u{${code(char)}}`);
}

/** Looks at all there is on the page, and tells what must not be there. `own` are the addresses it may lead to. */
export async function whatIsWrong(page, own = []) {
  const found = await page.evaluate(
    ({ canary, unseen, own }) => {
      const wrong = [];
      if (window[canary] !== undefined) wrong.push(`executed: ${window[canary]}`);
      const isUnseen = new RegExp(unseen, 'u');
      const code = (text) => JSON.stringify(text.replace(/[^ -~]/gu, (char) => `<${char.codePointAt(0).toString(16)}>`)).slice(0, 200);
      const forbidden = new Set(['IFRAME', 'FRAME', 'OBJECT', 'EMBED', 'APPLET', 'BASE', 'STYLE', 'MARQUEE', 'MATH', 'FOREIGNOBJECT', 'AUDIO', 'VIDEO', 'TEMPLATE']);
      const isOwn = (address) => {
        if (address.startsWith('#') || address.startsWith('url(#')) return true;
        const { protocol, origin, href } = new URL(address, location.href);
        // Where the rules stand: a link that leads nowhere until somebody follows it.
        if (/^https:\/\/www\.rfc-editor\.org\/rfc\/rfc\d+(#section-[\d.A-Z]+)?$/.test(href)) return true;
        return (protocol.startsWith('http') && origin === location.origin) || own.some((start) => href.startsWith(start));
      };
      for (const element of document.querySelectorAll('*')) {
        const name = element.tagName.toUpperCase();
        if (forbidden.has(name) || name.startsWith('ZQ') || element instanceof HTMLUnknownElement) wrong.push(`element <${name}>`);
        for (const { name: attribute, value } of element.attributes) {
          if (/^on/i.test(attribute)) wrong.push(`handler ${attribute} of <${name}>`);
          if (attribute === 'style') wrong.push(`style of <${name}>: ${value.slice(0, 60)}`);
          if (['href', 'src', 'action', 'formaction', 'data', 'xlink:href', 'srcdoc', 'poster'].includes(attribute) && !isOwn(value))
            wrong.push(`address ${code(value)} in ${attribute} of <${name}>`);
          if (attribute === 'target' && !/noopener/.test(element.getAttribute('rel') ?? '')) wrong.push(`target without noopener`);
          const isForTyping = ['INPUT', 'TEXTAREA'].includes(name) && attribute === 'value';
          if (!isForTyping && isUnseen.test(value)) wrong.push(`unseen in ${attribute} of <${name}>: ${code(value)}`);
          if (attribute === 'id' && value.includes('zq')) wrong.push(`id ${value}`);
        }
      }
      const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_COMMENT);
      while (walker.nextNode()) {
        const { nodeType, data, parentElement } = walker.currentNode;
        if (nodeType === Node.COMMENT_NODE && data.includes('zq')) wrong.push(`comment ${code(data)}`);
        if (nodeType === Node.TEXT_NODE && isUnseen.test(data) && parentElement.tagName !== 'TEXTAREA')
          wrong.push(`unseen in <${parentElement.tagName} class="${parentElement.className}">: ${code(data)}`);
      }
      const scripts = [...document.scripts].filter(({ src }) => !src.startsWith(location.origin));
      if (scripts.length > 0) wrong.push(`script ${scripts[0].outerHTML.slice(0, 100)}`);
      if (isUnseen.test(document.title) || /[<>\n]|zq/.test(document.title)) wrong.push(`title ${code(document.title)}`);
      if (!document.querySelector('h1')?.innerText.trim()) wrong.push('no heading');
      return [...new Set(wrong)];
    },
    { canary: CANARY, unseen: UNSEEN, own },
  );
  return [...found, ...(await whatSticksOut(page))];
}

/** Opens the page in a narrow window, has `act` do something, and insists that nothing happened that must not. */
export async function onNarrowPage(browser, relay, act, { at = '', expected, ...options } = {}) {
  const { page, faults, close } = await openPage(browser, `${relay.url}${at}`, { viewport: NARROW, ...options });
  const dialogs = [];
  page.on('dialog', (dialog) => dialogs.push(dialog.message()) && dialog.dismiss());
  try {
    await act(page);
    assert.deepEqual(dialogs, []);
    assert.deepEqual(
      faults.filter((fault) => !expected?.test(fault)),
      [],
    );
  } finally {
    await close();
  }
}

/** All the page holds as text, also what is closed or only said to screen readers. */
export const allText = (page) =>
  page.evaluate(() => [document.body.textContent, ...[...document.querySelectorAll('[aria-label], [title]')].flatMap((element) => [element.ariaLabel, element.title])].join('\n'));
