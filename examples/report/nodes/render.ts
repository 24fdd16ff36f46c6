import type { Context } from "tentacular";

interface Parts {
  offices: { city: string; date: string; time: string }[];
  totals: { regions: string[]; total: string; german: string };
}

export default async function run(_ctx: Context, { offices, totals }: Parts) {
  return [
    "Sales report",
    ...offices.map((office) => `  ${office.city.padEnd(12)} ${office.date}, ${office.time}`),
    ...totals.regions.map((line) => `  ${line}`),
    `  Total ${totals.total} (${totals.german})`,
  ].join("\n");
}
