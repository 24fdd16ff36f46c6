import type { Context } from "tentacular";

// 32 nodes share this file; each knows its own name.
export default async function run(ctx: Context, input: { factor: number }) {
  return Number(ctx.node.split("-")[1]) * input.factor;
}
