// The global names. Each is an accessor that loads its chunk at first touch and then becomes a
// plain data property, so that a realm pays only for what its node uses.
import type { Core } from "../host";
import { defineProperty } from "./primordials";

// Chunk after name, flat: every realm walks this list, and a flat list of texts costs it nothing
// to make.
// prettier-ignore
const kChunkOfName = [
  "console", "console",
  "AbortController", "events",
  "AbortSignal", "events",
  "CustomEvent", "events",
  "DOMException", "events",
  "Event", "events",
  "EventTarget", "events",
  "URL", "url",
  "URLSearchParams", "url",
  "TextDecoder", "encoding",
  "TextEncoder", "encoding",
  "atob", "encoding",
  "btoa", "encoding",
  "Blob", "fetch",
  "File", "fetch",
  "FormData", "fetch",
  "Headers", "fetch",
  "Request", "fetch",
  "Response", "fetch",
  "fetch", "fetch",
  "ByteLengthQueuingStrategy", "streams",
  "CountQueuingStrategy", "streams",
  "ReadableByteStreamController", "streams",
  "ReadableStream", "streams",
  "ReadableStreamBYOBReader", "streams",
  "ReadableStreamBYOBRequest", "streams",
  "ReadableStreamDefaultController", "streams",
  "ReadableStreamDefaultReader", "streams",
  "TextDecoderStream", "streams",
  "TextEncoderStream", "streams",
  "TransformStream", "streams",
  "TransformStreamDefaultController", "streams",
  "WritableStream", "streams",
  "WritableStreamDefaultController", "streams",
  "WritableStreamDefaultWriter", "streams",
  "crypto", "crypto",
  "Crypto", "crypto",
  "CryptoKey", "subtle",
  "SubtleCrypto", "subtle",
  "performance", "performance",
  "structuredClone", "clone",
  "Deno", "deno",
];

function settle(name: string, value: unknown): void {
  defineProperty(globalThis, name, {
    __proto__: null,
    configurable: true,
    enumerable: false,
    value,
    writable: true,
  } as PropertyDescriptor);
}

export function defineLazyGlobals(core: Core): void {
  for (let i = 0; i < kChunkOfName.length; i += 2) {
    const name = kChunkOfName[i]!;
    const chunk = kChunkOfName[i + 1]!;
    // No node code has run yet, so a descriptor with a prototype is safe here, and cheaper.
    defineProperty(globalThis, name, {
      configurable: true,
      get() {
        const value = core.chunk(chunk)[name];
        settle(name, value);
        return value;
      },
      set(value: unknown) {
        settle(name, value);
      },
    });
  }
}
