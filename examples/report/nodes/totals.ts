import type { Context } from "tentacular";

import type { Collected } from "./collect.ts";

const dollars = new Intl.NumberFormat("en-US", { style: "currency", currency: "USD" });
const euros = new Intl.NumberFormat("de-DE", { maximumFractionDigits: 0 });

export default async function run(_ctx: Context, input: Collected) {
  const total = input.sales.reduce((sum, sale) => sum + sale.dollars, 0);
  return {
    regions: [...input.sales]
      .sort((a, b) => a.region.localeCompare(b.region, "en-US"))
      .map((sale) => `${sale.region}: ${dollars.format(sale.dollars)}`),
    total: dollars.format(total),
    german: euros.format(total),
  };
}
