import type { Context } from "tentacular";

export interface Order {
  id: string;
  amount: number;
}

export interface Reservation extends Order {
  /** Which order of how many. */
  place: string;
}

export default async function run(ctx: Context, order: Order): Promise<Reservation> {
  const { index, count } = ctx.item!;
  return { ...order, place: `${index + 1} of ${count}` };
}
