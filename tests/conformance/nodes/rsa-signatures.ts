import { bytes, hashName, jwkNumber, records, Tally, type Vector, type Vectors } from "./tally.ts";

// SigGen… have signatures that hold, SigVer… also such that do not. The salt of PSS is as long as
// its value, or as the file says.
export default async function run(_ctx: unknown, { name, text }: Vectors) {
  const pss = name.includes("PSS");
  const scheme = pss ? "RSA-PSS" : "RSASSA-PKCS1-v1_5";
  const tally = new Tally();
  let number = 0;

  const holds = async (v: Vector, hash: string) => {
    const jwk = { kty: "RSA", n: jwkNumber(v.n!), e: jwkNumber(v.e!) };
    const key = await crypto.subtle.importKey("jwk", jwk, { name: scheme, hash }, false, ["verify"]);
    const saltLength = v.SaltVal === undefined || v.SaltVal === "00" ? 0 : v.SaltVal.length / 2;
    const algorithm = { name: scheme, saltLength };
    return crypto.subtle.verify(algorithm, key, bytes(v.S!), bytes(v.Msg!));
  };

  const last = name.startsWith("SigGen") ? (pss ? "SaltVal" : "S") : "Result";
  for (const v of records(text, last)) {
    const hash = hashName(v.SHAAlg!);
    if (hash === undefined) continue;
    const wanted = v.Result === undefined || v.Result.startsWith("P");
    await tally.run(
      `${name} mod ${v.mod} ${v.SHAAlg} #${++number} ${v.Result ?? ""}`,
      async () => (await holds(v, hash)) === wanted,
    );
  }
  return tally.report();
}
