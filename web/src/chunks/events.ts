// Events, abort signals and DOMException.
import { CustomEvent, Event, useClock } from "../events/event";
import { DOMException } from "../events/exception";
import { AbortController, AbortSignal, signals, useTimers } from "../events/signal";
import { EventTarget, reportTo } from "../events/target";
import type { Core, Host } from "../host";

export default function (host: Host, core: Core) {
  useClock(() => host.monotonic());
  useTimers((delayMs, run) => core.after(delayMs, run));
  reportTo((reason) => core.reportUncaught(reason));

  const makeException = (message: string, name: string) => new DOMException(message, name);

  // ctx.signal, and how the end of an attempt reaches it.
  function makeSignalSource() {
    const signal = signals.make();
    return {
      signal,
      abort(name: string, message: string): void {
        signals.abort(signal, makeException(message, name));
      },
    };
  }

  return {
    __proto__: null,
    AbortController,
    AbortSignal,
    CustomEvent,
    DOMException,
    Event,
    EventTarget,
    makeException,
    makeSignalSource,
    signals,
  };
}
