// The decoders behind TextDecoder: each takes bytes piece by piece and keeps what is incomplete.

export interface Decoder {
  // `last`: no more bytes follow. null: the bytes are invalid and the decoder is fatal.
  decode(bytes: Uint8Array, last: boolean): string | null;
}

export type NativeUtf8 = (bytes: Uint8Array, fatal: boolean) => string | null;

// How many bytes at the end are the beginning of a sequence that more bytes could complete. Bytes
// that no continuation can make valid are not counted: they are to be replaced at once.
export function incompleteTail(bytes: Uint8Array): number {
  for (let back = 1; back <= 3 && back <= bytes.length; back++) {
    const lead = bytes[bytes.length - back]!;
    if (lead < 0x80) return 0;
    if (lead < 0xc0) continue;
    const needed = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
    if (lead < 0xc2 || lead > 0xf4 || back >= needed) return 0;
    if (back === 1) return 1;
    const second = bytes[bytes.length - back + 1]!;
    const low = lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80;
    const high = lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf;
    return second >= low && second <= high ? back : 0;
  }
  return 0;
}

function joined(left: Uint8Array, right: Uint8Array): Uint8Array {
  if (left.length === 0) return right;
  const both = new Uint8Array(left.length + right.length);
  both.set(left);
  both.set(right, left.length);
  return both;
}

export class Utf8Decoder implements Decoder {
  #native: NativeUtf8;
  #fatal: boolean;
  #kept = new Uint8Array(0);

  constructor(native: NativeUtf8, fatal: boolean) {
    this.#native = native;
    this.#fatal = fatal;
  }
  decode(bytes: Uint8Array, last: boolean): string | null {
    const all = joined(this.#kept, bytes);
    const tail = last ? 0 : incompleteTail(all);
    this.#kept = all.slice(all.length - tail);
    return this.#native(tail === 0 ? all : all.subarray(0, all.length - tail), this.#fatal);
  }
}

// Texts are built from so many units at a time: fromCharCode takes them as arguments. Spreading them
// would take three times as long as handing over the list.
const kUnitsAtOnce = 4096;
const { apply } = Reflect;
const { fromCharCode } = String;

function textOfUnits(units: Uint16Array): string {
  let text = "";
  for (let i = 0; i < units.length; i += kUnitsAtOnce)
    text += apply(fromCharCode, undefined, units.subarray(i, i + kUnitsAtOnce));
  return text;
}

export class Utf16Decoder implements Decoder {
  #bigEndian: boolean;
  #fatal: boolean;
  #kept = new Uint8Array(0);

  constructor(bigEndian: boolean, fatal: boolean) {
    this.#bigEndian = bigEndian;
    this.#fatal = fatal;
  }
  decode(bytes: Uint8Array, last: boolean): string | null {
    const all = joined(this.#kept, bytes);
    const view = new DataView(all.buffer, all.byteOffset, all.byteLength);
    let count = all.length >> 1;
    const unitAt = (i: number) => view.getUint16(i * 2, !this.#bigEndian);
    // A first half of a pair waits for the second.
    if (!last && count > 0 && (unitAt(count - 1) & 0xfc00) === 0xd800) count--;
    const units = new Uint16Array(count);
    for (let i = 0; i < count; i++) units[i] = unitAt(i);
    const rest = all.slice(count * 2);
    this.#kept = last ? new Uint8Array(0) : rest;
    const text = textOfUnits(units) + (last && rest.length > 0 ? "\ufffd" : "");
    const damaged = (last && rest.length > 0) || !(text as any).isWellFormed();
    if (!damaged) return text;
    return this.#fatal ? null : (text as any).toWellFormed();
  }
}

const kReplacement = 0xfffd;

// Encodings whose bytes stand for one unit each. `units` has all 256 of them; U+FFFD is none.
export class SingleByteDecoder implements Decoder {
  #units: Uint16Array;
  #fatal: boolean;

  constructor(units: Uint16Array, fatal: boolean) {
    this.#units = units;
    this.#fatal = fatal;
  }
  decode(bytes: Uint8Array): string | null {
    const decoded = new Uint16Array(bytes.length);
    for (let i = 0; i < bytes.length; i++) decoded[i] = this.#units[bytes[i]!]!;
    return this.#fatal && decoded.includes(kReplacement) ? null : textOfUnits(decoded);
  }
}

// What windows-1252 has in place of the control characters 0x80 to 0x9f.
const kWindowsUpper =
  "\u20ac\x81\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\x8d\u017d\x8f" +
  "\x90\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\x9d\u017e\u0178";

export function unitsOfWindows1252(): Uint16Array {
  const units = new Uint16Array(256);
  for (let byte = 0; byte < 256; byte++)
    units[byte] = byte >= 0x80 && byte <= 0x9f ? kWindowsUpper.charCodeAt(byte - 0x80) : byte;
  return units;
}
