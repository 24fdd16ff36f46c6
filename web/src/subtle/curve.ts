// ECDSA and ECDH on P-256, P-384 and P-521; Ed25519 and X25519.
import type { Bytes, Engine } from "./engine";
import type { Family, Format, Wanted } from "./family";
import { checkAlg, member, toBase64url, type Jwk } from "./jwk";
import { makeKey, openKey, type KeyAlgorithm, type KeyParts, type KeyType } from "./key";
import { checkPairUsages, kSigning, makePair, openJwk, signing, type PairUses } from "./pairs";
import { bytesFrom, checkUsages, hashOf, type Given } from "./parameters";

// In bytes, of one coordinate.
const kWidths: Record<string, number> = { "P-256": 32, "P-384": 48, "P-521": 66 };
const kSignatureNames: Record<string, string> = {
  "P-256": "ES256",
  "P-384": "ES384",
  "P-521": "ES512",
};
const kAgreeing: PairUses = { ofPublic: [], ofPrivate: ["deriveKey", "deriveBits"] };

// Where a family of keys differs: on a named curve, or with one curve of its own.
interface Shape {
  name: string;
  uses: PairUses;
  // What native code calls the kind of a wanted key.
  kindOf(algorithm: Given): string;
  describe(kind: string): KeyAlgorithm;
  kty: "EC" | "OKP";
  checkAlg(jwk: Given, kind: string): void;
}

const kindIn = (key: KeyParts) => key.algorithm.namedCurve ?? key.algorithm.name;

function makeFamily(engine: Engine, shape: Shape): Family {
  const { name, uses, kty } = shape;

  const keyOf = (type: KeyType, kind: string, material: Bytes, wanted: Wanted) =>
    makeKey({
      type,
      algorithm: shape.describe(kind),
      material,
      extractable: wanted.extractable,
      usages: wanted.usages,
    });

  // Of a JWK: both coordinates in one, as native code takes points.
  const pointIn = (jwk: Given, kind: string): Bytes => {
    const x = member(engine, jwk, "x");
    if (kty === "OKP") return x;
    const y = member(engine, jwk, "y");
    const width = kWidths[kind]!;
    if (x.length !== width || y.length !== width)
      throw engine.fault("DataError", `x and y of ${kind} have ${width} bytes each`);
    const point = new Uint8Array(1 + 2 * width);
    point[0] = 4;
    point.set(x, 1);
    point.set(y, 1 + width);
    return point;
  };

  const fromJwk = (kind: string, data: unknown, wanted: Wanted) => {
    const { jwk, isPrivate } = openJwk(engine, data, kty, uses, wanted);
    if (jwk.crv !== kind)
      throw engine.fault("DataError", `the JWK is of the curve ${jwk.crv}, not ${kind}`);
    shape.checkAlg(jwk, kind);
    const point = pointIn(jwk, kind);
    const material = isPrivate
      ? engine.bytes("DataError", "pkcs8OfPair", kind, point, member(engine, jwk, "d"))
      : engine.bytes("DataError", "spkiOfPoint", kind, point);
    return keyOf(isPrivate ? "private" : "public", kind, material, wanted);
  };

  const spkiOf = (kind: string, key: KeyParts) =>
    key.type === "public"
      ? key.material
      : engine.bytes("OperationError", "publicHalf", kind, key.material);

  const toJwk = (kind: string, key: KeyParts): Jwk => {
    const point = engine.bytes("OperationError", "pointOf", kind, spkiOf(kind, key));
    const jwk: Jwk = { kty, crv: kind };
    if (kty === "OKP") {
      jwk.x = toBase64url(point);
    } else {
      jwk.x = toBase64url(point.subarray(1, 1 + kWidths[kind]!));
      jwk.y = toBase64url(point.subarray(1 + kWidths[kind]!));
    }
    if (key.type === "private")
      jwk.d = toBase64url(engine.bytes("OperationError", "scalarOf", kind, key.material));
    return { ...jwk, key_ops: [...key.usages], ext: key.extractable };
  };

  return {
    name,

    generateKey({ algorithm, extractable, usages }) {
      const kind = shape.kindOf(algorithm);
      checkPairUsages(engine, usages, uses);
      const pkcs8 = engine.bytes("OperationError", "generateOnCurve", kind);
      const spki = engine.bytes("OperationError", "publicHalf", kind, pkcs8);
      return makePair(engine, { pkcs8, spki }, shape.describe(kind), extractable, usages, uses);
    },

    importKey(format: Format, data, wanted) {
      const kind = shape.kindOf(wanted.algorithm);
      if (format === "jwk") return fromJwk(kind, data, wanted);
      const type = format === "pkcs8" ? "private" : "public";
      checkUsages(engine, wanted.usages, type === "private" ? uses.ofPrivate : uses.ofPublic);
      const operation = { raw: "spkiOfPoint", spki: "importSpki", pkcs8: "importPkcs8" }[format];
      const bytes = bytesFrom(data, "the key data");
      return keyOf(type, kind, engine.bytes("DataError", operation, kind, bytes), wanted);
    },

    exportKey(format, key) {
      const kind = kindIn(key);
      if (format === "jwk") return toJwk(kind, key);
      if ((format === "pkcs8") !== (key.type === "private"))
        throw engine.fault(
          "InvalidAccessError",
          `a ${key.type} key is not exported as ${format}; private keys are pkcs8, public ones spki or raw`,
        );
      if (format === "raw") return engine.bytes("OperationError", "pointOf", kind, key.material);
      return key.material.slice() as Bytes;
    },
  };
}

// Of a shared secret, the first `length` bits.
function firstBits(engine: Engine, secret: Bytes, length: number | null): Bytes {
  if (length === null) return secret;
  if (length > secret.length * 8)
    throw engine.fault(
      "OperationError",
      `the keys agree on ${secret.length * 8} bits; ${length} were asked for`,
    );
  const bits = secret.slice(0, Math.ceil(length / 8));
  if (length % 8 !== 0) bits[bits.length - 1]! &= 0xff << (8 - (length % 8));
  return bits;
}

function makeAgreeing(engine: Engine, family: Family): Family {
  return {
    ...family,
    deriveBits(algorithm, key, length) {
      const theirs = openKey(algorithm.public);
      const kind = kindIn(key);
      if (key.type !== "private")
        throw engine.fault("InvalidAccessError", "the base key is not a private one");
      if (theirs.type !== "public")
        throw engine.fault("InvalidAccessError", "the other key is not a public one");
      if (theirs.algorithm.name !== key.algorithm.name || kindIn(theirs) !== kind)
        throw engine.fault("InvalidAccessError", "the two keys are not of one curve");
      const secret = engine.bytes(
        "OperationError",
        "sharedSecret",
        kind,
        key.material,
        theirs.material,
      );
      return firstBits(engine, secret, length);
    },
  };
}

function makeSigning(
  engine: Engine,
  family: Family,
  hashFor: (algorithm: Given) => string,
): Family {
  return { ...family, ...signing(engine, family.name, kindIn, hashFor, () => 0) };
}

export function makeCurves(engine: Engine): Family[] {
  const onNamedCurve = (name: string, uses: PairUses): Shape => ({
    name,
    uses,
    kty: "EC",
    kindOf({ namedCurve }) {
      if (namedCurve === undefined) throw new TypeError("the algorithm needs a namedCurve");
      const kind = `${namedCurve}`;
      if (Object.hasOwn(kWidths, kind)) return kind;
      throw engine.fault(
        "NotSupportedError",
        `the curve ${kind} is not supported; supported are ${Object.keys(kWidths).join(", ")}`,
      );
    },
    describe: (kind) => ({ name, namedCurve: kind }),
    checkAlg(jwk, kind) {
      if (uses === kSigning) checkAlg(engine, jwk, kSignatureNames[kind]);
    },
  });
  const ofItsOwn = (name: string, uses: PairUses): Shape => ({
    name,
    uses,
    kty: "OKP",
    kindOf: () => name,
    describe: () => ({ name }),
    checkAlg(jwk) {
      if (uses === kSigning && jwk.alg !== "EdDSA") checkAlg(engine, jwk, name);
    },
  });
  const family = (shape: Shape) => makeFamily(engine, shape);
  return [
    makeSigning(engine, family(onNamedCurve("ECDSA", kSigning)), ({ hash }) =>
      hashOf(engine, hash),
    ),
    makeSigning(engine, family(ofItsOwn("Ed25519", kSigning)), () => ""),
    makeAgreeing(engine, family(onNamedCurve("ECDH", kAgreeing))),
    makeAgreeing(engine, family(ofItsOwn("X25519", kAgreeing))),
  ];
}
