// ctx.fetch(service, path, init): the service's address and credentials filled in. The credentials
// go to the service's own origin, and to a host that the node's capabilities name; nowhere else,
// whatever the path says.
import { addressOf, type Address } from "./address";
import { send } from "./fetch";
import { HeaderList, headerValue } from "./headers";
import { core, host } from "./realm";
import { requestState } from "./request";
import type { Response } from "./response";

const kService = /^[A-Za-z0-9._-]+$/;
const kAbsolute = /^https?:\/\//i;

function ownMember(object: unknown, name: string): unknown {
  return typeof object === "object" && object !== null && Object.hasOwn(object, name)
    ? (object as any)[name]
    : undefined;
}

function baseOf(service: string): Address {
  const config: unknown = core.primordials.parse(core.configText());
  const configured = ownMember(ownMember(ownMember(config, "services"), service), "url");
  const base = addressOf(configured ?? `https://api.${service}.com`);
  if (base === undefined || (base.scheme !== "http" && base.scheme !== "https"))
    throw new TypeError(
      configured === undefined
        ? `ctx.fetch: 'https://api.${service}.com' is not a valid address`
        : `ctx.fetch: config.services.${service}.url is not an http or https URL: '${configured}'`,
    );
  return base;
}

// Everything from the host on is fixed before the path is put behind it, with a slash between.
function targetOf(base: Address, path: string): Address {
  if (kAbsolute.test(path)) {
    const absolute = addressOf(path);
    if (absolute === undefined) throw new TypeError(`ctx.fetch: Invalid URL: '${path}'`);
    return absolute;
  }
  const prefix = base.url.replace(/[?#].*$/, "").replace(/\/+$/, "");
  const target = addressOf(prefix + (path.startsWith("/") ? path : `/${path}`));
  if (target === undefined || target.origin !== base.origin)
    throw new TypeError(`ctx.fetch: '${path}' is not a path below ${base.origin}`);
  return target;
}

function credentialsOf(service: string): HeaderList {
  const secrets: unknown = core.primordials.parse(core.secretsText());
  const own = ownMember(secrets, service);
  const token = ownMember(own, "token");
  const apiKey = ownMember(own, "api_key");
  const headers = new HeaderList();
  if (token) headers.append("authorization", headerValue("authorization", `Bearer ${token}`));
  if (apiKey) headers.append("x-api-key", headerValue("x-api-key", apiKey));
  return headers;
}

function isNamed(target: Address): boolean {
  const [, name, port] = /^[a-z]+:\/\/\[?([^\]]*?)\]?(?::(\d+))?$/.exec(target.origin)!;
  return host.namesHost(name!, port === undefined ? (target.scheme === "https" ? 443 : 80) : +port);
}

export async function contextFetch(
  service: unknown,
  path: unknown,
  init?: unknown,
): Promise<Response> {
  if (typeof service !== "string" || !kService.test(service))
    throw new TypeError(
      `ctx.fetch: the service must be a name of letters, digits, '.', '_' and '-', not '${String(service)}'`,
    );
  const base = baseOf(service);
  const called = { service, path: `${path}` };
  const target = targetOf(base, called.path);
  const state = requestState(target.url + target.fragment, init);
  state.address = target;
  state.called = called;
  const known = target.origin === base.origin || isNamed(target);
  return send(state, known ? credentialsOf(service) : new HeaderList());
}
