// What the nodes of this workflow have in common: reading NIST's text files and counting.

// One file of vectors as the script hands it over.
export interface Vectors {
  name: string;
  text: string;
}

export interface Report {
  total: number;
  passed: number;
  failures: string[];
}

export class Tally {
  #total = 0;
  readonly #failures: string[] = [];

  check(holds: boolean, name: string): void {
    this.#total++;
    if (!holds) this.#failures.push(name);
  }

  // A vector whose computation throws has failed.
  async run(name: string, compute: () => Promise<boolean>): Promise<void> {
    try {
      this.check(await compute(), name);
    } catch (error) {
      this.check(false, `${name}: ${error}`);
    }
  }

  report(): Report {
    const failures = this.#failures;
    return { total: this.#total, passed: this.#total - failures.length, failures };
  }
}

export type Vector = Record<string, string>;

// The vectors of a file of `Key = value` lines: each time one of the keys `last` comes, everything
// said so far. A line FAIL counts as a key; [sections] are under "section".
export function* records(text: string, ...last: string[]): Generator<Vector> {
  const said: Vector = {};
  for (const line of text.split(/\r?\n/)) {
    const pair = /^\[?\s*([A-Za-z][\w ]*?)\s*=\s*(.*?)\s*\]?$/.exec(line);
    const section = /^\[(.*)\]$/.exec(line)?.[1];
    if (section !== undefined && pair === null) said.section = section;
    const key = line.trim() === "FAIL" ? "FAIL" : pair?.[1];
    if (key === undefined) continue;
    said[key] = pair?.[2] ?? "";
    if (last.includes(key)) yield { ...said, last: key };
  }
}

export function bytes(hex: string): Uint8Array<ArrayBuffer> {
  const even = hex.length % 2 === 1 ? `0${hex}` : hex;
  const out = new Uint8Array(even.length / 2);
  for (let i = 0; i < out.length; i++) out[i] = Number.parseInt(even.slice(2 * i, 2 * i + 2), 16);
  return out;
}

export function hex(from: ArrayBuffer | Uint8Array): string {
  let text = "";
  for (const byte of new Uint8Array(from as ArrayBuffer)) text += byte.toString(16).padStart(2, "0");
  return text;
}

export function base64url(from: Uint8Array): string {
  let units = "";
  for (const byte of from) units += String.fromCharCode(byte);
  return btoa(units).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

// A number as a JWK has it: without leading zeros, or of exactly `width` bytes.
export function jwkNumber(text: string, width?: number): string {
  let octets = bytes(text);
  let zeros = 0;
  while (zeros < octets.length - 1 && octets[zeros] === 0) zeros++;
  octets = octets.slice(zeros);
  if (width !== undefined && octets.length < width) {
    const padded = new Uint8Array(width);
    padded.set(octets, width - octets.length);
    octets = padded;
  }
  return base64url(octets);
}

// "SHA1" and "SHA-1" alike; undefined for a hash that WebCrypto does not have.
export function hashName(text: string): string | undefined {
  const name = text.replace(/^SHA-?/, "SHA-");
  return ["SHA-1", "SHA-256", "SHA-384", "SHA-512"].includes(name) ? name : undefined;
}
