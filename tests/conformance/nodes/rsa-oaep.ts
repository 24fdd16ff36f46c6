import { base64url, bytes, hex, Tally, type Vectors } from "./tally.ts";

// RSA Laboratories' oaep-vect.txt: names in comments, numbers in lines of bytes.
const kMembers: Record<string, string> = {
  Modulus: "n",
  "Public exponent": "e",
  Exponent: "d",
  "Prime 1": "p",
  "Prime 2": "q",
  "Prime exponent 1": "dp",
  "Prime exponent 2": "dq",
  Coefficient: "qi",
};

export default async function run(_ctx: unknown, { name, text }: Vectors) {
  const tally = new Tally();
  let jwk: Record<string, string> = { kty: "RSA" };
  let message = "";
  let example = "";
  for (const block of text.split(/^# /m)) {
    const title = /^([^\n:]*)/.exec(block)![1]!.trim();
    const octets = block
      .split("\n")
      .slice(1)
      .filter((line) => /^([0-9a-f]{2} ?)+\s*$/.test(line))
      .join("")
      .replace(/\s/g, "");
    if (title.startsWith("OAEP Example")) example = title;
    if (kMembers[title] !== undefined) jwk = { ...jwk, [kMembers[title]]: base64url(bytes(octets)) };
    if (title === "Message") message = octets;
    if (title !== "Encryption") continue;
    const key = jwk;
    await tally.run(`${name} ${example}`, async () => {
      const algorithm = { name: "RSA-OAEP", hash: "SHA-1" };
      const secret = await crypto.subtle.importKey("jwk", key, algorithm, false, ["decrypt"]);
      return hex(await crypto.subtle.decrypt("RSA-OAEP", secret, bytes(octets))) === message;
    });
  }
  return tally.report();
}
