import type { Context } from "tentacular";

import { type Delivery, signedText, signingKey, toHex } from "./signature.ts";

interface Input {
  url?: string;
  event?: unknown;
  timestamp?: number; // seconds; now, if it is not said
}

export default async function run(ctx: Context, input: Input): Promise<Delivery & { url: string }> {
  if (input.url === undefined) {
    throw new Error('there is nowhere to send the event: give the input {"url": …, "event": …}');
  }
  const body = JSON.stringify(input.event ?? null);
  const timestamp = input.timestamp ?? Math.floor(Date.now() / 1000);
  const key = await signingKey(ctx, "sign");
  const signature = await crypto.subtle.sign("HMAC", key, signedText(timestamp, body));
  return { url: input.url, body, timestamp, signature: `sha256=${toHex(signature)}` };
}
