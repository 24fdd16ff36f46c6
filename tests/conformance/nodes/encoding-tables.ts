// Every byte of the single-byte encodings, every pair of a lead byte and another of the multi-byte
// ones, and gb18030's sequences of four, as the Encoding standard's index files say. The file is
// lib/encoding-indexes.js of the npm package text-encoding, whose object is JSON.
import { Tally, type Vectors } from "./tally.ts";

type Index = (number | null)[];
type Indexes = Record<string, Index> & { "gb18030-ranges": [pointer: number, point: number][] };

const kReplaced = "\ufffd";
const within = (byte: number, low: number, high: number) => byte >= low && byte <= high;

// null: the index has nothing there. undefined: there is no such place in the index.
type Found = number | string | null | undefined;
// What a lead byte and another stand for.
type Pair = (lead: number, trail: number) => Found;

// Rows of equal length; the trail bytes may lie in two ranges.
function rows(index: Index, firstLead: number, ...trails: [low: number, high: number][]): Pair {
  const width = trails.reduce((sum, [low, high]) => sum + high - low + 1, 0);
  return (lead, trail) => {
    let column = 0;
    for (const [low, high] of trails) {
      if (within(trail, low, high)) return index[(lead - firstLead) * width + column + trail - low];
      column += high - low + 1;
    }
    return undefined;
  };
}

// Four pairs of Big5 are two code points each.
const kBig5Doubles = new Map([
  [0x8862, "\u00ca\u0304"],
  [0x8864, "\u00ca\u030c"],
  [0x88a3, "\u00ea\u0304"],
  [0x88a5, "\u00ea\u030c"],
]);

function big5(index: Index): Pair {
  const plain = rows(index, 0x81, [0x40, 0x7e], [0xa1, 0xfe]);
  return (lead, trail) => kBig5Doubles.get((lead << 8) | trail) ?? plain(lead, trail);
}

function shiftJis(index: Index): Pair {
  const low = rows(index, 0x81, [0x40, 0x7e], [0x80, 0xfc]);
  const high = rows(index, 0xc1, [0x40, 0x7e], [0x80, 0xfc]);
  return (lead, trail) => {
    const isTrail = within(trail, 0x40, 0x7e) || within(trail, 0x80, 0xfc);
    if (within(lead, 0xf0, 0xf9) && isTrail)
      // For end users' own characters.
      return 0xe000 + (lead - 0xf0) * 188 + trail - (trail < 0x7f ? 0x40 : 0x41);
    return (lead < 0xa0 ? low : high)(lead, trail);
  };
}

function eucJp(index: Index): Pair {
  const kanji = rows(index, 0xa1, [0xa1, 0xfe]);
  return (lead, trail) => {
    if (lead === 0x8e) return within(trail, 0xa1, 0xdf) ? 0xff61 - 0xa1 + trail : undefined;
    return lead < 0xa1 ? undefined : kanji(lead, trail);
  };
}

// The bytes that begin a pair, where they are not those from 0x81 to 0xfe.
const isLead: Record<string, (byte: number) => boolean> = {
  "euc-jp": (byte) => byte === 0x8e || within(byte, 0xa1, 0xfe),
  shift_jis: (byte) => within(byte, 0x81, 0x9f) || within(byte, 0xe0, 0xfc),
};

const name = (encoding: string, bytes: number[]) =>
  `${encoding} ${bytes.map((byte) => byte.toString(16).padStart(2, "0")).join("")}`;

function refuses(encoding: string, bytes: number[]): boolean {
  try {
    new TextDecoder(encoding, { fatal: true }).decode(new Uint8Array(bytes));
    return false;
  } catch (error) {
    return error instanceof TypeError;
  }
}

// `found`: a code point, or two as a text; nothing for a fault, which `fault` stands for and a
// fatal decoder refuses.
function check(
  tally: Tally,
  encoding: string,
  bytes: number[],
  found: Found,
  fault = kReplaced,
): void {
  const isFault = found === null || found === undefined;
  const expected = isFault
    ? fault
    : typeof found === "string"
      ? found
      : String.fromCodePoint(found);
  const got = new TextDecoder(encoding).decode(new Uint8Array(bytes));
  const holds = got === expected && refuses(encoding, bytes) === isFault;
  tally.check(holds, name(encoding, bytes));
}

function checkBytes(tally: Tally, encoding: string, upper: (byte: number) => Found): void {
  for (let byte = 0; byte < 256; byte++)
    check(tally, encoding, [byte], byte < 0x80 ? byte : upper(byte));
}

function checkPairs(tally: Tally, encoding: string, pair: Pair): void {
  const isTaken = isLead[encoding] ?? ((byte) => within(byte, 0x81, 0xfe));
  for (let lead = 0x80; lead < 0x100; lead++) {
    if (!isTaken(lead)) continue;
    for (let trail = 0; trail < 0x100; trail++) {
      if (encoding.startsWith("gb") && within(trail, 0x30, 0x39)) continue; // One of four.
      // An ASCII byte after a lead byte it does not fit stands for itself.
      const fault = kReplaced + (trail < 0x80 ? String.fromCharCode(trail) : "");
      check(tally, encoding, [lead, trail], pair(lead, trail), fault);
    }
  }
}

// EUC-JP's other index is reached by a byte in front.
function checkJis0212(tally: Tally, index: Index): void {
  const pair = rows(index, 0xa1, [0xa1, 0xfe]);
  for (let lead = 0xa1; lead < 0xff; lead++)
    for (let trail = 0xa1; trail < 0xff; trail++)
      check(tally, "euc-jp", [0x8f, lead, trail], pair(lead, trail));
}

// By an escape sequence into JIS X 0208, of which only the first 94 rows can be named.
function checkIso2022Jp(tally: Tally, index: Index): void {
  const pair = rows(index, 0x21, [0x21, 0x7e]);
  for (let lead = 0x21; lead < 0x7f; lead++)
    for (let trail = 0x21; trail < 0x7f; trail++)
      check(tally, "iso-2022-jp", [0x1b, 0x24, 0x42, lead, trail], pair(lead, trail));
}

function pointOfPointer(pointer: number, ranges: Indexes["gb18030-ranges"]): number | undefined {
  if (within(pointer, 39420, 188999) || pointer > 1237575) return undefined;
  if (pointer === 7457) return 0xe7c7;
  const [first, point] = ranges.findLast(([first]) => first <= pointer)!;
  return point + pointer - first;
}

// All of the basic plane and what lies behind it in the numbering; of the other planes, each 97th.
function checkFours(tally: Tally, encoding: string, ranges: Indexes["gb18030-ranges"]): void {
  for (let pointer = 0; pointer < 1587600; pointer += pointer < 39500 ? 1 : 97) {
    const bytes = [
      0x81 + Math.floor(pointer / 12600),
      0x30 + (Math.floor(pointer / 1260) % 10),
      0x81 + (Math.floor(pointer / 10) % 126),
      0x30 + (pointer % 10),
    ];
    check(tally, encoding, bytes, pointOfPointer(pointer, ranges));
  }
}

export default async function run(_ctx: unknown, { text: file }: Vectors) {
  const from = file.indexOf("{", file.indexOf('["encoding-indexes"]'));
  const indexes = JSON.parse(file.slice(from, file.indexOf("};", from) + 1)) as Indexes;
  const tally = new Tally();
  for (const [encoding, index] of Object.entries(indexes))
    if (index.length === 128) checkBytes(tally, encoding, (byte) => index[byte - 0x80]);
  checkBytes(tally, "iso-8859-8-i", (byte) => indexes["iso-8859-8"]![byte - 0x80]);
  checkBytes(tally, "x-user-defined", (byte) => 0xf700 + byte);
  checkPairs(tally, "big5", big5(indexes.big5!));
  checkPairs(tally, "euc-jp", eucJp(indexes.jis0208!));
  checkPairs(tally, "euc-kr", rows(indexes["euc-kr"]!, 0x81, [0x41, 0xfe]));
  checkPairs(tally, "shift_jis", shiftJis(indexes.jis0208!));
  checkJis0212(tally, indexes.jis0212!);
  checkIso2022Jp(tally, indexes.jis0208!);
  for (const encoding of ["gbk", "gb18030"]) {
    checkPairs(tally, encoding, rows(indexes.gb18030!, 0x81, [0x40, 0x7e], [0x80, 0xfe]));
    checkFours(tally, encoding, indexes["gb18030-ranges"]);
  }
  return tally.report();
}
