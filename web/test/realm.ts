// A node realm without JavaScriptCore: the bundled chunks in a `vm` context that has the language
// and nothing else, over a host that behaves as the native one is said to (src/host.ts).
import * as fs from "node:fs";
import * as path from "node:path";
import * as nodeUrl from "node:url";
import * as util from "node:util";
import * as vm from "node:vm";
import { Network } from "./network";

const chunkFolder = process.env.TNTC_CHUNKS!;
const scripts = new Map<string, vm.Script>();

function chunkScript(name: string): vm.Script {
  let script = scripts.get(name);
  if (script === undefined) {
    const file = path.join(chunkFolder, `${name}.js`);
    script = new vm.Script(fs.readFileSync(file, "utf8"), { filename: `tntc:${name}` });
    scripts.set(name, script);
  }
  return script;
}

export interface Outcome {
  call: number;
  ok: boolean;
  text: string;
  stack: string | undefined;
  name: string | undefined;
}

export interface Settings {
  config?: unknown;
  secrets?: unknown;
  nodeName?: string;
}

// What this Node.js lacks of ES2025, as far as the prelude uses it.
function completeLanguage(context: vm.Context): void {
  const realm = vm.runInContext("({ Error, ArrayBuffer })", context);
  realm.Error.isError ??= (value: unknown) => util.types.isNativeError(value);
  if (realm.ArrayBuffer.prototype.transfer === undefined) {
    Object.defineProperty(realm.ArrayBuffer.prototype, "transfer", {
      value(this: ArrayBuffer) {
        const moved = this.slice(0);
        structuredClone(this, { transfer: [this] });
        return moved;
      },
    });
  }
}

export class Realm {
  readonly context = vm.createContext({});
  readonly logs: [level: number, text: string][] = [];
  readonly loadedChunks: string[] = [];
  readonly outcomes: Outcome[] = [];
  readonly network: Network;
  readonly host: any;
  readonly core: any;
  now = 1000;
  #timers = new Map<number, number>();
  #lastTimer = 0;
  #lastCall = 0;
  #waiting = new Map<number, (outcome: Outcome) => void>();

  constructor(settings: Settings = {}) {
    completeLanguage(this.context);
    const bytes = (from: Uint8Array) => this.#bytes(from);
    this.network = new Network((id, kind, a, b, c) =>
      this.core.onFetch(id, kind, kind === 1 ? bytes(a as Uint8Array) : a, b, c),
    );
    this.host = this.#makeHost(settings);
    this.core = chunkScript("core").runInContext(this.context)(this.host);
  }

  // A Uint8Array of the realm itself.
  #bytes(from: Uint8Array): Uint8Array {
    const made = vm.runInContext(`new Uint8Array(${from.length})`, this.context);
    made.set(from);
    return made;
  }

  #makeHost(settings: Settings): any {
    return {
      chunk: (name: string) => {
        this.loadedChunks.push(name);
        return chunkScript(name).runInContext(this.context)(this.host, this.core);
      },
      log: (level: number, text: string) => {
        if (typeof text !== "string") throw new TypeError("log: the text must be a string");
        this.logs.push([level, text]);
      },
      epoch: () => 1_700_000_000_000 + this.now,
      monotonic: () => this.now,
      timer: (delay: number) => {
        this.#timers.set(++this.#lastTimer, this.now + delay);
        return this.#lastTimer;
      },
      clearTimer: (id: number) => {
        this.#timers.delete(id);
      },
      random: (target: Uint8Array) => {
        crypto.getRandomValues(target);
      },
      uuid: () => crypto.randomUUID(),
      utf8Encode: (text: string) => this.#bytes(new TextEncoder().encode(text)),
      utf8Decode: (from: Uint8Array, fatal: boolean) => {
        try {
          return new TextDecoder("utf-8", { fatal, ignoreBOM: true }).decode(from);
        } catch {
          return null;
        }
      },
      domainToASCII: (domain: string) => {
        // The host parser also reads escapes and addresses; the bare conversion leaves those alone.
        const ascii = /^[\x00-\x7f]*$/.test(domain) && !/xn--/i.test(domain) ? domain.toLowerCase() : nodeUrl.domainToASCII(domain);
        return ascii === "" && domain !== "" ? null : ascii;
      },
      domainToUnicode: (domain: string) => nodeUrl.domainToUnicode(domain),
      fetch: (method: string, url: string, headers: string[], body: any) =>
        this.network.fetch(method, url, [...headers], body),
      fetchRead: (id: number) => this.network.read(id),
      fetchSend: (id: number, piece: Uint8Array | null) => this.network.send(id, piece),
      fetchAbort: (id: number) => this.network.abort(id),
      done: (call: number, ok: number, text: string, stack?: string, name?: string) => {
        const outcome = { call, ok: ok === 1, text, stack, name };
        this.outcomes.push(outcome);
        this.#waiting.get(call)?.(outcome);
      },
      config: () => JSON.stringify(settings.config ?? {}),
      secrets: () => JSON.stringify(settings.secrets ?? {}),
      nodeName: settings.nodeName ?? "the-node",
      nodePath: "./nodes/the-node.ts",
      workflowName: "the-workflow",
    };
  }

  load(moduleBody: string): void {
    const factory = vm.runInContext(`(async function(__tntc){"use strict"; ${moduleBody}\n})`, this.context, {
      filename: "nodes/the-node.ts",
    });
    this.core.load(factory);
  }

  // Starts a call of the loaded node.
  begin(input: unknown = {}, attempt = 1): { call: number; outcome: Promise<Outcome> } {
    const call = ++this.#lastCall;
    const outcome = new Promise<Outcome>((resolve) => this.#waiting.set(call, resolve));
    this.core.invoke(call, JSON.stringify(input), "run-7", attempt, "seed");
    return { call, outcome };
  }

  invoke(input: unknown = {}, attempt = 1): Promise<Outcome> {
    return this.begin(input, attempt).outcome;
  }

  // The output of `async (ctx, input) => { <body> }`; throws what the node failed with.
  async run(body: string, input: unknown = {}): Promise<any> {
    this.load(`__tntc.default = async (ctx, input) => {${body}};`);
    const outcome = await this.invoke(input);
    if (!outcome.ok) throw new Error(`${outcome.name}: ${outcome.text}`);
    return outcome.text === "" ? undefined : JSON.parse(outcome.text);
  }

  // Lets time pass; timers fire in their order.
  async advance(milliseconds: number): Promise<void> {
    const end = this.now + milliseconds;
    for (;;) {
      const due = [...this.#timers].filter(([, at]) => at <= end).sort((a, b) => a[1] - b[1] || a[0] - b[0])[0];
      if (due === undefined) break;
      this.#timers.delete(due[0]);
      this.now = Math.max(this.now, due[1]);
      this.core.onTimer(due[0]);
      await settled();
    }
    this.now = end;
  }

  get armedTimers(): number {
    return this.#timers.size;
  }
}

// After this all promise jobs that were possible have run.
export function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

export async function runOnce(body: string, settings: Settings = {}, input: unknown = {}): Promise<any> {
  return new Realm(settings).run(body, input);
}
