// Addresses as fetch needs them. Most are already written the way the URL parser would write them;
// those are taken as they are, and the URL chunk (25 KB) stays unloaded.
import { core, scalar } from "./realm";

export interface Address {
  // Without fragment and without user name and password.
  url: string;
  origin: string;
  scheme: string;
  fragment: string;
  username: string;
  password: string;
}

// Lower-case host that cannot be an IPv4 address in disguise, optional port, plain path and query.
// No "." segment, however spelt, nothing the parser would rewrite.
const kPlain =
  /^(https?):\/\/((?:[a-z0-9-]+\.)*(?!xn--)[a-z][a-z0-9-]*|(?:[1-9]?\d|1\d\d)(?:\.(?:[1-9]?\d|1\d\d)){3})(:[1-9]\d{0,4})?((?:\/(?!\.)[A-Za-z0-9\-_~!$&()*+,;=:@.%]*)+)?(\?[A-Za-z0-9\-_~!$&()*+,;=:@.%/?]*)?$/;

function plainAddress(text: string): Address | undefined {
  const match = kPlain.exec(text);
  if (match === null) return undefined;
  const [, scheme, host, port = "", path = "/", query = ""] = match;
  if (host!.includes("xn--") || port === ":80" || port === ":443" || +port.slice(1) > 65535)
    return undefined;
  if (/%2e/i.test(path)) return undefined;
  const origin = `${scheme}://${host}${port}`;
  return {
    url: origin + path + query,
    origin,
    scheme: scheme!,
    fragment: "",
    username: "",
    password: "",
  };
}

// `base`: the address a relative one starts from. undefined: not an address.
export function addressOf(given: unknown, base?: string): Address | undefined {
  const text = scalar(given);
  const plain = plainAddress(text);
  if (plain !== undefined) return plain;
  const { URL } = core.chunk("url");
  if (!URL.canParse(text, base)) return undefined;
  const url = new URL(text, base);
  const { username, password, origin } = url;
  const fragment = url.hash;
  url.hash = "";
  url.username = "";
  url.password = "";
  return { url: url.href, origin, scheme: url.protocol.slice(0, -1), fragment, username, password };
}
