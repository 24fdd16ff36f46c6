// The Streams standard, from the npm package web-streams-polyfill, and the two text streams.
import * as polyfill from "web-streams-polyfill";
import type { Core, Host } from "../host";

export default function (_host: Host, core: Core) {
  const { ReadableStream, TransformStream } = polyfill;

  class TextDecoderStream {
    #decoder: any;
    #transform: any;

    constructor(label?: unknown, options?: object) {
      const { TextDecoder } = core.chunk("encoding");
      const decoder = (this.#decoder = new TextDecoder(label, options));
      this.#transform = new TransformStream<unknown, string>({
        transform(bytes, controller) {
          const text = decoder.decode(bytes, { stream: true });
          if (text !== "") controller.enqueue(text);
        },
        flush(controller) {
          const text = decoder.decode();
          if (text !== "") controller.enqueue(text);
        },
      });
    }
    get encoding(): string {
      return this.#decoder.encoding;
    }
    get fatal(): boolean {
      return this.#decoder.fatal;
    }
    get ignoreBOM(): boolean {
      return this.#decoder.ignoreBOM;
    }
    get readable() {
      return this.#transform.readable;
    }
    get writable() {
      return this.#transform.writable;
    }
    get [Symbol.toStringTag]() {
      return "TextDecoderStream";
    }
  }

  class TextEncoderStream {
    #transform: any;

    constructor() {
      const encoder = new (core.chunk("encoding").TextEncoder)();
      // The first half of a surrogate pair, waiting for the second in the next chunk.
      let kept = "";
      this.#transform = new TransformStream<unknown, Uint8Array>({
        transform(chunk, controller) {
          let text = kept + `${chunk}`;
          const last = text.charCodeAt(text.length - 1);
          kept = (last & 0xfc00) === 0xd800 ? text.slice(-1) : "";
          if (kept !== "") text = text.slice(0, -1);
          if (text !== "") controller.enqueue(encoder.encode(text));
        },
        flush(controller) {
          if (kept !== "") controller.enqueue(encoder.encode(kept));
        },
      });
    }
    get encoding(): string {
      return "utf-8";
    }
    get readable() {
      return this.#transform.readable;
    }
    get writable() {
      return this.#transform.writable;
    }
    get [Symbol.toStringTag]() {
      return "TextEncoderStream";
    }
  }

  return {
    __proto__: null,
    ByteLengthQueuingStrategy: polyfill.ByteLengthQueuingStrategy,
    CountQueuingStrategy: polyfill.CountQueuingStrategy,
    ReadableByteStreamController: polyfill.ReadableByteStreamController,
    ReadableStream,
    ReadableStreamBYOBReader: polyfill.ReadableStreamBYOBReader,
    ReadableStreamBYOBRequest: polyfill.ReadableStreamBYOBRequest,
    ReadableStreamDefaultController: polyfill.ReadableStreamDefaultController,
    ReadableStreamDefaultReader: polyfill.ReadableStreamDefaultReader,
    TextDecoderStream,
    TextEncoderStream,
    TransformStream,
    TransformStreamDefaultController: polyfill.TransformStreamDefaultController,
    WritableStream: polyfill.WritableStream,
    WritableStreamDefaultController: polyfill.WritableStreamDefaultController,
    WritableStreamDefaultWriter: polyfill.WritableStreamDefaultWriter,

    isReadable: (value: unknown) => value instanceof ReadableStream,
    // The polyfill keeps the standard's [[disturbed]] under this name.
    isDisturbed: (stream: any): boolean => stream._disturbed === true,
  };
}
