import type { Context } from "tentacular";

interface Result {
  url: string;
  verdict: string;
}

export default async function run(ctx: Context, input: { results: Result[]; at?: string }) {
  const down = input.results.filter((result) => result.verdict !== "up");
  const at = new Date(input.at ?? Date.now()).toLocaleString("en-US", {
    timeZone: String(ctx.config.time_zone ?? "UTC"),
    dateStyle: "medium",
    timeStyle: "short",
  });
  return {
    at,
    up: input.results.length - down.length,
    down: down.map(({ url, verdict }) => ({ url, verdict })),
    text: down.length === 0
      ? `All ${input.results.length} targets are up.`
      : `${down.length} of ${input.results.length} targets are down.`,
  };
}
