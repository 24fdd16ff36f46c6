// As much of node:test and node:assert as the tests use.
declare const native: {
  print(text: string): void;
  exit(code: number): void;
  later(run: () => void): void;
};

const tests: [name: string, run: () => unknown][] = [];
const befores: (() => unknown)[] = [];

export function test(name: string, run: () => unknown): void {
  tests.push([name, run]);
}
export const before = (run: () => unknown): void => void befores.push(run);
export const after = (_run: () => unknown): void => {};

class AssertionError extends Error {}

function shown(value: unknown): string {
  return typeof value === "string"
    ? JSON.stringify(value)
    : (JSON.stringify(value) ?? String(value));
}
function check(holds: unknown, message: string): void {
  if (!holds) throw new AssertionError(message);
}
function same(a: any, b: any): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  const keys = Object.keys(a);
  if (Array.isArray(a) !== Array.isArray(b) || keys.length !== Object.keys(b).length) return false;
  return keys.every((key) => Object.hasOwn(b, key) && same(a[key], b[key]));
}
function matches(error: any, expected: any): boolean {
  if (expected instanceof RegExp) return expected.test(`${error}`);
  return Object.keys(expected).every((key) => error[key] === expected[key]);
}

const assert = {
  ok: (value: unknown, message = "not true") => check(value, message),
  equal: (found: unknown, wanted: unknown, message?: string) =>
    check(Object.is(found, wanted), message ?? `${shown(found)} is not ${shown(wanted)}`),
  deepEqual: (found: unknown, wanted: unknown) =>
    check(same(found, wanted), `\n  found  ${shown(found)}\n  wanted ${shown(wanted)}`),
  match: (text: string, pattern: RegExp) =>
    check(pattern.test(text), `${shown(text)} does not match ${pattern}`),
  doesNotMatch: (text: string, pattern: RegExp) =>
    check(!pattern.test(text), `${shown(text)} matches ${pattern}`),
  async rejects(promise: Promise<unknown>, expected: unknown): Promise<void> {
    let error: any;
    try {
      await promise;
    } catch (reason) {
      error = reason;
    }
    check(error !== undefined, "it did not reject");
    check(matches(error, expected), `rejected with ${error}`);
  },
};
export default assert;

export async function runAll(): Promise<void> {
  let failed = 0;
  for (const prepare of befores) await prepare();
  for (const [name, run] of tests) {
    try {
      await run();
    } catch (error: any) {
      failed++;
      native.print(`not ok - ${name}: ${error?.message ?? error}\n${error?.stack ?? ""}`);
    }
  }
  native.print(`${tests.length - failed} of ${tests.length} tests passed in JavaScriptCore`);
  native.exit(failed === 0 && tests.length > 0 ? 0 : 1);
}
native.later(() => void runAll());
