// The engine under test: contexts of Node.js that have no web globals.
// Not a global in Node.js 18.
import { webcrypto as crypto } from "node:crypto";
import * as fs from "node:fs";
import * as path from "node:path";
import * as nodeUrl from "node:url";
import * as util from "node:util";
import * as vm from "node:vm";

export interface Context {
  global: any;
  evaluate(text: string, url: string): any;
  evaluateChunk(name: string): any;
}

const scripts = new Map<string, vm.Script>();

function chunkScript(name: string): vm.Script {
  let script = scripts.get(name);
  if (script === undefined) {
    const file = path.join(process.env.TNTC_CHUNKS!, `${name}.js`);
    script = new vm.Script(fs.readFileSync(file, "utf8"), { filename: `tntc-internal:${name}` });
    scripts.set(name, script);
  }
  return script;
}

// What this Node.js lacks of ES2025, as far as the prelude uses it.
function completeLanguage(context: vm.Context): void {
  const realm = vm.runInContext("({ Error, ArrayBuffer, String })", context);
  realm.Error.isError ??= (value: unknown) => util.types.isNativeError(value);
  // Debian 12's Node.js is version 18.
  if (realm.String.prototype.toWellFormed === undefined) {
    const define = (name: string, value: Function) =>
      Object.defineProperty(realm.String.prototype, name, { value, configurable: true });
    define("toWellFormed", function (this: string) {
      return util.toUSVString(this);
    });
    define("isWellFormed", function (this: string) {
      return util.toUSVString(this) === `${this}`;
    });
  }
  if (realm.ArrayBuffer.prototype.transfer !== undefined) return;
  Object.defineProperty(realm.ArrayBuffer.prototype, "transfer", {
    value(this: ArrayBuffer) {
      const moved = this.slice(0);
      structuredClone(this, { transfer: [this] });
      return moved;
    },
  });
}

export function newContext(): Context {
  const context = vm.createContext({});
  completeLanguage(context);
  return {
    global: context,
    evaluate: (text, url) => vm.runInContext(text, context, { filename: url }),
    evaluateChunk: (name) => chunkScript(name).runInContext(context),
  };
}

// Node.js itself aborts when "get", "set" or "value" stand on a context's Object.prototype.
export const patchableNames: string[] = [];

export const later = (run: () => void): void => void setImmediate(run);
export const fillRandom = (target: Uint8Array): void => void crypto.getRandomValues(target);
export const uuid = (): string => crypto.randomUUID();
export const utf8Encode = (text: string): Uint8Array => new TextEncoder().encode(text);

export function utf8Decode(from: Uint8Array, fatal: boolean): string | null {
  try {
    return new TextDecoder("utf-8", { fatal, ignoreBOM: true }).decode(from);
  } catch {
    return null;
  }
}

export function domainToASCII(domain: string): string | null {
  // The parser also reads escapes and addresses; this conversion leaves plain names alone.
  const isPlain = /^[\x00-\x7f]*$/.test(domain) && !/xn--/i.test(domain);
  const ascii = isPlain ? domain.toLowerCase() : nodeUrl.domainToASCII(domain);
  return ascii === "" && domain !== "" ? null : ascii;
}

export const domainToUnicode = (domain: string): string => nodeUrl.domainToUnicode(domain);
