// The labels of the Encoding standard with the encoding each stands for. What is counted is an
// encoding: all its labels must be known, and its name be answered.
import { Tally, type Vectors } from "./tally.ts";

function knows(label: string, name: string): boolean {
  try {
    return new TextDecoder(label).encoding === name.toLowerCase();
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

export default async function run(_ctx: unknown, { text }: Vectors) {
  const tally = new Tally();
  const encodings = new Map<string, string[]>();
  for (const [label, name] of Object.entries(JSON.parse(text) as Record<string, string>))
    encodings.set(name, [...(encodings.get(name) ?? []), label]);
  for (const [name, labels] of encodings)
    tally.check(labels.every((label) => knows(label, name)), name);
  return tally.report();
}
