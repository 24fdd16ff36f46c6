// EventTarget: listeners called in the order they were added.
import { dispatching, Event } from "./event";

interface Listener {
  type: string;
  callback: any;
  capture: boolean;
  once: boolean;
  passive: boolean;
  removed: boolean;
}

export let dispatchTrusted: (target: EventTarget, event: Event) => void;
let report: (reason: unknown) => void = () => {};

export function reportTo(sink: (reason: unknown) => void): void {
  report = sink;
}

// Set by the signal module: how a listener is removed when a signal aborts.
export let onceAborted: (signal: unknown, run: () => void) => boolean = () => true;
export function useSignals(hook: typeof onceAborted): void {
  onceAborted = hook;
}

const captureOf = (options: any): boolean =>
  Boolean(typeof options === "object" && options !== null ? options.capture : options);

export class EventTarget {
  #listeners: Listener[] = [];

  static {
    dispatchTrusted = (target, event) => {
      dispatching.trust(event);
      target.#dispatch(event);
    };
  }

  addEventListener(type: string, callback: unknown, options?: any): void {
    const details = typeof options === "object" && options !== null ? options : {};
    const { signal } = details;
    if (callback === null || callback === undefined) return;
    if (typeof callback !== "function" && typeof callback !== "object")
      throw new TypeError("an event listener must be a function or an object");
    const name = `${type}`;
    const capture = captureOf(options);
    if (this.#find(name, callback, capture) !== undefined) return;
    const listener: Listener = {
      type: name,
      callback,
      capture,
      once: Boolean(details.once),
      passive: Boolean(details.passive),
      removed: false,
    };
    if (signal !== undefined && !onceAborted(signal, () => this.#remove(listener))) return;
    this.#listeners.push(listener);
  }

  removeEventListener(type: string, callback: unknown, options?: any): void {
    const found = this.#find(`${type}`, callback, captureOf(options));
    if (found !== undefined) this.#remove(found);
  }

  dispatchEvent(event: Event): boolean {
    if (dispatching.isDispatching(event)) {
      throw new TypeError("the event is already being dispatched");
    }
    return this.#dispatch(event);
  }

  get [Symbol.toStringTag]() {
    return "EventTarget";
  }

  #find(type: string, callback: unknown, capture: boolean): Listener | undefined {
    return this.#listeners.find(
      (listener) =>
        listener.type === type && listener.callback === callback && listener.capture === capture,
    );
  }

  #remove(listener: Listener): void {
    listener.removed = true;
    this.#listeners = this.#listeners.filter((other) => other !== listener);
  }

  #dispatch(event: Event): boolean {
    dispatching.begin(event, this);
    for (const listener of this.#listeners) {
      if (listener.type !== event.type || listener.removed) continue;
      if (listener.once) this.#remove(listener);
      dispatching.setPassive(event, listener.passive);
      try {
        if (typeof listener.callback === "function")
          Reflect.apply(listener.callback, this, [event]);
        else listener.callback.handleEvent(event);
      } catch (reason) {
        report(reason);
      }
      dispatching.setPassive(event, false);
      if (dispatching.stopped(event)) break;
    }
    dispatching.end(event);
    return !event.defaultPrevented;
  }
}

// `target.onname`: one listener that keeps its place while the handler is exchanged.
export class HandlerSlot {
  #handler: any = null;
  #registered = false;

  get(): unknown {
    return this.#handler;
  }
  set(target: EventTarget, type: string, handler: unknown): void {
    this.#handler =
      typeof handler === "function" || (typeof handler === "object" && handler !== null)
        ? handler
        : null;
    if (this.#registered || this.#handler === null) return;
    this.#registered = true;
    const slot = this;
    EventTarget.prototype.addEventListener.call(
      target,
      type,
      function (this: unknown, event: Event) {
        if (typeof slot.#handler === "function") Reflect.apply(slot.#handler, this, [event]);
      },
    );
  }
}
