// fetch: single hops made into one answer. Redirects, credentials across them, and aborting.
import { encode64 } from "../encoding/base64";
import { addressOf, type Address } from "./address";
import { Body } from "./body";
import { dataOf, percentDecoded } from "./data_url";
import { HeaderList } from "./headers";
import { signals } from "./realm";
import { requestState, type RequestState } from "./request";
import { hasNullBody, responseAccess, type Response } from "./response";
import { Transfer, type Head } from "./transfer";

// The number the Fetch standard gives.
const kMostRedirects = 20;
const kProduct = "Tentacular";

const isRedirect = (status: number) =>
  status === 301 || status === 302 || status === 303 || status === 307 || status === 308;

export async function fetch(input: unknown, init?: unknown): Promise<Response> {
  if (arguments.length === 0) throw new TypeError("fetch needs a URL or a Request");
  return send(requestState(input, init), new HeaderList());
}

// `credentials` are headers for the first origin only; a redirect elsewhere loses them.
export async function send(state: RequestState, credentials: HeaderList): Promise<Response> {
  const { signal } = state;
  if (signal !== undefined && signals().aborted(signal)) {
    state.body?.source().cancel(signals().reason(signal));
    throw signals().reason(signal);
  }
  if (state.address.scheme === "data") return dataResponse(state);
  checkScheme(state.address);
  return new Exchange(state, credentials).run();
}

function checkScheme(address: Address): void {
  if (address.scheme !== "http" && address.scheme !== "https")
    throw new TypeError(`Url scheme '${address.scheme}' not supported`);
}

function dataResponse(state: RequestState): Response {
  const data = dataOf(state.address.url);
  if (data === undefined || (state.method !== "GET" && state.method !== "HEAD"))
    throw new TypeError(
      `Failed to fetch the data: URL: ${data === undefined ? "it is malformed" : "only GET can be used"}`,
    );
  return responseAccess.wrap({
    type: "basic",
    status: 200,
    statusText: "OK",
    url: state.address.url,
    redirected: false,
    headers: new HeaderList([["content-type", data.type]]),
    guard: "immutable",
    body: state.method === "HEAD" ? null : new Body({ kind: "bytes", bytes: data.bytes }),
  });
}

class Exchange {
  #state: RequestState;
  #method: string;
  #address: Address;
  #headers: HeaderList;
  #body: Body | null;
  #transfer: Transfer | undefined;

  // Headers that a redirect to another origin must not carry.
  #credentials = ["authorization", "cookie", "proxy-authorization"];

  constructor(state: RequestState, credentials: HeaderList) {
    this.#state = state;
    this.#method = state.method;
    this.#address = state.address;
    this.#body = state.body;
    this.#headers = state.headers.copy();
    for (const [name, value] of credentials.pairs) {
      this.#headers.setIfMissing(name, value);
      this.#credentials.push(name);
    }
    this.#addDefaults();
  }

  async run(): Promise<Response> {
    for (let redirects = 0; ; redirects++) {
      const transfer = this.#start();
      const head = await transfer.head;
      const location = isRedirect(head.status) ? head.headers.get("location") : null;
      if (location === null || this.#state.redirect === "manual")
        return this.#response(head, transfer, redirects > 0);
      transfer.drain();
      if (this.#state.redirect === "error")
        throw new TypeError(
          `Encountered redirect while redirect mode is set to 'error' (${this.#address.url})`,
        );
      if (redirects === kMostRedirects)
        throw new TypeError(
          `Maximum number of redirects (${kMostRedirects}) reached (${this.#address.url})`,
        );
      this.#redirect(head.status, location);
    }
  }

  #addDefaults(): void {
    const { username, password } = this.#address;
    if (username !== "" || password !== "") {
      const plain = `${percentDecoded(username)}:${percentDecoded(password)}`;
      this.#headers.setIfMissing("authorization", `Basic ${encode64(plain)}`);
    }
    this.#headers.setIfMissing("accept", "*/*");
    this.#headers.setIfMissing("accept-language", "*");
    this.#headers.setIfMissing("user-agent", kProduct);
  }

  #start(): Transfer {
    const { signal } = this.#state;
    if (signal === undefined) return this.#transferOf(() => {});
    if (signals().aborted(signal)) throw signals().reason(signal);
    const abort = () => transfer.fail(signals().reason(signal));
    const transfer = this.#transferOf(() => signals().remove(signal, abort));
    signals().add(signal, abort);
    return transfer;
  }

  #transferOf(settled: () => void): Transfer {
    const called = this.#address === this.#state.address ? this.#state.called : undefined;
    return new Transfer(
      this.#method,
      this.#address.url,
      this.#headers,
      this.#body,
      this.#state.extraCa,
      settled,
      called,
    );
  }

  #response(head: Head, transfer: Transfer, redirected: boolean): Response {
    const bodiless = this.#method === "HEAD" || hasNullBody(head.status);
    if (bodiless) transfer.drain();
    return responseAccess.wrap({
      type: "basic",
      status: head.status,
      statusText: head.statusText,
      url: this.#address.url,
      redirected,
      headers: head.headers,
      guard: "immutable",
      body: bodiless ? null : new Body({ kind: "source", source: transfer }),
    });
  }

  #redirect(status: number, location: string): void {
    const from = this.#address;
    const to = addressOf(location, from.url);
    if (to === undefined)
      throw new TypeError(`Invalid redirect from ${from.url}: '${location}' is not a URL`);
    checkScheme(to);
    if (
      this.#body !== null &&
      status !== 303 &&
      !this.#body.repeatable &&
      !this.#becomesGet(status)
    )
      throw new TypeError(
        `Cannot follow the redirect from ${from.url}: the request's body is a stream and cannot be sent twice`,
      );
    if (this.#becomesGet(status)) {
      this.#method = "GET";
      this.#body = null;
      for (const name of [
        "content-encoding",
        "content-language",
        "content-location",
        "content-type",
        "content-length",
      ])
        this.#headers.delete(name);
    }
    if (to.origin !== from.origin) for (const name of this.#credentials) this.#headers.delete(name);
    this.#headers.delete("host");
    this.#address = to;
  }

  #becomesGet(status: number): boolean {
    if (status === 303) return this.#method !== "GET" && this.#method !== "HEAD";
    return (status === 301 || status === 302) && this.#method === "POST";
  }
}
