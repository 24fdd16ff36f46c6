import type { Context } from "tentacular";

// May read ./data, because workflow.yaml says so.
export default async function run(ctx: Context): Promise<string[]> {
  const text = await Deno.readTextFile("./data/names.txt");
  const names = text.split("\n").filter((line) => line !== "");
  ctx.log.info(`${names.length} names`);
  return names;
}
