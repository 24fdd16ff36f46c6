// The encodings of the Encoding standard that are neither Unicode nor windows-1252, from the npm
// package @exodus/bytes: in a chunk of their own, because of their tables. It has no use for the
// host or the core.
import { normalizeEncoding } from "@exodus/bytes/encoding-lite.js";
import { createMultibyteDecoder } from "@exodus/bytes/multi-byte.js";
import { createSinglebyteDecoder } from "@exodus/bytes/single-byte.js";
import { SingleByteDecoder, type Decoder } from "../encoding/decoders";

// prettier-ignore
const kMultibyte = ["big5", "euc-jp", "euc-kr", "gb18030", "gbk", "iso-2022-jp", "shift_jis"];

class MultibyteDecoder implements Decoder {
  #decode: (bytes: Uint8Array, more?: boolean) => string;
  #fatal: boolean;

  constructor(encoding: string, fatal: boolean) {
    this.#decode = createMultibyteDecoder(encoding as any, !fatal);
    this.#fatal = fatal;
  }
  decode(bytes: Uint8Array, last: boolean): string | null {
    try {
      return this.#decode(bytes, !last);
    } catch (fault) {
      if (this.#fatal && fault instanceof TypeError) return null;
      throw fault;
    }
  }
}

// From the package only the table: its decoder joins one text per byte, which takes more than 256 MB
// of memory for 8 MB of them.
function unitsOf(encoding: string): Uint16Array {
  const bytes = new Uint8Array(256);
  for (let byte = 0; byte < 256; byte++) bytes[byte] = byte;
  const text = createSinglebyteDecoder(encoding as any, true)(bytes);
  const units = new Uint16Array(256);
  for (let byte = 0; byte < 256; byte++) units[byte] = text.charCodeAt(byte);
  return units;
}

export default function () {
  const units = new Map<string, Uint16Array>();

  function singleByte(encoding: string, fatal: boolean): Decoder {
    const known = units.get(encoding) ?? unitsOf(encoding);
    units.set(encoding, known);
    return new SingleByteDecoder(known, fatal);
  }

  return {
    __proto__: null,

    // The name of the encoding; undefined for a label of none. "replacement" is none for a
    // TextDecoder: it stands for encodings that were used for attacks.
    encodingOf(label: string): string | undefined {
      const name = normalizeEncoding(label);
      return name === null || name === "replacement" ? undefined : name;
    },
    decoderFor(encoding: string, fatal: boolean): Decoder {
      if (kMultibyte.includes(encoding)) return new MultibyteDecoder(encoding, fatal);
      return singleByte(encoding, fatal);
    },
  };
}
