import type { Context } from "tentacular";

export default async function run(_ctx: Context, input: { factor?: number }) {
  return { factor: input.factor ?? 1 };
}
