// What the nodes of a workflow can use: the module "tentacular" (types, and one error to throw) and
// the global names that every node has besides the language itself.
//
// Globals are an interface and a variable of the same name each, so that a project that loads
// TypeScript's own "DOM" library as well keeps working (with skipLibCheck).

declare module "tentacular" {
  /** Writes to the log of the node. Values after the message are printed as console.log prints them. */
  export interface Logger {
    debug(message: unknown, ...values: unknown[]): void;
    info(message: unknown, ...values: unknown[]): void;
    warn(message: unknown, ...values: unknown[]): void;
    error(message: unknown, ...values: unknown[]): void;
  }

  /** What a node's function is given besides its input; made anew for every call. */
  export interface Context {
    /**
     * Fetches from a service. A path is taken below `https://api.<service>.com`, or below
     * `config.services.<service>.url`; it cannot lead to another host. An address that begins with
     * `http://` or `https://` is used as it is.
     *
     * To the service's own origin, and to hosts that the node's `capabilities.net` names,
     * `secrets.<service>.token` is sent as `Authorization: Bearer …` and
     * `secrets.<service>.api_key` as `X-API-Key`, unless the request has such a header already.
     */
    fetch(service: string, path: string | URL, init?: RequestInit): Promise<Response>;
    readonly log: Logger;
    /** The `config:` block of workflow.yaml. A copy: changes are seen by this call only. */
    readonly config: Record<string, unknown>;
    /**
     * The secrets, by service and key. A copy, as `config` is. A service that is a single text (a
     * scalar in .secrets.yaml, a file of text in .secrets/) is `{ value: "the text" }`, which reads
     * as its text in templates: `Bearer ${ctx.secrets.name}`. docs/secrets.md has the rules.
     */
    readonly secrets: Record<string, Record<string, any>>;
    /** Aborted when this attempt is over before its end: timed out (TimeoutError) or cancelled. */
    readonly signal: AbortSignal;
    readonly runId: string;
    /** 1 for the first attempt, 2 for the first retry, … */
    readonly attempt: number;
    /**
     * Does something once, although the node may be executed again: after its process has died, or
     * for another attempt. `act` is called unless a result of the step is kept; its result, which
     * must have a JSON form, is on disk before the promise is resolved. Each step of a node needs a
     * name of its own. Only in recorded runs (docs/durability.md); in tests nothing is kept.
     */
    step<Result>(name: string, act: () => Result | Promise<Result>): Promise<Result>;
    /**
     * Waits: "30s", "1m30s", or a number of milliseconds. None of the node's timeout passes
     * meanwhile. In a recorded run an execution after a crash waits for the rest only.
     */
    sleep(duration: string | number): Promise<void>;
    /**
     * Waits for an event of this name that is sent to the run, and gives its payload. None of the
     * node's timeout passes meanwhile. An event that came before anybody waited is kept; each node
     * sees all events of a name in their order. With a `timeout` ("2h", or milliseconds) the wait
     * ends with an error named TimeoutError when none has come.
     */
    waitForEvent(name: string, options?: { timeout?: string | number }): Promise<any>;
    /**
     * In a node with `forEach`: which of how many elements the input is, from 0. Elsewhere undefined.
     */
    readonly item?: { readonly index: number; readonly count: number };
    /**
     * The same for every execution of this node in this run, and of this element of a `forEach`: a
     * key for calls to the outside.
     */
    readonly idempotencyKey: string;
    /** The name of the node in workflow.yaml. */
    readonly node: string;
  }

  /** Thrown by a node that another attempt would not help: its `retries` are not used. */
  export class NonRetryableError extends Error {
    constructor(message?: string, options?: { cause?: unknown });
    readonly retryable: false;
  }

  /** The input of a node that another one names as its `onFailure`. */
  export interface Failure {
    /** The node that failed, and why. */
    node: string;
    error: string;
    /** Of all nodes that failed. */
    errors: Record<string, string>;
    /** Of the nodes that had succeeded. */
    outputs: Record<string, any>;
  }

  /**
   * The default export of a node's file. The output must have a JSON form; it is the input of the
   * nodes that follow. A node with several edges into it gets `{ <node name>: <its output>, … }`.
   */
  export type NodeFunction<Input = any, Output = unknown> = (
    ctx: Context,
    input: Input,
  ) => Output | Promise<Output>;

  export interface NodeModule<Input = any, Output = unknown> {
    default: NodeFunction<Input, Output>;
  }

  export type TriggerType = "manual" | "cron" | "webhook" | "queue";

  export interface Trigger {
    type: TriggerType;
    name?: string;
    /** For "cron": five fields. */
    schedule?: string;
    /** For "webhook". */
    path?: string;
    /** For "queue". */
    subject?: string;
  }

  /** Exactly one of `path`, `sleep` and `waitFor`. */
  export interface NodeSpec {
    path?: string;
    /** A duration: the node waits, and its output is its input. */
    sleep?: string | number;
    /** The name of an event: the node waits for it, and its output is the event's payload. */
    waitFor?: string | { event: string; timeout?: string | number };
    /** A list in the input, "input.items": the node runs once for each element. */
    forEach?: string;
    /** Elements at once: 1 to 100. */
    concurrency?: number;
    onError?: "fail" | "collect";
    /** The node that runs when the run has failed because of this one. */
    onFailure?: string;
    /** `net`, `secrets`, `read`, `write` and `env` restrict; other keys are notes. */
    capabilities?: Record<string, string | string[]>;
    timeout?: string;
    retries?: number;
    backoff?: { initial?: string; factor?: number; max?: string; jitter?: number };
    retryOn?: (string | number)[];
    noRetry?: (string | number)[];
    when?: string;
    description?: string;
  }

  export interface Edge {
    from: string;
    to: string;
  }

  export interface WorkflowConfig {
    timeout?: string;
    retries?: number;
    [key: string]: unknown;
  }

  /** workflow.yaml. */
  export interface WorkflowSpec {
    name: string;
    version: string;
    description?: string;
    triggers: Trigger[];
    nodes: Record<string, NodeSpec>;
    edges: Edge[];
    config?: WorkflowConfig;
    deployment?: { namespace?: string };
  }

  /** Nodes that depend on nothing later than the stage before. */
  export interface Stage {
    nodes: string[];
  }

  export interface CompiledDAG {
    workflow: WorkflowSpec;
    stages: Stage[];
    nodeOrder: string[];
  }

  export interface NodeTiming {
    /** Milliseconds since the Unix epoch. */
    startedAt: number;
    completedAt: number;
    durationMs: number;
  }

  /** What `POST /run` answers. */
  export interface ExecutionResult {
    success: boolean;
    /** Of the nodes that succeeded. */
    outputs: Record<string, unknown>;
    /** Of the nodes that failed. */
    errors: Record<string, string>;
    timing: NodeTiming & { nodeTimings: Record<string, NodeTiming> };
  }

  export interface NodeRunner {
    run(node: string, ctx: Context, input: unknown): Promise<unknown>;
  }

  export interface WorkflowExecutor {
    execute(graph: CompiledDAG, runner: NodeRunner, input?: unknown): Promise<ExecutionResult>;
  }
}

// ---- console, timers, tasks ----

interface Console {
  assert(condition?: unknown, ...values: unknown[]): void;
  clear(): void;
  count(label?: string): void;
  countReset(label?: string): void;
  debug(...values: unknown[]): void;
  dir(value?: unknown, options?: unknown): void;
  dirxml(...values: unknown[]): void;
  error(...values: unknown[]): void;
  group(...values: unknown[]): void;
  groupCollapsed(...values: unknown[]): void;
  groupEnd(): void;
  info(...values: unknown[]): void;
  log(...values: unknown[]): void;
  table(value?: unknown, columns?: string[]): void;
  time(label?: string): void;
  timeEnd(label?: string): void;
  timeLog(label?: string, ...values: unknown[]): void;
  trace(...values: unknown[]): void;
  warn(...values: unknown[]): void;
}
declare var console: Console;
declare var self: typeof globalThis;

declare function setTimeout<Values extends unknown[]>(
  run: (...values: Values) => void,
  milliseconds?: number,
  ...values: Values
): number;
declare function setInterval<Values extends unknown[]>(
  run: (...values: Values) => void,
  milliseconds?: number,
  ...values: Values
): number;
declare function clearTimeout(timer?: number): void;
declare function clearInterval(timer?: number): void;
declare function queueMicrotask(run: () => void): void;
declare function structuredClone<T>(value: T, options?: { transfer?: ArrayBuffer[] }): T;
declare function atob(text: string): string;
declare function btoa(text: string): string;

interface Performance {
  readonly timeOrigin: number;
  now(): number;
  toJSON(): unknown;
}
declare var performance: Performance;

type BufferSource = ArrayBuffer | ArrayBufferView;
type KeyType = "public" | "private" | "secret";
type KeyFormat = "raw" | "spki" | "pkcs8" | "jwk";
type KeyUsage =
  | "encrypt"
  | "decrypt"
  | "sign"
  | "verify"
  | "deriveKey"
  | "deriveBits"
  | "wrapKey"
  | "unwrapKey";

/** The name of an algorithm, or an object with its name and its parameters. */
interface Algorithm {
  name: string;
}
type AlgorithmIdentifier = Algorithm | string;
/** "SHA-1", "SHA-256", "SHA-384" or "SHA-512". */
type HashAlgorithmIdentifier = AlgorithmIdentifier;
type NamedCurve = string;

interface HmacKeyGenParams extends Algorithm {
  hash: HashAlgorithmIdentifier;
  /** In bits. */
  length?: number;
}
interface HmacImportParams extends Algorithm {
  hash: HashAlgorithmIdentifier;
  length?: number;
}
interface AesKeyGenParams extends Algorithm {
  /** 128, 192 or 256. */
  length: number;
}
interface AesDerivedKeyParams extends Algorithm {
  length: number;
}
interface AesCbcParams extends Algorithm {
  iv: BufferSource;
}
interface AesCtrParams extends Algorithm {
  counter: BufferSource;
  /** How many bits at the end of the counter count. */
  length: number;
}
interface AesGcmParams extends Algorithm {
  iv: BufferSource;
  additionalData?: BufferSource;
  /** In bits; 128 if it is not said. */
  tagLength?: number;
}
interface RsaHashedKeyGenParams extends Algorithm {
  /** In bits, up to 8192. */
  modulusLength: number;
  publicExponent: Uint8Array;
  hash: HashAlgorithmIdentifier;
}
interface RsaHashedImportParams extends Algorithm {
  hash: HashAlgorithmIdentifier;
}
interface RsaPssParams extends Algorithm {
  saltLength: number;
}
interface RsaOaepParams extends Algorithm {
  label?: BufferSource;
}
interface EcKeyGenParams extends Algorithm {
  /** "P-256", "P-384" or "P-521". */
  namedCurve: NamedCurve;
}
interface EcKeyImportParams extends Algorithm {
  namedCurve: NamedCurve;
}
interface EcdsaParams extends Algorithm {
  hash: HashAlgorithmIdentifier;
}
interface EcdhKeyDeriveParams extends Algorithm {
  public: CryptoKey;
}
interface Pbkdf2Params extends Algorithm {
  hash: HashAlgorithmIdentifier;
  salt: BufferSource;
  iterations: number;
}
interface HkdfParams extends Algorithm {
  hash: HashAlgorithmIdentifier;
  salt: BufferSource;
  info: BufferSource;
}

interface JsonWebKey {
  alg?: string;
  crv?: string;
  d?: string;
  dp?: string;
  dq?: string;
  e?: string;
  ext?: boolean;
  k?: string;
  key_ops?: string[];
  kty?: string;
  n?: string;
  p?: string;
  q?: string;
  qi?: string;
  use?: string;
  x?: string;
  y?: string;
}

interface KeyAlgorithm {
  name: string;
}
interface CryptoKey {
  readonly type: KeyType;
  readonly extractable: boolean;
  readonly algorithm: KeyAlgorithm;
  readonly usages: KeyUsage[];
}
declare var CryptoKey: { prototype: CryptoKey };
interface CryptoKeyPair {
  publicKey: CryptoKey;
  privateKey: CryptoKey;
}

/**
 * HMAC; AES-GCM, AES-CBC, AES-CTR and AES-KW; PBKDF2 and HKDF; RSASSA-PKCS1-v1_5, RSA-PSS and
 * RSA-OAEP; ECDSA and ECDH on P-256, P-384 and P-521; Ed25519 and X25519.
 */
interface SubtleCrypto {
  digest(algorithm: HashAlgorithmIdentifier, data: BufferSource): Promise<ArrayBuffer>;
  sign(
    algorithm: AlgorithmIdentifier | RsaPssParams | EcdsaParams,
    key: CryptoKey,
    data: BufferSource,
  ): Promise<ArrayBuffer>;
  verify(
    algorithm: AlgorithmIdentifier | RsaPssParams | EcdsaParams,
    key: CryptoKey,
    signature: BufferSource,
    data: BufferSource,
  ): Promise<boolean>;
  encrypt(
    algorithm: AlgorithmIdentifier | AesGcmParams | AesCbcParams | AesCtrParams | RsaOaepParams,
    key: CryptoKey,
    data: BufferSource,
  ): Promise<ArrayBuffer>;
  decrypt(
    algorithm: AlgorithmIdentifier | AesGcmParams | AesCbcParams | AesCtrParams | RsaOaepParams,
    key: CryptoKey,
    data: BufferSource,
  ): Promise<ArrayBuffer>;
  deriveBits(
    algorithm: AlgorithmIdentifier | Pbkdf2Params | HkdfParams | EcdhKeyDeriveParams,
    baseKey: CryptoKey,
    length?: number | null,
  ): Promise<ArrayBuffer>;
  deriveKey(
    algorithm: AlgorithmIdentifier | Pbkdf2Params | HkdfParams | EcdhKeyDeriveParams,
    baseKey: CryptoKey,
    derivedKeyType: AlgorithmIdentifier | AesDerivedKeyParams | HmacImportParams,
    extractable: boolean,
    keyUsages: readonly KeyUsage[],
  ): Promise<CryptoKey>;
  generateKey(
    algorithm: "Ed25519" | "X25519" | RsaHashedKeyGenParams | EcKeyGenParams,
    extractable: boolean,
    keyUsages: readonly KeyUsage[],
  ): Promise<CryptoKeyPair>;
  generateKey(
    algorithm: AesKeyGenParams | HmacKeyGenParams,
    extractable: boolean,
    keyUsages: readonly KeyUsage[],
  ): Promise<CryptoKey>;
  generateKey(
    algorithm: AlgorithmIdentifier,
    extractable: boolean,
    keyUsages: readonly KeyUsage[],
  ): Promise<CryptoKey | CryptoKeyPair>;
  importKey(
    format: "jwk",
    keyData: JsonWebKey,
    algorithm: AlgorithmIdentifier | HmacImportParams | RsaHashedImportParams | EcKeyImportParams,
    extractable: boolean,
    keyUsages: readonly KeyUsage[],
  ): Promise<CryptoKey>;
  importKey(
    format: Exclude<KeyFormat, "jwk">,
    keyData: BufferSource,
    algorithm: AlgorithmIdentifier | HmacImportParams | RsaHashedImportParams | EcKeyImportParams,
    extractable: boolean,
    keyUsages: readonly KeyUsage[],
  ): Promise<CryptoKey>;
  exportKey(format: "jwk", key: CryptoKey): Promise<JsonWebKey>;
  exportKey(format: Exclude<KeyFormat, "jwk">, key: CryptoKey): Promise<ArrayBuffer>;
  exportKey(format: KeyFormat, key: CryptoKey): Promise<ArrayBuffer | JsonWebKey>;
  wrapKey(
    format: KeyFormat,
    key: CryptoKey,
    wrappingKey: CryptoKey,
    wrapAlgorithm: AlgorithmIdentifier | AesGcmParams | AesCbcParams | AesCtrParams | RsaOaepParams,
  ): Promise<ArrayBuffer>;
  unwrapKey(
    format: KeyFormat,
    wrappedKey: BufferSource,
    unwrappingKey: CryptoKey,
    unwrapAlgorithm:
      AlgorithmIdentifier | AesGcmParams | AesCbcParams | AesCtrParams | RsaOaepParams,
    unwrappedKeyAlgorithm:
      AlgorithmIdentifier | HmacImportParams | RsaHashedImportParams | EcKeyImportParams,
    extractable: boolean,
    keyUsages: readonly KeyUsage[],
  ): Promise<CryptoKey>;
}
declare var SubtleCrypto: { prototype: SubtleCrypto };

interface Crypto {
  readonly subtle: SubtleCrypto;
  getRandomValues<T extends ArrayBufferView>(array: T): T;
  randomUUID(): `${string}-${string}-${string}-${string}-${string}`;
}
declare var crypto: Crypto;
declare var Crypto: { prototype: Crypto };

// ---- events and abort signals ----

interface DOMException extends Error {
  readonly name: string;
  readonly message: string;
  readonly code: number;
}
declare var DOMException: {
  prototype: DOMException;
  new (message?: string, name?: string | { name?: string; cause?: unknown }): DOMException;
};

interface EventInit {
  bubbles?: boolean;
  cancelable?: boolean;
  composed?: boolean;
}
interface Event {
  readonly type: string;
  readonly target: EventTarget | null;
  readonly currentTarget: EventTarget | null;
  readonly bubbles: boolean;
  readonly cancelable: boolean;
  readonly composed: boolean;
  readonly defaultPrevented: boolean;
  readonly eventPhase: number;
  readonly isTrusted: boolean;
  readonly timeStamp: number;
  composedPath(): EventTarget[];
  preventDefault(): void;
  stopImmediatePropagation(): void;
  stopPropagation(): void;
}
declare var Event: { prototype: Event; new (type: string, init?: EventInit): Event };

interface CustomEvent<T = any> extends Event {
  readonly detail: T;
}
declare var CustomEvent: {
  prototype: CustomEvent;
  new <T>(type: string, init?: EventInit & { detail?: T }): CustomEvent<T>;
};

interface AddEventListenerOptions {
  capture?: boolean;
  once?: boolean;
  passive?: boolean;
  signal?: AbortSignal;
}
type EventListenerOrEventListenerObject =
  ((event: Event) => void) | { handleEvent(event: Event): void };
interface EventTarget {
  addEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject | null,
    options?: boolean | AddEventListenerOptions,
  ): void;
  dispatchEvent(event: Event): boolean;
  removeEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject | null,
    options?: boolean | { capture?: boolean },
  ): void;
}
declare var EventTarget: { prototype: EventTarget; new (): EventTarget };

interface AbortSignal extends EventTarget {
  readonly aborted: boolean;
  readonly reason: any;
  onabort: ((this: AbortSignal, event: Event) => any) | null;
  throwIfAborted(): void;
}
declare var AbortSignal: {
  prototype: AbortSignal;
  abort(reason?: any): AbortSignal;
  any(signals: Iterable<AbortSignal>): AbortSignal;
  timeout(milliseconds: number): AbortSignal;
};

interface AbortController {
  readonly signal: AbortSignal;
  abort(reason?: any): void;
}
declare var AbortController: { prototype: AbortController; new (): AbortController };

// ---- addresses and texts ----

interface URLSearchParams {
  readonly size: number;
  append(name: string, value: string): void;
  delete(name: string, value?: string): void;
  get(name: string): string | null;
  getAll(name: string): string[];
  has(name: string, value?: string): boolean;
  set(name: string, value: string): void;
  sort(): void;
  toString(): string;
  forEach(
    run: (value: string, name: string, params: URLSearchParams) => void,
    receiver?: any,
  ): void;
  entries(): IterableIterator<[string, string]>;
  keys(): IterableIterator<string>;
  values(): IterableIterator<string>;
  [Symbol.iterator](): IterableIterator<[string, string]>;
}
declare var URLSearchParams: {
  prototype: URLSearchParams;
  new (
    init?: Iterable<[string, string]> | Record<string, string> | string | URLSearchParams,
  ): URLSearchParams;
};

interface URL {
  hash: string;
  host: string;
  hostname: string;
  href: string;
  readonly origin: string;
  password: string;
  pathname: string;
  port: string;
  protocol: string;
  search: string;
  readonly searchParams: URLSearchParams;
  username: string;
  toJSON(): string;
  toString(): string;
}
declare var URL: {
  prototype: URL;
  new (url: string | URL, base?: string | URL): URL;
  canParse(url: string | URL, base?: string | URL): boolean;
  parse(url: string | URL, base?: string | URL): URL | null;
};

interface TextEncoder {
  readonly encoding: string;
  encode(text?: string): Uint8Array;
  encodeInto(text: string, target: Uint8Array): { read: number; written: number };
}
declare var TextEncoder: { prototype: TextEncoder; new (): TextEncoder };

interface TextDecoderOptions {
  fatal?: boolean;
  ignoreBOM?: boolean;
}
interface TextDecoder {
  readonly encoding: string;
  readonly fatal: boolean;
  readonly ignoreBOM: boolean;
  decode(input?: BufferSource, options?: { stream?: boolean }): string;
}
/** Knows all encodings of the Encoding standard by all their labels; the default is utf-8. */
declare var TextDecoder: {
  prototype: TextDecoder;
  new (label?: string, options?: TextDecoderOptions): TextDecoder;
};

// ---- streams ----

interface QueuingStrategy<T = any> {
  highWaterMark?: number;
  size?: (chunk: T) => number;
}
interface CountQueuingStrategy extends QueuingStrategy {
  readonly highWaterMark: number;
}
declare var CountQueuingStrategy: {
  prototype: CountQueuingStrategy;
  new (init: { highWaterMark: number }): CountQueuingStrategy;
};
interface ByteLengthQueuingStrategy extends QueuingStrategy<ArrayBufferView> {
  readonly highWaterMark: number;
}
declare var ByteLengthQueuingStrategy: {
  prototype: ByteLengthQueuingStrategy;
  new (init: { highWaterMark: number }): ByteLengthQueuingStrategy;
};

type ReadableStreamReadResult<T> = { done: false; value: T } | { done: true; value?: T };

interface ReadableStreamDefaultReader<T = any> {
  readonly closed: Promise<undefined>;
  cancel(reason?: any): Promise<void>;
  read(): Promise<ReadableStreamReadResult<T>>;
  releaseLock(): void;
}
declare var ReadableStreamDefaultReader: {
  prototype: ReadableStreamDefaultReader;
  new <T = any>(stream: ReadableStream<T>): ReadableStreamDefaultReader<T>;
};
interface ReadableStreamBYOBReader {
  readonly closed: Promise<undefined>;
  cancel(reason?: any): Promise<void>;
  read<T extends ArrayBufferView>(
    view: T,
    options?: { min?: number },
  ): Promise<ReadableStreamReadResult<T>>;
  releaseLock(): void;
}
declare var ReadableStreamBYOBReader: {
  prototype: ReadableStreamBYOBReader;
  new (stream: ReadableStream<Uint8Array>): ReadableStreamBYOBReader;
};
interface ReadableStreamDefaultController<T = any> {
  readonly desiredSize: number | null;
  close(): void;
  enqueue(chunk?: T): void;
  error(reason?: any): void;
}
declare var ReadableStreamDefaultController: { prototype: ReadableStreamDefaultController };
interface ReadableStreamBYOBRequest {
  readonly view: ArrayBufferView | null;
  respond(bytesWritten: number): void;
  respondWithNewView(view: ArrayBufferView): void;
}
declare var ReadableStreamBYOBRequest: { prototype: ReadableStreamBYOBRequest };
interface ReadableByteStreamController {
  readonly byobRequest: ReadableStreamBYOBRequest | null;
  readonly desiredSize: number | null;
  close(): void;
  enqueue(chunk: ArrayBufferView): void;
  error(reason?: any): void;
}
declare var ReadableByteStreamController: { prototype: ReadableByteStreamController };

interface UnderlyingSource<T = any> {
  type?: undefined;
  start?: (controller: ReadableStreamDefaultController<T>) => any;
  pull?: (controller: ReadableStreamDefaultController<T>) => void | PromiseLike<void>;
  cancel?: (reason?: any) => void | PromiseLike<void>;
}
interface UnderlyingByteSource {
  type: "bytes";
  autoAllocateChunkSize?: number;
  start?: (controller: ReadableByteStreamController) => any;
  pull?: (controller: ReadableByteStreamController) => void | PromiseLike<void>;
  cancel?: (reason?: any) => void | PromiseLike<void>;
}
interface StreamPipeOptions {
  preventAbort?: boolean;
  preventCancel?: boolean;
  preventClose?: boolean;
  signal?: AbortSignal;
}
interface ReadableStream<T = any> {
  readonly locked: boolean;
  cancel(reason?: any): Promise<void>;
  getReader(): ReadableStreamDefaultReader<T>;
  getReader(options: { mode: "byob" }): ReadableStreamBYOBReader;
  pipeThrough<U>(
    transform: { readable: ReadableStream<U>; writable: WritableStream<T> },
    options?: StreamPipeOptions,
  ): ReadableStream<U>;
  pipeTo(destination: WritableStream<T>, options?: StreamPipeOptions): Promise<void>;
  tee(): [ReadableStream<T>, ReadableStream<T>];
  values(options?: { preventCancel?: boolean }): AsyncIterableIterator<T>;
  [Symbol.asyncIterator](options?: { preventCancel?: boolean }): AsyncIterableIterator<T>;
}
declare var ReadableStream: {
  prototype: ReadableStream;
  new (
    source: UnderlyingByteSource,
    strategy?: { highWaterMark?: number },
  ): ReadableStream<Uint8Array>;
  new <T = any>(source?: UnderlyingSource<T>, strategy?: QueuingStrategy<T>): ReadableStream<T>;
  from<T>(items: Iterable<T> | AsyncIterable<T>): ReadableStream<T>;
};

interface WritableStreamDefaultController {
  readonly signal: AbortSignal;
  error(reason?: any): void;
}
declare var WritableStreamDefaultController: { prototype: WritableStreamDefaultController };
interface WritableStreamDefaultWriter<T = any> {
  readonly closed: Promise<undefined>;
  readonly desiredSize: number | null;
  readonly ready: Promise<undefined>;
  abort(reason?: any): Promise<void>;
  close(): Promise<void>;
  releaseLock(): void;
  write(chunk?: T): Promise<void>;
}
declare var WritableStreamDefaultWriter: {
  prototype: WritableStreamDefaultWriter;
  new <T = any>(stream: WritableStream<T>): WritableStreamDefaultWriter<T>;
};
interface UnderlyingSink<T = any> {
  start?: (controller: WritableStreamDefaultController) => any;
  write?: (chunk: T, controller: WritableStreamDefaultController) => void | PromiseLike<void>;
  close?: () => void | PromiseLike<void>;
  abort?: (reason?: any) => void | PromiseLike<void>;
}
interface WritableStream<T = any> {
  readonly locked: boolean;
  abort(reason?: any): Promise<void>;
  close(): Promise<void>;
  getWriter(): WritableStreamDefaultWriter<T>;
}
declare var WritableStream: {
  prototype: WritableStream;
  new <T = any>(sink?: UnderlyingSink<T>, strategy?: QueuingStrategy<T>): WritableStream<T>;
};

interface TransformStreamDefaultController<T = any> {
  readonly desiredSize: number | null;
  enqueue(chunk?: T): void;
  error(reason?: any): void;
  terminate(): void;
}
declare var TransformStreamDefaultController: { prototype: TransformStreamDefaultController };
interface Transformer<In = any, Out = any> {
  start?: (controller: TransformStreamDefaultController<Out>) => any;
  transform?: (
    chunk: In,
    controller: TransformStreamDefaultController<Out>,
  ) => void | PromiseLike<void>;
  flush?: (controller: TransformStreamDefaultController<Out>) => void | PromiseLike<void>;
  cancel?: (reason?: any) => void | PromiseLike<void>;
}
interface TransformStream<In = any, Out = any> {
  readonly readable: ReadableStream<Out>;
  readonly writable: WritableStream<In>;
}
declare var TransformStream: {
  prototype: TransformStream;
  new <In = any, Out = any>(
    transformer?: Transformer<In, Out>,
    writableStrategy?: QueuingStrategy<In>,
    readableStrategy?: QueuingStrategy<Out>,
  ): TransformStream<In, Out>;
};
interface TextDecoderStream {
  readonly encoding: string;
  readonly fatal: boolean;
  readonly ignoreBOM: boolean;
  readonly readable: ReadableStream<string>;
  readonly writable: WritableStream<BufferSource>;
}
declare var TextDecoderStream: {
  prototype: TextDecoderStream;
  new (label?: string, options?: TextDecoderOptions): TextDecoderStream;
};
interface TextEncoderStream {
  readonly encoding: string;
  readonly readable: ReadableStream<Uint8Array>;
  readonly writable: WritableStream<string>;
}
declare var TextEncoderStream: { prototype: TextEncoderStream; new (): TextEncoderStream };

// ---- fetch ----

type BlobPart = BufferSource | Blob | string;
interface Blob {
  readonly size: number;
  readonly type: string;
  arrayBuffer(): Promise<ArrayBuffer>;
  bytes(): Promise<Uint8Array>;
  slice(start?: number, end?: number, type?: string): Blob;
  stream(): ReadableStream<Uint8Array>;
  text(): Promise<string>;
}
declare var Blob: { prototype: Blob; new (parts?: BlobPart[], options?: { type?: string }): Blob };
interface File extends Blob {
  readonly lastModified: number;
  readonly name: string;
}
declare var File: {
  prototype: File;
  new (parts: BlobPart[], name: string, options?: { type?: string; lastModified?: number }): File;
};

type FormDataEntryValue = File | string;
interface FormData {
  append(name: string, value: string | Blob, fileName?: string): void;
  delete(name: string): void;
  get(name: string): FormDataEntryValue | null;
  getAll(name: string): FormDataEntryValue[];
  has(name: string): boolean;
  set(name: string, value: string | Blob, fileName?: string): void;
  forEach(
    run: (value: FormDataEntryValue, name: string, form: FormData) => void,
    receiver?: any,
  ): void;
  entries(): IterableIterator<[string, FormDataEntryValue]>;
  keys(): IterableIterator<string>;
  values(): IterableIterator<FormDataEntryValue>;
  [Symbol.iterator](): IterableIterator<[string, FormDataEntryValue]>;
}
declare var FormData: { prototype: FormData; new (): FormData };

type HeadersInit =
  Iterable<[string, string]> | [string, string][] | Record<string, string> | Headers;
interface Headers {
  append(name: string, value: string): void;
  delete(name: string): void;
  get(name: string): string | null;
  getSetCookie(): string[];
  has(name: string): boolean;
  set(name: string, value: string): void;
  forEach(run: (value: string, name: string, headers: Headers) => void, receiver?: any): void;
  entries(): IterableIterator<[string, string]>;
  keys(): IterableIterator<string>;
  values(): IterableIterator<string>;
  [Symbol.iterator](): IterableIterator<[string, string]>;
}
declare var Headers: { prototype: Headers; new (init?: HeadersInit): Headers };

type BodyInit =
  | AsyncIterable<Uint8Array>
  | Blob
  | BufferSource
  | FormData
  | ReadableStream<Uint8Array>
  | string
  | URLSearchParams;

interface Body {
  readonly body: ReadableStream<Uint8Array> | null;
  readonly bodyUsed: boolean;
  arrayBuffer(): Promise<ArrayBuffer>;
  blob(): Promise<Blob>;
  bytes(): Promise<Uint8Array>;
  formData(): Promise<FormData>;
  json(): Promise<any>;
  text(): Promise<string>;
}

type RequestRedirect = "error" | "follow" | "manual";
interface RequestInit {
  body?: BodyInit | null;
  cache?: string;
  /** What to trust besides the system's certificates. */
  client?: Deno.HttpClient;
  credentials?: string;
  duplex?: "half";
  headers?: HeadersInit;
  integrity?: string;
  keepalive?: boolean;
  method?: string;
  mode?: string;
  redirect?: RequestRedirect;
  referrer?: string;
  referrerPolicy?: string;
  signal?: AbortSignal | null;
}
type RequestInfo = Request | string;
interface Request extends Body {
  readonly cache: string;
  readonly credentials: string;
  readonly destination: string;
  readonly duplex: string;
  readonly headers: Headers;
  readonly integrity: string;
  readonly keepalive: boolean;
  readonly method: string;
  readonly mode: string;
  readonly redirect: string;
  readonly referrer: string;
  readonly referrerPolicy: string;
  readonly signal: AbortSignal;
  readonly url: string;
  clone(): Request;
}
declare var Request: {
  prototype: Request;
  new (input: RequestInfo | URL, init?: RequestInit): Request;
};

interface ResponseInit {
  headers?: HeadersInit;
  status?: number;
  statusText?: string;
}
interface Response extends Body {
  readonly headers: Headers;
  readonly ok: boolean;
  readonly redirected: boolean;
  readonly status: number;
  readonly statusText: string;
  readonly type: string;
  readonly url: string;
  clone(): Response;
}
declare var Response: {
  prototype: Response;
  new (body?: BodyInit | null, init?: ResponseInit): Response;
  error(): Response;
  json(data: any, init?: ResponseInit): Response;
  redirect(url: string | URL, status?: number): Response;
};

declare function fetch(input: RequestInfo | URL, init?: RequestInit): Promise<Response>;

// ---- Deno: as far as the node's capabilities go ----

declare namespace Deno {
  interface ReadFileOptions {
    signal?: AbortSignal;
  }
  interface WriteFileOptions {
    append?: boolean;
    /** Default true. */
    create?: boolean;
    createNew?: boolean;
    mode?: number;
    signal?: AbortSignal;
  }
  interface FileInfo {
    isFile: boolean;
    isDirectory: boolean;
    isSymlink: boolean;
    isBlockDevice: boolean;
    isCharDevice: boolean;
    isFifo: boolean;
    isSocket: boolean;
    size: number;
    mtime: Date;
    atime: Date;
    ctime: Date;
    birthtime: null;
    dev: number;
    ino: number;
    mode: number;
    nlink: number;
    uid: number;
    gid: number;
    rdev: number;
    blksize: number;
    blocks: number;
  }
  interface DirEntry {
    name: string;
    isFile: boolean;
    isDirectory: boolean;
    isSymlink: boolean;
  }
  interface MakeTempOptions {
    /** Default /tmp. */
    dir?: string;
    prefix?: string;
    suffix?: string;
  }

  /** Paths are relative to the workflow directory. At most 32 MiB. */
  function readTextFile(path: string | URL, options?: ReadFileOptions): Promise<string>;
  function readTextFileSync(path: string | URL): string;
  function readFile(path: string | URL, options?: ReadFileOptions): Promise<Uint8Array>;
  function readFileSync(path: string | URL): Uint8Array;
  function writeTextFile(
    path: string | URL,
    text: string | ReadableStream<string>,
    options?: WriteFileOptions,
  ): Promise<void>;
  function writeTextFileSync(path: string | URL, text: string, options?: WriteFileOptions): void;
  function writeFile(
    path: string | URL,
    data: Uint8Array | ReadableStream<Uint8Array>,
    options?: WriteFileOptions,
  ): Promise<void>;
  function writeFileSync(path: string | URL, data: Uint8Array, options?: WriteFileOptions): void;
  function stat(path: string | URL): Promise<FileInfo>;
  function statSync(path: string | URL): FileInfo;
  function lstat(path: string | URL): Promise<FileInfo>;
  function lstatSync(path: string | URL): FileInfo;
  function mkdir(
    path: string | URL,
    options?: { recursive?: boolean; mode?: number },
  ): Promise<void>;
  function mkdirSync(path: string | URL, options?: { recursive?: boolean; mode?: number }): void;
  function readDir(path: string | URL): AsyncIterable<DirEntry>;
  function readDirSync(path: string | URL): Iterable<DirEntry>;
  function remove(path: string | URL, options?: { recursive?: boolean }): Promise<void>;
  function removeSync(path: string | URL, options?: { recursive?: boolean }): void;
  function rename(from: string | URL, to: string | URL): Promise<void>;
  function renameSync(from: string | URL, to: string | URL): void;
  function copyFile(from: string | URL, to: string | URL): Promise<void>;
  function copyFileSync(from: string | URL, to: string | URL): void;
  function makeTempFile(options?: MakeTempOptions): Promise<string>;
  function makeTempFileSync(options?: MakeTempOptions): string;
  function makeTempDir(options?: MakeTempOptions): Promise<string>;
  function makeTempDirSync(options?: MakeTempOptions): string;
  function realPath(path: string | URL): Promise<string>;
  function realPathSync(path: string | URL): string;
  function truncate(path: string | URL, size?: number): Promise<void>;
  function truncateSync(path: string | URL, size?: number): void;
  function cwd(): string;

  /** The variables that the node's capabilities list. */
  const env: {
    get(name: string): string | undefined;
    has(name: string): boolean;
    toObject(): Record<string, string>;
  };

  interface HttpClient {
    close(): void;
  }
  /** `caCerts`: PEM texts, trusted besides the system's certificates. */
  function createHttpClient(options: { caCerts?: string[] }): HttpClient;

  interface NetAddr {
    transport: "tcp";
    hostname: string;
    port: number;
  }
  interface Conn {
    readonly localAddr: NetAddr;
    readonly remoteAddr: NetAddr;
    readonly readable: ReadableStream<Uint8Array>;
    readonly writable: WritableStream<Uint8Array>;
    /** Null: the peer has closed its side. */
    read(into: Uint8Array): Promise<number | null>;
    write(bytes: Uint8Array): Promise<number>;
    closeWrite(): Promise<void>;
    close(): void;
    setNoDelay(on?: boolean): void;
    setKeepAlive(on?: boolean): void;
    ref(): void;
    unref(): void;
  }
  type TcpConn = Conn;
  interface TlsConn extends Conn {
    handshake(): Promise<{ alpnProtocol: string | null }>;
  }
  interface ConnectOptions {
    /** Default 127.0.0.1. */
    hostname?: string;
    port: number;
    transport?: "tcp";
    signal?: AbortSignal;
  }
  interface StartTlsOptions {
    hostname?: string;
    caCerts?: string[];
    alpnProtocols?: string[];
    serverName?: string;
  }
  function connect(options: ConnectOptions): Promise<TcpConn>;
  function connectTls(options: ConnectOptions & StartTlsOptions): Promise<TlsConn>;
  function startTls(conn: TcpConn, options?: StartTlsOptions): Promise<TlsConn>;

  interface ResolveDnsOptions {
    signal?: AbortSignal;
  }
  function resolveDns(
    query: string,
    type: "A" | "AAAA" | "CNAME" | "NS",
    options?: ResolveDnsOptions,
  ): Promise<string[]>;
  function resolveDns(
    query: string,
    type: "MX",
    options?: ResolveDnsOptions,
  ): Promise<{ preference: number; exchange: string }[]>;
  function resolveDns(
    query: string,
    type: "SRV",
    options?: ResolveDnsOptions,
  ): Promise<{ priority: number; weight: number; port: number; target: string }[]>;
  function resolveDns(
    query: string,
    type: "TXT",
    options?: ResolveDnsOptions,
  ): Promise<string[][]>;

  const args: string[];
  const build: { target: string; arch: string; os: "linux"; vendor: string; env: string };
  const version: { deno: string; v8: string; typescript: string };
  const noColor: boolean;
  function inspect(value: unknown, options?: object): string;

  namespace errors {
    class AddrInUse extends Error {}
    class AddrNotAvailable extends Error {}
    class AlreadyExists extends Error {}
    class BadResource extends Error {}
    class BrokenPipe extends Error {}
    class Busy extends Error {}
    class ConnectionAborted extends Error {}
    class ConnectionRefused extends Error {}
    class ConnectionReset extends Error {}
    class FilesystemLoop extends Error {}
    class Http extends Error {}
    class Interrupted extends Error {}
    class InvalidData extends Error {}
    class IsADirectory extends Error {}
    class NetworkUnreachable extends Error {}
    class NotADirectory extends Error {}
    class NotConnected extends Error {}
    class NotFound extends Error {}
    class NotSupported extends Error {}
    class PermissionDenied extends Error {}
    class TimedOut extends Error {}
    class UnexpectedEof extends Error {}
    class WouldBlock extends Error {}
    class WriteZero extends Error {}
    /** Refused by the node's capabilities; the message says what to write in workflow.yaml. */
    class NotCapable extends PermissionDenied {}
  }
}
