// SubtleCrypto: which algorithm is meant, whether the key may be used so, then the family's work.
// Everything is computed before a method returns its promise; native code asks the run's time limit
// as it goes.
import type { Bytes, Engine } from "./engine";
import type { CryptoKeyPair, Family, Format, Wanted } from "./family";
import { CryptoKey, openKey, sortedUsages, type KeyParts, type Usage } from "./key";
import { algorithmOf, bytesFrom, hashOf, spelled, usagesFrom, type Given } from "./parameters";

const kFormats = ["raw", "spki", "pkcs8", "jwk"];
type Operation = keyof Family;

export function makeSubtle(engine: Engine, families: Family[]) {
  const familyOf = new Map(families.map((family) => [family.name, family]));

  // The algorithm asked for: its family, and the caller's parameters with the name as we spell it.
  function chosen(value: unknown, operation: Operation) {
    const algorithm = algorithmOf(value);
    const name = spelled(algorithm.name, familyOf.keys());
    const family = name === undefined ? undefined : familyOf.get(name)!;
    if (family?.[operation] === undefined)
      throw engine.fault("NotSupportedError", `${algorithm.name} has no ${operation} here`);
    return { algorithm, family, name: name! };
  }

  function keyFor(key: unknown, name: string, usage: Usage): KeyParts {
    const parts = openKey(key);
    if (parts.algorithm.name !== name)
      throw engine.fault(
        "InvalidAccessError",
        `the key is one of ${parts.algorithm.name}, not of ${name}`,
      );
    return usable(parts, usage);
  }

  function usable(parts: KeyParts, usage: Usage): KeyParts {
    if (parts.usages.includes(usage)) return parts;
    throw engine.fault(
      "InvalidAccessError",
      `the key may not be used to ${usage}; its usages are: ${parts.usages.join(", ") || "none"}`,
    );
  }

  function formatFrom(value: unknown): Format {
    const format = `${value}`;
    if (kFormats.includes(format)) return format as Format;
    throw new TypeError(`"${format}" is no format of keys; formats are ${kFormats.join(", ")}`);
  }

  function wantedFrom(name: string, algorithm: Given, extractable: unknown, usages: unknown) {
    const list = sortedUsages(usagesFrom(usages));
    return { name, algorithm, extractable: Boolean(extractable), usages: list };
  }

  // A secret or private key that can be used for nothing is a mistake.
  function useful(key: CryptoKey): CryptoKey {
    if (key.type === "public" || openKey(key).usages.length > 0) return key;
    throw engine.fault("SyntaxError", `a ${key.type} key needs at least one usage`);
  }

  function imported(family: Family, format: Format, data: unknown, wanted: Wanted): CryptoKey {
    const isBytes = data instanceof ArrayBuffer || ArrayBuffer.isView(data);
    if (format === "jwk" ? isBytes : !isBytes)
      throw new TypeError(
        `the key data of ${format} are ${format === "jwk" ? "an object" : "an ArrayBuffer or a view of one"}`,
      );
    return useful(family.importKey(format, data, wanted));
  }

  function exported(format: Format, key: unknown) {
    const parts = openKey(key);
    const family = familyOf.get(parts.algorithm.name)!;
    if (family.exportKey === undefined)
      throw engine.fault(
        "NotSupportedError",
        `keys of ${parts.algorithm.name} are never exported`,
      );
    if (!parts.extractable) throw engine.fault("InvalidAccessError", "the key is not extractable");
    return family.exportKey(format, parts);
  }

  // Algorithms that have no wrapping of their own wrap by encrypting.
  function wrapping(value: unknown, own: "wrap" | "unwrap", other: "encrypt" | "decrypt") {
    const known = spelled(algorithmOf(value).name, familyOf.keys());
    const hasOwn = known !== undefined && familyOf.get(known)![own] !== undefined;
    const operation = hasOwn ? own : other;
    const { algorithm, family, name } = chosen(value, operation);
    return { algorithm, name, run: family[operation]! };
  }

  function lengthFrom(value: unknown): number | null {
    if (value === undefined || value === null) return null;
    const length = Math.trunc(Number(value));
    // Bits beyond any use; far below what would fill the memory of a run.
    if (length >= 0 && length <= 1 << 27) return length;
    throw engine.fault("OperationError", `${value} bits cannot be derived`);
  }

  class SubtleCrypto {
    async digest(algorithm: unknown, data: unknown): Promise<ArrayBuffer> {
      const bytes = bytesFrom(data, "the data");
      return engine.bytes("OperationError", "digest", hashOf(engine, algorithm), bytes).buffer;
    }

    async generateKey(
      given: unknown,
      extractable: unknown,
      usages: unknown,
    ): Promise<CryptoKey | CryptoKeyPair> {
      const { algorithm, family, name } = chosen(given, "generateKey");
      const wanted = wantedFrom(name, algorithm, extractable, usages);
      const made = family.generateKey!(wanted);
      useful(made instanceof CryptoKey ? made : made.privateKey);
      return made;
    }

    async importKey(
      format: unknown,
      data: unknown,
      given: unknown,
      extractable: unknown,
      usages: unknown,
    ): Promise<CryptoKey> {
      const form = formatFrom(format);
      const { algorithm, family, name } = chosen(given, "importKey");
      return imported(family, form, data, wantedFrom(name, algorithm, extractable, usages));
    }

    async exportKey(format: unknown, key: unknown): Promise<unknown> {
      const made = exported(formatFrom(format), key);
      return made instanceof Uint8Array ? made.buffer : made;
    }

    async sign(given: unknown, key: unknown, data: unknown): Promise<ArrayBuffer> {
      const { algorithm, family, name } = chosen(given, "sign");
      const parts = keyFor(key, name, "sign");
      return family.sign!(algorithm, parts, bytesFrom(data, "the data")).buffer;
    }

    async verify(
      given: unknown,
      key: unknown,
      signature: unknown,
      data: unknown,
    ): Promise<boolean> {
      const { algorithm, family, name } = chosen(given, "verify");
      const parts = keyFor(key, name, "verify");
      const bytes = bytesFrom(signature, "the signature");
      return family.verify!(algorithm, parts, bytes, bytesFrom(data, "the data"));
    }

    async encrypt(given: unknown, key: unknown, data: unknown): Promise<ArrayBuffer> {
      const { algorithm, family, name } = chosen(given, "encrypt");
      const parts = keyFor(key, name, "encrypt");
      return family.encrypt!(algorithm, parts, bytesFrom(data, "the data")).buffer;
    }

    async decrypt(given: unknown, key: unknown, data: unknown): Promise<ArrayBuffer> {
      const { algorithm, family, name } = chosen(given, "decrypt");
      const parts = keyFor(key, name, "decrypt");
      return family.decrypt!(algorithm, parts, bytesFrom(data, "the data")).buffer;
    }

    async deriveBits(given: unknown, key: unknown, length: unknown = null): Promise<ArrayBuffer> {
      const { algorithm, family, name } = chosen(given, "deriveBits");
      const parts = keyFor(key, name, "deriveBits");
      return family.deriveBits!(algorithm, parts, lengthFrom(length)).buffer;
    }

    async deriveKey(
      given: unknown,
      key: unknown,
      type: unknown,
      extractable: unknown,
      usages: unknown,
    ): Promise<CryptoKey> {
      const { algorithm, family, name } = chosen(given, "deriveBits");
      const derived = chosen(type, "keyLength");
      const wanted = wantedFrom(derived.name, derived.algorithm, extractable, usages);
      const parts = keyFor(key, name, "deriveKey");
      const length = lengthFrom(derived.family.keyLength!(derived.algorithm));
      const bits = family.deriveBits!(algorithm, parts, length);
      return imported(derived.family, "raw", bits, wanted);
    }

    async wrapKey(
      format: unknown,
      key: unknown,
      wrappingKey: unknown,
      given: unknown,
    ): Promise<ArrayBuffer> {
      const form = formatFrom(format);
      const { algorithm, name, run } = wrapping(given, "wrap", "encrypt");
      const parts = keyFor(wrappingKey, name, "wrapKey");
      const made = exported(form, key);
      const plain = (
        made instanceof Uint8Array ? made : engine.utf8(JSON.stringify(made))
      ) as Bytes;
      return run(algorithm, parts, plain).buffer;
    }

    async unwrapKey(
      format: unknown,
      wrapped: unknown,
      unwrappingKey: unknown,
      given: unknown,
      type: unknown,
      extractable: unknown,
      usages: unknown,
    ): Promise<CryptoKey> {
      const form = formatFrom(format);
      const { algorithm, name, run } = wrapping(given, "unwrap", "decrypt");
      const target = chosen(type, "importKey");
      const wanted = wantedFrom(target.name, target.algorithm, extractable, usages);
      const parts = keyFor(unwrappingKey, name, "unwrapKey");
      const plain = run(algorithm, parts, bytesFrom(wrapped, "the wrapped key"));
      return imported(target.family, form, form === "jwk" ? jwkIn(plain) : plain, wanted);
    }

    get [Symbol.toStringTag]() {
      return "SubtleCrypto";
    }
  }

  function jwkIn(plain: Bytes): unknown {
    const text = engine.textOf(plain);
    try {
      if (text !== null) return JSON.parse(text);
    } catch {
      // Said below.
    }
    throw engine.fault("DataError", "what was wrapped is no JWK");
  }

  return { SubtleCrypto, subtle: new SubtleCrypto() };
}
