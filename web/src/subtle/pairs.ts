// What families of key pairs have in common.
import type { Bytes, Engine } from "./engine";
import type { CryptoKeyPair } from "./family";
import { makeKey, type KeyAlgorithm, type Usage } from "./key";
import { checkUsages } from "./parameters";

// What the halves of an algorithm's key may be used for.
export interface PairUses {
  ofPublic: Usage[];
  ofPrivate: Usage[];
}

// A pair of a private key in PKCS #8 and its public half in SPKI.
export function makePair(
  engine: Engine,
  halves: { pkcs8: Bytes; spki: Bytes },
  algorithm: KeyAlgorithm,
  extractable: boolean,
  usages: readonly Usage[],
  uses: PairUses,
): CryptoKeyPair {
  const privateUsages = usages.filter((usage) => uses.ofPrivate.includes(usage));
  return {
    publicKey: makeKey({
      type: "public",
      algorithm,
      material: halves.spki,
      extractable: true,
      usages: usages.filter((usage) => uses.ofPublic.includes(usage)),
    }),
    privateKey: makeKey({
      type: "private",
      algorithm,
      material: halves.pkcs8,
      extractable,
      usages: privateUsages,
    }),
  };
}

export function checkPairUsages(engine: Engine, usages: readonly Usage[], uses: PairUses): void {
  checkUsages(engine, usages, [...uses.ofPublic, ...uses.ofPrivate]);
}
