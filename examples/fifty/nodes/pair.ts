import type { Context } from "tentacular";

export default async function run(_ctx: Context, input: Record<string, number>) {
  return Object.values(input).reduce((sum, value) => sum + value, 0);
}
