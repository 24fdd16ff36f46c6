// Response.
import { addressOf } from "./address";
import { Body, bodyOf, defineBodyMembers } from "./body";
import { Headers, HeaderList, headersAccess, listOfInit, type Guard } from "./headers";
import { core } from "./realm";

export interface ResponseState {
  type: "basic" | "default" | "error";
  status: number;
  statusText: string;
  url: string;
  redirected: boolean;
  headers: HeaderList;
  guard: Guard;
  body: Body | null;
}

export interface ResponseAccess {
  wrap(state: ResponseState): Response;
  state(response: Response): ResponseState;
}
export let responseAccess: ResponseAccess;

const kReasonPhrase = /^[\t\x20-\x7e\x80-\xff]*$/;

export function hasNullBody(status: number): boolean {
  return status === 101 || status === 103 || status === 204 || status === 205 || status === 304;
}

function stateOf(body: Body | null, type: string | null, given: unknown): ResponseState {
  const init: any = given ?? {};
  if (typeof init !== "object" && typeof init !== "function")
    throw new TypeError("the options of a response must be an object");
  const status = init.status === undefined ? 200 : Math.trunc(Number(init.status)) || 0;
  if (status < 200 || status > 599)
    throw new RangeError(
      `The status provided (${init.status}) is not equal to 101 and outside the range [200, 599]`,
    );
  const statusText = init.statusText === undefined ? "" : `${init.statusText}`;
  if (!kReasonPhrase.test(statusText)) throw new TypeError("Invalid status text");
  const headers = listOfInit(init.headers);
  if (body !== null && hasNullBody(status))
    throw new TypeError("Response with null body status cannot have body");
  if (body !== null && type !== null) headers.setIfMissing("content-type", type);
  return {
    type: "default",
    status,
    statusText,
    url: "",
    redirected: false,
    headers,
    guard: "none",
    body,
  };
}

export class Response {
  #state: ResponseState;
  #headers: Headers | undefined;

  static {
    responseAccess = {
      wrap(state) {
        const response = new Response();
        response.#state = state;
        return response;
      },
      state: (response) => response.#state,
    };
  }

  constructor(body?: unknown, init?: unknown) {
    const extracted = body === undefined || body === null ? undefined : bodyOf(body);
    this.#state = stateOf(extracted?.body ?? null, extracted?.type ?? null, init);
  }

  static error(): Response {
    const state = stateOf(null, null, undefined);
    return responseAccess.wrap({ ...state, type: "error", status: 0, guard: "immutable" });
  }
  static json(data: unknown, init?: unknown): Response {
    const text = core.primordials.stringify(data);
    if (text === undefined) throw new TypeError("Response.json: the value has no JSON form");
    const body = new Body({ kind: "text", text });
    return responseAccess.wrap(stateOf(body, "application/json", init));
  }
  static redirect(url: unknown, status: unknown = 302): Response {
    const address = addressOf(url);
    if (address === undefined) throw new TypeError(`Invalid URL: '${url}'`);
    const code = Number(status);
    if (![301, 302, 303, 307, 308].includes(code))
      throw new RangeError(`${status} is not a redirect status`);
    const headers = new HeaderList([["location", address.url + address.fragment]]);
    return responseAccess.wrap({
      ...stateOf(null, null, { status: code }),
      headers,
      guard: "immutable",
    });
  }

  get type(): string {
    return this.#state.type;
  }
  get url(): string {
    return this.#state.url;
  }
  get redirected(): boolean {
    return this.#state.redirected;
  }
  get status(): number {
    return this.#state.status;
  }
  get ok(): boolean {
    return this.#state.status >= 200 && this.#state.status <= 299;
  }
  get statusText(): string {
    return this.#state.statusText;
  }
  get headers(): Headers {
    return (this.#headers ??= headersAccess.wrap(this.#state.headers, this.#state.guard));
  }
  clone(): Response {
    const { body } = this.#state;
    if (body !== null && !body.usable) throw new TypeError("Body is unusable.");
    return responseAccess.wrap({
      ...this.#state,
      headers: this.#state.headers.copy(),
      body: body?.clone() ?? null,
    });
  }
  get [Symbol.toStringTag]() {
    return "Response";
  }
  [Symbol.for("Deno.customInspect")](inspect: (value: unknown) => string): string {
    const shown = ["bodyUsed", "headers", "ok", "redirected", "status", "statusText", "url"];
    const lines = shown.map(
      (name) => `  ${name}: ${inspect((this as any)[name]).replaceAll("\n", "\n  ")}`,
    );
    return `Response {\n${lines.join(",\n")}\n}`;
  }
}

defineBodyMembers(Response.prototype, {
  body: (object) => responseAccess.state(object).body,
  contentType: (object) => responseAccess.state(object).headers.get("content-type"),
});
