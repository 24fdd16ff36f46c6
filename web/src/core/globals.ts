// The global names. Each is an accessor that loads its chunk at first touch and then becomes a
// plain data property, so that a realm pays only for what its node uses.
import type { Core } from "../host";
import { defineProperty } from "./primordials";

const kNamesByChunk: [chunk: string, names: string[]][] = [
  ["console", ["console"]],
  ["events", ["AbortController", "AbortSignal", "CustomEvent", "DOMException", "Event", "EventTarget"]],
  ["url", ["URL", "URLSearchParams"]],
  ["encoding", ["TextDecoder", "TextEncoder", "atob", "btoa"]],
  ["fetch", ["Blob", "File", "FormData", "Headers", "Request", "Response", "fetch"]],
  [
    "streams",
    [
      "ByteLengthQueuingStrategy",
      "CountQueuingStrategy",
      "ReadableByteStreamController",
      "ReadableStream",
      "ReadableStreamBYOBReader",
      "ReadableStreamBYOBRequest",
      "ReadableStreamDefaultController",
      "ReadableStreamDefaultReader",
      "TextDecoderStream",
      "TextEncoderStream",
      "TransformStream",
      "TransformStreamDefaultController",
      "WritableStream",
      "WritableStreamDefaultController",
      "WritableStreamDefaultWriter",
    ],
  ],
  ["crypto", ["crypto"]],
  ["clone", ["structuredClone"]],
  ["performance", ["performance"]],
];

export function defineGlobal(name: string, value: unknown): void {
  defineProperty(globalThis, name, {
    __proto__: null,
    configurable: true,
    enumerable: false,
    value,
    writable: true,
  } as PropertyDescriptor);
}

function defineLazily(core: Core, chunk: string, name: string): void {
  defineProperty(globalThis, name, {
    __proto__: null,
    configurable: true,
    enumerable: false,
    get() {
      const value = core.chunk(chunk)[name];
      defineGlobal(name, value);
      return value;
    },
    set(value: unknown) {
      defineGlobal(name, value);
    },
  } as PropertyDescriptor);
}

export function defineLazyGlobals(core: Core): void {
  for (let i = 0; i < kNamesByChunk.length; i++) {
    const entry = kNamesByChunk[i]!;
    const names = entry[1];
    for (let j = 0; j < names.length; j++) defineLazily(core, entry[0], names[j]!);
  }
}
