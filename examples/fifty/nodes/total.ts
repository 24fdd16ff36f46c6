import type { Context } from "tentacular";

export default async function run(_ctx: Context, input: Record<string, number>) {
  const values = Object.values(input);
  return { pairs: values.length, sum: values.reduce((sum, value) => sum + value, 0) };
}
