import type { Context } from "tentacular";

import { type Delivery, fromHex, signedText, signingKey } from "./signature.ts";

// What a receiver does before it believes a word of the body.
export default async function run(ctx: Context, { body, timestamp, signature }: Delivery) {
  const tolerance = Number(ctx.config.tolerance_seconds ?? 300);
  const age = Math.abs(Date.now() / 1000 - timestamp);
  if (age > tolerance) return { verified: false, reason: "the delivery is too old, or too new" };

  const key = await signingKey(ctx, "verify");
  const given = fromHex(signature.replace(/^sha256=/, ""));
  // Compares in constant time, unlike ===.
  const holds = await crypto.subtle.verify("HMAC", key, given, signedText(timestamp, body));
  if (!holds) return { verified: false, reason: "the signature does not fit the body" };
  return { verified: true, event: JSON.parse(body) as unknown };
}
