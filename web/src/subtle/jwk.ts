// JSON Web Keys (RFC 7517): their texts, and what they say about themselves.
import { decode64, encode64 } from "../encoding/base64";
import type { Bytes, Engine } from "./engine";
import type { Usage } from "./key";
import type { Given } from "./parameters";

export type Jwk = Record<string, unknown>;

export function toBase64url(bytes: Uint8Array): string {
  let units = "";
  for (const byte of bytes) units += String.fromCharCode(byte);
  return encode64(units)!.replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

function fromBase64url(text: string): Bytes | undefined {
  if (!/^[A-Za-z0-9_-]*$/.test(text)) return undefined;
  const units = decode64(text.replace(/-/g, "+").replace(/_/g, "/"));
  return units === undefined ? undefined : Uint8Array.from(units, (unit) => unit.charCodeAt(0));
}

// A member that must be there, decoded.
export function member(engine: Engine, jwk: Given, name: string): Bytes {
  const text = jwk[name];
  const bytes = typeof text === "string" ? fromBase64url(text) : undefined;
  if (bytes === undefined)
    throw engine.fault("DataError", `the JWK has no member "${name}" in base64url`);
  return bytes;
}

export interface JwkWish {
  kty: string;
  use: "sig" | "enc";
  extractable: boolean;
  usages: readonly Usage[];
}

export function checkJwk(engine: Engine, value: unknown, wish: JwkWish): Given {
  if (typeof value !== "object" || value === null)
    throw new TypeError("the key data of a JWK are an object");
  const jwk = value as Given;
  const refuse = (why: string) => engine.fault("DataError", `the JWK ${why}`);
  if (jwk.kty !== wish.kty) throw refuse(`is of type ${jwk.kty}, not ${wish.kty}`);
  if (wish.usages.length > 0 && jwk.use !== undefined && jwk.use !== wish.use)
    throw refuse(`is for use "${jwk.use}", not "${wish.use}"`);
  if (jwk.key_ops !== undefined) {
    const operations: unknown[] = Array.isArray(jwk.key_ops) ? jwk.key_ops : [undefined];
    const repeated = new Set(operations).size !== operations.length;
    if (repeated || wish.usages.some((usage) => !operations.includes(usage)))
      throw refuse("does not allow all the usages asked for (key_ops)");
  }
  if (jwk.ext === false && wish.extractable) throw refuse("is not extractable (ext)");
  return jwk;
}

// `alg` may be missing, but may not contradict.
export function checkAlg(engine: Engine, jwk: Given, wanted: string | undefined): void {
  if (jwk.alg !== undefined && jwk.alg !== wanted)
    throw engine.fault("DataError", `the JWK is for ${jwk.alg}, not ${wanted ?? "this algorithm"}`);
}
