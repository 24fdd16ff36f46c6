import type { Context } from "tentacular";

export interface Plan {
  base: string;
}

// One source as JSON, or an error that says which one failed and how.
export async function fetchSource<T>(ctx: Context, plan: Plan, name: string): Promise<T> {
  const started = performance.now();
  const response = await ctx.fetch("sources", `${plan.base}/${name}.json`);
  if (!response.ok) throw new Error(`${name}: the source answered ${response.status}`);
  const body = (await response.json()) as T;
  ctx.log.info(`${name} came in ${Math.round(performance.now() - started)} ms`);
  return body;
}
