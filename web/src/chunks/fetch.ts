// fetch and its classes, and ctx.fetch.
import { Blob, File } from "../fetch/blob";
import { contextFetch } from "../fetch/context_fetch";
import { fetch } from "../fetch/fetch";
import { FormData } from "../fetch/form_data";
import { Headers } from "../fetch/headers";
import { enter } from "../fetch/realm";
import { Request } from "../fetch/request";
import { Response } from "../fetch/response";
import { listen } from "../fetch/transfer";
import type { Core, Host } from "../host";

export default function (host: Host, core: Core) {
  enter(host, core);
  listen();
  return { __proto__: null, Blob, File, FormData, Headers, Request, Response, contextFetch, fetch };
}
