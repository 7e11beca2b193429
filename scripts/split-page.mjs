// Splits the page's WebAssembly in two: what every view needs, and the rest, which judges and shows reports and is
// fetched when there is something to judge.
//
//   node scripts/split-page.mjs IN.wasm PRIMARY.wasm REST.wasm LINK [INDEX or NAME or all…]
//
// A trap "function signature mismatch" in the primary means that something of the rest was called too early; with the
// indices of its functions as the browser's console names them this says which, so that it can be left in the primary; and
// with "all", everything of the primary that calls into the rest.
//
// IN must have its name section: functions go by their names. The rest is instantiated with the primary's exports. The
// two share memory, globals and the table of functions. A call from the primary into the rest goes through a slot of the
// table, which holds a function that traps until the rest has put its own there; calls from the rest into the primary
// are imports. So the Rust code knows nothing of it, but that nothing of the rest may run before it is there:
// tests/e2e/shell.test.mjs holds every view that judges nothing to that.

import { readFileSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

/** What every view of the page is made of; all else of `frontend` belongs to the rest. */
const LIGHT = [
  'app',
  'browser',
  'components::(?:copy_button|domain_form|drop_zone|file_opener|frame|host_form|icon|override_banner|problem|prose|read_on|relay_help|relay_notice|sample_list|seal|with_judge)',
  'components::ask_more::is_ticked',
  'endpoint',
  'hooks::(?:fetched|use_(?:explanations|judge|learn|route|title))',
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
/**
 * Functions that come out alike are merged under any one of their names. So a name says where a function belongs only if
 * it is written for what the name says, and not made from a pattern: those go where they are called from, or, if they are
 * called through the table, by their name only from so many bytes on.
 */
const SMALLEST_OF_A_PATTERN = 400;
const IS_WRITTEN = /^<?(?:analysis|frontend|x509_parser|der_parser|asn1_rs|nom|sha2|domain|oid_registry)\b/;
const IS_DERIVED = / as (?:core::(?:clone|cmp|default|ops::drop|hash)::|serde)/;
/** Whether a function is only called once the rest is there. */
const isGate = (name) => IS_WRITTEN.test(name) && !IS_DERIVED.test(name) && (OF_THE_REST.test(name) || name === 'frontend::app::judged');
/** Where the page waits for the rest before it goes on. */
const WAITED_FOR = /^frontend::app::judged$|^frontend::import::take\b/;
/** Whether a function is written for the views that judge nothing. */
const isOfAView = (name) => /^<?frontend\b/.test(name) && !OF_THE_REST.test(name);
const bare = (name) => (name ?? '').replaceAll(/\[[0-9a-f]+\]/g, '');
/** Whether a function that is called through the table belongs to the rest. */
const isRest = (name, size) =>
  // What a button does is often the same in two places, too.
  (isGate(name) && !/\{(?:closure|shim)/.test(name)) || (size >= SMALLEST_OF_A_PATTERN && OF_THE_REST.test(name));

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
      case 11: module.data = raw; break;
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

/** Goes through a body. `onCall(index)` gives what stands in place of a call, `onReference` of ref.func. */
function rewrite(body, onCall, onReference) {
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
    else if (code >= 0x28 && code <= 0x3e) { at.leb(); at.leb(); }
    else if (code === 0x3f || code === 0x40) at.byte();
    else if (code === 0x41 || code === 0x42) at.leb();
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
 * Splits a module. `isRest(name, size)` says which functions that are called through the table belong to the rest, and
 * `isGate(name)` which are only called when the rest is there; all that nothing else leads to goes with them. The rest asks
 * for its imports under the name `link`: with a digest for it the two parts of different builds cannot be put together.
 */
export function split(bytes, link, isRest, isGate) {
  const module = parse(bytes);
  const imported = module.imports.length;
  const total = imported + module.functions.length;
  const typeOf = (index) => (index < imported ? module.imports[index].type : module.functions[index - imported]);
  const pinned = new Set([...module.exports.filter(({ kind }) => kind === 0).map(({ index }) => index), module.start]);
  const nameOf = (index) => (module.names.get(index) ?? '').replaceAll(/\[[0-9a-f]+\]/g, '');
  const sizeOf = (index) => module.codes[index - imported].length;
  // From what the browser calls and what is called through the table, along all calls but those that wait for the rest.
  const stays = new Map();
  const from = new Map();
  const open = [...pinned, ...module.elements.flatMap(({ functions }) => functions).filter((index) => index < imported || !isRest(nameOf(index), sizeOf(index)))];
  while (open.length > 0) {
    const index = open.pop();
    if (index === null || stays.has(index)) continue;
    stays.set(index, from.get(index));
    if (index < imported) continue;
    const follow = (callee) => {
      if (callee < imported || !isGate(nameOf(callee))) {
        if (!from.has(callee)) from.set(callee, index);
        open.push(callee);
      }
      return [];
    };
    rewrite(module.codes[index - imported], follow, follow);
  }
  const rest = new Set();
  for (let index = imported; index < total; index += 1) if (!stays.has(index)) rest.add(index);
  const moves = (index) => rest.has(index);

  // What is called across, and the slots of the table by which the primary reaches the rest.
  const slots = new Map();
  for (const { offset, functions } of module.elements)
    functions.forEach((index, place) => moves(index) && !slots.has(index) && slots.set(index, offset + place));
  const oldMin = module.tables[0].min;
  let next = oldMin;
  const needed = new Set();
  for (let index = imported; index < total; index += 1) {
    const inRest = moves(index);
    const see = (callee) => {
      if (inRest && !moves(callee)) needed.add(callee);
      if (!inRest && moves(callee) && !slots.has(callee)) slots.set(callee, next++);
      return [];
    };
    rewrite(module.codes[index - imported], see, see);
  }
  const tables = module.tables.map((table, place) => (place > 0 ? table : { ...table, min: next, max: table.max === undefined ? undefined : Math.max(table.max, next) }));

  // The primary: its functions renumbered, and one more that traps.
  const kept = [];
  for (let index = 0; index < total; index += 1) if (!moves(index)) kept.push(index);
  const primaryIndex = new Map(kept.map((index, place) => [index, place]));
  const trap = kept.length;
  const trapType = 0;
  const inPrimary = (index) => primaryIndex.get(index);
  const callFromPrimary = (callee) =>
    moves(callee) ? [0x41, sleb(slots.get(callee)), 0x11, leb(typeOf(callee)), 0x00] : [0x10, leb(inPrimary(callee))];
  const unreferenced = () => {
    throw new Error('a reference to a function of the rest');
  };
  const shared = [];
  const offer = (kind, index, name) => shared.push({ kind, index, name }) && name;
  const short = (letter, number) => letter + number.toString(36);
  const globals = module.globalTypes.map((type, index) => ({ type, index, name: offer(3, index, short('g', index)) }));
  const neededList = [...needed].sort((a, b) => a - b).map((index, place) => ({ index, name: offer(0, inPrimary(index), short('f', place)) }));
  tables.forEach((_, index) => offer(1, index, short('t', index)));
  offer(2, 0, 'm');
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
      ...shared.map(({ kind, index, name }) => [text(name), kind, leb(index)]),
    ])),
    module.start === null ? [] : section(8, leb(inPrimary(module.start))),
    section(9, many([
      ...module.elements.map(({ offset, functions }) => segment(offset, functions.map((index) => (moves(index) ? trap : inPrimary(index))))),
      ...(next > oldMin ? [segment(oldMin, Array(next - oldMin).fill(trap))] : []),
    ])),
    module.dataCount === null ? [] : section(12, module.dataCount),
    section(10, many([
      ...kept.slice(imported).map((index) => sized(rewrite(module.codes[index - imported], callFromPrimary, (callee) => (moves(callee) ? unreferenced() : [0xd2, leb(inPrimary(callee))])))),
      // No locals; unreachable.
      sized(Buffer.of(0x00, 0x00, 0x0b)),
    ])),
    section(11, module.data),
  );

  // The rest: what it needs of the primary as imports, and its functions into their slots.
  const moved = [...rest].sort((a, b) => a - b);
  const restIndex = new Map([...neededList.map(({ index }, place) => [index, place]), ...moved.map((index, place) => [index, neededList.length + place])]);
  const inRest = (index) => restIndex.get(index);
  const primaryName = text(link);
  const filled = [...slots].sort(([, a], [, b]) => a - b);
  const secondary = flat(
    bytes.subarray(0, 8),
    section(1, module.types),
    section(2, many([
      ...neededList.map(({ index, name }) => [primaryName, text(name), 0, leb(typeOf(index))]),
      ...tables.map((table, index) => [primaryName, text(short('t', index)), 1, table.type, limitsOf(table)]),
      [primaryName, text('m'), 2, module.memories.subarray(1)],
      ...globals.map(({ type, name }) => [primaryName, text(name), 3, type]),
    ])),
    section(3, many(moved.map((index) => leb(typeOf(index))))),
    section(9, many(runs(filled).map(({ offset, indices }) => segment(offset, indices.map(inRest))))),
    section(10, many(moved.map((index) =>
      sized(rewrite(module.codes[index - imported], (callee) => [0x10, leb(inRest(callee))], (callee) => [0xd2, leb(inRest(callee))])),
    ))),
  );
  // Who in the primary calls what of the rest: for finding out what was called too early.
  const across = (place) => {
    const index = kept[place];
    const called = [];
    if (index >= imported) rewrite(module.codes[index - imported], (callee) => (moves(callee) && called.push(module.names.get(callee)), []), () => []);
    return { name: module.names.get(index), called };
  };
  const everywhere = () => kept.map((_, place) => across(place)).filter(({ called }) => called.length > 0);
  // What leads to a function that stays.
  const why = (name) => {
    const chain = [];
    let index = [...stays.keys()].find((at) => nameOf(at) === name);
    while (index !== undefined && chain.length < 30) { chain.push(nameOf(index)); index = from.get(index); }
    return chain;
  };
  return { everywhere, why, primary, rest: secondary, moved: moved.length, kept: kept.length - imported, across };
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
  const [from, primaryTo, restTo, link, ...places] = process.argv.slice(2);
  const { everywhere, why, primary, rest, moved, kept, across } = split(readFileSync(from), link, isRest, isGate);
  // A view that judges nothing must not lead there, but where it waits for it.
  const early = everywhere().flatMap(({ name, called }) =>
    isOfAView(bare(name)) ? called.map(bare).filter((callee) => !WAITED_FOR.test(callee)).map((callee) => `${bare(name)} → ${callee}`) : [],
  );
  if (early.length > 0) throw new Error(`what every view needs calls into the rest:\n${early.join('\n')}`);
  // An engine that takes both is the best proof that they are well formed.
  for (const module of [primary, rest]) new WebAssembly.Module(module);
  writeFileSync(primaryTo, primary);
  writeFileSync(restTo, rest);
  for (const place of places) {
    if (place === 'all') for (const { name, called } of everywhere()) console.log(name, '→', called.join(', '));
    else console.log(/^\d+$/.test(place) ? across(Number(place)) : why(place));
  }
  console.log(`page: ${kept} functions for every view, ${moved} for reports`);
}
