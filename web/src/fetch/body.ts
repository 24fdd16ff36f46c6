// What a Request or a Response carries. A body stays plain bytes, or a transfer that is read
// directly, until somebody asks for its stream: most bodies are read whole, and never pay for one.
import { bytesOf } from "../encoding/bytes";
import { Blob, blobAccess, joined } from "./blob";
import { FormData, formAccess } from "./form_data";
import { formOfMultipart, multipartOf } from "./multipart";
import { core, host, scalar } from "./realm";

export interface ByteSource {
  // null: the end. Rejects when the transfer fails or is aborted.
  read(): Promise<Uint8Array | null>;
  cancel(reason: unknown): void;
}

type Content =
  | { kind: "text"; text: string }
  | { kind: "bytes"; bytes: Uint8Array }
  | { kind: "source"; source: ByteSource }
  | { kind: "stream"; stream: any };

export class Body {
  #content: Content;
  #used = false;

  constructor(content: Content) {
    this.#content = content;
  }

  get used(): boolean {
    if (this.#content.kind === "stream")
      return this.#used || core.chunk("streams").isDisturbed(this.#content.stream);
    return this.#used;
  }
  get usable(): boolean {
    return !this.used && !(this.#content.kind === "stream" && this.#content.stream.locked);
  }
  // Whether it can be sent a second time, after a redirect.
  get repeatable(): boolean {
    return this.#content.kind === "text" || this.#content.kind === "bytes";
  }

  // The whole content if it is at hand, else undefined. Does not use the body up.
  get whole(): string | Uint8Array | undefined {
    if (this.#content.kind === "text") return this.#content.text;
    return this.#content.kind === "bytes" ? this.#content.bytes : undefined;
  }
  markUsed(): void {
    this.#used = true;
  }

  stream(): any {
    const content = this.#content;
    if (content.kind === "stream") return content.stream;
    const used = this.#used;
    const source = content.kind === "source" ? content.source : new WholeSource(this.whole!);
    const stream = streamOf(used ? new WholeSource("") : source);
    // A body used up before its stream was asked for shows a stream that is locked for good.
    if (used) stream.getReader();
    this.#content = { kind: "stream", stream };
    return stream;
  }

  // One chunk after the other; uses the body up.
  source(): ByteSource {
    this.#used = true;
    const content = this.#content;
    if (content.kind === "source") return content.source;
    return content.kind === "stream"
      ? new StreamSource(content.stream)
      : new WholeSource(this.whole!);
  }

  async bytes(): Promise<Uint8Array> {
    const { whole } = this;
    if (whole !== undefined) {
      this.#used = true;
      return typeof whole === "string" ? host.utf8Encode(whole) : whole.slice();
    }
    const source = this.source();
    const first = await source.read();
    if (first === null) return new Uint8Array(0);
    const pieces = [first];
    for (let piece = await source.read(); piece !== null; piece = await source.read())
      pieces.push(piece);
    // A chunk of somebody's stream is still theirs; one from the network is ours alone.
    return pieces.length === 1 && this.#content.kind === "source" ? first : joined(pieces);
  }

  async text(): Promise<string> {
    const content = this.#content;
    if (content.kind === "text") {
      this.#used = true;
      return withoutBom(content.text);
    }
    return withoutBom(host.utf8Decode(await this.bytes(), false)!);
  }

  clone(): Body {
    const content = this.#content;
    if (content.kind === "text" || content.kind === "bytes") return new Body(content);
    if (content.kind === "source") {
      const [mine, other] = tee(content.source);
      this.#content = { kind: "source", source: mine };
      return new Body({ kind: "source", source: other });
    }
    const [mine, other] = content.stream.tee();
    this.#content = { kind: "stream", stream: mine };
    return new Body({ kind: "stream", stream: other });
  }
}

const withoutBom = (text: string) => (text.startsWith("\ufeff") ? text.slice(1) : text);

class WholeSource implements ByteSource {
  #rest: Uint8Array | null;

  constructor(whole: string | Uint8Array) {
    const bytes = typeof whole === "string" ? host.utf8Encode(whole) : whole.slice();
    this.#rest = bytes.length === 0 ? null : bytes;
  }
  async read(): Promise<Uint8Array | null> {
    const rest = this.#rest;
    this.#rest = null;
    return rest;
  }
  cancel(): void {
    this.#rest = null;
  }
}

class StreamSource implements ByteSource {
  #reader: any;

  constructor(stream: any) {
    this.#reader = stream.getReader();
  }
  async read(): Promise<Uint8Array | null> {
    const { done, value } = await this.#reader.read();
    if (done) return null;
    const bytes = bytesOf(value);
    if (bytes !== undefined) return bytes;
    const fault = new TypeError("a body stream must give Uint8Array chunks");
    this.cancel(fault);
    throw fault;
  }
  cancel(reason: unknown): void {
    const ignore = () => {};
    this.#reader.cancel(reason).then(ignore, ignore);
  }
}

function streamOf(source: ByteSource): any {
  const { ReadableStream } = core.chunk("streams");
  return new ReadableStream(
    {
      type: "bytes",
      async pull(controller: any) {
        let piece = await source.read();
        while (piece !== null && piece.length === 0) piece = await source.read();
        if (piece !== null) {
          controller.enqueue(piece);
          return;
        }
        controller.close();
        controller.byobRequest?.respond(0);
      },
      cancel(reason: unknown) {
        source.cancel(reason);
      },
    },
    { highWaterMark: 0 },
  );
}

// Two sources of the same bytes. What one has read and the other has not is kept in memory, and
// the transfer is given up when both are.
function tee(source: ByteSource): [ByteSource, ByteSource] {
  const waiting: [Promise<Uint8Array | null>[], Promise<Uint8Array | null>[]] = [[], []];
  const cancelled = [false, false];
  const branch = (mine: 0 | 1): ByteSource => ({
    async read() {
      const queued = waiting[mine].shift();
      if (queued !== undefined) return queued;
      const next = source.read();
      const other = mine === 0 ? 1 : 0;
      if (!cancelled[other]) {
        const copy = next.then((piece) => piece && piece.slice());
        // Looked at when the other branch reads; until then a failure is nobody's surprise.
        copy.catch(() => {});
        waiting[other].push(copy);
      }
      return next;
    },
    cancel(reason) {
      cancelled[mine] = true;
      waiting[mine].length = 0;
      if (cancelled[0] && cancelled[1]) source.cancel(reason);
    },
  });
  return [branch(0), branch(1)];
}

// The body for a value given as `body`, and the content type it brings along.
export function bodyOf(value: unknown): { body: Body; type: string | null } {
  if (typeof value === "string") {
    return {
      body: new Body({ kind: "text", text: scalar(value) }),
      type: "text/plain;charset=UTF-8",
    };
  }
  const bytes = bytesOf(value);
  if (bytes !== undefined)
    return { body: new Body({ kind: "bytes", bytes: bytes.slice() }), type: null };
  if (blobAccess.is(value)) {
    return {
      body: new Body({ kind: "bytes", bytes: blobAccess.bytes(value) }),
      type: value.type === "" ? null : value.type,
    };
  }
  if (formAccess.is(value)) {
    const form = multipartOf(value);
    return { body: new Body({ kind: "bytes", bytes: form.bytes }), type: form.type };
  }
  if (typeof value === "object" && value !== null) {
    const tag = Object.prototype.toString.call(value);
    if (tag === "[object URLSearchParams]") {
      return {
        body: new Body({ kind: "text", text: `${value}` }),
        type: "application/x-www-form-urlencoded;charset=UTF-8",
      };
    }
    // The streams chunk need not be loaded to see that this cannot be one of its streams.
    if (typeof (value as any).getReader === "function" && core.chunk("streams").isReadable(value)) {
      const stream = value as any;
      if (stream.locked || core.chunk("streams").isDisturbed(stream))
        throw new TypeError("a body stream must not be locked or already read from");
      return { body: new Body({ kind: "stream", stream }), type: null };
    }
    const iterate = (value as any)[Symbol.asyncIterator];
    if (iterate !== undefined && iterate !== null) {
      const stream = core.chunk("streams").ReadableStream.from(value);
      return { body: new Body({ kind: "stream", stream }), type: null };
    }
  }
  return {
    body: new Body({ kind: "text", text: scalar(value) }),
    type: "text/plain;charset=UTF-8",
  };
}

interface Holder {
  body(object: any): Body | null;
  contentType(object: any): string | null;
}

// The members that Request and Response share.
export function defineBodyMembers(prototype: object, holder: Holder): void {
  function taken(object: any): Body | null {
    const body = holder.body(object);
    if (body !== null && !body.usable) throw new TypeError("Body already consumed.");
    return body;
  }
  async function bytes(object: any): Promise<Uint8Array> {
    return (await taken(object)?.bytes()) ?? new Uint8Array(0);
  }
  async function text(object: any): Promise<string> {
    return (await taken(object)?.text()) ?? "";
  }

  const members = {
    get body() {
      return holder.body(this)?.stream() ?? null;
    },
    get bodyUsed() {
      return holder.body(this)?.used ?? false;
    },
    async arrayBuffer() {
      const all = await bytes(this);
      return all.byteLength === all.buffer.byteLength ? all.buffer : all.slice().buffer;
    },
    async blob() {
      const type = holder.contentType(this) ?? "";
      return new Blob([await bytes(this)], { type });
    },
    bytes() {
      return bytes(this);
    },
    async formData() {
      const type = holder.contentType(this) ?? "";
      const essence = type.split(";")[0]!.trim().toLowerCase();
      if (essence === "multipart/form-data") return formOfMultipart(await bytes(this), type);
      if (essence !== "application/x-www-form-urlencoded")
        throw new TypeError(`a body of type '${type}' cannot be read as form data`);
      const form = new FormData();
      const { URLSearchParams } = core.chunk("url");
      // The leading "&" keeps a "?" at the start: only a URL's query loses it.
      for (const [name, value] of new URLSearchParams(`&${await text(this)}`))
        form.append(name, value);
      return form;
    },
    async json() {
      return core.primordials.parse(await text(this));
    },
    text() {
      return text(this);
    },
  };
  Object.defineProperties(prototype, Object.getOwnPropertyDescriptors(members));
}
