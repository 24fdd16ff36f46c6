import { bytes, hex, records, Tally, type Vector, type Vectors } from "./tally.ts";

const algorithm = (v: Vector) => ({
  name: "AES-GCM",
  iv: bytes(v.IV!),
  additionalData: bytes(v.AAD!),
  tagLength: Number(v.Taglen),
});
const key = (v: Vector, usage: "encrypt" | "decrypt") =>
  crypto.subtle.importKey("raw", bytes(v.Key!), "AES-GCM", false, [usage]);
const where = (name: string, v: Vector) =>
  `${name} IVlen ${v.IVlen} PTlen ${v.PTlen} AADlen ${v.AADlen} Taglen ${v.Taglen} #${v.Count}`;

async function encrypt(tally: Tally, { name, text }: Vectors) {
  for (const v of records(text, "Tag")) {
    await tally.run(where(name, v), async () => {
      const sealed = await crypto.subtle.encrypt(
        algorithm(v),
        await key(v, "encrypt"),
        bytes(v.PT!),
      );
      return hex(sealed) === v.CT! + v.Tag!;
    });
  }
}

async function decrypt(tally: Tally, { name, text }: Vectors) {
  for (const v of records(text, "PT", "FAIL")) {
    await tally.run(where(name, v), async () => {
      const sealed = bytes(v.CT! + v.Tag!);
      const opened = crypto.subtle.decrypt(algorithm(v), await key(v, "decrypt"), sealed);
      if (v.last === "PT") return hex(await opened) === v.PT;
      return opened.then(
        () => false,
        (error) => error.name === "OperationError",
      );
    });
  }
}

export default async function run(_ctx: unknown, input: Vectors) {
  const tally = new Tally();
  await (input.name.includes("Encrypt") ? encrypt(tally, input) : decrypt(tally, input));
  return tally.report();
}
