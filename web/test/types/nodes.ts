// Node code as people write it; it is compiled, never run. `@ts-expect-error` marks what the types
// must refuse.
import type { Context, ExecutionResult, NodeFunction, NodeModule, WorkflowSpec } from "tentacular";

interface Repo {
  name: string;
  stars: number;
}

export default async function run(ctx: Context, input: { owner: string }): Promise<Repo[]> {
  const { log, fetch: serviceFetch, signal } = ctx;
  const response = await serviceFetch("github", `/users/${input.owner}/repos`, {
    headers: { accept: "application/json" },
    signal: AbortSignal.any([signal, AbortSignal.timeout(5000)]),
  });
  if (!response.ok) throw new Error(`${response.status} ${response.statusText}`);
  const repos = (await response.json()) as Repo[];
  log.info("repos", repos.length, ctx.attempt, ctx.secrets.github?.token !== undefined);
  const limit = Number(ctx.config.limit ?? 10);
  return repos.slice(0, limit);
}

export const plain: NodeFunction<{ n: number }, number> = (_ctx, { n }) => n + 1;
export const loaded: NodeModule = { default: run };

export async function webNames(url: URL): Promise<unknown> {
  const request = new Request(url, { method: "POST", body: new URLSearchParams({ a: "1" }) });
  const answer = await fetch(request, { redirect: "manual" });
  for (const [name, value] of answer.headers) console.log(name, value.trim());
  let size = 0;
  for await (const piece of answer.clone().body!) size += piece.byteLength;
  const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader();
  const part = await reader?.read();
  const form = new FormData();
  form.append("file", new File([new Uint8Array(3), "text"], "name"));
  const timer: number = setTimeout((text: string) => console.log(text), 10, "x");
  clearTimeout(timer);
  return [
    size,
    part?.value?.length,
    form,
    crypto.randomUUID(),
    structuredClone({ a: 1 }).a,
    atob(btoa("x")),
    new TextDecoder("latin1").decode(new TextEncoder().encode("x")),
    performance.now(),
    Response.json({}),
    new DOMException("x").code,
  ];
}

export async function deno(): Promise<unknown> {
  const client = Deno.createHttpClient({ caCerts: [await Deno.readTextFile("ca.crt")] });
  const answer = await fetch("https://10.0.0.1/", { client });
  const conn = await Deno.connect({ hostname: "db", port: 5432 });
  const tls = await Deno.startTls(conn, { hostname: "db" });
  try {
    await tls.write(new Uint8Array(1));
  } catch (error) {
    if (error instanceof Deno.errors.BrokenPipe) tls.close();
  }
  const [mail] = await Deno.resolveDns("example.com", "MX");
  for await (const entry of Deno.readDir(".")) console.log(entry.name);
  // @ts-expect-error: nodes do not end the process
  Deno.exit(0);
  return [answer.ok, mail?.exchange, Deno.env.get("MODE"), Deno.statSync("a").size];
}

export function refused(ctx: Context, result: ExecutionResult, spec: WorkflowSpec): void {
  // @ts-expect-error: the context is not to be changed
  ctx.attempt = 2;
  // @ts-expect-error: an unknown member
  ctx.dependency("x");
  // @ts-expect-error: an output is unknown until it is looked at
  result.outputs.first.length;
  // @ts-expect-error: no browser
  document.title = spec.name;
  // @ts-expect-error: no Node.js
  process.exit();
}

export async function signed(secret: string, body: string): Promise<string> {
  const bytes = new TextEncoder().encode(secret);
  const algorithm = { name: "HMAC", hash: "SHA-256" };
  const key: CryptoKey = await crypto.subtle.importKey("raw", bytes, algorithm, false, ["sign"]);
  const signature = await crypto.subtle.sign("HMAC", key, new TextEncoder().encode(body));
  const pair = await crypto.subtle.generateKey(
    { name: "ECDSA", namedCurve: "P-256" },
    true,
    ["sign", "verify"],
  );
  const jwk: JsonWebKey = await crypto.subtle.exportKey("jwk", pair.publicKey);
  // @ts-expect-error: no such usage
  await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, true, ["fly"]);
  // @ts-expect-error: a JWK is no bytes
  await crypto.subtle.importKey("raw", jwk, "HKDF", false, ["deriveBits"]);
  return `${new Uint8Array(signature).length} ${jwk.kty}`;
}
