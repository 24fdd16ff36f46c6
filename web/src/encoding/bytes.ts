// The bytes behind what the platform calls a BufferSource.

const view = Object.getPrototypeOf(Uint8Array.prototype);
const slot = (prototype: object, name: PropertyKey) =>
  Object.getOwnPropertyDescriptor(prototype, name)!.get!;
const kindOfTyped = slot(view, Symbol.toStringTag);
const bufferLength = slot(ArrayBuffer.prototype, "byteLength");
const { apply } = Reflect;

function isBuffer(value: unknown): value is ArrayBuffer {
  try {
    apply(bufferLength, value, []);
    return true;
  } catch {
    return false;
  }
}

// The same memory, not a copy; undefined when the value is no ArrayBuffer and no view of one.
export function bytesOf(value: unknown): Uint8Array | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const kind = apply(kindOfTyped, value, []);
  if (kind === "Uint8Array") return value as Uint8Array;
  if (kind !== undefined || value instanceof DataView) {
    const { buffer, byteOffset, byteLength } = value as ArrayBufferView;
    return new Uint8Array(buffer, byteOffset, byteLength);
  }
  return isBuffer(value) ? new Uint8Array(value) : undefined;
}
