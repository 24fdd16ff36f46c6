import { base64url, bytes, hashName, records, Tally, type Vectors } from "./tally.ts";

const kWidths: Record<string, number> = { "P-256": 32, "P-384": 48, "P-521": 66 };
const fixed = (text: string, width: number) => bytes(text.padStart(2 * width, "0"));

// PKV.rsp: is this a public key at all?
async function isKey(curve: string, x: string, y: string): Promise<boolean> {
  const width = kWidths[curve]!;
  const jwk = { kty: "EC", crv: curve, x: base64url(fixed(x, width)), y: base64url(fixed(y, width)) };
  const algorithm = { name: "ECDSA", namedCurve: curve };
  return crypto.subtle.importKey("jwk", jwk, algorithm, true, ["verify"]).then(
    () => true,
    (error) => {
      if (error.name !== "DataError") throw error;
      return false;
    },
  );
}

async function holds(curve: string, hash: string, v: Record<string, string>): Promise<boolean> {
  const width = kWidths[curve]!;
  const point = new Uint8Array([4, ...fixed(v.Qx!, width), ...fixed(v.Qy!, width)]);
  const algorithm = { name: "ECDSA", namedCurve: curve };
  const key = await crypto.subtle.importKey("raw", point, algorithm, false, ["verify"]);
  const signature = new Uint8Array([...fixed(v.R!, width), ...fixed(v.S!, width)]);
  return crypto.subtle.verify({ name: "ECDSA", hash }, key, signature, bytes(v.Msg!));
}

export default async function run(_ctx: unknown, { name, text }: Vectors) {
  const tally = new Tally();
  let number = 0;
  for (const v of records(text, name.startsWith("SigGen") ? "S" : "Result")) {
    const [curve, sha] = v.section!.split(",");
    const wanted = v.Result === undefined || v.Result.startsWith("P");
    const title = `${name} ${v.section} #${++number} ${v.Result ?? ""}`;
    if (kWidths[curve!] === undefined) continue;
    if (sha === undefined) {
      await tally.run(title, async () => (await isKey(curve!, v.Qx!, v.Qy!)) === wanted);
    } else if (hashName(sha) !== undefined) {
      await tally.run(title, async () => (await holds(curve!, hashName(sha)!, v)) === wanted);
    }
  }
  return tally.report();
}
