// What the algorithms of crypto.subtle stand on: native code, and failures by the names of the Web
// Cryptography standard.
import type { Core, Host } from "../host";

export type FaultName =
  | "DataError"
  | "InvalidAccessError"
  | "NotSupportedError"
  | "OperationError"
  | "SyntaxError";

// One realm's way to native code and to its own DOMException.
export class Engine {
  #host: Host;
  #core: Core;

  constructor(host: Host, core: Core) {
    this.#host = host;
    this.#core = core;
  }

  fault(name: FaultName, message: string): Error {
    return this.#core.chunk("events").makeException(message, name);
  }

  // The bytes an operation comes to; `name` is how its failure is called.
  bytes(name: FaultName, operation: string, ...given: (string | number | Uint8Array)[]): Bytes {
    const answer = this.#host.subtle(operation, ...given);
    if (typeof answer === "string") throw this.fault(name, answer);
    return answer as Bytes;
  }

  utf8(text: string): Bytes {
    return this.#host.utf8Encode(text) as Bytes;
  }
  // null: these bytes are no UTF-8.
  textOf(bytes: Uint8Array): string | null {
    return this.#host.utf8Decode(bytes, true);
  }
  random(size: number): Bytes {
    const bytes = new Uint8Array(size);
    this.#host.random(bytes);
    return bytes;
  }

  holds(operation: string, ...given: (string | number | Uint8Array)[]): boolean {
    const answer = this.#host.subtle(operation, ...given);
    if (typeof answer === "string") throw this.fault("OperationError", answer);
    return answer as boolean;
  }
}

export type Bytes = Uint8Array<ArrayBuffer>;
