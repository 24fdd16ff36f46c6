// A node realm over a host that behaves as the native one is said to (src/host.ts). The engine is
// that of Node.js (a `vm` context that has the language and nothing else), or JavaScriptCore.
import * as engine from "tntc-test-engine";
import { Network } from "./network";
import { FakeSystem } from "./system";

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
  namedHosts?: string[]; // "host:port", as the node's capabilities name them
  nodeName?: string;
  keepsSteps?: boolean;
}

export class Realm {
  readonly context = engine.newContext();
  readonly logs: [level: number, text: string][] = [];
  readonly loadedChunks: string[] = [];
  readonly outcomes: Outcome[] = [];
  readonly network: Network;
  readonly extraCas: string[] = []; // of each fetch
  readonly system = new FakeSystem((id, event, text, name) =>
    this.core.onSocket(id, event, event === 1 ? this.#bytes(text) : text, name),
  );
  readonly host: any;
  readonly core: any;
  now = 1000;
  readonly steps = new Map<string, string>(); // kept, as JSON
  readonly waits: string[] = []; // going on: until when, and for what
  readonly events = new Map<string, string[]>(); // that have come, as JSON
  #timers = new Map<number, number>();
  #lastTimer = 0;
  #lastCall = 0;
  #awaited: { name: string; index: number; told: number }[] = [];
  #waiting = new Map<number, (outcome: Outcome) => void>();

  constructor(settings: Settings = {}) {
    const bytes = (from: Uint8Array) => this.#bytes(from);
    this.network = new Network((id, kind, a, b, c) =>
      this.core.onFetch(id, kind, kind === 1 ? bytes(a as Uint8Array) : a, b, c),
    );
    this.host = this.#makeHost(settings);
    this.core = this.context.evaluateChunk("core")(this.host);
  }

  // A Uint8Array of the realm itself.
  #bytes(from: Uint8Array): Uint8Array {
    const made = this.context.evaluate(`new Uint8Array(${from.length})`, "host");
    made.set(from);
    return made;
  }

  #makeHost(settings: Settings): any {
    return {
      chunk: (name: string) => {
        this.loadedChunks.push(name);
        return this.context.evaluateChunk(name)(this.host, this.core);
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
      step: (name: string) => {
        if (settings.keepsSteps === false) throw new TypeError("nothing is kept here");
        return this.steps.get(name) ?? null;
      },
      stepsAreKept: () => settings.keepsSteps !== false,
      // Kept, and told, when time passes.
      keepStep: (name: string, text: string) => {
        this.steps.set(name, text);
        this.#timers.set(++this.#lastTimer, this.now);
        return this.#lastTimer;
      },
      event: (name: string, index: number) => this.events.get(name)?.[index] ?? null,
      awaitEvent: (name: string, index: number) => {
        this.#awaited.push({ name, index, told: ++this.#lastTimer });
        return this.#lastTimer;
      },
      waiting: (begins: boolean, until: number, event?: string) => {
        const wait = `${until} ${event ?? "time"}`;
        if (begins) this.waits.push(wait);
        else this.waits.splice(this.waits.indexOf(wait), 1);
      },
      random: (target: Uint8Array) => {
        engine.fillRandom(target);
      },
      uuid: () => engine.uuid(),
      // No cryptography here: an answer of the right type, or a failure that names the operation.
      // src/runtime/js/subtle_binding_test.cpp tests crypto.subtle over the real one.
      subtle: (operation: string) =>
        operation === "digest" || operation === "hmacSign"
          ? this.#bytes(new Uint8Array(32))
          : `there is no ${operation} in these tests`,
      utf8Encode: (text: string) => this.#bytes(engine.utf8Encode(text)),
      utf8Decode: engine.utf8Decode,
      domainToASCII: engine.domainToASCII,
      domainToUnicode: engine.domainToUnicode,
      fetch: (method: string, url: string, headers: string[], body: any, extraCa = "") => {
        this.extraCas.push(extraCa);
        return this.network.fetch(method, url, [...headers], body);
      },
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
      namesHost: (host: string, port: number) =>
        (settings.namedHosts ?? []).includes(`${host}:${port}`),
      env: (name?: string) => this.system.env(name),
      file: (act: number, path: string, second: string, bytes: Uint8Array | null, flags: number) => {
        const reply = this.system.file(act, path, second, bytes, flags);
        return typeof reply === "string" ? reply : this.#bytes(reply);
      },
      socket: (...call: any[]) => this.system.socket(...(call as [number, number, number])),
      arch: "x86_64",
      nodeName: settings.nodeName ?? "the-node",
      nodePath: "./nodes/the-node.ts",
      workflowName: "the-workflow",
    };
  }

  load(moduleBody: string): void {
    const factory = this.context.evaluate(
      `(async function(__tntc){"use strict"; ${moduleBody}\n})`,
      "nodes/the-node.ts",
    );
    this.core.load(factory);
  }

  // An event comes for the run.
  send(name: string, payload: unknown): void {
    const before = this.events.get(name) ?? [];
    this.events.set(name, [...before, JSON.stringify(payload)]);
    const due = this.#awaited.filter((one) => one.name === name && one.index === before.length);
    for (const one of due) this.core.onTimer(one.told);
  }

  // Starts a call of the loaded node.
  begin(
    input: unknown = {},
    attempt = 1,
    item?: [index: number, count: number],
  ): { call: number; outcome: Promise<Outcome> } {
    const call = ++this.#lastCall;
    const outcome = new Promise<Outcome>((resolve) => this.#waiting.set(call, resolve));
    this.core.invoke(call, JSON.stringify(input), "run-7", attempt, ...(item ?? []));
    return { call, outcome };
  }

  invoke(
    input: unknown = {},
    attempt = 1,
    item?: [index: number, count: number],
  ): Promise<Outcome> {
    return this.begin(input, attempt, item).outcome;
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
      const due = [...this.#timers]
        .filter(([, at]) => at <= end)
        .sort((a, b) => a[1] - b[1] || a[0] - b[0])[0];
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
  return new Promise((resolve) => engine.later(resolve));
}

export async function runOnce(
  body: string,
  settings: Settings = {},
  input: unknown = {},
): Promise<any> {
  return new Realm(settings).run(body, input);
}
