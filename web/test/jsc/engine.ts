// The engine under test: realms of JavaScriptCore, made by runner.cpp.
declare const native: {
  newContext(): { global: any; evaluate(text: string, url: string): any };
  chunkText(name: string): string;
  later(run: () => void): void;
};

export interface Context {
  global: any;
  evaluate(text: string, url: string): any;
  evaluateChunk(name: string): any;
}

export function newContext(): Context {
  const { global, evaluate } = native.newContext();
  return {
    global,
    evaluate,
    evaluateChunk: (name) => evaluate(native.chunkText(name), `tntc-internal:${name}`),
  };
}

// What may be put on Object.prototype here beyond the names the tests know.
export const patchableNames = ["get", "set", "value", "writable", "enumerable", "configurable"];

export const later = native.later;

export function fillRandom(target: Uint8Array): void {
  for (let i = 0; i < target.length; i++) target[i] = Math.floor(Math.random() * 256);
}

export function uuid(): string {
  const digits = (count: number) =>
    Array.from({ length: count }, () => Math.floor(Math.random() * 16).toString(16)).join("");
  return `${digits(8)}-${digits(4)}-4${digits(3)}-8${digits(3)}-${digits(12)}`;
}

export function utf8Encode(text: string): Uint8Array {
  const escaped = encodeURIComponent((text as any).toWellFormed());
  return Uint8Array.from(escaped.match(/%..|[^]/g) ?? [], (unit) =>
    unit.length === 3 ? Number.parseInt(unit.slice(1), 16) : unit.charCodeAt(0),
  );
}

export function utf8Decode(from: Uint8Array, fatal: boolean): string | null {
  let escaped = "";
  for (const byte of from) escaped += `%${byte.toString(16).padStart(2, "0")}`;
  try {
    return decodeURIComponent(escaped);
  } catch {
    return fatal ? null : escaped.replace(/%[0-7]./g, decodeURIComponent).replace(/%../g, "\ufffd");
  }
}

export const domainToASCII = (domain: string): string | null =>
  /^[\x00-\x7f]*$/.test(domain) ? domain.toLowerCase() : "xn--not-converted-here";
export const domainToUnicode = (domain: string): string => domain;
