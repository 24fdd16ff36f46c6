// Event and CustomEvent. There is no tree of targets: an event has one target and no path.

export interface Dispatch {
  begin(event: Event, target: object): void;
  end(event: Event): void;
  stopped(event: Event): boolean;
  setPassive(event: Event, passive: boolean): void;
  isDispatching(event: Event): boolean;
  trust(event: Event): void;
}

export let dispatching: Dispatch;

interface EventInit {
  bubbles?: boolean;
  cancelable?: boolean;
  composed?: boolean;
}

export class Event {
  static readonly NONE = 0;
  static readonly CAPTURING_PHASE = 1;
  static readonly AT_TARGET = 2;
  static readonly BUBBLING_PHASE = 3;

  #type: string;
  #bubbles: boolean;
  #cancelable: boolean;
  #composed: boolean;
  #target: object | null = null;
  #active = false;
  #canceled = false;
  #passive = false;
  #stopped = false;
  #stoppedHere = false;
  #trusted = false;
  #timeStamp = now();

  static {
    dispatching = {
      begin(event, target) {
        event.#active = true;
        event.#target = target;
      },
      end(event) {
        event.#active = false;
        event.#stopped = false;
        event.#stoppedHere = false;
      },
      stopped: (event) => event.#stoppedHere,
      setPassive(event, passive) {
        event.#passive = passive;
      },
      isDispatching: (event) => event.#active,
      trust(event) {
        event.#trusted = true;
      },
    };
  }

  constructor(type: string, init: EventInit = {}) {
    if (arguments.length === 0) throw new TypeError("an Event needs a type");
    this.#type = `${type}`;
    this.#bubbles = Boolean(init?.bubbles);
    this.#cancelable = Boolean(init?.cancelable);
    this.#composed = Boolean(init?.composed);
  }
  get type() {
    return this.#type;
  }
  get target() {
    return this.#target;
  }
  get srcElement() {
    return this.#target;
  }
  get currentTarget() {
    return this.#active ? this.#target : null;
  }
  get eventPhase() {
    return this.#active ? Event.AT_TARGET : Event.NONE;
  }
  get bubbles() {
    return this.#bubbles;
  }
  get cancelable() {
    return this.#cancelable;
  }
  get composed() {
    return this.#composed;
  }
  get defaultPrevented() {
    return this.#canceled;
  }
  get returnValue() {
    return !this.#canceled;
  }
  get isTrusted() {
    return this.#trusted;
  }
  get timeStamp() {
    return this.#timeStamp;
  }
  get cancelBubble() {
    return this.#stopped;
  }
  set cancelBubble(stop: boolean) {
    if (stop) this.#stopped = true;
  }
  composedPath(): object[] {
    return this.#active && this.#target !== null ? [this.#target] : [];
  }
  preventDefault(): void {
    if (this.#cancelable && !this.#passive) this.#canceled = true;
  }
  stopPropagation(): void {
    this.#stopped = true;
  }
  stopImmediatePropagation(): void {
    this.#stopped = true;
    this.#stoppedHere = true;
  }
  get [Symbol.toStringTag]() {
    return "Event";
  }
}

export class CustomEvent extends Event {
  #detail: unknown;

  constructor(type: string, init: EventInit & { detail?: unknown } = {}) {
    super(type, init);
    this.#detail = init?.detail ?? null;
  }
  get detail() {
    return this.#detail;
  }
  override get [Symbol.toStringTag]() {
    return "CustomEvent";
  }
}

let now: () => number = () => 0;

export function useClock(clock: () => number): void {
  now = clock;
}
