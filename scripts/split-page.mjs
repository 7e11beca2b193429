// Splits the page's WebAssembly in three: what every view needs; the rest, which judges and shows reports and is fetched
// when there is something to judge; and the reader, which reads what others wrote, report files and messages, and is
// fetched when there is something to read.
//
//   node scripts/split-page.mjs IN.wasm MAP PRIMARY.wasm REST.wasm READER.wasm LINK [INDEX or NAME or all…]
//
// A trap "function signature mismatch" in the primary means that something of a later part was called too early; with the
// indices of its functions as the browser's console names them this says which, so that it can be left in the primary; and
// with "all", everything of the primary that calls into later parts.
//
// IN must have its name section: functions go by their names. MAP is the linker's, by which data goes with the functions
// that name it (scripts/split-data.mjs). Each part is instantiated with the exports of those before
// it. All share memory, globals and the table of functions. A call into a later part goes through a slot of the table,
// which holds a function that traps until that part has put its own there; calls into an earlier one are imports. So the
// Rust code knows nothing of it, but that nothing of a part may run before it is there: tests/e2e/shell.test.mjs holds
// every view that judges nothing to that.

import { readFileSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { divide, piecesOf } from './split-data.mjs';

/** What every view of the page is made of; all else of `frontend` belongs to later parts. */
const LIGHT = [
  'app',
  'browser',
  'components::(?:copy_button|domain_form|drop_zone|file_opener|frame|host_form|icon|override_banner|problem|prose|read_on|relay_help|relay_notice|sample_list|seal|with_part)',
  'components::ask_more::is_ticked',
  'endpoint',
  'hooks::(?:fetched|use_(?:explanations|learn|part|route|title))',
  'main',
  'mount',
  'net',
  'pages::(?:about|findings|home|learn|not_found|settings)',
  'phrase',
  'problems',
  'route',
  'samples',
  'settings',
  'visit',
].join('|');
/** What belongs to the rest, by the demangled name of the function, without hashes. Settings read JSON, too. */
const OF_THE_REST = new RegExp(
  String.raw`\banalysis::(?!json\b|learn\b|escape\b|finding\b(?!::(?:paste|reproduce))|grade::(?:profile|Letter)\b|evidence::(?:wishes|Subject|subject)\b|dkim::(?:signatures|selector)|score\b)|\b(?:x509_parser|der_parser|asn1_rs|nom|sha2|domain|oid_registry)::|\bfrontend::(?!(?:${LIGHT})\b)`,
);
/** What belongs to the reader: it stands in modules of its own, and nobody else needs what those need. */
const READERS_CRATES = 'quick_xml|flate2|miniz_oxide|crc32fast|adler2|simd_adler32|zip|mail_parser|rsa|num_bigint_dig|crypto_bigint|ed25519_dalek|ed25519|curve25519_dalek|signature|spki|pkcs1|pkcs8';
const OF_THE_READER = new RegExp(String.raw`(?<!::)\b(?:analysis::(?:reports|message)|frontend::reading|${READERS_CRATES})::`);
/** The parts, in the order in which they are fetched. */
const PRIMARY = 0;
const REST = 1;
const READER = 2;
/** Which part something of this name belongs to. */
const partOf = (name) => (OF_THE_READER.test(name) ? READER : OF_THE_REST.test(name) || name === 'frontend::app::judged' ? REST : PRIMARY);
/**
 * Functions that come out alike are merged under any one of their names. So a name says where a function belongs only if
 * it is written for what the name says, and not made from a pattern: those go where they are called from, or, if they are
 * called through the table, by their name only from so many bytes on.
 */
const SMALLEST_OF_A_PATTERN = 400;
const IS_WRITTEN = new RegExp(`^<?(?:analysis|frontend|x509_parser|der_parser|asn1_rs|nom|sha2|domain|oid_registry|${READERS_CRATES})\\b`);
const IS_DERIVED = / as (?:core::(?:clone|cmp|default|ops::drop|hash)::|serde)/;
/** Whether a function is written for what its name says. What a button does, or a list, is often the same in two places. */
const isOwn = (name, size) =>
  IS_WRITTEN.test(name) && !IS_DERIVED.test(name) && (size >= SMALLEST_OF_A_PATTERN || !/\{(?:closure|shim)/.test(name));
/** The part that has to be there before a function is called; the primary's for what may always be called. */
const gate = (name, size) => (isOwn(name, size) ? partOf(name) : PRIMARY);
/** Where the page waits for a part before it goes on. */
const WAITED_FOR = /^frontend::(?:app::judged|import::take|reading::page)\b/;
/** Whether a function is written for one part, and for which. */
const isWrittenFor = (name, part) => /^<?(?:frontend|analysis)\b/.test(name) && partOf(name) === part;
const bare = (name) => (name ?? '').replaceAll(/\[[0-9a-f]+\]/g, '');
/** Which part a function belongs to that is called through the table. */
const partInTable = (name, size) => (size >= SMALLEST_OF_A_PATTERN || isOwn(name, size) ? partOf(name) : PRIMARY);

/** Reads a WebAssembly binary from front to back. */
class Reader {
  constructor(bytes, at = 0, end = bytes.length) {
    Object.assign(this, { bytes, at, end });
  }
  byte() {
    if (this.at >= this.end) throw new Error(`ends early at ${this.at}`);
    return this.bytes[this.at++];
  }
  /** Unsigned or signed LEB128; only the value of those up to 32 bits is used. */
  leb() {
    let value = 0;
    let factor = 1;
    for (;;) {
      const byte = this.byte();
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) return value;
      factor *= 128;
    }
  }
  take(length) {
    if (this.at + length > this.end) throw new Error(`ends early at ${this.at}`);
    return this.bytes.subarray(this.at, (this.at += length));
  }
  name() {
    return Buffer.from(this.take(this.leb())).toString();
  }
  list(read) {
    return Array.from({ length: this.leb() }, (_, index) => read(index));
  }
  get more() {
    return this.at < this.end;
  }
}

const leb = (value) => {
  const bytes = [];
  do {
    const low = value % 128;
    value = Math.floor(value / 128);
    bytes.push(value > 0 ? low | 0x80 : low);
  } while (value > 0);
  return bytes;
};
/** Signed LEB128, for i32.const. */
const sleb = (value) => {
  const bytes = [];
  for (;;) {
    const low = value & 0x7f;
    value >>= 7;
    const done = (value === 0 && !(low & 0x40)) || (value === -1 && low & 0x40);
    bytes.push(done ? low : low | 0x80);
    if (done) return bytes;
  }
};
const text = (name) => [...leb(Buffer.byteLength(name)), ...Buffer.from(name)];
const many = (items) => [leb(items.length), ...items];

/** Pieces to one buffer. */
const flat = (...pieces) => {
  const parts = [];
  const walk = (piece) => {
    if (typeof piece === 'number') parts.push(Buffer.of(piece));
    else if (piece instanceof Uint8Array) parts.push(piece);
    else piece.forEach(walk);
  };
  pieces.forEach(walk);
  return Buffer.concat(parts);
};
const section = (id, ...content) => {
  const body = flat(...content);
  return flat(id, leb(body.length), body);
};

const limits = (reader) => {
  const flags = reader.byte();
  if (flags > 1) throw new Error(`limits of kind ${flags}`);
  return { min: reader.leb(), max: flags ? reader.leb() : undefined };
};
const limitsOf = ({ min, max }) => (max === undefined ? [0, leb(min)] : [1, leb(min), leb(max)]);

/** The parts of a module, functions and names by index. */
function parse(bytes) {
  const reader = new Reader(bytes);
  if (Buffer.from(reader.take(8)).toString('latin1') !== '\0asm\x01\0\0\0') throw new Error('not a WebAssembly module');
  const module = { types: null, imports: [], functions: [], tables: [], memories: null, globals: [], globalTypes: [], exports: [], start: null, elements: [], dataCount: null, codes: [], data: null, names: new Map() };
  while (reader.more) {
    const id = reader.byte();
    const length = reader.leb();
    const at = new Reader(bytes, reader.at, reader.at + length);
    const raw = reader.take(length);
    switch (id) {
      case 0:
        if (at.name() === 'name') readNames(at, module.names);
        break;
      case 1: module.types = raw; break;
      case 2:
        module.imports = at.list(() => {
          const [from, name, kind] = [at.name(), at.name(), at.byte()];
          if (kind !== 0) throw new Error(`import ${from}.${name} is no function`);
          return { from, name, type: at.leb() };
        });
        break;
      case 3: module.functions = at.list(() => at.leb()); break;
      case 4: module.tables = at.list(() => ({ type: at.byte(), ...limits(at) })); break;
      case 5: module.memories = raw; break;
      case 6:
        module.globals = raw;
        module.globalTypes = at.list(() => {
          const type = [at.byte(), at.byte()];
          skipConstant(at);
          return type;
        });
        break;
      case 7: module.exports = at.list(() => ({ name: at.name(), kind: at.byte(), index: at.leb() })); break;
      case 8: module.start = at.leb(); break;
      case 9:
        module.elements = at.list(() => {
          const kind = at.leb();
          // Active, table 0, a constant offset, function indices: all that LLVM makes.
          if (kind !== 0 || at.byte() !== 0x41) throw new Error('an element segment of another kind');
          const offset = at.leb();
          if (at.byte() !== 0x0b) throw new Error('an offset that is no constant');
          return { offset, functions: at.list(() => at.leb()) };
        });
        break;
      case 10: module.codes = at.list(() => at.take(at.leb())); break;
      case 11:
        module.data = at.list(() => {
          // Active, a constant offset: all that LLVM makes without threads.
          if (at.leb() !== 0 || at.byte() !== 0x41) throw new Error('a data segment of another kind');
          const offset = at.leb();
          if (at.byte() !== 0x0b) throw new Error('an offset that is no constant');
          return { offset, bytes: at.take(at.leb()) };
        });
        break;
      case 12: module.dataCount = raw; break;
      default: throw new Error(`section ${id}`);
    }
  }
  return module;
}

function skipConstant(at) {
  for (;;) {
    const code = at.byte();
    if (code === 0x0b) return;
    if (code === 0x41 || code === 0x42 || code === 0x23 || code === 0xd2) at.leb();
    else if (code === 0x43) at.take(4);
    else if (code === 0x44) at.take(8);
    else if (code === 0xd0) at.byte();
    else throw new Error(`constant with ${code}`);
  }
}

function readNames(at, names) {
  while (at.more) {
    const kind = at.byte();
    const end = at.leb() + at.at;
    if (kind === 1) at.list(() => names.set(at.leb(), at.name()));
    at.at = end;
  }
}

/** Goes through a body. `onCall(index)` gives what stands in place of a call, `onReference` of ref.func; `onAddress` is told what may be one. */
function rewrite(body, onCall, onReference, onAddress = () => {}) {
  const at = new Reader(body);
  const pieces = [];
  let copied = 0;
  at.list(() => [at.leb(), at.byte()]);
  const blockType = () => {
    // A value type or none is one negative byte, a type index is a signed LEB128.
    at.leb();
  };
  while (at.more) {
    const begin = at.at;
    const code = at.byte();
    if (code === 0x02 || code === 0x03 || code === 0x04) blockType();
    else if (code === 0x0c || code === 0x0d || (code >= 0x20 && code <= 0x26)) at.leb();
    else if (code === 0x0e) { at.list(() => at.leb()); at.leb(); }
    else if (code === 0x10) {
      const callee = at.leb();
      pieces.push(body.subarray(copied, begin), onCall(callee));
      copied = at.at;
    } else if (code === 0x11) { at.leb(); at.leb(); }
    else if (code === 0x1c) at.list(() => at.byte());
    else if (code >= 0x28 && code <= 0x3e) { at.leb(); onAddress(at.leb()); }
    else if (code === 0x3f || code === 0x40) at.byte();
    else if (code === 0x41 || code === 0x42) onAddress(at.leb());
    else if (code === 0x43) at.take(4);
    else if (code === 0x44) at.take(8);
    else if (code === 0xd0) at.byte();
    else if (code === 0xd2) {
      const callee = at.leb();
      pieces.push(body.subarray(copied, begin), onReference(callee));
      copied = at.at;
    } else if (code === 0xfc) {
      const more = at.leb();
      if (more >= 8 && more <= 17) at.leb();
      if (more === 10 || more === 14) at.leb();
      // memory.init, data.drop, table.init and elem.drop name a segment, and segments are numbered anew.
      if (more === 8 || more === 9 || more === 12 || more === 13 || more > 17) throw new Error(`instruction fc ${more}`);
    } else if (!(code <= 0x01 || code === 0x05 || code === 0x0b || code === 0x0f || code === 0x1a || code === 0x1b || (code >= 0x45 && code <= 0xc4) || code === 0xd1))
      throw new Error(`instruction ${code.toString(16)}`);
  }
  pieces.push(body.subarray(copied));
  return flat(...pieces);
}

/**
 * Splits a module in so many parts. `partInTable(name, size)` says which part a function belongs to that is called through
 * the table, and `gate(name, size)` which part must be there before a function is called; all that nothing else leads to goes
 * with them. Later parts ask for their imports under the name `link`: with a digest for it the parts of different builds
 * cannot be put together.
 */
export function split(bytes, map, link, parts, partInTable, gate) {
  const module = parse(bytes);
  const imported = module.imports.length;
  const total = imported + module.functions.length;
  const typeOf = (index) => (index < imported ? module.imports[index].type : module.functions[index - imported]);
  const pinned = [...module.exports.filter(({ kind }) => kind === 0).map(({ index }) => index), module.start].filter((index) => index !== null);
  const nameOf = (index) => bare(module.names.get(index));
  const codeOf = (index) => module.codes[index - imported];
  // From what the browser calls and what is called through the table, along all calls but those that wait for a later
  // part; what waits for it leads on from there.
  const part = new Map();
  const from = new Map();
  const open = Array.from({ length: parts }, () => []);
  open[0].push(...pinned);
  for (const { functions } of module.elements)
    for (const index of functions) open[index < imported ? 0 : partInTable(nameOf(index), codeOf(index).length)].push(index);
  for (const [here, waiting] of open.entries())
    while (waiting.length > 0) {
      const index = waiting.pop();
      if (part.has(index)) continue;
      part.set(index, here);
      if (index < imported) continue;
      const follow = (callee) => {
        const there = Math.max(here, callee < imported ? 0 : gate(nameOf(callee), codeOf(callee).length));
        if (there === here && !from.has(callee)) from.set(callee, index);
        open[there].push(callee);
        return [];
      };
      rewrite(codeOf(index), follow, follow);
    }
  // What the browser gives is the primary's, and so is what nothing leads to.
  const home = (index) => (index < imported ? 0 : (part.get(index) ?? 0));

  // What is called across: into later parts through slots of the table, into earlier ones by what those export.
  const slots = new Map();
  for (const { offset, functions } of module.elements)
    functions.forEach((index, place) => home(index) > 0 && !slots.has(index) && slots.set(index, offset + place));
  const oldMin = module.tables[0].min;
  let next = oldMin;
  const needed = Array.from({ length: parts }, () => new Set());
  const named = Array.from({ length: parts }, () => new Set());
  for (let index = imported; index < total; index += 1) {
    const here = home(index);
    const see = (callee) => {
      if (home(callee) < here) needed[here].add(callee);
      if (home(callee) > here && !slots.has(callee)) slots.set(callee, next++);
      return [];
    };
    rewrite(codeOf(index), see, see, (address) => named[here].add(address));
  }
  const data = divide(module.data, piecesOf(map), named);
  const dataOf = (here) => section(11, many(data[here].map(({ offset, bytes }) => [0x00, 0x41, sleb(offset), 0x0b, leb(bytes.length), bytes])));
  const tables = module.tables.map((table, place) => (place > 0 ? table : { ...table, min: next, max: table.max === undefined ? undefined : Math.max(table.max, next) }));
  const filled = [...slots].sort(([, a], [, b]) => a - b);
  const short = (letter, number) => letter + number.toString(36);
  const exportName = new Map([...new Set(needed.flatMap((some) => [...some]))].sort((a, b) => a - b).map((index, place) => [index, short('f', place)]));
  const globals = module.globalTypes.map((type, index) => ({ type, name: short('g', index) }));

  // The bodies of a part's functions, renumbered.
  const own = (here) => {
    const all = [];
    for (let index = here > 0 ? imported : 0; index < total; index += 1) if (home(index) === here) all.push(index);
    return all;
  };
  const bodies = (functions, here, placeOf) => {
    const call = (callee) => (home(callee) > here ? [0x41, sleb(slots.get(callee)), 0x11, leb(typeOf(callee)), 0x00] : [0x10, leb(placeOf(callee))]);
    const reference = (callee) => {
      if (home(callee) > here) throw new Error('a reference to a function of a later part');
      return [0xd2, leb(placeOf(callee))];
    };
    return functions.map((index) => sized(rewrite(codeOf(index), call, reference)));
  };
  const offered = (here, placeOf) => [...exportName].filter(([index]) => home(index) === here).map(([index, name]) => [text(name), 0, leb(placeOf(index))]);

  // The primary: its functions renumbered, and one more that traps.
  const kept = own(0);
  const primaryIndex = new Map(kept.map((index, place) => [index, place]));
  const trap = kept.length;
  const trapType = 0;
  const inPrimary = (index) => primaryIndex.get(index);
  const primary = flat(
    bytes.subarray(0, 8),
    section(1, module.types),
    section(2, many(module.imports.map(({ from, name, type }) => [text(from), text(name), 0, leb(type)]))),
    section(3, many([...kept.slice(imported).map((index) => leb(typeOf(index))), leb(trapType)])),
    section(4, many(tables.map((table) => [table.type, limitsOf(table)]))),
    section(5, module.memories),
    section(6, module.globals),
    section(7, many([
      ...module.exports.map(({ name, kind, index }) => [text(name), kind, leb(kind === 0 ? inPrimary(index) : index)]),
      ...globals.map(({ name }, index) => [text(name), 3, leb(index)]),
      ...offered(0, inPrimary),
      ...tables.map((_, index) => [text(short('t', index)), 1, leb(index)]),
      [text('m'), 2, leb(0)],
    ])),
    module.start === null ? [] : section(8, leb(inPrimary(module.start))),
    section(9, many([
      ...module.elements.map(({ offset, functions }) => segment(offset, functions.map((index) => (home(index) > 0 ? trap : inPrimary(index))))),
      ...(next > oldMin ? [segment(oldMin, Array(next - oldMin).fill(trap))] : []),
    ])),
    module.dataCount === null ? [] : section(12, leb(data[0].length)),
    section(10, many([
      ...bodies(kept.slice(imported), 0, inPrimary),
      // No locals; unreachable.
      sized(Buffer.of(0x00, 0x00, 0x0b)),
    ])),
    dataOf(0),
  );

  // A later part: what it needs of the earlier ones as imports, and its functions into their slots.
  const later = (here) => {
    const functions = own(here);
    const wanted = [...needed[here]].sort((a, b) => a - b);
    const places = new Map([...wanted, ...functions].map((index, place) => [index, place]));
    const placeOf = (index) => places.get(index);
    const primaryName = text(link);
    const exports = offered(here, placeOf);
    return flat(
      bytes.subarray(0, 8),
      section(1, module.types),
      section(2, many([
        ...wanted.map((index) => [primaryName, text(exportName.get(index)), 0, leb(typeOf(index))]),
        ...tables.map((table, index) => [primaryName, text(short('t', index)), 1, table.type, limitsOf(table)]),
        [primaryName, text('m'), 2, module.memories.subarray(1)],
        ...globals.map(({ type, name }) => [primaryName, text(name), 3, type]),
      ])),
      section(3, many(functions.map((index) => leb(typeOf(index))))),
      exports.length > 0 ? section(7, many(exports)) : [],
      section(9, many(runs(filled.filter(([index]) => home(index) === here)).map(({ offset, indices }) => segment(offset, indices.map(placeOf))))),
      section(10, many(bodies(functions, here, placeOf))),
      dataOf(here),
    );
  };
  // Who calls what of later parts: for finding out what was called too early.
  const across = (index) => {
    const called = [];
    if (index >= imported) rewrite(codeOf(index), (callee) => (home(callee) > home(index) && called.push(module.names.get(callee)), []), () => []);
    return { name: module.names.get(index), part: home(index), called };
  };
  const everywhere = () => Array.from({ length: total }, (_, index) => across(index)).filter(({ called }) => called.length > 0);
  // What leads to a function in its part.
  const why = (name) => {
    const chain = [];
    let index = [...part.keys()].find((at) => nameOf(at) === name);
    if (index !== undefined) chain.push(`part ${home(index)}`);
    while (index !== undefined && chain.length < 30) { chain.push(nameOf(index)); index = from.get(index); }
    return chain;
  };
  const modules = [primary, ...Array.from({ length: parts - 1 }, (_, place) => later(place + 1))];
  return { modules, sizes: modules.map((_, here) => own(here).length - (here > 0 ? 0 : imported)), everywhere, why, across: (place) => across(kept[place]) };
}

const sized = (body) => [leb(body.length), body];
const segment = (offset, indices) => [0x00, 0x41, sleb(offset), 0x0b, many(indices.map((index) => leb(index)))];

/** Slots that follow one another in one segment. */
function runs(filled) {
  const all = [];
  for (const [index, slot] of filled) {
    const last = all.at(-1);
    if (last && last.offset + last.indices.length === slot) last.indices.push(index);
    else all.push({ offset: slot, indices: [index] });
  }
  return all;
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const [from, map, primaryTo, restTo, readerTo, link, ...places] = process.argv.slice(2);
  const { modules, sizes, everywhere, why, across } = split(readFileSync(from), readFileSync(map, 'utf8'), link, 3, partInTable, gate);
  // What is written for one part must not lead into a later one, but where it waits for it.
  const early = everywhere().flatMap(({ name, part, called }) =>
    isWrittenFor(bare(name), part) ? called.map(bare).filter((callee) => !WAITED_FOR.test(callee)).map((callee) => `${bare(name)} → ${callee}`) : [],
  );
  if (early.length > 0) throw new Error(`what one part needs calls into a later one:\n${early.join('\n')}`);
  for (const [place, to] of [primaryTo, restTo, readerTo].entries()) {
    // An engine that takes it is the best proof that it is well formed.
    new WebAssembly.Module(modules[place]);
    writeFileSync(to, modules[place]);
  }
  for (const place of places) {
    if (place === 'all') for (const { name, part, called } of everywhere()) console.log(part, name, '→', called.join(', '));
    else console.log(/^\d+$/.test(place) ? across(Number(place)) : why(place));
  }
  console.log(`page: ${sizes[0]} functions for every view, ${sizes[1]} for reports, ${sizes[2]} for files and messages of others`);
}
