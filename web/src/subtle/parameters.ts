// Reading what callers say: algorithms, numbers, bytes, usages.
import { bytesOf } from "../encoding/bytes";
import type { Bytes, Engine } from "./engine";
import { kUsages, type Usage } from "./key";

const kHashes = ["SHA-1", "SHA-256", "SHA-384", "SHA-512"];
// In bits.
export const kBlockBits: Record<string, number> = {
  "SHA-1": 512,
  "SHA-256": 512,
  "SHA-384": 1024,
  "SHA-512": 1024,
};

export type Given = Record<string, any>;

// "AES-GCM" and { name: "AES-GCM" } alike, as an object.
export function algorithmOf(value: unknown): Given {
  if (typeof value === "string") return { name: value };
  if ((typeof value !== "object" && typeof value !== "function") || value === null)
    throw new TypeError("an algorithm is a name or an object with a name");
  const name = (value as Given).name;
  if (name === undefined) throw new TypeError("the algorithm has no name");
  return value as Given;
}

// The name in the standard's spelling; undefined when it is not among `known`.
export function spelled(name: unknown, known: Iterable<string>): string | undefined {
  const wanted = `${name}`.toUpperCase();
  if (!/^[ -~]*$/.test(`${name}`)) return undefined; // "ſ" is no "S" here
  for (const one of known) if (one.toUpperCase() === wanted) return one;
  return undefined;
}

export function hashOf(engine: Engine, value: unknown): string {
  if (value === undefined) throw new TypeError("the algorithm needs a hash");
  const { name } = algorithmOf(value);
  const known = spelled(name, kHashes);
  if (known === undefined)
    throw engine.fault(
      "NotSupportedError",
      `the hash ${name} is not supported; supported are ${kHashes.join(", ")}`,
    );
  return known;
}

// Not copied: every operation is done with its input before its caller goes on.
export function bytesFrom(value: unknown, what: string): Bytes {
  const bytes = bytesOf(value);
  if (bytes === undefined) throw new TypeError(`${what} must be an ArrayBuffer or a view of one`);
  return bytes as Bytes;
}

export const noBytes: Bytes = new Uint8Array(0);

// By the rules of [EnforceRange].
export function integerFrom(value: unknown, what: string, most: number): number {
  const number = Math.trunc(Number(value));
  if (!Number.isFinite(number) || number < 0 || number > most)
    throw new TypeError(`${what} must be a whole number from 0 to ${most}`);
  return number === 0 ? 0 : number;
}

export function usagesFrom(value: unknown): Usage[] {
  if (typeof value !== "object" || value === null)
    throw new TypeError("the usages of a key are a list");
  const usages = [...(value as Iterable<unknown>)].map((one) => `${one}` as Usage);
  for (const usage of usages)
    if (!kUsages.includes(usage))
      throw new TypeError(`"${usage}" is no usage of a key; usages are ${kUsages.join(", ")}`);
  return usages;
}

// A SyntaxError for what this kind of key cannot be used for.
export function checkUsages(engine: Engine, usages: readonly Usage[], allowed: readonly Usage[]) {
  for (const usage of usages)
    if (!allowed.includes(usage))
      throw engine.fault(
        "SyntaxError",
        `this key cannot be used to ${usage}; it can be used to ${allowed.join(", ") || "nothing"}`,
      );
}
