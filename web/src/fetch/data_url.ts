// The content of a data: address.
import { decode64 } from "../encoding/base64";

const kDefaultType = "text/plain;charset=US-ASCII";

// One unit per byte. What a parsed URL holds is ASCII, so that this is all there is to it.
export function percentDecoded(text: string): string {
  return text.replace(/%([0-9a-fA-F]{2})/g, (_, code) =>
    String.fromCharCode(Number.parseInt(code, 16)),
  );
}

// undefined: malformed.
export function dataOf(url: string): { bytes: Uint8Array; type: string } | undefined {
  const comma = url.indexOf(",");
  if (comma < 0) return undefined;
  let type = url.slice("data:".length, comma).trim();
  let content: string | undefined = percentDecoded(url.slice(comma + 1));
  const base64 = /; *base64$/i.exec(type);
  if (base64 !== null) {
    content = decode64(content);
    if (content === undefined) return undefined;
    type = type.slice(0, base64.index);
  }
  if (type.startsWith(";")) type = `text/plain${type}`;
  const bytes = Uint8Array.from(content, (unit) => unit.charCodeAt(0));
  return { bytes, type: /^[^\s/;]+\/[^\s/;]+/.test(type) ? type : kDefaultType };
}
