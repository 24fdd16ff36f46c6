import type { Context } from "tentacular";

export default async function run(ctx: Context, input: { targets?: string[] }) {
  const targets = input.targets ?? (ctx.config.targets as string[] | undefined) ?? [];
  if (targets.length === 0) throw new Error("nothing to probe: config.targets and the input are empty");
  return { targets };
}
