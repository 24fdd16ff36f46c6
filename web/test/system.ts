// The files, sockets and variables of the fake host: texts by path, and calls that the test
// answers.
import type { Host } from "../src/host";

export interface SocketCall {
  id: number;
  act: number;
  value: number;
  host?: string;
  type?: string;
  bytes?: string;
  tls?: { host: string; extraCa: string; protocols: string };
}

const latin1 = (bytes: Uint8Array) => Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
export const bytesOf = (text: string) => Uint8Array.from(text, (unit) => unit.charCodeAt(0));

export class FakeSystem {
  variables: Record<string, string | null> = {};
  files = new Map<string, string>();
  fileCalls: unknown[][] = [];
  // What the next file call throws, as native code does.
  refusal: string | undefined;
  socketCalls: SocketCall[] = [];
  #lastSocket = 0;
  #emit: (id: number, event: number, text: any, name: string) => void;

  constructor(emit: (id: number, event: number, text: any, name: string) => void) {
    this.#emit = emit;
  }

  env(name?: string): string | null {
    if (name === undefined) return JSON.stringify(this.variables);
    if (!(name in this.variables)) throw `NotCapable\nnode may not see ${name}`;
    return this.variables[name]!;
  }

  file(act: number, path: string, second: string, bytes: Uint8Array | null, flags: number) {
    this.fileCalls.push([act, path, second, flags]);
    const { refusal } = this;
    this.refusal = undefined;
    if (refusal !== undefined) throw refusal;
    if (act === 1) {
      const before = (flags & 1) !== 0 ? (this.files.get(path) ?? "") : "";
      this.files.set(path, before + latin1(bytes!));
      return "";
    }
    const text = this.files.get(path);
    if (text === undefined)
      throw `NotFound\nNo such file or directory (os error 2): readfile '${path}'`;
    return act === 0 ? bytesOf(text) : text;
  }

  socket(...given: Parameters<Host["socket"]>): number {
    const [act, socket, value, host, type, bytes, tlsHost, extraCa = "", protocols = ""] = given;
    if (host === "denied.example") throw "NotCapable\nnode may not reach denied.example";
    const id = act === 0 || act === 7 ? ++this.#lastSocket : socket;
    const call: SocketCall = { id, act, value, host, type };
    if (bytes !== undefined) call.bytes = latin1(bytes);
    if (tlsHost !== undefined) call.tls = { host: tlsHost, extraCa, protocols };
    this.socketCalls.push(call);
    return id;
  }

  opened(id: number, alpnProtocol = ""): void {
    const at = (hostname: string, port: number) => ({ transport: "tcp", hostname, port });
    const told = { localAddr: at("10.0.0.1", 5), remoteAddr: at("10.0.0.2", 6), alpnProtocol };
    this.#emit(id, 0, JSON.stringify(told), "");
  }
  data = (id: number, text: string) => this.#emit(id, 1, bytesOf(text), "");
  wrote = (id: number) => this.#emit(id, 2, "", "");
  end = (id: number) => this.#emit(id, 3, "", "");
  fail = (id: number, name: string, message: string) => this.#emit(id, 4, message, name);
  records = (id: number, list: unknown) => this.#emit(id, 5, JSON.stringify(list), "");
}
