import type { Context } from "tentacular";

export default async function run(_ctx: Context, input: { words: string[] }) {
  const counts = new Map<string, number>();
  for (const word of input.words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return { total: input.words.length, counts: Object.fromEntries(counts) };
}
