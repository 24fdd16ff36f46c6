// What native code knows as sockets: connections and look-ups by number, and who waits for what of
// each. Native code reads only when it is asked to.
import { errorOf, errors, thrown } from "./errors";
import { core, host } from "../realm";

export const enum Act {
  connect = 0,
  startTls,
  read,
  write,
  closeWrite,
  close,
  setNoDelay,
  lookUp,
}
const enum News {
  opened = 0,
  data,
  wrote,
  end,
  failure,
  records,
}

interface Waiter {
  resolve(value: any): void;
  reject(reason: unknown): void;
}

export interface TlsOptions {
  host: string;
  extraCa: string;
  protocols: string;
}

const sockets = new Map<number, Socket>();

export class Socket {
  #id = 0;
  #first: Waiter | undefined; // opened, or records
  #reader: Waiter | undefined;
  #writers: Waiter[] = [];
  #failure: unknown;
  #over = false;

  // Connections: the addresses; look-ups: the records.
  begin(act: Act.connect | Act.lookUp, host_: string, value: number, type: string, tls?: TlsOptions) {
    return new Promise<any>((resolve, reject) => {
      listen();
      this.#first = { resolve, reject };
      this.#id = call(act, 0, value, host_, type, undefined, tls);
      sockets.set(this.#id, this);
    });
  }
  startTls(tls: TlsOptions): Promise<any> {
    return new Promise((resolve, reject) => {
      this.#check();
      call(Act.startTls, this.#id, 0, undefined, undefined, undefined, tls);
      this.#first = { resolve, reject };
    });
  }
  read(most: number): Promise<Uint8Array | null> {
    return new Promise((resolve, reject) => {
      this.#check();
      call(Act.read, this.#id, most);
      this.#reader = { resolve, reject };
    });
  }
  write(bytes: Uint8Array): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#check();
      call(Act.write, this.#id, 0, undefined, undefined, bytes);
      this.#writers.push({ resolve, reject });
    });
  }
  closeWrite(): void {
    this.#check();
    call(Act.closeWrite, this.#id, 0);
  }
  setNoDelay(on: boolean): void {
    this.#check();
    call(Act.setNoDelay, this.#id, on ? 1 : 0);
  }
  // Whoever waits gets `reason`.
  close(reason: unknown = new errors.BadResource("the connection is closed")): void {
    if (this.#over) return;
    call(Act.close, this.#id, 0);
    this.#end(reason);
  }

  receive(news: News, text: any, name: string): void {
    switch (news) {
      case News.opened:
        this.#take("first")?.resolve(JSON.parse(text));
        return;
      case News.data:
        this.#take("reader")?.resolve(text);
        return;
      case News.wrote:
        this.#writers.shift()?.resolve(undefined);
        return;
      case News.end:
        this.#take("reader")?.resolve(null);
        return;
      case News.failure:
        return this.#end(errorOf(name, text));
      case News.records: {
        const first = this.#take("first");
        this.#end(undefined);
        first?.resolve(JSON.parse(text));
      }
    }
  }
  forget(): void {
    this.#over = true;
    this.#failure = new errors.BadResource("the connection was closed with its attempt");
    if (this.#id !== 0) call(Act.close, this.#id, 0);
    this.#first = this.#reader = undefined;
    this.#writers = [];
  }

  #take(which: "first" | "reader"): Waiter | undefined {
    if (which === "first") {
      const first = this.#first;
      this.#first = undefined;
      return first;
    }
    const reader = this.#reader;
    this.#reader = undefined;
    return reader;
  }
  #check(): void {
    if (this.#over) throw this.#failure;
  }
  #end(reason: unknown): void {
    sockets.delete(this.#id);
    this.#over = true;
    this.#failure = reason;
    const writers = this.#writers;
    this.#writers = [];
    this.#take("first")?.reject(reason);
    this.#take("reader")?.reject(reason);
    for (const writer of writers) writer.reject(reason);
  }
}

function call(
  act: Act,
  socket: number,
  value: number,
  name?: string,
  type?: string,
  bytes?: Uint8Array,
  tls?: TlsOptions,
): number {
  try {
    return host.socket(
      act,
      socket,
      value,
      name,
      type,
      bytes,
      tls?.host,
      tls?.extraCa,
      tls?.protocols,
    );
  } catch (reason) {
    throw thrown(reason);
  }
}

function listen(): void {
  core.socketEvent ??= (id, news, text, name) => sockets.get(id)?.receive(news, text, name);
  // The attempt is over: nothing that waits for a connection is ever resumed.
  core.forgetSockets ??= () => {
    const all = [...sockets.values()];
    sockets.clear();
    for (const socket of all) socket.forget();
  };
}
