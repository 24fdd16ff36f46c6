import type { Context } from "tentacular";

interface Counted {
  total: number;
  counts: Record<string, number>;
}

export default async function run(ctx: Context, input: Counted) {
  const byFrequency = Object.entries(input.counts)
    .sort(([a, m], [b, n]) => n - m || a.localeCompare(b))
    .slice(0, Number(ctx.config.top ?? 10));
  return {
    total: input.total,
    unique: Object.keys(input.counts).length,
    top: byFrequency.map(([word, count]) => ({ word, count })),
  };
}
