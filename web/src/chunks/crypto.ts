// crypto: random bytes and identifiers, both made by native code; subtle has a chunk of its own.
import type { Host } from "../host";
import type { Core } from "../host";

// What one call may ask for, by the Web Cryptography standard.
const kMostRandomBytes = 65536;

export default function (host: Host, core: Core) {
  class Crypto {
    randomUUID(): string {
      return host.uuid();
    }
    getRandomValues<T extends ArrayBufferView>(array: T): T {
      const name = kindOf(array);
      if (
        name === undefined ||
        name === "Float16Array" ||
        name === "Float32Array" ||
        name === "Float64Array"
      )
        throw core
          .chunk("events")
          .makeException("getRandomValues fills integer typed arrays only", "TypeMismatchError");
      if (array.byteLength > kMostRandomBytes)
        throw core
          .chunk("events")
          .makeException(
            `getRandomValues fills at most ${kMostRandomBytes} bytes at once, not ${array.byteLength}`,
            "QuotaExceededError",
          );
      host.random(new Uint8Array(array.buffer, array.byteOffset, array.byteLength));
      return array;
    }
    get subtle(): unknown {
      return core.chunk("subtle").subtle;
    }
    get [Symbol.toStringTag]() {
      return "Crypto";
    }
  }

  // The getter looks at the internal slot: undefined for anything but a typed array.
  const kindGetter = Object.getOwnPropertyDescriptor(
    Object.getPrototypeOf(Uint8Array.prototype),
    Symbol.toStringTag,
  )!.get!;
  function kindOf(value: unknown): string | undefined {
    return core.primordials.apply(kindGetter, value, []);
  }

  return { __proto__: null, crypto: new Crypto(), Crypto };
}
