// A node that patches the language spoils its own results, never reaches the host, and never speaks
// for another call.
import assert from "node:assert/strict";
import { test } from "node:test";
import { patchableNames } from "tntc-test-engine";
import { Realm, settled } from "./realm";

// Records every object and function that patched builtins get to see, then uses all of the surface.
const spy = `
  const seen = new Set();
  globalThis.seen = seen;
  const add = Set.prototype.add, apply = Reflect.apply, ownKeys = Reflect.ownKeys, describe = Reflect.getOwnPropertyDescriptor, define = Reflect.defineProperty;
  const note = (value) => { if ((typeof value === "object" && value !== null) || typeof value === "function") apply(add, seen, [value]); };
  const prototypes = [Function.prototype, Array.prototype, Object.prototype, Promise.prototype, Map.prototype, Set.prototype, String.prototype, RegExp.prototype,
    Object.getPrototypeOf(Uint8Array.prototype), Error.prototype, Object, Reflect, JSON, Promise, Array, Object.getPrototypeOf([][Symbol.iterator]())];
  for (let p = 0; p < prototypes.length; p++) {
    const keys = ownKeys(prototypes[p]);
    for (let k = 0; k < keys.length; k++) {
      const key = keys[k];
      const found = describe(prototypes[p], key);
      if (typeof found.value !== "function" || !found.configurable || key === "constructor" || key === "prototype") continue;
      const original = found.value;
      const patched = { [key](...args) {
        note(this);
        for (let i = 0; i < args.length; i++) note(args[i]);
        return new.target ? Reflect.construct(original, args) : apply(original, this, args);
      } }[key];
      define(prototypes[p], key, { __proto__: null, value: patched, writable: found.writable, enumerable: found.enumerable, configurable: true });
    }
  }
  const names = ["then", "0", "1", "default", "host", "core", "log", "done", "toJSON", "signal", "prototype", ...spyNames];
  for (let i = 0; i < names.length; i++) {
    if (names[i] in Object.prototype) continue;
    define(Object.prototype, names[i], { __proto__: null, configurable: true, get() { note(this); return undefined; }, set(v) { note(this); note(v); define(this, names[i], { __proto__: null, value: v, writable: true, configurable: true, enumerable: true }); } });
  }
`;

const useEverything = `
  const step = async (name, run) => { try { await run() } catch (e) {} };
  await step("log", () => { ctx.log.info({ a: [1, new Map([[1, 2]])] }); console.log("%s", {}, new Error("x")); console.table([{ a: 1 }]) });
  await step("timers", () => new Promise((go) => setTimeout(go, 1, 2)));
  await step("events", () => { const c = new AbortController(); c.signal.addEventListener("abort", () => {}); c.abort(); ctx.signal.aborted; AbortSignal.timeout(1) });
  await step("url", () => new URL("http://\u00fc.example/x?y#z").searchParams.append("a", "b"));
  await step("encoding", () => new TextDecoder().decode(new TextEncoder().encode("x")) + atob(btoa("x")));
  await step("legacy encodings", () => new TextDecoder("gbk").decode(new Uint8Array([0xb0, 0xa1])));
  await step("clone", () => structuredClone({ a: new Date() }));
  await step("crypto", () => crypto.randomUUID() + crypto.getRandomValues(new Uint8Array(1)) + performance.now());
  await step("subtle", async () => {
    const key = await crypto.subtle.importKey("jwk", { kty: "oct", k: "AAAA" }, { name: "HMAC", hash: "SHA-256" }, true, ["sign"]);
    await crypto.subtle.sign("HMAC", key, new Uint8Array(await crypto.subtle.digest("SHA-256", new Uint8Array(3))));
    await crypto.subtle.wrapKey("jwk", key, key, "AES-GCM").catch(() => {});
    await crypto.subtle.generateKey({ name: "ECDSA", namedCurve: "P-256" }, true, ["sign"]);
  });
  await step("streams", () => new Response(new Blob(["x"]).stream()).text());
  await step("fetch", () => fetch("http://127.0.0.1:9/").catch(() => {}));
  await step("fetch2", () => ctx.fetch("svc", "/x", { signal: AbortSignal.abort() }));
  await step("form", () => { const f = new FormData(); f.append("a", new Blob(["b"])); return new Response(f).formData() });
  await step("config", () => ctx.config.a + ctx.secrets.b);
  await step("deno", async () => { await Deno.writeTextFile("a", "b"); await Deno.readTextFile("a"); Deno.env.toObject() });
  await step("deno2", () => Deno.readTextFile("none"));
  await step("deno3", () => Deno.connect({ hostname: "denied.example", port: 1 }));
  await step("deno4", () => fetch("http://127.0.0.1:9/", { client: Deno.createHttpClient({}) }));
  await step("steps", async () => { await ctx.step("a", () => ({ b: 1 })); await ctx.sleep("1ms") });
  await step("microtask", () => new Promise((go) => queueMicrotask(go)));
`;

// With members of property descriptors on Object.prototype most of the surface breaks; even then it
// must keep its secrets.
for (const spyNames of patchableNames.length === 0 ? [[]] : [[], patchableNames]) {
  test(`no patched builtin ever sees the host, the core, or a function of theirs [${spyNames}]`, async () => {
    const realm = new Realm({
      config: { services: { svc: { url: "http://127.0.0.1:9" } } },
      secrets: { svc: { token: "t" } },
    });
    realm.load(
      `const spyNames = ${JSON.stringify(spyNames)}; ${spy} __tntc.default = async (ctx, input) => { ${useEverything} return { kept: [1] } };`,
    );
    const { outcome } = realm.begin();
    for (let i = 0; i < 20; i++) {
      await settled();
      await realm.advance(1);
    }
    assert.equal((await outcome).text, '{"kept":[1]}');
    for (const chunk of [
      "events",
      "url",
      "encoding",
      "legacy_encodings",
      "clone",
      "crypto",
      "streams",
      "fetch",
      "console",
      "inspect",
      "steps",
    ])
      assert.ok(
        spyNames.length > 0 || realm.loadedChunks.includes(chunk),
        `${chunk} was not exercised`,
      );
    // Copied without asking the patched methods of the realm.
    const seen = new Set<unknown>();
    Set.prototype.forEach.call(realm.context.global.seen, (value) => seen.add(value));
    assert.ok(seen.size > 100, `only ${seen.size} values were seen: the spy does not work`);
    const secret = new Map<unknown, string>([
      [realm.host, "host"],
      [realm.core, "core"],
    ]);
    for (const [object, of] of [
      [realm.host, "host"],
      [realm.core, "core"],
    ] as const)
      for (const key of Reflect.ownKeys(object)) {
        const value = object[key];
        if (typeof value === "function") secret.set(value, `${of}.${String(key)}`);
      }
    assert.deepEqual(
      [...secret].filter(([value]) => seen.has(value)).map(([, name]) => name),
      [],
    );
  });
}

const forgeries: [what: string, patch: string][] = [
  ["JSON.stringify", "JSON.stringify = () => '\"forged\"'"],
  ["JSON.parse", "JSON.parse = () => ({ forged: true })"],
  ["Promise.prototype.then", "Promise.prototype.then = function () { return this }"],
  ["Promise", "globalThis.Promise = class {}"],
  [
    "Promise species",
    "Object.defineProperty(Promise, Symbol.species, { get() { throw 1 } }); Object.defineProperty(Promise.prototype, 'constructor', { get() { return Promise } })",
  ],
  [
    "Object.prototype",
    "Object.defineProperty(Object.prototype, 'ok', { get: () => 1 }); Object.prototype.text = 'forged'; Object.prototype.stack = 'forged'",
  ],
  [
    "Array.prototype",
    "Array.prototype[Symbol.iterator] = undefined; Array.prototype.push = undefined; Array.isArray = () => false",
  ],
  ["Object.keys", "Object.keys = () => []"],
  [
    "Function.prototype",
    "Function.prototype.call = Function.prototype.apply = Function.prototype.bind = undefined",
  ],
  ["Reflect", "Reflect.apply = undefined; globalThis.Reflect = undefined"],
  ["String", "globalThis.String = () => 'forged'; String.prototype.toString = () => 'forged'"],
  [
    "Error",
    "Object.defineProperty(Error, Symbol.hasInstance, { value: () => false }); Error.isError = () => false; globalThis.Error = undefined",
  ],
  [
    "globalThis",
    "globalThis.globalThis = undefined; globalThis.TypeError = undefined; globalThis.Object = undefined",
  ],
];
for (const [what, patch] of forgeries) {
  test(`patching ${what} does not change what is reported`, async () => {
    const realm = new Realm();
    realm.load(`const { RangeError } = globalThis; __tntc.default = async (ctx, input) => {
      if (input.patch) { try { ${patch}; } catch {} }
      if (input.fail) throw new RangeError("real");
      return { a: [input.n, { b: null }] };
    };`);
    assert.equal((await realm.invoke({ patch: true, n: 1 })).text, '{"a":[1,{"b":null}]}');
    assert.equal((await realm.invoke({ n: 2 })).text, '{"a":[2,{"b":null}]}');
    const failed = await realm.invoke({ fail: true });
    assert.deepEqual([failed.ok, failed.text], [false, "real"]);
    realm.core.cancel("AbortError", "over");
    realm.core.unhandled("x");
    realm.core.onTimer(99);
    assert.equal(realm.outcomes.length, 3);
  });
}

test("host and core have no prototype to be reached through", () => {
  const realm = new Realm();
  assert.equal(Object.getPrototypeOf(realm.host), null);
  assert.equal(Object.getPrototypeOf(realm.core), null);
});

// How a bundler's export helpers could be made to hand over another function than the chunk's own.
const exchanges: [what: string, patch: string][] = [
  [
    "Object.defineProperty",
    "Object.defineProperty = (target, name, d) => { target[name] = evil; return target }",
  ],
  ["Object.create", "Object.create = () => ({ default: evil, __esModule: true })"],
  ["Object.assign", "Object.assign = () => ({ default: evil })"],
  [
    "Object.getOwnPropertyDescriptor",
    "Object.getOwnPropertyDescriptor = () => ({ value: evil, enumerable: true })",
  ],
  ["Object.getPrototypeOf", "Object.getPrototypeOf = () => ({ default: evil })"],
  ["a default on Object.prototype", "Object.prototype.default = evil"],
  [
    "Function.prototype.call",
    "Function.prototype.call = evil; Function.prototype.apply = evil; Function.prototype.bind = () => evil",
  ],
  ["Reflect", "Reflect.apply = evil; Reflect.construct = evil"],
];
for (const [what, patch] of exchanges) {
  test(`no chunk loaded after patching ${what} hands the host to a stranger`, async () => {
    const realm = new Realm();
    await realm
      .run(
        `
      globalThis.caught = [];
      const evil = function (...args) { caught[caught.length] = this; for (let i = 0; i < args.length; i++) caught[caught.length] = args[i]; return {} };
      ${patch};
      for (const name of ["URL", "TextDecoder", "Headers", "AbortSignal", "ReadableStream", "console", "structuredClone", "crypto", "performance"]) { try { globalThis[name] } catch {} }
      try { ctx.log.info({}) } catch {}
      for (const label of ["gbk", "koi8-r"]) { try { new TextDecoder(label).decode(new Uint8Array([0xb0, 0xa1])) } catch {} }`,
      )
      .catch(() => {});
    const caught: unknown[] = realm.context.global.caught;
    for (const secret of [
      realm.host,
      realm.core,
      ...Object.values(realm.host),
      ...Object.values(realm.core).filter((f) => typeof f === "function"),
    ])
      assert.ok(typeof secret === "string" || !caught.includes(secret));
  });
}

test("no global name leads to the core", async () => {
  const realm = new Realm();
  const names = await realm.run(
    "return Reflect.ownKeys(globalThis).filter((k) => typeof k === 'string')",
  );
  for (const name of ["host", "core", "__take", "__chunk", "__tntc", "tntc"])
    assert.ok(!names.includes(name), name);
});
