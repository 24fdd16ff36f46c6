import type { Context } from "tentacular";

interface Input {
  text?: string;
}

// The token goes with the request by itself: to the service's own host, and nowhere else.
export default async function run(ctx: Context, input: Input): Promise<{ posted: boolean }> {
  if (ctx.secrets.chat?.token === undefined) {
    throw new Error("there is no secret chat.token: see .secrets.yaml.example");
  }
  const answer = await ctx.fetch("chat", "/echo", {
    method: "POST",
    body: JSON.stringify({ text: input.text ?? "hello" }),
    headers: { "content-type": "application/json" },
  });
  if (!answer.ok) throw new Error(`the chat answered ${answer.status}`);
  // However it is written, a secret does not reach the log.
  ctx.log.info("posted with", ctx.secrets.chat.token);
  return { posted: true };
}
