// What families of key pairs have in common.
import type { Bytes, Engine } from "./engine";
import type { CryptoKeyPair, Family, Wanted } from "./family";
import { checkJwk, type Jwk } from "./jwk";
import { makeKey, type KeyAlgorithm, type KeyParts, type Usage } from "./key";
import { checkUsages, type Given } from "./parameters";

// What the halves of an algorithm's key may be used for.
export interface PairUses {
  ofPublic: Usage[];
  ofPrivate: Usage[];
}
export const kSigning: PairUses = { ofPublic: ["verify"], ofPrivate: ["sign"] };

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

// What a JWK says of itself fits what is wanted; it holds a private key when it has a member "d".
export function openJwk(
  engine: Engine,
  data: unknown,
  kty: string,
  uses: PairUses,
  { extractable, usages }: Wanted,
): { jwk: Given; isPrivate: boolean } {
  const isPrivate = typeof data === "object" && data !== null && (data as Jwk).d !== undefined;
  checkUsages(engine, usages, isPrivate ? uses.ofPrivate : uses.ofPublic);
  const use = uses === kSigning ? "sig" : "enc";
  return { jwk: checkJwk(engine, data, { kty, use, extractable, usages }), isPrivate };
}

// The operations of a scheme of signatures: what native code calls the key's kind, which hash, and
// how many bytes of salt.
export function signing(
  engine: Engine,
  name: string,
  kindOf: (key: KeyParts) => string,
  hashFor: (algorithm: Given, key: KeyParts) => string,
  saltOf: (algorithm: Given) => number,
): Pick<Family, "sign" | "verify"> {
  const scheme = (algorithm: Given, key: KeyParts) =>
    [name, kindOf(key), hashFor(algorithm, key), saltOf(algorithm), key.material] as const;
  return {
    sign: (algorithm, key, message) =>
      engine.bytes("OperationError", "sign", ...scheme(algorithm, key), message),
    verify: (algorithm, key, signature, message) =>
      engine.holds("verify", ...scheme(algorithm, key), signature, message),
  };
}
