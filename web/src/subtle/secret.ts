// What families of secret keys have in common.
import type { Bytes, Engine } from "./engine";
import type { Format } from "./family";
import { toBase64url, type Jwk } from "./jwk";
import type { KeyParts } from "./key";

// `family` is what messages call it, `alg` the key's algorithm as a JWK names it.
export function exportSecret(
  engine: Engine,
  family: string,
  format: Format,
  key: KeyParts,
  alg: string,
): Bytes | Jwk {
  if (format === "raw") return key.material.slice() as Bytes;
  if (format === "jwk")
    return {
      kty: "oct",
      k: toBase64url(key.material),
      alg,
      key_ops: [...key.usages],
      ext: key.extractable,
    };
  throw engine.fault("NotSupportedError", `${family} keys are not exported as ${format}`);
}
