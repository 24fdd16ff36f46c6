import type { Context } from "tentacular";

// Tries what it was not given, and tells what it was told.
export default async function run(ctx: Context): Promise<Record<string, string>> {
  const attempts: Record<string, () => unknown> = {
    host: () => fetch("https://example.com/"),
    loopback: () => fetch("http://127.0.0.1/"),
    file: () => Deno.readTextFile("./data/names.txt"),
    scratch: () => Deno.writeTextFile("/tmp/strict-sandbox", "x"),
    variable: () => Deno.env.get("HOME"),
    secrets: () => Object.keys(ctx.secrets).join() || Promise.reject(new Error("sees no secret")),
  };
  const told: Record<string, string> = {};
  for (const [name, attempt] of Object.entries(attempts)) {
    try {
      told[name] = `succeeded: ${await attempt()}`;
    } catch (reason) {
      told[name] = (reason as Error).message;
    }
  }
  return told;
}
