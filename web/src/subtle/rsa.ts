// RSASSA-PKCS1-v1_5, RSA-PSS and RSA-OAEP.
import type { Bytes, Engine } from "./engine";
import type { Family, Wanted } from "./family";
import { fromFrames, toFrames } from "./frames";
import { checkAlg, member, toBase64url, type Jwk } from "./jwk";
import { makeKey, type KeyParts, type KeyType } from "./key";
import { checkPairUsages, kSigning, makePair, openJwk, signing, type PairUses } from "./pairs";
import { bytesFrom, checkUsages, hashOf, integerFrom, noBytes, type Given } from "./parameters";

const kPublicNumbers = ["n", "e"];
const kPrivateNumbers = ["n", "e", "d", "p", "q", "dp", "dq", "qi"];
const kSealing: PairUses = {
  ofPublic: ["encrypt", "wrapKey"],
  ofPrivate: ["decrypt", "unwrapKey"],
};

const hashIn = (key: KeyParts) => key.algorithm.hash!.name;

function jwkName(name: string, hash: string): string {
  const bits = hash.slice(4);
  if (name === "RSASSA-PKCS1-v1_5") return `RS${bits}`;
  if (name === "RSA-PSS") return `PS${bits}`;
  return bits === "1" ? "RSA-OAEP" : `RSA-OAEP-${bits}`;
}

function bitsOf(number: Uint8Array): number {
  return number.length === 0 ? 0 : number.length * 8 - Math.clz32(number[0]!) + 24;
}

function makeFamily(engine: Engine, name: string, uses: PairUses): Family {
  const numbers = (type: KeyType, material: Uint8Array) =>
    fromFrames(
      engine.bytes(
        "OperationError",
        type === "public" ? "rsaNumbersOfSpki" : "rsaNumbersOfPkcs8",
        material,
      ),
    );

  const keyOf = (type: KeyType, material: Bytes, { algorithm, extractable, usages }: Wanted) => {
    const [modulus, publicExponent] = numbers(type, material);
    const described = {
      name,
      modulusLength: bitsOf(modulus!),
      publicExponent: publicExponent!,
      hash: { name: hashOf(engine, algorithm.hash) },
    };
    return makeKey({ type, algorithm: described, material, extractable, usages });
  };

  const fromJwk = (data: unknown, wanted: Wanted) => {
    const { jwk, isPrivate } = openJwk(engine, data, "RSA", uses, wanted);
    checkAlg(engine, jwk, jwkName(name, hashOf(engine, wanted.algorithm.hash)));
    if (jwk.oth !== undefined)
      throw engine.fault("NotSupportedError", "RSA keys of more than two primes are not supported");
    const names = isPrivate ? kPrivateNumbers : kPublicNumbers;
    const parts = toFrames(names.map((one) => member(engine, jwk, one)));
    return keyOf(
      isPrivate ? "private" : "public",
      engine.bytes("DataError", "rsaFromNumbers", parts),
      wanted,
    );
  };

  return {
    name,

    generateKey({ algorithm, extractable, usages }) {
      const bits = integerFrom(algorithm.modulusLength, "the modulusLength", 0xffffffff);
      const exponent = bytesFrom(algorithm.publicExponent, "the publicExponent");
      const hash = hashOf(engine, algorithm.hash);
      checkPairUsages(engine, usages, uses);
      const pkcs8 = engine.bytes("OperationError", "rsaGenerate", bits, exponent);
      const spki = engine.bytes("OperationError", "publicHalf", "RSA", pkcs8);
      const described = {
        name,
        modulusLength: bits,
        publicExponent: exponent.slice(),
        hash: { name: hash },
      };
      return makePair(engine, { pkcs8, spki }, described, extractable, usages, uses);
    },

    importKey(format, data, wanted) {
      if (format === "jwk") return fromJwk(data, wanted);
      if (format === "raw")
        throw engine.fault("NotSupportedError", "RSA keys are not imported from raw");
      const isPublic = format === "spki";
      checkUsages(engine, wanted.usages, isPublic ? uses.ofPublic : uses.ofPrivate);
      const operation = isPublic ? "importSpki" : "importPkcs8";
      const bytes = bytesFrom(data, "the key data");
      const material = engine.bytes("DataError", operation, "RSA", bytes);
      return keyOf(isPublic ? "public" : "private", material, wanted);
    },

    exportKey(format, key) {
      if (format === "jwk") {
        const names = key.type === "public" ? kPublicNumbers : kPrivateNumbers;
        const parts = numbers(key.type, key.material);
        const jwk: Jwk = { kty: "RSA", alg: jwkName(name, hashIn(key)) };
        names.forEach((one, i) => (jwk[one] = toBase64url(parts[i]!)));
        return { ...jwk, key_ops: [...key.usages], ext: key.extractable };
      }
      if (format === "raw")
        throw engine.fault("NotSupportedError", "RSA keys are not exported as raw");
      if ((format === "spki") !== (key.type === "public"))
        throw engine.fault(
          "InvalidAccessError",
          `a ${key.type} key is not exported as ${format}; public keys are spki, private ones pkcs8`,
        );
      return key.material.slice() as Bytes;
    },
  };
}

function makeSigning(engine: Engine, name: string, saltOf: (algorithm: Given) => number): Family {
  return {
    ...makeFamily(engine, name, kSigning),
    ...signing(engine, name, () => "RSA", (_, key) => hashIn(key), saltOf),
  };
}

function makeSealing(engine: Engine): Family {
  const run = (direction: string, algorithm: Given, key: KeyParts, bytes: Bytes) => {
    const label =
      algorithm.label === undefined ? noBytes : bytesFrom(algorithm.label, "the label");
    return engine.bytes(
      "OperationError",
      "rsaOaep",
      direction,
      hashIn(key),
      label,
      key.material,
      bytes,
    );
  };
  return {
    ...makeFamily(engine, "RSA-OAEP", kSealing),
    encrypt: (algorithm, key, plain) => run("encrypt", algorithm, key, plain),
    decrypt: (algorithm, key, cipher) => run("decrypt", algorithm, key, cipher),
  };
}

export function makeRsa(engine: Engine): Family[] {
  const saltLength = (algorithm: Given) =>
    integerFrom(algorithm.saltLength, "the saltLength", 0xffff);
  return [
    makeSigning(engine, "RSASSA-PKCS1-v1_5", () => 0),
    makeSigning(engine, "RSA-PSS", saltLength),
    makeSealing(engine),
  ];
}
