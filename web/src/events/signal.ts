// AbortController and AbortSignal. The prelude's own users (fetch, streams) register plain
// functions, which run before the event and cannot be seen or removed by node code.
import { DOMException } from "./exception";
import { Event } from "./event";
import { dispatchTrusted, EventTarget, HandlerSlot, useSignals } from "./target";

type Algorithm = () => void;

export interface Signals {
  make(): AbortSignal;
  abort(signal: AbortSignal, reason: unknown): void;
  is(value: unknown): value is AbortSignal;
  aborted(signal: AbortSignal): boolean;
  reason(signal: AbortSignal): unknown;
  add(signal: AbortSignal, run: Algorithm): void;
  remove(signal: AbortSignal, run: Algorithm): void;
}

export let signals: Signals;

let after: (delayMs: number, run: () => void) => number = () => 0;
export function useTimers(start: typeof after): void {
  after = start;
}

const token = Symbol("AbortSignal");
const abortError = () => new DOMException("The signal has been aborted", "AbortError");

export class AbortSignal extends EventTarget {
  #aborted = false;
  #reason: unknown = undefined;
  #algorithms = new Set<Algorithm>();
  #handler = new HandlerSlot();
  // Signals made by `any` from this one; they abort right after it.
  #dependents: AbortSignal[] = [];
  #sources: AbortSignal[] = [];
  #dependent = false;

  static {
    signals = {
      make: () => new AbortSignal(token),
      abort: (signal, reason) => signal.#abort(reason),
      is: (value): value is AbortSignal =>
        typeof value === "object" && value !== null && #aborted in value,
      aborted: (signal) => signal.#aborted,
      reason: (signal) => signal.#reason,
      add(signal, run) {
        if (!signal.#aborted) signal.#algorithms.add(run);
      },
      remove(signal, run) {
        signal.#algorithms.delete(run);
      },
    };
  }

  constructor(key?: unknown) {
    if (key !== token) throw new TypeError("Illegal constructor");
    super();
  }

  static abort(reason: unknown = abortError()): AbortSignal {
    const signal = signals.make();
    signal.#aborted = true;
    signal.#reason = reason;
    return signal;
  }

  static timeout(milliseconds: number): AbortSignal {
    const delay = Number(milliseconds);
    if (!(delay >= 0) || delay > Number.MAX_SAFE_INTEGER)
      throw new TypeError(
        "AbortSignal.timeout needs a number of milliseconds that is not negative",
      );
    const signal = signals.make();
    after(delay, () => signal.#abort(new DOMException("Signal timed out.", "TimeoutError")));
    return signal;
  }

  static any(given: Iterable<AbortSignal>): AbortSignal {
    const sources = [...given];
    for (const source of sources) {
      if (!signals.is(source)) throw new TypeError("AbortSignal.any needs signals only");
    }
    const signal = signals.make();
    signal.#dependent = true;
    for (const source of sources) {
      if (!source.#aborted) continue;
      signal.#aborted = true;
      signal.#reason = source.#reason;
      return signal;
    }
    for (const source of sources) {
      for (const root of source.#dependent ? source.#sources : [source]) {
        if (signal.#sources.includes(root)) continue;
        signal.#sources.push(root);
        root.#dependents.push(signal);
      }
    }
    return signal;
  }

  get aborted(): boolean {
    return this.#aborted;
  }
  get reason(): unknown {
    return this.#reason;
  }
  throwIfAborted(): void {
    if (this.#aborted) throw this.#reason;
  }
  get onabort(): unknown {
    return this.#handler.get();
  }
  set onabort(handler: unknown) {
    this.#handler.set(this, "abort", handler);
  }
  override get [Symbol.toStringTag]() {
    return "AbortSignal";
  }
  [Symbol.for("Deno.customInspect")](inspect: (value: unknown) => string): string {
    return `AbortSignal { aborted: ${this.#aborted}, reason: ${inspect(this.#reason)}, onabort: ${inspect(this.onabort)} }`;
  }

  #abort(reason: unknown = abortError()): void {
    if (this.#aborted) return;
    this.#aborted = true;
    this.#reason = reason;
    const dependents = this.#dependents.filter((dependent) => !dependent.#aborted);
    for (const dependent of dependents) {
      dependent.#aborted = true;
      dependent.#reason = reason;
    }
    this.#run();
    for (const dependent of dependents) dependent.#run();
  }

  #run(): void {
    const algorithms = this.#algorithms;
    this.#algorithms = new Set();
    for (const run of algorithms) run();
    dispatchTrusted(this, new Event("abort"));
  }
}

export class AbortController {
  #signal = signals.make();

  get signal(): AbortSignal {
    return this.#signal;
  }
  abort(reason?: unknown): void {
    signals.abort(this.#signal, reason);
  }
  get [Symbol.toStringTag]() {
    return "AbortController";
  }
}

useSignals((signal, run) => {
  if (!signals.is(signal)) throw new TypeError("the signal option must be an AbortSignal");
  if (signals.aborted(signal)) return false;
  signals.add(signal, run);
  return true;
});
