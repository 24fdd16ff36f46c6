import { bytes, hex, records, Tally, type Vectors } from "./tally.ts";

// SHA1ShortMsg.rsp and the like; a message of no bits is written as one byte.
export default async function run(_ctx: unknown, { name, text }: Vectors) {
  const bits = /SHA(\d+)/.exec(name)![1];
  const tally = new Tally();
  for (const { Len, Msg, MD } of records(text, "MD")) {
    const message = bytes(Msg!).slice(0, Number(Len) / 8);
    await tally.run(`${name} Len = ${Len}`, async () =>
      hex(await crypto.subtle.digest(`SHA-${bits}`, message)) === MD!,
    );
  }
  return tally.report();
}
