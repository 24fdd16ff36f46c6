// The encodings in a chunk of their own, held against the npm package text-encoding (another
// implementation of the Encoding standard, of 2017) where the standard has not changed since, and
// against a slow reading of the standard where it has.
import assert from "node:assert/strict";
import { test } from "node:test";
import { TextDecoder as Reference } from "text-encoding";
import { decodeSlowly } from "./encoding_oracle";
import { Realm, runOnce } from "./realm";

// prettier-ignore
const singleByte = [
  "ibm866", "iso-8859-2", "iso-8859-3", "iso-8859-4", "iso-8859-5", "iso-8859-6", "iso-8859-7",
  "iso-8859-8", "iso-8859-8-i", "iso-8859-10", "iso-8859-13", "iso-8859-14", "iso-8859-15",
  "iso-8859-16", "koi8-r", "koi8-u", "macintosh", "windows-874", "windows-1250", "windows-1251",
  "windows-1253", "windows-1254", "windows-1255", "windows-1256", "windows-1257", "windows-1258",
  "x-mac-cyrillic", "x-user-defined",
];
const multiByte = ["big5", "euc-jp", "euc-kr", "gb18030", "gbk", "iso-2022-jp", "shift_jis"];

// The same bytes in every run: a linear congruential generator (Numerical Recipes' constants).
function makeRandom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

// Ranges to draw bytes from. Evenly drawn bytes would hardly ever come to a whole sequence.
const kKinds: (readonly [low: number, high: number])[] = [
  [0x20, 0x7e],
  [0x30, 0x39],
  [0x81, 0xfe],
  [0xa1, 0xfe],
  [0x8e, 0x8f],
  [0x00, 0xff],
];
const kEscapes = ["(B", "(J", "(I", "$@", "$B", "(", "$", "(("].map((text) =>
  [...`\x1b${text}`].map((letter) => letter.charCodeAt(0)),
);

function sequences(encoding: string, count: number): number[][] {
  const random = makeRandom(encoding.length * 7919 + encoding.charCodeAt(0));
  return Array.from({ length: count }, () => {
    const bytes: number[] = [];
    for (let left = random(12); left >= 0; left--) {
      if (encoding === "iso-2022-jp" && random(3) === 0) bytes.push(...kEscapes[random(8)]!);
      const [low, high] = kKinds[random(kKinds.length)]!;
      bytes.push(low + random(high - low + 1));
    }
    return bytes;
  });
}

// Of each sequence: whole, fatal, and in two pieces; a fault is null.
const decodeAll = `
  const attempt = (run) => { try { return run() } catch (fault) { if (fault.name !== "TypeError") throw fault; return null } };
  return input.sequences.map((sequence) => {
    const bytes = new Uint8Array(sequence);
    const cut = bytes.length >> 1;
    return [
      new TextDecoder(input.encoding).decode(bytes),
      attempt(() => new TextDecoder(input.encoding, { fatal: true }).decode(bytes)),
      (() => { const d = new TextDecoder(input.encoding); return d.decode(bytes.subarray(0, cut), { stream: true }) + d.decode(bytes.subarray(cut)) })(),
    ];
  });`;

type Texts = [whole: string, fatal: string | null, inPieces: string];

async function assertSame(encoding: string, given: number[][], expected: Texts[]): Promise<void> {
  const got: Texts[] = await new Realm().run(decodeAll, { encoding, sequences: given });
  const different = given
    .map((bytes, i) => ({
      bytes: Buffer.from(bytes).toString("hex"),
      got: got[i],
      expected: expected[i],
    }))
    .filter((pair) => JSON.stringify(pair.got) !== JSON.stringify(pair.expected));
  assert.deepEqual(different, []);
}

for (const encoding of singleByte) {
  test(`${encoding} decodes as in text-encoding, whole, fatal and in pieces`, async () => {
    const given = sequences(encoding, 300);
    // The same table; text-encoding does not find it.
    const input = { encoding: encoding.replace("-8-i", "-8"), sequences: given };
    await assertSame(
      encoding,
      given,
      new Function("TextDecoder", "input", decodeAll)(Reference, input),
    );
  });
}

for (const encoding of multiByte) {
  test(`${encoding} decodes as the standard words it, whole, fatal and in pieces`, async () => {
    const given = sequences(encoding, 4000);
    await assertSame(
      encoding,
      given,
      given.map((bytes) => {
        const whole = decodeSlowly(encoding, bytes, false)!;
        return [whole, decodeSlowly(encoding, bytes, true), whole];
      }),
    );
  });
}

test("byte after byte comes to the same as all at once", async () => {
  for (const encoding of multiByte)
    assert.equal(
      await runOnce(
        `return input.sequences.filter((bytes) => {
          const whole = new TextDecoder(input.encoding).decode(new Uint8Array(bytes));
          const d = new TextDecoder(input.encoding);
          return bytes.map((byte) => d.decode(new Uint8Array([byte]), { stream: true })).join("") + d.decode() !== whole;
        }).length`,
        {},
        { encoding, sequences: sequences(encoding, 1000) },
      ),
      0,
      encoding,
    );
});

// Long texts take other paths than short ones.
test("a long text decodes to the same as its pieces", async () => {
  assert.deepEqual(
    await runOnce(`
    const unit = [0x61, 0xb0, 0xa1, 0x0a, 0x81, 0x30, 0x81, 0x30];
    const bytes = new Uint8Array(40000).map((_, i) => (i < 20000 ? 0x78 : unit[i % 8]));
    const texts = ["gb18030", "koi8-r"].map((label) => new TextDecoder(label).decode(bytes));
    return texts.map((text) => [text.length, text === "x".repeat(20000) + text.slice(20000, 20000 + (text.length - 20000) / 2500).repeat(2500)])`),
    [
      [20000 + 2500 * 4, true],
      [40000, true],
    ],
  );
});

test("labels: spelling and white space do not matter, the name is the standard's", async () => {
  const labels = ["\tSJIS\n", "latin2", "\fGB2312\r", "ISO-8859-9"];
  assert.deepEqual(
    await runOnce("return input.map((label) => new TextDecoder(label).encoding)", {}, labels),
    ["shift_jis", "iso-8859-2", "gbk", "windows-1254"],
  );
});

// The others are counted by tests/acceptance/conformance.sh.
test("the labels that the package whatwg-encoding does not list", async () => {
  const labels = {
    "iso-2022-jp": ["csiso2022jp", "iso-2022-jp"],
    "iso-8859-8-i": ["csiso88598i", "iso-8859-8-i", "logical"],
    "x-mac-cyrillic": ["x-mac-cyrillic", "x-mac-ukrainian"],
  };
  for (const [name, of] of Object.entries(labels))
    assert.deepEqual(
      await runOnce("return input.map((label) => new TextDecoder(label).encoding)", {}, of),
      of.map(() => name),
    );
});

test("only the Unicode encodings have a byte order mark", async () => {
  assert.deepEqual(
    await runOnce(`
    const mark = new Uint8Array([0x84, 0x31, 0x95, 0x33, 0x61]);
    return [false, true].map((ignoreBOM) => new TextDecoder("gb18030", { ignoreBOM }).decode(mark))`),
    ["\ufeffa", "\ufeffa"],
  );
});

test("a decoder that failed begins anew", async () => {
  assert.deepEqual(
    await runOnce(`
    const d = new TextDecoder("iso-2022-jp", { fatal: true });
    const out = [d.decode(new Uint8Array([0x1b, 0x24, 0x42, 0x24]), { stream: true })];
    try { d.decode(new Uint8Array([0xff]), { stream: true }) } catch (fault) { out.push(fault.name, fault.message) }
    return [...out, d.decode(new Uint8Array([0x24, 0x22]))]`),
    ["", "TypeError", "The encoded data is not valid", '$"'],
  );
});

test("a stream of pieces cut within characters", async () => {
  assert.equal(
    await runOnce(`
    const pieces = [[0x93], [0xfa, 0x96], [0x7b, 0x8c, 0xea], [0x81]].map((bytes) => new Uint8Array(bytes));
    let text = "";
    for await (const piece of ReadableStream.from(pieces).pipeThrough(new TextDecoderStream("shift_jis"))) text += piece;
    return text`),
    "日本語\ufffd",
  );
});

test("who asks for none of them does not load them", async () => {
  const realm = new Realm();
  await realm.run(
    `for (const label of ["utf-8", "utf-16", "latin1"]) new TextDecoder(label).decode(new Uint8Array([97]))`,
  );
  assert.deepEqual(realm.loadedChunks, ["encoding"]);
  await realm.run("new TextDecoder('koi8-r')");
  assert.deepEqual(realm.loadedChunks, ["encoding", "legacy_encodings"]);
});

// The package looks for faster ways of its environment; here these would be our own functions, and
// what a node put in their place.
test("decoding calls no global that a node may have replaced", async () => {
  assert.deepEqual(
    await runOnce(`
    const called = [];
    const D = TextDecoder;
    for (const name of ["TextDecoder", "TextEncoder", "atob", "btoa"])
      globalThis[name] = (function () { called.push(name); return {} }).bind();
    const texts = ["big5", "koi8-r"].map((label) => new D(label).decode(new Uint8Array(600).fill(0x61)));
    return [called, texts.map((text) => text === "a".repeat(600))]`),
    [[], [true, true]],
  );
});
