// Which part of the page each piece of its data belongs to: for scripts/split-page.mjs.
//
// The linker's map tells the pieces apart. A piece belongs to the first part that names it: a function by its address as a
// constant or as the offset of an access, or a piece of that part by a pointer in it. An address within a piece may also mean
// the next one, by whoever counts down from its beginning: then both belong. What nobody names stays with the first part, and
// so does what the map does not know.

/** What is not worth a segment of its own. */
const SMALLEST = 24;
/** How far before its beginning somebody counts down to a piece: the size of an element. */
const NEAR = 64;
/** Padding between pieces. */
const GAP = 16;

/** The pieces of data that the map of wasm-ld lists, by address. */
export function piecesOf(map) {
  const pieces = [];
  let isData = false;
  for (const line of map.split('\n')) {
    const found = /^\s*([0-9a-f]+|-)\s+([0-9a-f]+)\s+([0-9a-f]+)\s+(\S.*)$/.exec(line);
    if (!found) continue;
    const [, address, , size, what] = found;
    // A section of the module, and then what goes into it.
    if (/^[A-Z]+$/.test(what)) isData = what === 'DATA';
    if (!isData || address === '-' || !/:\(\.[\w.$<>{}:-]+/.test(what)) continue;
    pieces.push({ start: parseInt(address, 16), end: parseInt(address, 16) + parseInt(size, 16) });
  }
  pieces.sort((a, b) => a.start - b.start);
  if (pieces.length < 100) throw new Error('the map names no data');
  return pieces;
}

/**
 * Divides data. `segments` are `{ offset, bytes }`; `named[part]` are the addresses that the functions of each part name.
 * Gives the segments of each part.
 */
export function divide(segments, pieces, named) {
  const starts = pieces.map(({ start }) => start);
  const before = (address) => {
    let [low, high] = [0, starts.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (starts[middle] <= address) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  };
  const find = (address) => {
    const place = before(address);
    return place >= 0 && address < pieces[place].end ? place : -1;
  };
  const low = Math.min(...segments.map(({ offset }) => offset));
  const high = Math.max(...segments.map(({ offset, bytes }) => offset + bytes.length));
  const memory = Buffer.alloc(high - low);
  for (const { offset, bytes } of segments) memory.set(bytes, offset - low);

  const homes = new Map();
  for (const [part, addresses] of named.entries()) {
    const open = [];
    const name = (address) => {
      if (address < low || address >= high) return;
      const place = before(address);
      if (place >= 0) open.push(place);
      if (pieces[place]?.start !== address && pieces[place + 1]?.start - address <= NEAR) open.push(place + 1);
    };
    for (const address of addresses) name(address);
    while (open.length > 0) {
      const place = open.pop();
      if (homes.has(place)) continue;
      homes.set(place, part);
      const { start, end } = pieces[place];
      for (let at = Math.ceil(start / 4) * 4; at + 4 <= Math.min(end, high); at += 4) name(memory.readUInt32LE(at - low));
    }
  }
  const homeOf = (place) => (pieces[place].end - pieces[place].start < SMALLEST ? 0 : (homes.get(place) ?? 0));

  const divided = named.map(() => []);
  const add = (part, offset, bytes) => {
    const last = divided[part].at(-1);
    const gap = last ? offset - (last.offset + last.bytes.length) : Infinity;
    // What lies between is padding, or belongs to nobody else.
    if (last && gap === 0) last.bytes = Buffer.concat([last.bytes, bytes]);
    else if (last && part > 0 && gap <= GAP && isPadding(last.offset + last.bytes.length, offset)) last.bytes = Buffer.concat([last.bytes, Buffer.alloc(gap), bytes]);
    else divided[part].push({ offset, bytes: Buffer.from(bytes) });
  };
  const isPadding = (from, to) => {
    for (let at = from; at < to; at += 1) if (find(at) >= 0 || memory[at - low] !== 0) return false;
    return true;
  };
  for (const { offset, bytes } of segments)
    for (let at = 0; at < bytes.length; ) {
      const place = find(offset + at);
      let end;
      if (place >= 0) end = pieces[place].end - offset;
      else {
        // Up to the next piece.
        end = at + 1;
        while (end < bytes.length && find(offset + end) < 0) end += 1;
      }
      end = Math.min(end, bytes.length);
      add(place < 0 ? 0 : homeOf(place), offset + at, bytes.subarray(at, end));
      at = end;
    }
  return divided;
}
