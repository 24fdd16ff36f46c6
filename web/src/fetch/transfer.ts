// One HTTP exchange of the native side: a request, the head of its response, and the response's
// bytes. Native code pauses after every piece until it is asked to go on; we ask one piece ahead.
import type { Body, ByteSource } from "./body";
import { HeaderList } from "./headers";
import { core, host } from "./realm";
import type { CalledWith } from "./request";

const enum Kind {
  head = 0,
  data = 1,
  end = 2,
  error = 3,
  wantsUpload = 4,
  // A head, all of its body (or null) and the end, at once.
  whole = 5,
  // The rest of a body and the end.
  last = 6,
}

// Beyond this many bytes a new connection is cheaper than reading on.
const kMostDrained = 64 * 1024;

export interface Head {
  status: number;
  statusText: string;
  headers: HeaderList;
}

interface Waiter<T> {
  resolve(value: T): void;
  reject(reason: unknown): void;
}

const transfers = new Map<number, Transfer>();

export class Transfer implements ByteSource {
  readonly head: Promise<Head>;
  #url: string;
  #id: number;
  #onHead: Waiter<Head> | undefined;
  #onPiece: Waiter<Uint8Array | null> | undefined;
  #pieces: Uint8Array[] = [];
  #ended = false;
  #failure: { reason: unknown } | undefined;
  #upload: ByteSource | undefined;
  // Called once, when nothing more can happen.
  #settled: () => void;

  constructor(
    method: string,
    url: string,
    headers: HeaderList,
    body: Body | null,
    extraCa: string,
    settled: () => void,
    called?: CalledWith,
  ) {
    this.#url = url;
    this.#settled = settled;
    this.head = new Promise((resolve, reject) => {
      this.#onHead = { resolve, reject };
    });
    // Rejections are reported through whoever awaits the head; nobody may, after an abort.
    this.head.catch(() => {});
    const whole = body?.whole;
    if (body !== null && whole === undefined) this.#upload = body.source();
    body?.markUsed();
    const sent = body === null ? null : (whole ?? true);
    const { service, path } = called ?? {};
    this.#id = host.fetch(method, url, headers.flat(), sent, extraCa, service, path);
    transfers.set(this.#id, this);
  }

  read(): Promise<Uint8Array | null> {
    const piece = this.#pieces.shift();
    if (piece !== undefined) {
      if (this.#running) host.fetchRead(this.#id);
      return Promise.resolve(piece);
    }
    if (this.#failure !== undefined) return Promise.reject(this.#failure.reason);
    if (this.#ended) return Promise.resolve(null);
    return new Promise((resolve, reject) => {
      this.#onPiece = { resolve, reject };
    });
  }

  cancel(): void {
    this.#giveUp();
    this.#pieces.length = 0;
    this.#ended = true;
    this.#onPiece?.resolve(null);
    this.#onPiece = undefined;
  }

  // Lets a body nobody wants run out, so that its connection can be used again, unless it is long.
  async drain(): Promise<void> {
    try {
      let rest = kMostDrained;
      for (let piece = await this.read(); piece !== null; piece = await this.read()) {
        rest -= piece.length;
        if (rest < 0) return this.cancel();
      }
    } catch {
      // It was not wanted anyway.
    }
  }

  // Ends the exchange now; whoever waits for it gets the reason.
  fail(reason: unknown): void {
    if (!this.#running) return;
    this.#giveUp();
    this.#pieces.length = 0;
    this.#failure = { reason };
    this.#onHead?.reject(reason);
    this.#onPiece?.reject(reason);
    this.#onHead = this.#onPiece = undefined;
    this.#upload?.cancel(reason);
  }

  receive(kind: Kind, a: any, b: any, c: any, d: any): void {
    switch (kind) {
      case Kind.head:
        return this.#receiveHead(a, b, c);
      case Kind.whole:
        // Before the promise of the head is looked at, so that the end is known by then.
        if (d !== null) this.#pieces.push(d);
        this.#receiveEnd();
        return this.#receiveHead(a, b, c);
      case Kind.last:
        this.#hand(a);
        return this.#receiveEnd();
      case Kind.data:
        if (this.#hand(a)) host.fetchRead(this.#id);
        return;
      case Kind.end:
        return this.#receiveEnd();
      case Kind.error:
        return this.#receiveError(a);
      case Kind.wantsUpload:
        this.#sendPiece();
    }
  }

  forget(): void {
    if (this.#running) host.fetchAbort(this.#id);
    this.#onHead = this.#onPiece = undefined;
  }

  get #running(): boolean {
    return transfers.get(this.#id) === this;
  }

  #receiveHead(status: number, statusText: string, flat: string[]): void {
    this.#onHead?.resolve({ status, statusText, headers: HeaderList.fromFlat(flat) });
    this.#onHead = undefined;
  }

  // To whoever waits for a piece; false: nobody does yet.
  #hand(piece: Uint8Array): boolean {
    const waiter = this.#onPiece;
    if (waiter === undefined) {
      this.#pieces.push(piece);
      return false;
    }
    this.#onPiece = undefined;
    waiter.resolve(piece);
    return true;
  }

  #receiveEnd(): void {
    this.#remove();
    this.#ended = true;
    this.#onPiece?.resolve(null);
    this.#onPiece = undefined;
  }

  #receiveError(message: string): void {
    this.#remove();
    const before =
      this.#onHead === undefined
        ? "error reading a body from connection"
        : `error sending request for url (${this.#url})`;
    const reason = new TypeError(`${before}: ${message}`);
    this.#failure = { reason };
    this.#onHead?.reject(reason);
    this.#onPiece?.reject(reason);
    this.#onHead = this.#onPiece = undefined;
    this.#upload?.cancel(reason);
  }

  async #sendPiece(): Promise<void> {
    try {
      let piece = await this.#upload!.read();
      while (piece !== null && piece.length === 0) piece = await this.#upload!.read();
      if (this.#running) host.fetchSend(this.#id, piece);
    } catch (reason) {
      this.fail(reason);
    }
  }

  #giveUp(): void {
    if (!this.#running) return;
    this.#remove();
    host.fetchAbort(this.#id);
  }

  #remove(): void {
    transfers.delete(this.#id);
    this.#settled();
  }
}

export function listen(): void {
  core.fetchEvent = (id, kind, a, b, c, d) => transfers.get(id)?.receive(kind, a, b, c, d);
  // The attempt is over: nothing that waits for a transfer is ever resumed.
  core.forgetFetches = () => {
    const all = [...transfers.values()];
    for (const transfer of all) transfer.forget();
    transfers.clear();
  };
}
