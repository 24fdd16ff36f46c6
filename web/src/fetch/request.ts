// Request.
import type { AbortSignal } from "../events/signal";
import { addressOf, type Address } from "./address";
import { Body, bodyOf, defineBodyMembers } from "./body";
import { Headers, HeaderList, headersAccess, listOfInit } from "./headers";
import { core, signals } from "./realm";

export type Redirect = "follow" | "error" | "manual";

export interface CalledWith {
  service: string;
  path: string;
}

export interface RequestState {
  method: string;
  address: Address;
  headers: HeaderList;
  body: Body | null;
  redirect: Redirect;
  signal: AbortSignal | undefined;
  // What ctx.fetch was called with; a test may answer by it.
  called?: CalledWith;
  keepalive: boolean;
  // PEM certificates of the client the request was given; empty: none.
  extraCa: string;
  // Kept for those who read them back; without cookies and caches they change nothing.
  cache: string;
  credentials: string;
  integrity: string;
  mode: string;
  referrer: string;
  referrerPolicy: string;
}

export interface RequestAccess {
  is(value: unknown): value is Request;
  state(request: Request): RequestState;
}
export let requestAccess: RequestAccess;

const kToken = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
const kUsualMethods = ["DELETE", "GET", "HEAD", "OPTIONS", "POST", "PUT"];
const kRedirects = ["follow", "error", "manual"];

function methodOf(given: unknown): string {
  const method = `${given}`;
  const upper = method.toUpperCase();
  if (!kToken.test(method) || upper === "CONNECT" || upper === "TRACE" || upper === "TRACK")
    throw new TypeError(`'${method}' is not a method a request can have`);
  return kUsualMethods.includes(upper) ? upper : method;
}

function redirectOf(given: unknown): Redirect {
  const redirect = `${given}`;
  if (!kRedirects.includes(redirect))
    throw new TypeError(
      `redirect must be one of 'follow', 'error' and 'manual', not '${redirect}'`,
    );
  return redirect as Redirect;
}

function signalOf(given: unknown): AbortSignal | undefined {
  if (given === null) return undefined;
  if (signals().is(given)) return given;
  throw new TypeError("the signal of a request must be an AbortSignal");
}

function stateOfAddress(input: unknown): RequestState {
  const address = addressOf(input);
  if (address === undefined) throw new TypeError(`Invalid URL: '${input}'`);
  return {
    method: "GET",
    address,
    headers: new HeaderList(),
    body: null,
    redirect: "follow",
    signal: undefined,
    keepalive: false,
    extraCa: "",
    cache: "default",
    credentials: "same-origin",
    integrity: "",
    mode: "cors",
    referrer: "about:client",
    referrerPolicy: "",
  };
}

function copyOfState(state: RequestState): RequestState {
  return { ...state, headers: state.headers.copy() };
}

function applyOptions(state: RequestState, init: any): void {
  for (const name of [
    "cache",
    "credentials",
    "integrity",
    "mode",
    "referrer",
    "referrerPolicy",
  ] as const) {
    if (init[name] !== undefined) state[name] = `${init[name]}`;
  }
  if (init.keepalive !== undefined) state.keepalive = Boolean(init.keepalive);
  if (init.redirect !== undefined) state.redirect = redirectOf(init.redirect);
  if (init.signal !== undefined) state.signal = signalOf(init.signal);
  if (init.client !== undefined)
    state.extraCa = core.chunk("deno").clientAccess.extraCa(init.client);
}

function applyBody(state: RequestState, init: any): void {
  if (init.body === undefined || init.body === null) return;
  if (state.method === "GET" || state.method === "HEAD")
    throw new TypeError("Request with GET/HEAD method cannot have body.");
  const { body, type } = bodyOf(init.body);
  state.body = body;
  if (type !== null) state.headers.setIfMissing("content-type", type);
}

// What `fetch(input, init)` and `new Request(input, init)` mean. Takes over the input's body.
export function requestState(input: unknown, given: unknown): RequestState {
  const init: any = given ?? {};
  if (typeof init !== "object" && typeof init !== "function")
    throw new TypeError("the options of a request must be an object");
  const source = requestAccess.is(input) ? requestAccess.state(input) : undefined;
  const state = source === undefined ? stateOfAddress(input) : copyOfState(source);
  applyOptions(state, init);
  if (init.method !== undefined) state.method = methodOf(init.method);
  if (init.headers !== undefined) state.headers = listOfInit(init.headers);
  const replaced = init.body !== undefined && init.body !== null;
  if (source !== undefined && source.body !== null && !replaced) {
    if (state.method === "GET" || state.method === "HEAD")
      throw new TypeError("Request with GET/HEAD method cannot have body.");
    state.body = takenOver(source.body);
  } else {
    state.body = null;
  }
  applyBody(state, init);
  return state;
}

function takenOver(body: Body): Body {
  if (!body.usable) throw new TypeError("Input request's body is unusable.");
  const { whole } = body;
  if (typeof whole === "string") {
    body.markUsed();
    return new Body({ kind: "text", text: whole });
  }
  if (whole !== undefined) {
    body.markUsed();
    return new Body({ kind: "bytes", bytes: whole });
  }
  return new Body({ kind: "source", source: body.source() });
}

export class Request {
  #state: RequestState;
  #headers: Headers | undefined;

  static {
    requestAccess = {
      is: (value): value is Request =>
        typeof value === "object" && value !== null && #state in value,
      state: (request) => request.#state,
    };
  }

  constructor(input: unknown, init?: unknown) {
    if (arguments.length === 0) throw new TypeError("a Request needs a URL or another Request");
    this.#state = requestState(input, init);
  }
  get method(): string {
    return this.#state.method;
  }
  get url(): string {
    const { url, fragment, username, password, scheme } = this.#state.address;
    if (username === "" && password === "") return url + fragment;
    const user = password === "" ? username : `${username}:${password}`;
    return `${scheme}://${user}@${url.slice(scheme.length + 3)}${fragment}`;
  }
  get headers(): Headers {
    return (this.#headers ??= headersAccess.wrap(this.#state.headers, "none"));
  }
  get redirect(): string {
    return this.#state.redirect;
  }
  get signal(): AbortSignal {
    return (this.#state.signal ??= signals().make());
  }
  get cache(): string {
    return this.#state.cache;
  }
  get credentials(): string {
    return this.#state.credentials;
  }
  get destination(): string {
    return "";
  }
  get duplex(): string {
    return "half";
  }
  get integrity(): string {
    return this.#state.integrity;
  }
  get keepalive(): boolean {
    return this.#state.keepalive;
  }
  get mode(): string {
    return this.#state.mode;
  }
  get referrer(): string {
    return this.#state.referrer;
  }
  get referrerPolicy(): string {
    return this.#state.referrerPolicy;
  }
  clone(): Request {
    const { body } = this.#state;
    if (body !== null && !body.usable) throw new TypeError("Body is unusable.");
    const copy = new Request(this.url);
    copy.#state = { ...copyOfState(this.#state), body: body?.clone() ?? null };
    if (this.#state.signal !== undefined)
      copy.#state.signal = core.chunk("events").AbortSignal.any([this.#state.signal]);
    return copy;
  }
  get [Symbol.toStringTag]() {
    return "Request";
  }
  [Symbol.for("Deno.customInspect")](inspect: (value: unknown) => string): string {
    const shown = ["bodyUsed", "headers", "method", "redirect", "url"];
    const lines = shown.map(
      (name) => `  ${name}: ${inspect((this as any)[name]).replaceAll("\n", "\n  ")}`,
    );
    return `Request {\n${lines.join(",\n")}\n}`;
  }
}

defineBodyMembers(Request.prototype, {
  body: (object) => requestAccess.state(object).body,
  contentType: (object) => requestAccess.state(object).headers.get("content-type"),
});
