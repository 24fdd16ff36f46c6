// TextEncoder, TextDecoder, atob and btoa. UTF-8 is native; UTF-16 and windows-1252 are here, all
// other encodings in the chunk legacy_encodings, which is loaded when one of them is asked for.
import { decode64, encode64 } from "../encoding/base64";
import { bytesOf } from "../encoding/bytes";
import {
  SingleByteDecoder,
  unitsOfWindows1252,
  Utf16Decoder,
  Utf8Decoder,
  type Decoder,
} from "../encoding/decoders";
import { commonEncodingOf } from "../encoding/labels";
import type { Core, Host } from "../host";

const kBom = "\ufeff";

export default function (host: Host, core: Core) {
  class TextEncoder {
    get encoding(): string {
      return "utf-8";
    }
    encode(text: unknown = ""): Uint8Array {
      return host.utf8Encode(`${text}`);
    }
    encodeInto(text: unknown, target: Uint8Array): { read: number; written: number } {
      const source = `${text}`;
      let read = 0;
      let written = 0;
      while (read < source.length) {
        const point = source.codePointAt(read)!;
        const size = point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
        if (written + size > target.length) break;
        read += size === 4 ? 2 : 1;
        written += size;
      }
      target.set(host.utf8Encode(source.slice(0, read)));
      return { read, written };
    }
    get [Symbol.toStringTag]() {
      return "TextEncoder";
    }
  }

  let windows1252: Uint16Array | undefined;
  function decoderFor(encoding: string, fatal: boolean): Decoder {
    switch (encoding) {
      case "utf-8":
        return new Utf8Decoder((bytes, strict) => host.utf8Decode(bytes, strict), fatal);
      case "utf-16le":
      case "utf-16be":
        return new Utf16Decoder(encoding === "utf-16be", fatal);
      case "windows-1252":
        windows1252 ??= unitsOfWindows1252();
        return new SingleByteDecoder(windows1252, fatal);
      default:
        return core.chunk("legacy_encodings").decoderFor(encoding, fatal);
    }
  }

  function encodingOf(label: string): string {
    const encoding = commonEncodingOf(label) ?? core.chunk("legacy_encodings").encodingOf(label);
    if (encoding !== undefined) return encoding;
    throw new RangeError(`The encoding label provided ('${label}') is invalid`);
  }

  class TextDecoder {
    #encoding: string;
    #fatal: boolean;
    #ignoreBOM: boolean;
    #decoder: Decoder | undefined;
    // Whether the start of the text is past, where a byte order mark would stand.
    #begun = false;

    constructor(label: unknown = "utf-8", options: { fatal?: boolean; ignoreBOM?: boolean } = {}) {
      this.#encoding = encodingOf(`${label}`);
      this.#fatal = Boolean(options?.fatal);
      this.#ignoreBOM = Boolean(options?.ignoreBOM);
    }
    get encoding(): string {
      return this.#encoding;
    }
    get fatal(): boolean {
      return this.#fatal;
    }
    get ignoreBOM(): boolean {
      return this.#ignoreBOM;
    }
    decode(input?: unknown, options: { stream?: boolean } = {}): string {
      const bytes = input === undefined ? new Uint8Array(0) : bytesOf(input);
      if (bytes === undefined)
        throw new TypeError("TextDecoder.decode needs an ArrayBuffer or a view of one");
      const last = !options?.stream;
      this.#decoder ??= decoderFor(this.#encoding, this.#fatal);
      const text = this.#decoder.decode(bytes, last);
      if (text === null) {
        this.#decoder = undefined;
        this.#begun = false;
        throw new TypeError("The encoded data is not valid");
      }
      const mayHaveBom = !this.#ignoreBOM && !this.#begun && this.#encoding.startsWith("utf-");
      const withoutBom = mayHaveBom && text.startsWith(kBom) ? text.slice(1) : text;
      this.#begun = !last && (this.#begun || text !== "");
      if (last) this.#decoder = undefined;
      return withoutBom;
    }
    get [Symbol.toStringTag]() {
      return "TextDecoder";
    }
  }

  function base64<T>(result: T | undefined, message: string): T {
    if (result !== undefined) return result;
    throw core.chunk("events").makeException(message, "InvalidCharacterError");
  }
  function atob(text: unknown): string {
    if (arguments.length === 0) throw new TypeError("atob needs a text");
    return base64(
      decode64(`${text}`),
      "Failed to decode base64: the text is not correctly encoded",
    );
  }
  function btoa(text: unknown): string {
    if (arguments.length === 0) throw new TypeError("btoa needs a text");
    return base64(
      encode64(`${text}`),
      "Cannot encode text: it holds characters outside of the Latin1 range",
    );
  }

  return { __proto__: null, TextDecoder, TextEncoder, atob, btoa };
}
