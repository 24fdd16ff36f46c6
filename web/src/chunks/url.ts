// URL and URLSearchParams.
import { useNative } from "tr46";
import type { Host } from "../host";
import { URLSearchParams } from "../url/params";
import { parseUrl, URL } from "../url/url";

export default function (host: Host) {
  useNative((domain, beStrict) => host.domainToASCII(domain, beStrict));
  return { __proto__: null, URL, URLSearchParams, parseUrl };
}
