// Deno.connect, connectTls, startTls and resolveDns.
import { bytesOf } from "../encoding/bytes";
import { errors } from "./errors";
import { pemOf } from "./http_client";
import { core } from "../realm";
import { Act, Socket, type TlsOptions } from "./sockets";

// What a stream asks for at a time.
const kPiece = 64 * 1024;
const kRecordTypes = ["A", "AAAA", "CNAME", "MX", "NS", "SRV", "TXT"];

interface NetAddr {
  transport: "tcp";
  hostname: string;
  port: number;
}
interface Opened {
  localAddr: NetAddr;
  remoteAddr: NetAddr;
  alpnProtocol: string;
}

let takeSocket: (conn: unknown) => { socket: Socket; opened: Opened };

class Conn {
  #socket: Socket;
  #opened: Opened;
  #readable: any;
  #writable: any;

  static {
    // For startTls: the connection itself cannot be used any more.
    takeSocket = (conn) => {
      if (typeof conn !== "object" || conn === null || !(#socket in conn) || conn instanceof TlsConn)
        throw new TypeError("Deno.startTls needs a connection from Deno.connect");
      const taken = { socket: conn.#socket, opened: conn.#opened };
      conn.#socket = kTaken;
      return taken;
    };
  }

  constructor(socket: Socket, opened: Opened) {
    this.#socket = socket;
    this.#opened = opened;
  }
  get localAddr(): NetAddr {
    return { ...this.#opened.localAddr };
  }
  get remoteAddr(): NetAddr {
    return { ...this.#opened.remoteAddr };
  }
  async read(into: Uint8Array): Promise<number | null> {
    const room = bytesOf(into);
    if (room === undefined) throw new TypeError("read needs a Uint8Array to fill");
    if (room.length === 0) return 0;
    const bytes = await this.#socket.read(room.length);
    if (bytes === null) return null;
    room.set(bytes);
    return bytes.length;
  }
  async write(given: Uint8Array): Promise<number> {
    const bytes = bytesOf(given);
    if (bytes === undefined) throw new TypeError("write needs a Uint8Array");
    await this.#socket.write(bytes);
    return bytes.length;
  }
  async closeWrite(): Promise<void> {
    this.#socket.closeWrite();
  }
  close(): void {
    this.#socket.close();
  }
  setNoDelay(on = true): void {
    this.#socket.setNoDelay(on);
  }
  // A run is too short for it to matter.
  setKeepAlive(_on = true): void {}
  // What keeps a node from ending is the promise it returned, never a connection.
  ref(): void {}
  unref(): void {}

  get readable(): any {
    const socket = this.#socket;
    return (this.#readable ??= new (core.chunk("streams").ReadableStream)(
      {
        type: "bytes",
        async pull(controller: any) {
          const bytes = await socket.read(kPiece);
          if (bytes !== null) return controller.enqueue(bytes);
          controller.close();
          controller.byobRequest?.respond(0);
        },
        cancel: () => socket.close(),
      },
      { highWaterMark: 0 },
    ));
  }
  get writable(): any {
    const socket = this.#socket;
    return (this.#writable ??= new (core.chunk("streams").WritableStream)({
      write: (piece: unknown) => {
        const bytes = bytesOf(piece);
        if (bytes === undefined) throw new TypeError("a connection takes Uint8Arrays");
        return socket.write(bytes);
      },
      close: () => socket.closeWrite(),
      abort: () => socket.close(),
    }));
  }
  [(Symbol as any).dispose ?? Symbol.for("Symbol.dispose")](): void {
    this.close();
  }
  get [Symbol.toStringTag]() {
    return "Conn";
  }
}

class TcpConn extends Conn {}

class TlsConn extends Conn {
  #protocol: string | null;

  constructor(socket: Socket, opened: Opened) {
    super(socket, opened);
    this.#protocol = opened.alpnProtocol === "" ? null : opened.alpnProtocol;
  }
  // Connections are given out after their handshake.
  async handshake(): Promise<{ alpnProtocol: string | null }> {
    return { alpnProtocol: this.#protocol };
  }
}

const kTaken = new Socket();
kTaken.forget();

function checkTransport(options: any, what: string): void {
  const transport = options.transport ?? "tcp";
  if (transport !== "tcp")
    throw new errors.NotSupported(`Deno.${what}: only TCP is supported, not '${transport}'`);
}

function hostAndPort(options: any, what: string): { host: string; port: number } {
  if (typeof options !== "object" || options === null)
    throw new TypeError(`Deno.${what} needs { hostname, port }`);
  const port = Number(options.port);
  if (!Number.isInteger(port) || port < 0 || port > 65535)
    throw new TypeError(`Deno.${what} needs a port from 0 to 65535, not ${options.port}`);
  let host = `${options.hostname ?? "127.0.0.1"}`;
  if (host.startsWith("[") && host.endsWith("]")) host = host.slice(1, -1);
  return { host, port };
}

function tlsOptions(options: any, host: string, what: string): TlsOptions {
  for (const name of ["cert", "key", "certFile", "certChain", "privateKey", "caFile"]) {
    if (options[name] !== undefined)
      throw new errors.NotSupported(`Deno.${what}: the option '${name}' is not supported`);
  }
  if (options.unsafelyDisableHostnameVerification)
    throw new errors.NotSupported(
      `Deno.${what}: the peer's certificate is always verified; give its authority as caCerts`,
    );
  return {
    host: `${options.serverName ?? host}`,
    extraCa: pemOf(options.caCerts),
    protocols: (options.alpnProtocols ?? []).join(","),
  };
}

// Aborting ends what was begun, with the signal's reason.
async function abortable<T>(signal: any, socket: Socket, begun: () => Promise<T>): Promise<T> {
  if (signal === undefined || signal === null) return begun();
  const { signals } = core.chunk("events");
  if (!signals.is(signal)) throw new TypeError("the signal option must be an AbortSignal");
  signal.throwIfAborted();
  const abort = () => socket.close(signals.reason(signal));
  signals.add(signal, abort);
  try {
    return await begun();
  } finally {
    signals.remove(signal, abort);
  }
}

export async function connect(options: any): Promise<Conn> {
  const { host, port } = hostAndPort(options, "connect");
  checkTransport(options, "connect");
  const socket = new Socket();
  const opened = await abortable(options.signal, socket, () =>
    socket.begin(Act.connect, host, port, ""),
  );
  return new TcpConn(socket, opened);
}

export async function connectTls(options: any): Promise<Conn> {
  const { host, port } = hostAndPort(options, "connectTls");
  checkTransport(options, "connectTls");
  const tls = tlsOptions(options, host, "connectTls");
  const socket = new Socket();
  const opened = await abortable(options.signal, socket, () =>
    socket.begin(Act.connect, host, port, "", tls),
  );
  return new TlsConn(socket, opened);
}

export async function startTls(conn: unknown, options: any = {}): Promise<Conn> {
  const { socket, opened } = takeSocket(conn);
  const host = options.hostname ?? opened.remoteAddr.hostname;
  const told = await socket.startTls(tlsOptions(options, `${host}`, "startTls"));
  return new TlsConn(socket, told);
}

export async function resolveDns(query: unknown, type: unknown, options?: any): Promise<unknown[]> {
  if (!kRecordTypes.includes(type as string))
    throw new errors.NotSupported(
      `Deno.resolveDns: records of type ${type} are not looked up; ${kRecordTypes.join(", ")} are`,
    );
  if (options?.nameServer !== undefined)
    throw new errors.NotSupported(
      "Deno.resolveDns: the name servers are those of the machine; nameServer is not supported",
    );
  const socket = new Socket();
  return abortable(options?.signal, socket, () =>
    socket.begin(Act.lookUp, `${query}`, 0, type as string),
  );
}

export { Conn, TcpConn, TlsConn };
