// PBKDF2 and HKDF.
import type { Bytes, Engine } from "./engine";
import type { Family } from "./family";
import { makeKey, type Usage } from "./key";
import { bytesFrom, checkUsages, hashOf, integerFrom, type Given } from "./parameters";

const kUses: Usage[] = ["deriveKey", "deriveBits"];
type Derive = (algorithm: Given, secret: Uint8Array, size: number) => Bytes;

function makeFamily(engine: Engine, name: string, derive: Derive): Family {
  return {
    name,

    importKey(format, data, { extractable, usages }) {
      if (format !== "raw")
        throw engine.fault("NotSupportedError", `${name} keys are not imported from ${format}`);
      checkUsages(engine, usages, kUses);
      if (extractable) throw engine.fault("SyntaxError", `${name} keys are never extractable`);
      const material = bytesFrom(data, "the key data").slice();
      return makeKey({ type: "secret", algorithm: { name }, material, extractable, usages });
    },

    deriveBits(algorithm, key, length) {
      if (length === null || length % 8 !== 0)
        throw engine.fault(
          "OperationError",
          `${name} needs a length in bits that is a multiple of 8`,
        );
      return derive(algorithm, key.material, length / 8);
    },

    keyLength: () => null,
  };
}

export function makeDerivations(engine: Engine): Family[] {
  const pbkdf2: Derive = (algorithm, password, size) => {
    const salt = bytesFrom(algorithm.salt, "the salt");
    const rounds = integerFrom(algorithm.iterations, "the iterations", 0xffffffff);
    const hash = hashOf(engine, algorithm.hash);
    return engine.bytes("OperationError", "pbkdf2", hash, password, salt, rounds, size);
  };
  const hkdf: Derive = (algorithm, secret, size) => {
    const hash = hashOf(engine, algorithm.hash);
    const salt = bytesFrom(algorithm.salt, "the salt");
    const info = bytesFrom(algorithm.info, "the info");
    return engine.bytes("OperationError", "hkdf", hash, secret, salt, info, size);
  };
  return [makeFamily(engine, "PBKDF2", pbkdf2), makeFamily(engine, "HKDF", hkdf)];
}
