import type { Context } from "tentacular";

import type { Plan } from "./sources.ts";

export default async function run(ctx: Context, input: { base?: string }): Promise<Plan> {
  const base = input.base ?? ctx.config.base;
  if (typeof base !== "string" || !/^https?:\/\//.test(base)) {
    throw new Error('the sources have no address: give one as input, {"base": "http://127.0.0.1:8090"}');
  }
  return { base: base.replace(/\/+$/, "") };
}
