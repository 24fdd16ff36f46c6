// The Deno namespace: files, sockets, environment and HTTP clients, each as far as the node's
// capabilities go. What is not here says why (deno/refused.ts).
import { env } from "../deno/env";
import { errors } from "../deno/errors";
import * as files from "../deno/files";
import { clientAccess, createHttpClient, HttpClient } from "../deno/http_client";
import * as net from "../deno/net";
import { enter } from "../realm";
import { defineRefused } from "../deno/refused";
import type { Core, Host } from "../host";

// The version of Deno whose behaviour is followed; libraries ask for it to know what there is.
const kFollows = "2.0.0";

export default function (host: Host, core: Core) {
  enter(host, core);
  const { arch } = host;
  const Deno = {
    ...files,
    ...net,
    createHttpClient,
    HttpClient,
    env,
    errors,
    args: [],
    build: {
      target: `${arch}-unknown-linux-gnu`,
      arch,
      os: "linux",
      vendor: "unknown",
      env: "gnu",
      standalone: false,
    },
    inspect: (value: unknown, options?: object): string =>
      core.chunk("inspect").inspect(value, options),
    noColor: true,
    version: { deno: kFollows, v8: "", typescript: "" },
  };
  defineRefused(Deno);
  return { __proto__: null, Deno, clientAccess };
}
