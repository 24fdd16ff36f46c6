// URL over the parser of whatwg-url.
import * as machine from "whatwg-url/lib/url-state-machine.js";
import { paramsAccess, type URLSearchParams } from "./params";

const text = (value: unknown) => (`${value as string}` as any).toWellFormed() as string;

// null: not a URL.
export function parseUrl(input: string, base?: string): machine.UrlRecord | null {
  if (base === undefined) return machine.basicURLParse(input);
  const baseURL = machine.basicURLParse(base);
  return baseURL === null ? null : machine.basicURLParse(input, { baseURL });
}

export class URL {
  #url: machine.UrlRecord;
  #params: URLSearchParams | undefined;

  constructor(input: unknown, base?: unknown) {
    if (arguments.length === 0) throw new TypeError("a URL needs a text");
    const url = text(input);
    const parsed = parseUrl(url, base === undefined ? undefined : text(base));
    if (parsed === null) {
      throw new TypeError(
        base === undefined
          ? `Invalid URL: '${url}'`
          : `Invalid URL: '${url}' with base '${text(base)}'`,
      );
    }
    this.#url = parsed;
  }

  static canParse(input: unknown, base?: unknown): boolean {
    return parseUrl(text(input), base === undefined ? undefined : text(base)) !== null;
  }
  static parse(input: unknown, base?: unknown): URL | null {
    return URL.canParse(input, base) ? new URL(input, base) : null;
  }

  get href(): string {
    return machine.serializeURL(this.#url);
  }
  set href(value: unknown) {
    const parsed = parseUrl(text(value));
    if (parsed === null) throw new TypeError(`Invalid URL: '${text(value)}'`);
    this.#url = parsed;
    this.#resetParams();
  }
  get origin(): string {
    return machine.serializeURLOrigin(this.#url);
  }
  get protocol(): string {
    return `${this.#url.scheme}:`;
  }
  set protocol(value: unknown) {
    this.#change(`${text(value)}:`, "scheme start");
  }
  get username(): string {
    return this.#url.username;
  }
  set username(value: unknown) {
    if (!machine.cannotHaveAUsernamePasswordPort(this.#url))
      machine.setTheUsername(this.#url, text(value));
  }
  get password(): string {
    return this.#url.password;
  }
  set password(value: unknown) {
    if (!machine.cannotHaveAUsernamePasswordPort(this.#url))
      machine.setThePassword(this.#url, text(value));
  }
  get host(): string {
    return this.#url.port === null ? this.hostname : `${this.hostname}:${this.#url.port}`;
  }
  set host(value: unknown) {
    if (!machine.hasAnOpaquePath(this.#url)) this.#change(text(value), "host");
  }
  get hostname(): string {
    return this.#url.host === null ? "" : machine.serializeHost(this.#url.host);
  }
  set hostname(value: unknown) {
    if (!machine.hasAnOpaquePath(this.#url)) this.#change(text(value), "hostname");
  }
  get port(): string {
    return this.#url.port === null ? "" : `${this.#url.port}`;
  }
  set port(value: unknown) {
    if (machine.cannotHaveAUsernamePasswordPort(this.#url)) return;
    const port = text(value);
    if (port === "") this.#url.port = null;
    else this.#change(port, "port");
  }
  get pathname(): string {
    return machine.serializePath(this.#url);
  }
  set pathname(value: unknown) {
    if (machine.hasAnOpaquePath(this.#url)) return;
    this.#url.path = [];
    this.#change(text(value), "path start");
  }
  get search(): string {
    const { query } = this.#url;
    return query === null || query === "" ? "" : `?${query}`;
  }
  set search(value: unknown) {
    const given = text(value);
    const query = given.startsWith("?") ? given.slice(1) : given;
    this.#url.query = given === "" ? null : "";
    if (given !== "") this.#change(query, "query");
    this.#resetParams();
  }
  get searchParams(): URLSearchParams {
    this.#params ??= paramsAccess.attached(this.#url.query ?? "", (query) => {
      this.#url.query = query === "" ? null : query;
    });
    return this.#params;
  }
  get hash(): string {
    const { fragment } = this.#url;
    return fragment === null || fragment === "" ? "" : `#${fragment}`;
  }
  set hash(value: unknown) {
    const given = text(value);
    this.#url.fragment = given === "" ? null : "";
    if (given !== "") this.#change(given.startsWith("#") ? given.slice(1) : given, "fragment");
  }
  toString(): string {
    return this.href;
  }
  toJSON(): string {
    return this.href;
  }
  get [Symbol.toStringTag]() {
    return "URL";
  }
  [Symbol.for("Deno.customInspect")](inspect: (value: unknown) => string): string {
    const shown = [
      "href",
      "origin",
      "protocol",
      "username",
      "password",
      "host",
      "hostname",
      "port",
      "pathname",
      "hash",
      "search",
    ];
    return `URL {\n${shown.map((name) => `  ${name}: ${inspect((this as any)[name])}`).join(",\n")}\n}`;
  }

  #change(input: string, stateOverride: string): void {
    machine.basicURLParse(input, { url: this.#url, stateOverride });
  }
  #resetParams(): void {
    if (this.#params !== undefined) paramsAccess.reset(this.#params, this.#url.query ?? "");
  }
}

for (const name of Object.getOwnPropertyNames(URL.prototype)) {
  if (name !== "constructor") Object.defineProperty(URL.prototype, name, { enumerable: true });
}
