// Deno.createHttpClient: what fetch is to trust besides the system's certificates.
import { errors } from "./errors";

export interface ClientAccess {
  // PEM certificates; throws when the value is no client, or a closed one.
  extraCa(client: unknown): string;
}
export let clientAccess: ClientAccess;

// The pool is the slot's own; asking for less of it changes nothing a node can see.
const kWithoutEffect = ["poolMaxIdlePerHost", "poolIdleTimeout"];

export function pemOf(given: unknown): string {
  if (given === undefined || given === null) return "";
  if (!Array.isArray(given) || !given.every((one) => typeof one === "string"))
    throw new TypeError("caCerts must be a list of texts in PEM form");
  return given.join("\n");
}

export class HttpClient {
  #extraCa: string;
  #closed = false;

  static {
    clientAccess = {
      extraCa(client) {
        if (typeof client !== "object" || client === null || !(#extraCa in client))
          throw new TypeError("the client of fetch must come from Deno.createHttpClient");
        if (client.#closed) throw new errors.BadResource("the HTTP client is closed");
        return client.#extraCa;
      },
    };
  }

  constructor(options: any) {
    for (const name of Object.keys(options)) {
      const usual = options[name] === undefined || kWithoutEffect.includes(name);
      const offered = (name === "http1" || name === "http2") && options[name] === true;
      if (name !== "caCerts" && !usual && !offered)
        throw new errors.NotSupported(
          `Deno.createHttpClient: the option '${name}' is not supported in workflow nodes; caCerts is`,
        );
    }
    this.#extraCa = pemOf(options.caCerts);
    if (this.#extraCa !== "" && !this.#extraCa.includes("-----BEGIN CERTIFICATE-----"))
      throw new errors.InvalidData("Unable to add pem file to certificate store: no certificate");
  }
  close(): void {
    this.#closed = true;
  }
  [(Symbol as any).dispose ?? Symbol.for("Symbol.dispose")](): void {
    this.close();
  }
}

export function createHttpClient(options: any = {}): HttpClient {
  if (typeof options !== "object" || options === null)
    throw new TypeError("Deno.createHttpClient needs an object of options");
  return new HttpClient(options);
}
