// AES-CBC and AES-CTR.
import { bytes, hex, records, Tally, type Vectors } from "./tally.ts";

// The vectors of CBC have no padding, ours always have: what is encrypted begins like the vector,
// and the vector with an encrypted padding behind it is decrypted.
async function cbc(key: CryptoKey, ivText: string, plain: string, cipher: string) {
  const algorithm = { name: "AES-CBC", iv: bytes(ivText) };
  const sealed = hex(await crypto.subtle.encrypt(algorithm, key, bytes(plain)));
  const opened = hex(await crypto.subtle.decrypt(algorithm, key, bytes(sealed)));
  return sealed.startsWith(cipher) && sealed.length === cipher.length + 32 && opened === plain;
}

async function ctr(key: CryptoKey, counterText: string, plain: string, cipher: string) {
  const algorithm = { name: "AES-CTR", counter: bytes(counterText), length: 32 };
  const sealed = hex(await crypto.subtle.encrypt(algorithm, key, bytes(plain)));
  const opened = hex(await crypto.subtle.decrypt(algorithm, key, bytes(cipher)));
  return sealed === cipher && opened === plain;
}

export default async function run(_ctx: unknown, { name, text }: Vectors) {
  const mode = /ctr/i.test(name) ? "CTR" : "CBC";
  const tally = new Tally();
  let number = 0;
  // [ENCRYPT] has the plain text first, [DECRYPT] the other way round.
  let before: string | undefined;
  for (const v of records(text, "PLAINTEXT", "CIPHERTEXT")) {
    const first = before !== v.COUNT + (v.section ?? "");
    before = first ? v.COUNT + (v.section ?? "") : undefined;
    if (first) continue;
    await tally.run(`${name} ${++number}`, async () => {
      const usages: ["encrypt", "decrypt"] = ["encrypt", "decrypt"];
      const key = await crypto.subtle.importKey("raw", bytes(v.KEY!), `AES-${mode}`, false, usages);
      const texts = [v.IV!, v.PLAINTEXT!, v.CIPHERTEXT!].map((one) => one.toLowerCase());
      return (mode === "CTR" ? ctr : cbc)(key, texts[0]!, texts[1]!, texts[2]!);
    });
  }
  return tally.report();
}
