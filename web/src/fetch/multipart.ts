// multipart/form-data, both ways.
import { blobAccess, File, joined } from "./blob";
import { FormData, formAccess } from "./form_data";
import { host } from "./realm";

const escapeName = (name: string) => name.replace(/\r\n|\r|\n/g, "%0D%0A").replace(/"/g, "%22");
const normalised = (value: string) => value.replace(/\r\n|\r|\n/g, "\r\n");

export function multipartOf(form: FormData): { bytes: Uint8Array; type: string } {
  const boundary = `----tentacular-${host.uuid()}`;
  const pieces: Uint8Array[] = [];
  for (const [name, value] of formAccess.entries(form)) {
    let head = `--${boundary}\r\nContent-Disposition: form-data; name="${escapeName(normalised(name))}"`;
    if (typeof value === "string") {
      pieces.push(host.utf8Encode(`${head}\r\n\r\n${normalised(value)}\r\n`));
      continue;
    }
    head += `; filename="${escapeName(value.name)}"\r\nContent-Type: ${value.type || "application/octet-stream"}\r\n\r\n`;
    pieces.push(host.utf8Encode(head), blobAccess.bytes(value), host.utf8Encode("\r\n"));
  }
  pieces.push(host.utf8Encode(`--${boundary}--\r\n`));
  return { bytes: joined(pieces), type: `multipart/form-data; boundary=${boundary}` };
}

function indexOf(bytes: Uint8Array, wanted: Uint8Array, from: number): number {
  for (let at = bytes.indexOf(wanted[0]!, from); at >= 0; at = bytes.indexOf(wanted[0]!, at + 1)) {
    let i = 1;
    while (i < wanted.length && bytes[at + i] === wanted[i]) i++;
    if (i === wanted.length) return at;
  }
  return -1;
}

const broken = (what: string) =>
  new TypeError(`the body is not valid multipart/form-data: ${what}`);

function headerLines(text: string): Map<string, string> {
  const headers = new Map<string, string>();
  for (const line of text.split("\r\n")) {
    const colon = line.indexOf(":");
    if (colon > 0)
      headers.set(line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim());
  }
  return headers;
}

function parameter(disposition: string, name: string): string | undefined {
  const found = new RegExp(
    `;\\s*${name}="((?:[^"\\\\]|\\\\.)*)"|;\\s*${name}=([^;\\s"]+)`,
    "i",
  ).exec(disposition);
  const value = found?.[1] ?? found?.[2];
  return value
    ?.replace(/%22/g, '"')
    .replace(/%0D%0A/gi, "\r\n")
    .replace(/\\(["\\])/g, "$1");
}

export function formOfMultipart(bytes: Uint8Array, contentType: string): FormData {
  const match = /;\s*boundary=(?:"([^"]+)"|([^;\s]+))/i.exec(contentType);
  const boundary = match?.[1] ?? match?.[2];
  if (boundary === undefined) throw broken("its content type names no boundary");
  const delimiter = host.utf8Encode(`--${boundary}`);
  const separator = host.utf8Encode(`\r\n--${boundary}`);
  const blank = host.utf8Encode("\r\n\r\n");
  const form = new FormData();
  let at = indexOf(bytes, delimiter, 0);
  if (at < 0) throw broken("no boundary was found");
  for (at += delimiter.length; ;) {
    if (bytes[at] === 0x2d && bytes[at + 1] === 0x2d) return form;
    const headEnd = indexOf(bytes, blank, at);
    if (headEnd < 0) throw broken("a part has no end of its headers");
    const headers = headerLines(host.utf8Decode(bytes.subarray(at, headEnd), false)!);
    const end = indexOf(bytes, separator, headEnd + 2);
    if (end < 0) throw broken("the closing boundary is missing");
    const content = bytes.subarray(Math.min(headEnd + 4, end), end);
    const disposition = headers.get("content-disposition") ?? "";
    const name = parameter(disposition, "name");
    if (name === undefined) throw broken("a part has no name");
    const fileName = parameter(disposition, "filename");
    if (fileName === undefined) form.append(name, host.utf8Decode(content, false)!);
    else
      form.append(
        name,
        new File([content], fileName, { type: headers.get("content-type") ?? "text/plain" }),
      );
    at = end + separator.length;
  }
}
