import type { Context } from "tentacular";

import type { Probe } from "./probe.ts";

// The wording of a failed fetch is part of the runtime's contract.
const REASONS: [RegExp, string][] = [
  [/dns error:/, "name does not resolve"],
  [/client error \(Connect\):.*refused/i, "connection refused"],
  [/client error \(Connect\):/, "no connection"],
];

function verdict(probe: Probe): string {
  if (probe.status === null) {
    return REASONS.find(([pattern]) => pattern.test(probe.error ?? ""))?.[1] ?? "no answer";
  }
  return probe.status < 400 ? "up" : `answers ${probe.status}`;
}

export default async function run(ctx: Context, input: { probes: Probe[] }) {
  const results = input.probes.map((probe) => ({ ...probe, verdict: verdict(probe) }));
  for (const result of results) {
    if (result.verdict !== "up") ctx.log.warn(`${result.url}: ${result.verdict}`, result.error ?? "");
  }
  return { results };
}
