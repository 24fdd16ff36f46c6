// TextEncoder, TextDecoder, atob and btoa, held against Node.js.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Realm, runOnce } from "./realm";

const sequences: number[][] = [
  [],
  [0x61],
  [0xc3, 0xbc],
  [0xe2, 0x82, 0xac],
  [0xf0, 0x9f, 0x98, 0x80],
  [0xef, 0xbb, 0xbf, 0x61],
  [0xef, 0xbb, 0xbf, 0xef, 0xbb, 0xbf],
  [0x80],
  [0xc3],
  [0xc0, 0xaf],
  [0xe2, 0x82],
  [0xe0, 0x80, 0x80],
  [0xed, 0xa0, 0x80],
  [0xf0, 0x9f, 0x98],
  [0xf4, 0x90, 0x80, 0x80],
  [0xf5, 0x61],
  [0x61, 0xff, 0x62],
  [0xf0, 0x80, 0x61],
  [0xe2, 0x28, 0xa1],
  [0xc3, 0xc3, 0xbc],
  [0xf0, 0x9f, 0xc3, 0xbc],
  [0x3d, 0xd8, 0x00, 0xde],
  [0x3d, 0xd8],
  [0x00, 0xde, 0x61, 0x00],
  [0xff, 0xfe, 0x61, 0x00],
  [0xfe, 0xff, 0x00, 0x61],
  [0x61],
  [0x3d, 0xd8, 0x61, 0x00],
  Array.from({ length: 256 }, (_, i) => i),
];
const labels = ["utf-8", "utf-16le", "utf-16be", "UTF8 "];

test("whole texts decode as in Node.js, fatal or not, with and without mark", async () => {
  const body = `
    const out = [];
    for (const label of input.labels) for (const bytes of input.sequences) for (const fatal of [false, true]) for (const ignoreBOM of [false, true]) {
      try { out.push(new TextDecoder(label, { fatal, ignoreBOM }).decode(new Uint8Array(bytes))) } catch (e) { out.push(e.name) }
    }
    return out.map((text) => [...text].map((c) => c.codePointAt(0)));`;
  const there = new Function("input", body)({ labels, sequences });
  assert.deepEqual(await new Realm().run(body, { labels, sequences }), there);
});

// Node.js 20 takes windows-1252 for ISO-8859-1; the Encoding standard has it the other way round.
test("latin1 and its relatives are windows-1252", async () => {
  assert.deepEqual(
    await runOnce(`
    const bytes = new Uint8Array([0x41, 0x80, 0x81, 0x82, 0x9f, 0xa0, 0xff]);
    return ["latin1", "ascii", "iso-8859-1", "windows-1252"].map((label) => new TextDecoder(label).decode(bytes))`),
    Array(4).fill("A\u20ac\x81\u201a\u0178\xa0\xff"),
  );
});

test("texts cut anywhere decode to the same", async () => {
  const body = `
    const out = [];
    for (const label of ["utf-8", "utf-16le", "utf-16be"]) for (const bytes of input.sequences) for (let cut = 0; cut <= bytes.length; cut++) {
      const d = new TextDecoder(label);
      const parts = [d.decode(new Uint8Array(bytes.slice(0, cut)), { stream: true }), d.decode(new Uint8Array(bytes.slice(cut)), { stream: true }), d.decode()];
      out.push([...parts.join("")].map((c) => c.codePointAt(0)));
    }
    return out;`;
  const short = sequences.filter((bytes) => bytes.length < 10);
  const there = new Function("input", body)({ sequences: short });
  assert.deepEqual(await new Realm().run(body, { sequences: short }), there);
});

test("a decoder can be used again, also after it failed", async () => {
  assert.deepEqual(
    await runOnce(`
    const d = new TextDecoder("utf-8", { fatal: true });
    let fault; try { d.decode(new Uint8Array([0xff])) } catch (e) { fault = e.name }
    return [fault, d.decode(new Uint8Array([0xef, 0xbb, 0xbf, 97])), d.decode(new Uint16Array([0x6261]).buffer), d.encoding, d.fatal, d.ignoreBOM, new TextDecoder("latin1").encoding]`),
    ["TypeError", "a", "ab", "utf-8", true, false, "windows-1252"],
  );
});

// prettier-ignore
const replaced = ["csiso2022kr", "hz-gb-2312", "iso-2022-cn", "iso-2022-cn-ext", "iso-2022-kr", "replacement"];
test("unknown encodings are refused by name, and those the standard replaces", async () => {
  for (const label of ["utf-7", "", "gbk\u00a0", "\u212aoi8-r", ...replaced])
    await assert.rejects(
      runOnce("new TextDecoder(input.label)", {}, { label }),
      new RegExp(`RangeError: The encoding label provided \\('${label}'\\) is invalid`),
    );
  await assert.rejects(runOnce("new TextDecoder().decode('text')"), /TypeError/);
});

test("the encoder writes UTF-8, into given room too", async () => {
  assert.deepEqual(
    await runOnce(`
    const e = new TextEncoder();
    const room = new Uint8Array(5);
    return [[...e.encode("a\u00fc\u20ac\ud83d\ude00\ud800")], e.encodeInto("a\u20ac\u20ac", room), [...room], e.encode().length, e.encoding]`),
    [
      [...new TextEncoder().encode("a\u00fc\u20ac\ud83d\ude00\ud800")],
      { read: 2, written: 4 },
      [97, 226, 130, 172, 0],
      0,
      "utf-8",
    ],
  );
});

test("atob and btoa agree with Node.js", async () => {
  const body = `
    const out = [];
    for (const text of ["", "a", "ab", "abc", "\\xff\\xfe\\x00", "\u20ac"]) { try { out.push(btoa(text)) } catch (e) { out.push(e.name) } }
    for (const text of ["", "YQ==", "YQ=", "YQ", " Y Q = = ", "Y", "YWI=", "====", "YQ=a", "Y*==", "//8=", "-_8=", "YWJj", "\u00fc", null]) { try { out.push(atob(text)) } catch (e) { out.push(e.name) } }
    return out;`;
  assert.deepEqual(await runOnce(body), JSON.parse(JSON.stringify(new Function(body)())));
});
