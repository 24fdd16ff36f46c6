import type { Context, Failure } from "tentacular";

import type { Reservation } from "./reserve.ts";

export default async function run(ctx: Context, failure: Failure) {
  ctx.log.warn("giving back:", failure.error);
  const reserved: Reservation[] = failure.outputs.reserve;
  return { because: failure.error, returned: reserved.map((order) => order.id) };
}
