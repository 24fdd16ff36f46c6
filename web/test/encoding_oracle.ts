// The multi-byte decoders as the Encoding standard words them: one byte at a time, from a queue into
// which bytes can be put back. Slow and plain, to hold the real ones against. The tables are those
// of the npm package text-encoding, the standard's index files of 2017.
import published from "text-encoding/lib/encoding-indexes.js";

const indexes = published["encoding-indexes"] as Record<string, any[]>;

// Since 2024 index gb18030 has the code points of GB 18030-2022 in these places (whatwg/encoding
// pull request 336).
// prettier-ignore
const kChanged: [bytes: number, point: number][] = [
  [0xa6d9, 0xfe10], [0xa6da, 0xfe12], [0xa6db, 0xfe11], [0xa6dc, 0xfe13], [0xa6dd, 0xfe14],
  [0xa6de, 0xfe15], [0xa6df, 0xfe16], [0xa6ec, 0xfe17], [0xa6ed, 0xfe18], [0xa6f3, 0xfe19],
  [0xfe59, 0x9fb4], [0xfe61, 0x9fb5], [0xfe66, 0x9fb6], [0xfe67, 0x9fb7], [0xfe6d, 0x9fb8],
  [0xfe7e, 0x9fb9], [0xfe90, 0x9fba], [0xfea0, 0x9fbb],
];
for (const [bytes, point] of kChanged) {
  const trail = bytes & 0xff;
  indexes.gb18030![((bytes >> 8) - 0x81) * 190 + trail - (trail < 0x7f ? 0x40 : 0x41)] = point;
}

const kEnd = -1;
const kFault = Symbol("fault");
// Code points, a fault, or nothing yet.
type Outcome = number | number[] | typeof kFault | undefined;
type Step = (byte: number, restore: (...bytes: number[]) => void) => Outcome;

const within = (byte: number, low: number, high: number) => byte >= low && byte <= high;
const isAscii = (byte: number) => within(byte, 0, 0x7f);

// What most have in common: a lead byte, then one that completes it or is put back if it is ASCII.
function pairs(
  single: (byte: number) => Outcome | "lead",
  pointOf: (lead: number, trail: number) => number | number[] | null | undefined,
): () => Step {
  return () => {
    let lead = 0;
    return (byte, restore) => {
      if (byte === kEnd) return lead === 0 ? undefined : ((lead = 0), kFault);
      if (lead === 0) {
        const outcome = single(byte);
        if (outcome === "lead") lead = byte;
        return outcome === "lead" ? undefined : outcome;
      }
      const point = pointOf(lead, byte);
      lead = 0;
      if (point !== null && point !== undefined) return point;
      if (isAscii(byte)) restore(byte);
      return kFault;
    };
  };
}

const asciiOrLead = (byte: number) =>
  isAscii(byte) ? byte : within(byte, 0x81, 0xfe) ? "lead" : kFault;

const big5 = pairs(asciiOrLead, (lead, trail) => {
  if (!within(trail, 0x40, 0x7e) && !within(trail, 0xa1, 0xfe)) return null;
  const pointer = (lead - 0x81) * 157 + trail - (trail < 0x7f ? 0x40 : 0x62);
  const doubles: Record<number, number[]> = {
    1133: [0xca, 0x304],
    1135: [0xca, 0x30c],
    1164: [0xea, 0x304],
    1166: [0xea, 0x30c],
  };
  return doubles[pointer] ?? indexes.big5![pointer];
});

const eucKr = pairs(asciiOrLead, (lead, trail) =>
  within(trail, 0x41, 0xfe) ? indexes["euc-kr"]![(lead - 0x81) * 190 + trail - 0x41] : null,
);

const shiftJis = pairs(
  (byte) => {
    if (isAscii(byte) || byte === 0x80) return byte;
    if (within(byte, 0xa1, 0xdf)) return 0xff61 - 0xa1 + byte;
    return within(byte, 0x81, 0x9f) || within(byte, 0xe0, 0xfc) ? "lead" : kFault;
  },
  (lead, trail) => {
    if (!within(trail, 0x40, 0x7e) && !within(trail, 0x80, 0xfc)) return null;
    const row = lead - (lead < 0xa0 ? 0x81 : 0xc1);
    const pointer = row * 188 + trail - (trail < 0x7f ? 0x40 : 0x41);
    return within(pointer, 8836, 10715) ? 0xe000 - 8836 + pointer : indexes.jis0208![pointer];
  },
);

function eucJp(): Step {
  let lead = 0;
  let isJis0212 = false;
  return (byte, restore) => {
    if (byte === kEnd) return lead === 0 ? undefined : ((lead = 0), kFault);
    if (lead === 0x8e && within(byte, 0xa1, 0xdf)) {
      lead = 0;
      return 0xff61 - 0xa1 + byte;
    }
    if (lead === 0x8f && within(byte, 0xa1, 0xfe)) {
      isJis0212 = true;
      lead = byte;
      return undefined;
    }
    if (lead !== 0) {
      const index = indexes[isJis0212 ? "jis0212" : "jis0208"]!;
      const isPair = within(lead, 0xa1, 0xfe) && within(byte, 0xa1, 0xfe);
      const point = isPair ? index[(lead - 0xa1) * 94 + byte - 0xa1] : null;
      lead = 0;
      isJis0212 = false;
      if (point !== null && point !== undefined) return point;
      if (isAscii(byte)) restore(byte);
      return kFault;
    }
    if (isAscii(byte)) return byte;
    if (byte !== 0x8e && byte !== 0x8f && !within(byte, 0xa1, 0xfe)) return kFault;
    lead = byte;
    return undefined;
  };
}

function rangePoint(pointer: number): number | undefined {
  if (within(pointer, 39420, 188999) || pointer > 1237575) return undefined;
  if (pointer === 7457) return 0xe7c7;
  const [first, point] = indexes["gb18030-ranges"]!.filter(([start]) => start <= pointer).pop();
  return point + pointer - first;
}

function gb18030(): Step {
  let [first, second, third] = [0, 0, 0];
  const begin = () => ([first, second, third] = [0, 0, 0]);
  return (byte, restore) => {
    if (byte === kEnd) return first === 0 ? undefined : (begin(), kFault);
    if (third !== 0) {
      const kept = [second, third, byte];
      const row = ((first - 0x81) * 10 + second - 0x30) * 126 + third - 0x81;
      begin();
      if (within(byte, 0x30, 0x39)) return rangePoint(row * 10 + byte - 0x30) ?? kFault;
      restore(...kept);
      return kFault;
    }
    if (second !== 0) {
      if (within(byte, 0x81, 0xfe)) return void (third = byte);
      restore(second, byte);
      begin();
      return kFault;
    }
    if (first !== 0) {
      if (within(byte, 0x30, 0x39)) return void (second = byte);
      const isTrail = within(byte, 0x40, 0x7e) || within(byte, 0x80, 0xfe);
      const pointer = (first - 0x81) * 190 + byte - (byte < 0x7f ? 0x40 : 0x41);
      begin();
      if (isTrail && indexes.gb18030![pointer] !== null) return indexes.gb18030![pointer];
      if (isAscii(byte)) restore(byte);
      return kFault;
    }
    if (isAscii(byte)) return byte;
    if (byte === 0x80) return 0x20ac;
    return within(byte, 0x81, 0xfe) ? void (first = byte) : kFault;
  };
}

function iso2022Jp(): Step {
  type Set = "ascii" | "roman" | "katakana" | "lead";
  let state: Set | "trail" | "escape start" | "escape" = "ascii";
  let outputState: Set = "ascii";
  let lead = 0;
  let hasSwitched = false;

  const sets: Record<string, Set> = {
    "(B": "ascii",
    "(J": "roman",
    "(I": "katakana",
    "$@": "lead",
    $B: "lead",
  };

  function inSet(byte: number): Outcome {
    if (byte === kEnd) return undefined;
    if (byte === 0x1b) return void (state = "escape start");
    hasSwitched = false;
    if (state === "katakana") return within(byte, 0x21, 0x5f) ? 0xff61 - 0x21 + byte : kFault;
    if (state === "lead") {
      if (!within(byte, 0x21, 0x7e)) return kFault;
      lead = byte;
      return void (state = "trail");
    }
    if (state === "roman" && byte === 0x5c) return 0xa5;
    if (state === "roman" && byte === 0x7e) return 0x203e;
    return isAscii(byte) && byte !== 0x0e && byte !== 0x0f ? byte : kFault;
  }

  function notAnEscape(): Outcome {
    hasSwitched = false;
    state = outputState;
    return kFault;
  }

  return (byte, restore) => {
    switch (state) {
      case "trail": {
        state = byte === 0x1b ? "escape start" : "lead";
        if (!within(byte, 0x21, 0x7e)) return kFault;
        return indexes.jis0208![(lead - 0x21) * 94 + byte - 0x21] ?? kFault;
      }
      case "escape start":
        if (byte === 0x24 || byte === 0x28) {
          lead = byte;
          return void (state = "escape");
        }
        if (byte !== kEnd) restore(byte);
        return notAnEscape();
      case "escape": {
        const set = byte === kEnd ? undefined : sets[String.fromCharCode(lead, byte)];
        if (set === undefined) {
          if (byte === kEnd) restore(lead);
          else restore(lead, byte);
          return notAnEscape();
        }
        state = outputState = set;
        const isSecond = hasSwitched;
        hasSwitched = true;
        return isSecond ? kFault : undefined;
      }
      default:
        return inSet(byte);
    }
  };
}

// prettier-ignore
const makers: Record<string, () => Step> = {
  big5, "euc-jp": eucJp, "euc-kr": eucKr, gb18030, gbk: gb18030, "iso-2022-jp": iso2022Jp, shift_jis: shiftJis,
};

// A fault is U+FFFD, or makes the whole text null.
export function decodeSlowly(encoding: string, bytes: number[], fatal: boolean): string | null {
  const step = makers[encoding]!();
  const queue = [...bytes];
  let text = "";
  for (;;) {
    const isEnd = queue.length === 0;
    const outcome = step(isEnd ? kEnd : queue.shift()!, (...back) => queue.unshift(...back));
    if (outcome === kFault && fatal) return null;
    if (outcome === kFault) text += "\ufffd";
    else if (outcome !== undefined) text += String.fromCodePoint(...[outcome].flat());
    else if (isEnd) return text;
  }
}
