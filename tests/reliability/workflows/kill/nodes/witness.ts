import type { Context } from "tentacular";

// Leaves a line in a file outside that says what ran, then takes a moment.
export default async function run(ctx: Context): Promise<{ node: string }> {
  const { witness, work } = ctx.config as { witness: string; work: number };
  Deno.writeTextFileSync(witness, `${ctx.runId} ${ctx.node} ${ctx.attempt}\n`, { append: true });
  await new Promise((resolve) => setTimeout(resolve, Math.random() * work));
  return { node: ctx.node };
}
