import type { Context } from "tentacular";

import { fetchSource, type Plan } from "./sources.ts";

interface Rates {
  base: string;
  rates: Record<string, number>;
}

export default async function run(ctx: Context, plan: Plan) {
  const { base, rates } = await fetchSource<Rates>(ctx, plan, "rates");
  return Object.entries(rates).map(([currency, rate]) => `1 ${base} = ${rate.toFixed(2)} ${currency}`);
}
