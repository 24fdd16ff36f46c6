// AES-CBC, AES-CTR, AES-GCM and AES-KW.
import type { Bytes, Engine } from "./engine";
import type { Family } from "./family";
import { checkAlg, checkJwk, member } from "./jwk";
import { makeKey, type Usage } from "./key";
import { bytesFrom, checkUsages, integerFrom, noBytes, type Given } from "./parameters";
import { exportSecret } from "./secret";

const kLengths = [128, 192, 256];
const kTagLengths = [32, 64, 96, 104, 112, 120, 128];
const kWraps: Usage[] = ["wrapKey", "unwrapKey"];

type Cipher = (direction: string, algorithm: Given, key: Uint8Array, bytes: Bytes) => Bytes;

// `cipher` is missing for AES-KW, which wraps keys and nothing else.
function makeFamily(engine: Engine, mode: string, cipher: Cipher | undefined): Family {
  const uses: Usage[] = cipher === undefined ? kWraps : ["encrypt", "decrypt", ...kWraps];
  const jwkName = (bits: number) => `A${bits}${mode}`;
  const lengthFrom = (algorithm: Given) => {
    const length = integerFrom(algorithm.length, "the length of the key", 0xffff);
    if (!kLengths.includes(length))
      throw engine.fault(
        "OperationError",
        `an AES key has ${kLengths.join(", ")} bits, not ${length}`,
      );
    return length;
  };

  const common: Family = {
    name: `AES-${mode}`,

    generateKey({ name, algorithm, extractable, usages }) {
      checkUsages(engine, usages, uses);
      const length = lengthFrom(algorithm);
      const material = engine.random(length / 8);
      return makeKey({
        type: "secret",
        algorithm: { name, length },
        material,
        extractable,
        usages,
      });
    },

    importKey(format, data, { name, extractable, usages }) {
      checkUsages(engine, usages, uses);
      let material: Bytes;
      if (format === "raw") {
        material = bytesFrom(data, "the key data").slice();
      } else if (format === "jwk") {
        const jwk = checkJwk(engine, data, { kty: "oct", use: "enc", extractable, usages });
        material = member(engine, jwk, "k");
        checkAlg(engine, jwk, jwkName(material.length * 8));
      } else {
        throw engine.fault("NotSupportedError", `AES keys are not imported from ${format}`);
      }
      const length = material.length * 8;
      if (!kLengths.includes(length))
        throw engine.fault("DataError", `an AES key has ${kLengths.join(", ")} bits, not ${length}`);
      return makeKey({
        type: "secret",
        algorithm: { name, length },
        material,
        extractable,
        usages,
      });
    },

    exportKey: (format, key) =>
      exportSecret(engine, "AES", format, key, jwkName(key.material.length * 8)),

    keyLength: lengthFrom,
  };
  if (cipher === undefined)
    return {
      ...common,
      wrap: (_, key, plain) => engine.bytes("OperationError", "aesKw", "encrypt", key.material, plain),
      unwrap: (_, key, bytes) =>
        engine.bytes("OperationError", "aesKw", "decrypt", key.material, bytes),
    };
  return {
    ...common,
    encrypt: (algorithm, key, plain) => cipher("encrypt", algorithm, key.material, plain),
    decrypt: (algorithm, key, bytes) => cipher("decrypt", algorithm, key.material, bytes),
  };
}

export function makeAes(engine: Engine): Family[] {
  const cbc: Cipher = (direction, algorithm, key, bytes) =>
    engine.bytes(
      "OperationError",
      "aesCbc",
      direction,
      key,
      bytesFrom(algorithm.iv, "the iv"),
      bytes,
    );

  const ctr: Cipher = (_, algorithm, key, bytes) =>
    engine.bytes(
      "OperationError",
      "aesCtr",
      key,
      bytesFrom(algorithm.counter, "the counter"),
      integerFrom(algorithm.length, "the length of the counter", 255),
      bytes,
    );

  const gcm: Cipher = (direction, algorithm, key, bytes) => {
    const { iv, additionalData, tagLength } = algorithm;
    const tag = tagLength === undefined ? 128 : integerFrom(tagLength, "the tag's length", 255);
    if (!kTagLengths.includes(tag))
      throw engine.fault(
        "OperationError",
        `a tag of AES-GCM has ${kTagLengths.join(", ")} bits, not ${tag}`,
      );
    const additional =
      additionalData === undefined ? noBytes : bytesFrom(additionalData, "the additional data");
    return engine.bytes(
      "OperationError",
      "aesGcm",
      direction,
      key,
      bytesFrom(iv, "the iv"),
      additional,
      tag,
      bytes,
    );
  };

  return [
    makeFamily(engine, "CBC", cbc),
    makeFamily(engine, "CTR", ctr),
    makeFamily(engine, "GCM", gcm),
    makeFamily(engine, "KW", undefined),
  ];
}
