// Just enough DER (X.690) to write certificates that no certificate tool would agree to make.

/** An element of any tag. */
export function element(tag, ...contents) {
  const body = Buffer.concat(contents);
  return Buffer.concat([Buffer.from([tag]), length(body.length), body]);
}

export const sequence = (...items) => element(0x30, ...items);
export const set = (...items) => element(0x31, ...items);
export const octets = (bytes) => element(0x04, bytes);
export const bits = (bytes, unused = 0) => element(0x03, Buffer.from([unused]), bytes);
export const boolean = (value) => element(0x01, Buffer.from([value ? 0xff : 0]));
export const utf8 = (text) => element(0x0c, Buffer.from(text));
export const nothing = () => element(0x05);
/** `[number]`, constructed: EXPLICIT in X.509's modules. */
export const tagged = (number, ...contents) => element(0xa0 + number, ...contents);

/** A non-negative integer, from its big-endian bytes. */
export function integer(bytes) {
  const trimmed = bytes[0] & 0x80 ? Buffer.concat([Buffer.from([0]), bytes]) : bytes;
  return element(0x02, trimmed);
}

/** An object identifier, from its dotted form. */
export function oid(dotted) {
  const [first, second, ...rest] = dotted.split('.').map(Number);
  return element(0x06, Buffer.from([first * 40 + second, ...rest.flatMap(base128)]));
}

/** RFC 5280 §4.1.2.5: UTCTime through 2049, GeneralizedTime from then on. */
export function time(date) {
  const digits = date.toISOString().replace(/[-:T]|\.\d+/g, '');
  return date.getUTCFullYear() < 2050
    ? element(0x17, Buffer.from(digits.slice(2)))
    : element(0x18, Buffer.from(digits));
}

function base128(number) {
  const groups = [number & 0x7f];
  for (let rest = number >> 7; rest > 0; rest >>= 7) groups.unshift((rest & 0x7f) | 0x80);
  return groups;
}

function length(count) {
  if (count < 0x80) return Buffer.from([count]);
  const bytes = [];
  for (let rest = count; rest > 0; rest >>= 8) bytes.unshift(rest & 0xff);
  return Buffer.from([0x80 | bytes.length, ...bytes]);
}
