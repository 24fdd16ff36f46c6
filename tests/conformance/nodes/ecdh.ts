import { base64url, bytes, hex, records, Tally, type Vector, type Vectors } from "./tally.ts";

// NIST's validity test of static ECDH. Some cases were spoilt: the other's key, ours, or the
// result; then we refuse a key or come to another secret.
const kCurves: Record<string, [curve: string, width: number]> = {
  EC: ["P-256", 32],
  ED: ["P-384", 48],
  EE: ["P-521", 66],
};

// Some numbers of P-521 have more leading zeros than fit.
const padded = (text: string, width: number) => text.replace(/^0+/, "").padStart(2 * width, "0");

async function agree(v: Vector, curve: string, width: number): Promise<boolean> {
  const member = (text: string) => base64url(bytes(padded(text, width)));
  const algorithm = { name: "ECDH", namedCurve: curve };
  const key = (x: string, y: string, d?: string) => {
    const jwk = { kty: "EC", crv: curve, x: member(x), y: member(y), ...(d && { d: member(d) }) };
    return crypto.subtle.importKey("jwk", jwk, algorithm, false, d ? ["deriveBits"] : []);
  };
  const mine = await key(v.QsIUTx!, v.QsIUTy!, v.dsIUT!);
  const theirs = await key(v.QsCAVSx!, v.QsCAVSy!);
  const bits = await crypto.subtle.deriveBits({ name: "ECDH", public: theirs }, mine, null);
  return hex(bits) === padded(v.Z!, width);
}

export default async function run(_ctx: unknown, { name, text }: Vectors) {
  const tally = new Tally();
  for (const v of records(text, "Result")) {
    const [curve, width] = kCurves[v.section!.slice(0, 2)] ?? [];
    if (curve === undefined) continue;
    // Case 8 changes Z, case 4 and 5 a key's halves, cases 1 to 3 and 7 the other's key.
    const wanted = v.Result!.startsWith("P");
    await tally.run(`${name} ${curve} ${v.COUNT} ${v.Result}`, async () => {
      const agreed = await agree(v, curve, width!).catch((error) => {
        if (error.name !== "DataError") throw error;
        return false;
      });
      return agreed === wanted;
    });
  }
  return tally.report();
}
