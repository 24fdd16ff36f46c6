// The HTTP half of the fake host: single hops over node:http, paused after every piece until the
// reader asks for more, uploads asked for piece by piece.
import * as http from "node:http";
import { Buffer } from "node:buffer";

type Emit = (id: number, kind: number, a?: unknown, b?: unknown, c?: unknown) => void;

interface Hop {
  request: http.ClientRequest;
  response?: http.IncomingMessage;
}

const kErrors: Record<string, string> = {
  ECONNREFUSED: "client error (Connect): tcp connect error: Connection refused (os error 111)",
  ENOTFOUND:
    "client error (Connect): dns error: failed to lookup address information: Name or service not known",
};

export class Network {
  readonly hops: { method: string; url: string; headers: Record<string, string> }[] = [];
  reads = 0;
  aborts: number[] = [];
  pieces = 0;
  #emit: Emit;
  #running = new Map<number, Hop>();
  #lastId = 0;

  constructor(emit: Emit) {
    this.#emit = emit;
  }

  get running(): number {
    return this.#running.size;
  }

  fetch(
    method: string,
    url: string,
    flat: string[],
    body: null | string | Uint8Array | true,
  ): number {
    const id = ++this.#lastId;
    const headers: Record<string, string> = {};
    for (let i = 0; i < flat.length; i += 2) headers[flat[i]!] = flat[i + 1]!;
    this.hops.push({ method, url, headers });
    const request = http.request(url, { method, headers, agent: false });
    this.#running.set(id, { request });
    request.on("error", (error: any) => this.#fail(id, kErrors[error.code] ?? error.message));
    request.on("response", (response) => this.#receive(id, response));
    if (body === null) request.end();
    else if (body === true) {
      request.flushHeaders();
      setImmediate(() => this.#running.has(id) && this.#emit(id, 4));
    } else request.end(typeof body === "string" ? body : Buffer.from(body));
    return id;
  }

  #receive(id: number, response: http.IncomingMessage): void {
    const hop = this.#running.get(id);
    if (hop === undefined) return;
    hop.response = response;
    const flat: string[] = [];
    for (let i = 0; i < response.rawHeaders.length; i += 2)
      flat.push(response.rawHeaders[i]!.toLowerCase(), response.rawHeaders[i + 1]!);
    this.#emit(id, 0, response.statusCode, response.statusMessage, flat);
    response.on("data", (piece: Buffer) => {
      if (!this.#running.has(id)) return;
      response.pause();
      this.pieces++;
      this.#emit(id, 1, piece);
    });
    response.on("end", () => this.#running.delete(id) && this.#emit(id, 2));
    response.on("error", (error) => this.#fail(id, error.message));
    response.on("aborted", () => this.#fail(id, "connection closed before message completed"));
  }

  #fail(id: number, message: string): void {
    if (this.#running.delete(id)) this.#emit(id, 3, message);
  }

  read(id: number): void {
    this.reads++;
    this.#running.get(id)?.response?.resume();
  }

  send(id: number, piece: Uint8Array | null): void {
    const hop = this.#running.get(id);
    if (hop === undefined) return;
    if (piece === null) hop.request.end();
    else
      hop.request.write(Buffer.from(piece), () =>
        setImmediate(() => this.#running.has(id) && this.#emit(id, 4)),
      );
  }

  abort(id: number): void {
    this.aborts.push(id);
    const hop = this.#running.get(id);
    this.#running.delete(id);
    hop?.request.destroy();
  }
}

export interface Peer {
  origin: string;
  port: number;
  seen: { method: string; url: string; headers: http.IncomingHttpHeaders; body: string }[];
  stop(): void;
}

type Answer = (request: http.IncomingMessage, response: http.ServerResponse, body: string) => void;

// An HTTP server on a free loopback port.
export async function startPeer(answer: Answer): Promise<Peer> {
  const seen: Peer["seen"] = [];
  const server = http.createServer((request, response) => {
    const pieces: Buffer[] = [];
    request.on("data", (piece) => pieces.push(piece));
    request.on("end", () => {
      const body = Buffer.concat(pieces).toString("latin1");
      seen.push({ method: request.method!, url: request.url!, headers: request.headers, body });
      answer(request, response, body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  return {
    origin: `http://127.0.0.1:${port}`,
    port,
    seen,
    stop() {
      server.closeAllConnections();
      server.close();
    },
  };
}
