// HMAC.
import type { Engine } from "./engine";
import type { Family } from "./family";
import { checkAlg, checkJwk, member } from "./jwk";
import { makeKey, type KeyParts, type Usage } from "./key";
import { checkUsages, hashOf, integerFrom, kBlockBits, bytesFrom } from "./parameters";
import { exportSecret } from "./secret";

const kUses: Usage[] = ["sign", "verify"];
const jwkName = (hash: string) => `HS${hash.slice(4)}`;
const hashIn = (key: KeyParts) => key.algorithm.hash!.name;

export function makeHmac(engine: Engine): Family {
  const lengthFrom = (value: unknown) => integerFrom(value, "the length of the key", 0xffffffff);

  return {
    name: "HMAC",

    generateKey({ name, algorithm, extractable, usages }) {
      const hash = hashOf(engine, algorithm.hash);
      checkUsages(engine, usages, kUses);
      const length =
        algorithm.length === undefined ? kBlockBits[hash]! : lengthFrom(algorithm.length);
      if (length === 0 || length > 1 << 20)
        throw engine.fault("OperationError", `an HMAC key of ${length} bits cannot be generated`);
      const material = engine.random(Math.ceil(length / 8));
      const described = { name, length, hash: { name: hash } };
      return makeKey({ type: "secret", algorithm: described, material, extractable, usages });
    },

    importKey(format, data, { name, algorithm, extractable, usages }) {
      const hash = hashOf(engine, algorithm.hash);
      checkUsages(engine, usages, kUses);
      let material;
      if (format === "raw") {
        material = bytesFrom(data, "the key data").slice();
      } else if (format === "jwk") {
        const jwk = checkJwk(engine, data, { kty: "oct", use: "sig", extractable, usages });
        checkAlg(engine, jwk, jwkName(hash));
        material = member(engine, jwk, "k");
      } else {
        throw engine.fault("NotSupportedError", `HMAC keys are not imported from ${format}`);
      }
      const size = material.length * 8;
      const length = algorithm.length === undefined ? size : lengthFrom(algorithm.length);
      if (size === 0) throw engine.fault("DataError", "an HMAC key has at least one bit");
      if (length > size || length <= size - 8)
        throw engine.fault("DataError", `the key has ${size} bits, not ${length}`);
      const described = { name, length, hash: { name: hash } };
      return makeKey({ type: "secret", algorithm: described, material, extractable, usages });
    },

    exportKey: (format, key) =>
      exportSecret(engine, "HMAC", format, key, jwkName(hashIn(key))),

    sign: (_, key, message) =>
      engine.bytes("OperationError", "hmacSign", hashIn(key), key.material, message),
    verify: (_, key, signature, message) =>
      engine.holds("hmacVerify", hashIn(key), key.material, message, signature),

    keyLength(algorithm) {
      const hash = hashOf(engine, algorithm.hash);
      if (algorithm.length === undefined) return kBlockBits[hash]!;
      const length = lengthFrom(algorithm.length);
      if (length === 0) throw new TypeError("the length of an HMAC key is not zero");
      return length;
    },
  };
}
