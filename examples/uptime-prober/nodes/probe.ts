import type { Context } from "tentacular";

export interface Probe {
  url: string;
  status: number | null; // null: no answer, see error
  error: string | null;
  milliseconds: number;
}

async function probe(ctx: Context, url: string): Promise<Probe> {
  const started = performance.now();
  const elapsed = () => Math.round(performance.now() - started);
  try {
    const response = await ctx.fetch("probe", url, { redirect: "manual" });
    await response.body?.cancel();
    return { url, status: response.status, error: null, milliseconds: elapsed() };
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    return { url, status: null, error: text, milliseconds: elapsed() };
  }
}

export default async function run(ctx: Context, input: { targets: string[] }) {
  return { probes: await Promise.all(input.targets.map((url) => probe(ctx, url))) };
}
