// What sender and receiver agree on: HMAC-SHA-256 over "<seconds since 1970>.<body>", in hex.
import type { Context } from "tentacular";

export interface Delivery {
  body: string;
  timestamp: number;
  signature: string; // "sha256=<hex>", the header x-signature
}

export const signedText = (timestamp: number, body: string) =>
  new TextEncoder().encode(`${timestamp}.${body}`);

export async function signingKey(ctx: Context, usage: "sign" | "verify"): Promise<CryptoKey> {
  const secret = ctx.secrets.webhook?.signing_key;
  if (secret === undefined) ctx.log.warn("no secret webhook.signing_key: using the demonstration's");
  const text = secret ?? String(ctx.config.demo_signing_key);
  const algorithm = { name: "HMAC", hash: "SHA-256" };
  return crypto.subtle.importKey("raw", new TextEncoder().encode(text), algorithm, false, [usage]);
}

export const toHex = (bytes: ArrayBuffer) =>
  Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, "0")).join("");

export function fromHex(hex: string): Uint8Array {
  if (!/^([0-9a-f]{2})*$/.test(hex)) throw new Error(`this is no hex: ${hex}`);
  return Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}
