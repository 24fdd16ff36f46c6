// What each file of algorithms offers, by the operations of the Web Cryptography standard. The
// dispatcher (subtle.ts) has checked that a key belongs to the algorithm and may be used for the
// operation before it calls.
import type { Bytes } from "./engine";
import type { Jwk } from "./jwk";
import type { CryptoKey, KeyParts, Usage } from "./key";
import type { Given } from "./parameters";

export type Format = "raw" | "spki" | "pkcs8" | "jwk";

export interface CryptoKeyPair {
  publicKey: CryptoKey;
  privateKey: CryptoKey;
}

// What a new key is to be. `data` are bytes, or for "jwk" whatever the caller gave.
export interface Wanted {
  name: string;
  algorithm: Given;
  extractable: boolean;
  usages: Usage[];
}

export interface Family {
  readonly name: string;
  importKey(format: Format, data: unknown, wanted: Wanted): CryptoKey;
  generateKey?(wanted: Wanted): CryptoKey | CryptoKeyPair;
  // Bytes are a copy, with a buffer of their own.
  exportKey?(format: Format, key: KeyParts): Bytes | Jwk;
  sign?(algorithm: Given, key: KeyParts, message: Bytes): Bytes;
  verify?(algorithm: Given, key: KeyParts, signature: Bytes, message: Bytes): boolean;
  encrypt?(algorithm: Given, key: KeyParts, plain: Bytes): Bytes;
  decrypt?(algorithm: Given, key: KeyParts, cipher: Bytes): Bytes;
  // AES-KW has these and no encryption; the others wrap by encrypting.
  wrap?(algorithm: Given, key: KeyParts, plain: Bytes): Bytes;
  unwrap?(algorithm: Given, key: KeyParts, cipher: Bytes): Bytes;
  // `length` in bits; null: as many as there are.
  deriveBits?(algorithm: Given, key: KeyParts, length: number | null): Bytes;
  // Of a key that is derived, in bits; null: as many as there are.
  keyLength?(algorithm: Given): number | null;
}
