import type { Context } from "tentacular";

export interface Collected {
  at: string; // ISO 8601
  sales: { region: string; dollars: number }[];
}

// Ten past one at night in Los Angeles, on the day summer time ended there.
const SAMPLE: Collected = {
  at: "2025-11-02T09:10:00Z",
  sales: [
    { region: "Österreich", dollars: 1234.5 },
    { region: "Zürich", dollars: 98765.4321 },
    { region: "Oregon", dollars: 40 },
  ],
};

export default async function run(_ctx: Context, input: Partial<Collected>): Promise<Collected> {
  const collected = { at: input.at ?? SAMPLE.at, sales: input.sales ?? SAMPLE.sales };
  if (Number.isNaN(Date.parse(collected.at))) throw new Error(`"at" is not a date: ${collected.at}`);
  return collected;
}
