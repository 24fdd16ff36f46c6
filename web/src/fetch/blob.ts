// Blob and File. The bytes are held in memory, in one piece.
import { bytesOf } from "../encoding/bytes";
import { core, host, scalar } from "./realm";

export interface BlobAccess {
  bytes(blob: Blob): Uint8Array;
  is(value: unknown): value is Blob;
}
export let blobAccess: BlobAccess;

// Bytes of its own, which nobody else can change.
function pieceOf(part: unknown): Uint8Array {
  if (blobAccess.is(part)) return blobAccess.bytes(part);
  return bytesOf(part) ?? host.utf8Encode(scalar(part));
}

export function joined(pieces: Uint8Array[]): Uint8Array {
  let size = 0;
  for (const piece of pieces) size += piece.length;
  const all = new Uint8Array(size);
  let at = 0;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
}

function typeOf(given: unknown): string {
  const type = `${given}`;
  return /[^\x20-\x7e]/.test(type) ? "" : type.toLowerCase();
}

export class Blob {
  #bytes: Uint8Array;
  #type: string;

  static {
    blobAccess = {
      bytes: (blob) => blob.#bytes,
      is: (value): value is Blob => typeof value === "object" && value !== null && #bytes in value,
    };
  }

  constructor(parts?: Iterable<unknown>, options: { type?: unknown } = {}) {
    if (
      parts !== undefined &&
      (typeof parts !== "object" || parts === null || !(Symbol.iterator in parts))
    )
      throw new TypeError("a Blob is made from a list of parts");
    this.#bytes = joined([...(parts ?? [])].map(pieceOf));
    this.#type = typeOf(options?.type ?? "");
  }
  get size(): number {
    return this.#bytes.length;
  }
  get type(): string {
    return this.#type;
  }
  slice(start = 0, end = this.size, type: unknown = ""): Blob {
    const part = new Blob([], { type });
    part.#bytes = this.#bytes.subarray(...bounds(start, end, this.size));
    return part;
  }
  async arrayBuffer(): Promise<ArrayBuffer> {
    return this.#bytes.slice().buffer as ArrayBuffer;
  }
  async bytes(): Promise<Uint8Array> {
    return this.#bytes.slice();
  }
  async text(): Promise<string> {
    const text = host.utf8Decode(this.#bytes, false)!;
    return text.startsWith("\ufeff") ? text.slice(1) : text;
  }
  stream(): unknown {
    const { ReadableStream } = core.chunk("streams");
    const bytes = this.#bytes;
    return new ReadableStream({
      type: "bytes",
      start(controller: any) {
        if (bytes.length > 0) controller.enqueue(bytes.slice());
        controller.close();
      },
    });
  }
  get [Symbol.toStringTag]() {
    return "Blob";
  }
  [Symbol.for("Deno.customInspect")](inspect: (value: unknown) => string): string {
    return `Blob { size: ${this.size}, type: ${inspect(this.type)} }`;
  }
}

function bounds(start: number, end: number, size: number): [number, number] {
  const at = (given: number) => {
    const whole = Math.trunc(Number(given)) || 0;
    return whole < 0 ? Math.max(size + whole, 0) : Math.min(whole, size);
  };
  return [at(start), Math.max(at(start), at(end))];
}

export class File extends Blob {
  #name: string;
  #lastModified: number;

  constructor(
    parts: Iterable<unknown>,
    name: unknown,
    options: { type?: unknown; lastModified?: unknown } = {},
  ) {
    if (arguments.length < 2) throw new TypeError("a File needs a list of parts and a name");
    super(parts, options);
    this.#name = scalar(name);
    this.#lastModified =
      options?.lastModified === undefined ? Math.floor(host.epoch()) : Number(options.lastModified);
  }
  get name(): string {
    return this.#name;
  }
  get lastModified(): number {
    return this.#lastModified;
  }
  override get [Symbol.toStringTag]() {
    return "File";
  }
  [Symbol.for("Deno.customInspect")](inspect: (value: unknown) => string): string {
    return `File { size: ${this.size}, type: ${inspect(this.type)}, name: ${inspect(this.name)} }`;
  }
}
