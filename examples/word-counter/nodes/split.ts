import type { Context } from "tentacular";

const SAMPLE = "the quick brown fox jumps over the lazy dog and the cat";

export default async function run(ctx: Context, input: { text?: string }) {
  const words = (input.text ?? SAMPLE).toLowerCase().match(/[\p{L}\p{N}']+/gu) ?? [];
  ctx.log.info(`${words.length} words`);
  return { words };
}
