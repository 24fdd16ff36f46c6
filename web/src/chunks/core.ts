// The part of the prelude every realm evaluates: what native code calls, ctx, timers, and lazy
// accessors for everything else. Kept small, because its evaluation is the price of a realm.
import { makeCalls } from "../core/calls";
import { makeContexts } from "../core/context";
import { fullTextOf } from "../core/failure";
import { defineLazyGlobals } from "../core/globals";
import { outputText } from "../core/output";
import { primordials } from "../core/primordials";
import { makeTimers } from "../core/timers";
import { LogLevel, type Core, type Host } from "../host";

function formatQuickly(values: ArrayLike<unknown>, from: number): string | undefined {
  let line = "";
  for (let i = from; i < values.length; i++) {
    const value = values[i];
    const type = typeof value;
    if (
      value !== null &&
      type !== "string" &&
      type !== "number" &&
      type !== "boolean" &&
      type !== "undefined"
    )
      return undefined;
    if (i > from) line += " ";
    line += value === 0 && 1 / value < 0 ? "-0" : value;
  }
  return line;
}

export default function (host: Host): Core {
  const { create, setPrototypeOf } = primordials;
  setPrototypeOf(host, null);

  const chunks = create(null);
  let configText: string | undefined;
  let secretsText: string | undefined;

  const core: Core = {
    __proto__: null,
    primordials,
    fetchEvent: undefined,
    forgetFetches: undefined,
    socketEvent: undefined,
    forgetSockets: undefined,

    chunk(name: string) {
      return (chunks[name] ??= host.chunk(name));
    },
    format(values: ArrayLike<unknown>, from: number) {
      return formatQuickly(values, from) ?? core.chunk("inspect").format(values, from);
    },
    reportUncaught(reason: unknown) {
      host.log(LogLevel.error, `Uncaught ${fullTextOf(reason)}`);
    },
    configText: () => (configText ??= host.config()),
    secretsText: () => (secretsText ??= host.secrets()),

    load: (factory: any) => calls.load(factory),
    invoke: (
      call: number,
      input: string,
      runId: string,
      attempt: number,
      index?: number,
      count?: number,
    ) => calls.invoke(call, input, runId, attempt, index, count),
    // First the era ends, so that nothing a listener does is reported; what listeners start is
    // forgotten with the rest.
    cancel(reasonName: string, message: string) {
      calls.endEra();
      contexts.abort(reasonName, message);
      timers.forgetAll();
      core.forgetFetches?.();
      core.forgetSockets?.();
    },
    onTimer: (id: number) => timers.onTimer(id),
    onFetch(id: number, kind: number, a: unknown, b: unknown, c: unknown, d: unknown) {
      core.fetchEvent?.(id, kind, a, b, c, d);
    },
    onSocket(id: number, event: number, text: any, name: string) {
      core.socketEvent?.(id, event, text, name);
    },
    unhandled(reason: unknown) {
      host.log(LogLevel.error, `Uncaught (in promise) ${fullTextOf(reason)}`);
    },
    after: (delayMs: number, run: () => void) => timers.after(delayMs, run),
    outputText,
    whenTold: (native: number, run: () => void) => timers.whenTold(native, run),
    cancelAfter: (id: number) => timers.clear(id),
  } as any;

  const timers = makeTimers(host, core.reportUncaught);
  const contexts = makeContexts(host, core);
  const calls = makeCalls(host, contexts);

  const { TypeFault } = primordials;
  async function soon(run: () => void): Promise<void> {
    await undefined;
    try {
      run();
    } catch (reason) {
      core.reportUncaught(reason);
    }
  }
  // Enumerable, as they are elsewhere.
  const globals = globalThis as any;
  globals.self = globals;
  globals.setTimeout = timers.setTimeout;
  globals.setInterval = timers.setInterval;
  globals.clearTimeout = function clearTimeout(id?: unknown): void {
    timers.clear(id);
  };
  globals.clearInterval = function clearInterval(id?: unknown): void {
    timers.clear(id);
  };
  globals.queueMicrotask = function queueMicrotask(run: () => void): void {
    if (typeof run !== "function") throw new TypeFault("queueMicrotask needs a function to call");
    soon(run);
  };
  defineLazyGlobals(core);
  return core;
}
