// What a fatal decoder must refuse and another must replace: the cases of the web platform tests'
// encoding/textdecoder-fatal, those of textdecoder-eof for Big5 and those of
// iso2022jp-decode-errors, in hex. The number is that of U+FFFD the Encoding standard puts.
import { bytes, Tally } from "./tally.ts";

const kFaults: [encoding: string, hex: string, what: string, replaced: number][] = [
  ["utf-8", "ff", "invalid code", 1],
  ["utf-8", "c0", "ends early", 1],
  ["utf-8", "e0", "ends early 2", 1],
  ["utf-8", "c000", "invalid trail", 1],
  ["utf-8", "c0c0", "invalid trail 2", 2],
  ["utf-8", "e000", "invalid trail 3", 1],
  ["utf-8", "e0c0", "invalid trail 4", 2],
  ["utf-8", "e08000", "invalid trail 5", 2],
  ["utf-8", "e080c0", "invalid trail 6", 3],
  ["utf-8", "fc808080808080", "beyond U+10FFFF", 7],
  ["utf-8", "fe8080808080", "obsolete lead byte", 6],
  ["utf-8", "c080", "overlong U+0000, 2 bytes", 2],
  ["utf-8", "e08080", "overlong U+0000, 3 bytes", 3],
  ["utf-8", "f0808080", "overlong U+0000, 4 bytes", 4],
  ["utf-8", "f880808080", "overlong U+0000, 5 bytes", 5],
  ["utf-8", "fc8080808080", "overlong U+0000, 6 bytes", 6],
  ["utf-8", "c1bf", "overlong U+007F, 2 bytes", 2],
  ["utf-8", "e081bf", "overlong U+007F, 3 bytes", 3],
  ["utf-8", "f08081bf", "overlong U+007F, 4 bytes", 4],
  ["utf-8", "e09fbf", "overlong U+07FF, 3 bytes", 3],
  ["utf-8", "f0809fbf", "overlong U+07FF, 4 bytes", 4],
  ["utf-8", "f08fbfbf", "overlong U+FFFF, 4 bytes", 4],
  ["utf-8", "f8808fbfbf", "overlong U+FFFF, 5 bytes", 5],
  ["utf-8", "f8848fbfbf", "overlong U+10FFFF, 5 bytes", 5],
  ["utf-8", "eda080", "lead surrogate", 3],
  ["utf-8", "edb080", "trail surrogate", 3],
  ["utf-8", "eda080edb080", "surrogate pair", 6],
  ["utf-16le", "00", "truncated code unit", 1],
  ["utf-16le", "00d8", "lead surrogate at the end", 1],
  ["utf-16le", "00dc", "trail surrogate alone", 1],
  ["utf-16be", "d8000041", "lead surrogate before a letter", 1],
  ["big5", "8140", "lead byte before a letter", 1],
  ["big5", "8181", "no such pair", 1],
  ["big5", "878740", "no such pair before a letter", 1],
  ["iso-2022-jp", "0e244279561b2842", "shift out", 1],
  ["iso-2022-jp", "1b284a0f1b2842", "shift in among Roman letters", 1],
  ["iso-2022-jp", "1b2849651b2842", "no katakana", 1],
  ["iso-2022-jp", "1b24427f561b2842", "invalid lead, escape as trail", 2],
  ["iso-2022-jp", "1b24422474", "no such pair", 1],
  ["iso-2022-jp", "1b2442797f1b2842", "invalid trail", 1],
  ["iso-2022-jp", "1b6579561b2842", "no escape sequence", 1],
  ["iso-2022-jp", "1b246579561b2842", "no escape sequence, late", 1],
];

function refuses(encoding: string, data: Uint8Array): boolean {
  try {
    new TextDecoder(encoding, { fatal: true }).decode(data);
    return false;
  } catch (error) {
    return error instanceof TypeError;
  }
}

const marks = (text: string) => text.split("\ufffd").length - 1;

// Byte after byte must come to the same as all at once.
function inPieces(encoding: string, data: Uint8Array): string {
  const decoder = new TextDecoder(encoding);
  let text = "";
  for (const byte of data) text += decoder.decode(new Uint8Array([byte]), { stream: true });
  return text + decoder.decode();
}

export default async function run() {
  const tally = new Tally();
  for (const [encoding, hex, what, replaced] of kFaults) {
    const data = bytes(hex);
    const text = new TextDecoder(encoding).decode(data);
    tally.check(
      refuses(encoding, data) && marks(text) === replaced && inPieces(encoding, data) === text,
      `${encoding} ${hex} (${what})`,
    );
  }
  return tally.report();
}
