// The line between native code and the prelude. Native code makes one Host per realm, hands it to
// the core chunk and keeps the Core it gets back. Neither may ever become reachable from node code:
// whoever holds the Host can report the outcome of a call that is not its own.
//
// Rules that follow from it, for every file below this folder:
//  - a host function is only ever called directly (`host.log(...)`); it is never an argument, a
//    receiver of `.call`/`.bind`, an element of an array or a property of something handed out;
//  - Host and Core have no prototype, so that looking up a missing name cannot run a getter that
//    node code put on Object.prototype;
//  - what must not be forged uses the builtins captured in core/primordials.ts, because node code
//    may have patched the public ones by the time a lazy chunk is evaluated.

// Is a failure worth another attempt? As a kind it usually is, or is not; or it says so itself.
export const enum Retry {
  usual,
  unusual,
  yes,
  no,
}

export const enum LogLevel {
  debug = 0,
  info = 1,
  warn = 2,
  error = 3,
}

export type RequestBody = null | string | Uint8Array | true;

export interface Host {
  chunk(name: string): any;
  log(level: LogLevel, text: string): void;
  epoch(): number;
  monotonic(): number;
  timer(delayMs: number): number;
  clearTimer(id: number): void;
  random(bytes: Uint8Array): void;
  uuid(): string;
  utf8Encode(text: string): Uint8Array;
  utf8Decode(bytes: Uint8Array, fatal: boolean): string | null;
  domainToASCII(domain: string, beStrict: boolean): string | null;
  domainToUnicode(domain: string): string;
  // A computation of crypto.subtle (src/runtime/js/subtle_binding.h); a text says why it failed.
  subtle(
    operation: string,
    ...given: (string | number | Uint8Array)[]
  ): Uint8Array | boolean | string;
  // `extraCa`: PEM certificates trusted besides the system's. `service` and `path`: what ctx.fetch
  // was called with, when it was.
  fetch(
    method: string,
    url: string,
    headers: string[],
    body: RequestBody,
    extraCa?: string,
    service?: string,
    path?: string,
  ): number;
  fetchRead(id: number): void;
  fetchSend(id: number, bytes: Uint8Array | null): void;
  fetchAbort(id: number): void;
  // `status`: the HTTP status that the error carries, 0 for none.
  done(
    call: number,
    ok: 0 | 1,
    text: string,
    stack?: string,
    name?: string,
    retry?: Retry,
    status?: number,
  ): void;
  // What an earlier execution of the node has kept of a step: JSON, "" for undefined; null: nothing.
  // Throws where nothing can be kept.
  step(name: string): string | null;
  stepsAreKept(): boolean;
  // Keeps what came of a step; its number is told, as of a timer, when it is kept.
  keepStep(name: string, text: string): number;
  // What has come of the run's events of this name, the first being 0: JSON; null: not yet.
  event(name: string, index: number): string | null;
  // Its number is told, as of a timer, when that event has come.
  awaitEvent(name: string, index: number): number;
  // The node waits, and none of its time passes; once for each wait, then `false` with the same
  // `until`: when it ends by itself, in milliseconds since 1970, 0 for never. `event`: what for.
  waiting(begins: boolean, until: number, event?: string): void;
  config(): string;
  secrets(): string;
  // Does the node's own list of hosts name this one? Only then may credentials go there.
  namesHost(host: string, port: number): boolean;
  // The three of the Deno namespace. What fails throws a text, "NotFound\n<message>": the class of
  // Deno.errors and its message.
  env(): string; // a JSON object
  env(name: string): string | null;
  file(
    act: number,
    path: string,
    second: string,
    bytes: Uint8Array | null,
    flags: number,
    mode?: number,
    size?: number,
  ): any;
  socket(
    act: number,
    socket: number,
    value: number,
    host?: string,
    type?: string,
    bytes?: Uint8Array,
    tlsHost?: string,
    extraCa?: string,
    protocols?: string,
  ): number;
  readonly arch: "x86_64" | "aarch64";
  readonly nodeName: string;
  readonly nodePath: string;
  readonly workflowName: string;
}

export type NodeHolder = { default?: unknown };

// What native code calls.
export interface NativeSide {
  load(factory: (holder: NodeHolder) => unknown): void;
  // `index` of `count` elements, when it is for one.
  invoke(
    call: number,
    inputText: string,
    runId: string,
    attempt: number,
    index?: number,
    count?: number,
  ): void;
  cancel(reasonName: string, message: string): void;
  onTimer(id: number): void;
  onFetch(id: number, kind: number, a?: unknown, b?: unknown, c?: unknown, d?: unknown): void;
  onSocket(id: number, event: number, text: any, name: string): void;
  unhandled(reason: unknown): void;
}

// What the lazy chunks find on the same object.
export interface Core extends NativeSide {
  readonly primordials: typeof import("./core/primordials").primordials;
  // The exports of a lazy chunk, evaluated at first use.
  chunk(name: string): any;
  // One line of text for values as console.log would print them.
  format(values: ArrayLike<unknown>, from: number): string;
  // Logs what nobody caught, and never throws.
  reportUncaught(reason: unknown): void;
  // A timer of the prelude itself: `run` is trusted code.
  after(delayMs: number, run: () => void): number;
  cancelAfter(id: number): void;
  // As JSON, "" for undefined; throws when it has no JSON form.
  outputText(value: unknown): string;
  // `run` is called when native code tells of the number, as of a timer.
  whenTold(native: number, run: () => void): void;
  configText(): string;
  secretsText(): string;
  // Set by the fetch chunk when it is loaded.
  fetchEvent:
    | ((id: number, kind: number, a: any, b: any, c: any, d: any) => void)
    | undefined;
  forgetFetches: (() => void) | undefined;
  // Set by the deno chunk when its first socket is opened.
  socketEvent: ((id: number, event: number, text: any, name: string) => void) | undefined;
  forgetSockets: (() => void) | undefined;
}
