import type { Context } from "tentacular";

import type { Receipt } from "./charge.ts";

export default async function run(_ctx: Context, receipts: Receipt[]) {
  const total = receipts.reduce((sum, receipt) => sum + receipt.charged, 0);
  return { orders: receipts.length, total };
}
