// CryptoKey: what a node holds of a key. The bytes stay behind private names; only the functions of
// this module read them.

export type KeyType = "public" | "private" | "secret";
export type Usage =
  | "encrypt"
  | "decrypt"
  | "sign"
  | "verify"
  | "deriveKey"
  | "deriveBits"
  | "wrapKey"
  | "unwrapKey";

// Also the order in which a key lists its own.
export const kUsages: readonly Usage[] = [
  "encrypt",
  "decrypt",
  "sign",
  "verify",
  "deriveKey",
  "deriveBits",
  "wrapKey",
  "unwrapKey",
];

export interface KeyAlgorithm {
  name: string;
  length?: number;
  hash?: { name: string };
  namedCurve?: string;
  modulusLength?: number;
  publicExponent?: Uint8Array;
}

// A secret key's bytes; SPKI of a public, PKCS #8 of a private one.
export interface KeyParts {
  type: KeyType;
  algorithm: KeyAlgorithm;
  material: Uint8Array;
  extractable: boolean;
  usages: readonly Usage[];
}

const kMaking = Symbol();
let partsOf: (key: CryptoKey) => KeyParts;
let holdsParts: (value: unknown) => boolean;

export class CryptoKey {
  #parts: KeyParts;
  #algorithm: KeyAlgorithm;
  #usages: Usage[];

  static {
    partsOf = (key) => key.#parts;
    holdsParts = (value) => typeof value === "object" && value !== null && #parts in value;
  }

  constructor(making: unknown, parts: KeyParts) {
    if (making !== kMaking) throw new TypeError("Illegal constructor");
    this.#parts = parts;
    // What is handed out can be changed by whoever gets it; what counts is in #parts.
    this.#algorithm = structured(parts.algorithm);
    this.#usages = [...parts.usages];
  }
  get type(): KeyType {
    return this.#parts.type;
  }
  get extractable(): boolean {
    return this.#parts.extractable;
  }
  get algorithm(): KeyAlgorithm {
    return this.#algorithm;
  }
  get usages(): Usage[] {
    return this.#usages;
  }
  get [Symbol.toStringTag]() {
    return "CryptoKey";
  }
}

function structured(algorithm: KeyAlgorithm): KeyAlgorithm {
  const copy = { ...algorithm };
  if (copy.hash !== undefined) copy.hash = { ...copy.hash };
  if (copy.publicExponent !== undefined) copy.publicExponent = copy.publicExponent.slice();
  return copy;
}

export const makeKey = (parts: KeyParts): CryptoKey => new CryptoKey(kMaking, parts);

// The parts of a key of ours; a TypeError for anything else.
export function openKey(value: unknown): KeyParts {
  if (!holdsParts(value)) throw new TypeError("the key is not a CryptoKey");
  return partsOf(value as CryptoKey);
}

// In the standard's order, each once.
export function sortedUsages(given: readonly Usage[]): Usage[] {
  return kUsages.filter((usage) => given.includes(usage));
}
