import { bytes, hex, records, Tally, type Vectors } from "./tally.ts";

// rfc-4231-sha256.txt and the like. Some results are cut; then only verify's opposite is checked.
export default async function run(_ctx: unknown, { name, text }: Vectors) {
  const hash = `SHA-${/sha(\d+)/.exec(name)![1]}`;
  const tally = new Tally();
  let number = 0;
  for (const { Key, Msg, MD } of records(text, "MD")) {
    await tally.run(`${name} ${++number}`, async () => {
      const key = await crypto.subtle.importKey("raw", bytes(Key!), { name: "HMAC", hash }, false, [
        "sign",
        "verify",
      ]);
      const signature = await crypto.subtle.sign("HMAC", key, bytes(Msg!));
      const whole = MD!.length === 2 * signature.byteLength;
      const holds = await crypto.subtle.verify("HMAC", key, bytes(MD!), bytes(Msg!));
      return hex(signature).startsWith(MD!) && holds === whole;
    });
  }
  return tally.report();
}
