import type { Context } from "tentacular";

import type { Delivery } from "./signature.ts";

// Answers what arrived: the receiver of this demonstration sends the body back.
export default async function run(
  ctx: Context,
  { url, body, timestamp, signature }: Delivery & { url: string },
): Promise<Delivery & { status: number }> {
  const response = await ctx.fetch("webhook", url, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      "x-timestamp": String(timestamp),
      "x-signature": signature,
    },
    body,
  });
  const arrived = await response.text();
  if (!response.ok) throw new Error(`${url} answered ${response.status}: ${arrived.slice(0, 200)}`);
  return { status: response.status, body: arrived, timestamp, signature };
}
