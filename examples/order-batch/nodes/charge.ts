import { type Context, NonRetryableError } from "tentacular";

import type { Reservation } from "./reserve.ts";

export interface Receipt {
  id: string;
  charged: number;
}

export default async function run(ctx: Context, order: Reservation): Promise<Receipt> {
  const limit = ctx.config.limit as number;
  // Another attempt would not make the amount smaller.
  if (order.amount > limit)
    throw new NonRetryableError(`order ${order.id} is ${order.amount}, the limit is ${limit}`);
  return { id: order.id, charged: order.amount };
}
