import { bytes, hex, records, Tally, type Vectors } from "./tally.ts";

// What is wrapped is a key for HMAC, the only kind of any length. KW_AE_128.txt wraps, KW_AD_128.txt
// unwraps.
const kInner = { name: "HMAC", hash: "SHA-256" };
const kek = (text: string) =>
  crypto.subtle.importKey("raw", bytes(text), "AES-KW", false, ["wrapKey", "unwrapKey"]);

async function wraps(k: string, p: string, c: string) {
  const key = await crypto.subtle.importKey("raw", bytes(p), kInner, true, ["sign"]);
  return hex(await crypto.subtle.wrapKey("raw", key, await kek(k), "AES-KW")) === c;
}

async function unwraps(k: string, c: string, p: string | undefined) {
  const wrapper = await kek(k);
  const made = crypto.subtle.unwrapKey("raw", bytes(c), wrapper, "AES-KW", kInner, true, ["sign"]);
  if (p !== undefined) return hex(await crypto.subtle.exportKey("raw", await made)) === p;
  return made.then(
    () => false,
    (error) => error.name === "OperationError",
  );
}

export default async function run(_ctx: unknown, { name, text }: Vectors) {
  const tally = new Tally();
  const wrapping = name.startsWith("KW_AE");
  const last = wrapping ? ["C"] : ["P", "FAIL"];
  for (const v of records(text, ...last)) {
    const title = `${name} ${v["PLAINTEXT LENGTH"]} ${v.COUNT}`;
    await tally.run(title, () =>
      wrapping ? wraps(v.K!, v.P!, v.C!) : unwraps(v.K!, v.C!, v.last === "P" ? v.P : undefined),
    );
  }
  return tally.report();
}
