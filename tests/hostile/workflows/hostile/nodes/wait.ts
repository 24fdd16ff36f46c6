import type { Context } from "tentacular";

export default async function run(_ctx: Context, input: { url?: string }) {
  if (input.url === undefined) return null;
  const response = await fetch(input.url, { method: "POST", body: "{}" });
  return (await response.text()).length > 0;
}
