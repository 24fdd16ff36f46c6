// Several byte strings as one, as they cross to native code (src/runtime/web/frames.h).
import type { Bytes } from "./engine";

export function toFrames(parts: Uint8Array[]): Bytes {
  let size = 0;
  for (const part of parts) size += 4 + part.length;
  const bytes = new Uint8Array(size);
  const view = new DataView(bytes.buffer);
  let at = 0;
  for (const part of parts) {
    view.setUint32(at, part.length);
    bytes.set(part, at + 4);
    at += 4 + part.length;
  }
  return bytes;
}

export function fromFrames(bytes: Bytes): Bytes[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const parts: Bytes[] = [];
  for (let at = 0; at < bytes.length; ) {
    const size = view.getUint32(at);
    parts.push(bytes.slice(at + 4, at + 4 + size));
    at += 4 + size;
  }
  return parts;
}
