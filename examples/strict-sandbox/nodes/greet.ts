import type { Context } from "tentacular";

// Needs no power at all: what it works on is its input.
export default async function run(_ctx: Context, names: string[]): Promise<string[]> {
  return names.map((name) => `Hello, ${name}!`);
}
