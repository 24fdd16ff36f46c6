import { bytes, hex, records, Tally, type Vectors } from "./tally.ts";

// PKCS #8 of RFC 8410 around the 32 bytes of a private key; the last octet of the prefix's
// algorithm is 6e for X25519 and 70 for Ed25519.
const pkcs8 = (algorithm: string, secret: string) =>
  bytes(`302e020100300506032b65${algorithm}04220420${secret}`);

// sign.input: secret and public key, public key, message, signature and message.
async function ed25519(tally: Tally, { name, text }: Vectors) {
  let number = 0;
  for (const line of text.split("\n").filter((one) => one.includes(":"))) {
    const [pair, point, message, signed] = line.split(":") as [string, string, string, string];
    await tally.run(`${name} ${++number}`, async () => {
      const secret = pkcs8("70", pair.slice(0, 64));
      const own = await crypto.subtle.importKey("pkcs8", secret, "Ed25519", false, ["sign"]);
      const open = await crypto.subtle.importKey("raw", bytes(point), "Ed25519", true, ["verify"]);
      const signature = await crypto.subtle.sign("Ed25519", own, bytes(message));
      return (
        hex(signature) === signed.slice(0, 128) &&
        (await crypto.subtle.verify("Ed25519", open, signature, bytes(message)))
      );
    });
  }
}

async function x25519(tally: Tally, { name, text }: Vectors) {
  for (const v of records(text, "OUTPUT_U")) {
    await tally.run(`${name} ${v.COUNT}`, async () => {
      const secret = pkcs8("6e", v.INPUT_SCALAR!);
      const own = await crypto.subtle.importKey("pkcs8", secret, "X25519", false, ["deriveBits"]);
      const other = await crypto.subtle.importKey("raw", bytes(v.INPUT_U!), "X25519", true, []);
      const bits = await crypto.subtle.deriveBits({ name: "X25519", public: other }, own, 256);
      return hex(bits) === v.OUTPUT_U;
    });
  }
}

export default async function run(_ctx: unknown, input: Vectors) {
  const tally = new Tally();
  await (input.name.includes("rfc7748") ? x25519(tally, input) : ed25519(tally, input));
  return tally.report();
}
