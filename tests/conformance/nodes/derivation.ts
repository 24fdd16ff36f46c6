import { bytes, hex, records, Tally, type Vectors } from "./tally.ts";

// RFC 6070 has one case of 16 million rounds: ten seconds that show nothing the others do not.
const kMostRounds = 1_000_000;

async function pbkdf2(tally: Tally, { name, text }: Vectors) {
  const plain = (value: string) => new TextEncoder().encode(value.replaceAll("\\0", "\0"));
  for (const vector of records(text, "DERIVED_KEY")) {
    const iterations = Number(vector.ITERATIONS);
    if (iterations > kMostRounds) continue;
    await tally.run(`${name} ${vector.COUNT}`, async () => {
      const secret = plain(vector.PASSWORD!);
      const key = await crypto.subtle.importKey("raw", secret, "PBKDF2", false, ["deriveBits"]);
      const salt = plain(vector.SALT!);
      const algorithm = { name: "PBKDF2", hash: "SHA-1", salt, iterations };
      const bits = await crypto.subtle.deriveBits(algorithm, key, Number(vector.LENGTH) * 8);
      return hex(bits) === vector.DERIVED_KEY;
    });
  }
}

async function hkdf(tally: Tally, { name, text }: Vectors) {
  const given = (value: string | undefined) => bytes(/^[0-9a-f]+$/.test(value ?? "") ? value! : "");
  for (const vector of records(text, "OKM")) {
    await tally.run(`${name} ${vector.COUNT}`, async () => {
      const secret = given(vector.IKM);
      const key = await crypto.subtle.importKey("raw", secret, "HKDF", false, ["deriveBits"]);
      const [salt, info] = [given(vector.salt), given(vector.info)];
      const algorithm = { name: "HKDF", hash: vector.Hash!, salt, info };
      const bits = await crypto.subtle.deriveBits(algorithm, key, Number(vector.L) * 8);
      return hex(bits) === vector.OKM;
    });
  }
}

export default async function run(_ctx: unknown, input: Vectors) {
  const tally = new Tally();
  await (input.name.includes("PBKDF2") ? pbkdf2(tally, input) : hkdf(tally, input));
  return tally.report();
}
