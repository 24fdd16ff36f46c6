// Events, cloning, printing, console, crypto and performance.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Realm, runOnce } from "./realm";

test("listeners: order, once, remove, signal, objects, prevention", async () => {
  assert.deepEqual(
    await runOnce(`
    const seen = [];
    const target = new EventTarget();
    const a = () => seen.push("a");
    target.addEventListener("x", a); target.addEventListener("x", a);
    target.addEventListener("x", { handleEvent(e) { seen.push("object " + (this !== undefined) + e.type) } }, { once: true });
    const c = new AbortController();
    target.addEventListener("x", () => seen.push("signal"), { signal: c.signal });
    target.addEventListener("x", (e) => e.preventDefault(), { passive: true });
    seen.push(target.dispatchEvent(new Event("x", { cancelable: true })));
    c.abort(); target.removeEventListener("x", a);
    target.addEventListener("x", (e) => { e.stopImmediatePropagation(); e.preventDefault(); });
    target.addEventListener("x", () => seen.push("never"));
    seen.push(target.dispatchEvent(new CustomEvent("x", { cancelable: true, detail: 7 })));
    seen.push(new CustomEvent("y", { detail: 7 }).detail, new Event("z").isTrusted);
    return seen`),
    ["a", "object truex", "signal", true, false, 7, false],
  );
});

test("what a listener throws is logged and the others run", async () => {
  const realm = new Realm();
  assert.equal(
    await realm.run(`
    let ran = 0; const t = new EventTarget();
    t.addEventListener("x", () => { throw new Error("in listener") }); t.addEventListener("x", () => ran++);
    t.dispatchEvent(new Event("x")); return ran`),
    1,
  );
  assert.match(realm.logs[0]![1], /^Uncaught Error: in listener/);
});

test("signals: reasons, any, timeout, onabort", async () => {
  const realm = new Realm();
  assert.deepEqual(
    await realm.run(`
    const a = new AbortController(), b = new AbortController();
    const any = AbortSignal.any([a.signal, b.signal]); const nested = AbortSignal.any([any]);
    const seen = []; nested.onabort = (e) => seen.push(e.type, e.isTrusted, nested.reason === any.reason);
    b.abort("why"); a.abort("later");
    let thrown; try { any.throwIfAborted() } catch (e) { thrown = e }
    let ctor; try { new AbortSignal() } catch (e) { ctor = e.name }
    globalThis.late = AbortSignal.timeout(10);
    return [seen, any.reason, thrown, ctor, a.signal.reason, AbortSignal.abort().reason.name, late.aborted]`),
    [["abort", true, true], "why", "why", "TypeError", "later", "AbortError", false],
  );
  await realm.advance(10);
  assert.equal(await realm.run("return late.reason.name"), "TimeoutError");
});

test("DOMException is an Error with a code", async () => {
  assert.deepEqual(
    await runOnce(`
    const e = new DOMException("m", "DataCloneError");
    return [e instanceof Error, e.name, e.message, e.code, String(e), DOMException.ABORT_ERR, typeof e.stack, new DOMException().name, new DOMException("", { name: "X", cause: 1 }).cause]`),
    [true, "DataCloneError", "m", 25, "DataCloneError: m", 20, "string", "Error", 1],
  );
});

test("structuredClone copies what it can and refuses the rest", async () => {
  assert.deepEqual(
    await runOnce(`
    const buffer = new ArrayBuffer(4); const view = new Uint16Array(buffer, 2);
    const from = { d: new Date(5), m: new Map([[{ k: 1 }, new Set([1])]]), v: view, w: new Uint8Array(buffer), r: /a/gi, e: new RangeError("x", { cause: 2 }), n: Object(1n), h: [1, , 3], u: undefined };
    from.self = from;
    const to = structuredClone(from);
    to.v[0] = 0x0201;
    const refused = [];
    for (const bad of [() => 1, Symbol("s"), { a: { b() {} } }, new WeakMap(), Promise.resolve()]) { try { structuredClone(bad); refused.push("cloned") } catch (e) { refused.push(e.name) } }
    const moved = new Uint8Array([1, 2]).buffer; const there = structuredClone({ moved }, { transfer: [moved] });
    return [to !== from && to.self === to, to.d.getTime(), [...to.m.values()][0].has(1), [...to.w], view[0], String(to.r), to.e instanceof RangeError, to.e.message, to.e.cause, typeof to.n, 1 in to.h, to.h.length, "u" in to, refused, moved.byteLength, there.moved.byteLength]`),
    [
      true,
      5,
      true,
      [0, 0, 1, 2],
      0,
      "/a/gi",
      true,
      "x",
      2,
      "object",
      false,
      3,
      true,
      Array(5).fill("DataCloneError"),
      0,
      2,
    ],
  );
});

const shown: [expression: string, text: string][] = [
  ["'text'", "text"],
  ["['text', \"it's\", 'say \"hi\"', 'a\\nb']", `[ "text", "it's", 'say "hi"', "a\\nb" ]`],
  [
    "[1, -0, 1n, null, undefined, true, Symbol('s')]",
    "[ 1, -0, 1n, null, undefined, true, Symbol(s) ]",
  ],
  ["{}", "{}"],
  ["[]", "[]"],
  ["{ a: 1, 'b-c': { d: [] }, [Symbol('k')]: 1 }", '{ a: 1, "b-c": { d: [] }, [Symbol(k)]: 1 }'],
  ["{ a: { b: { c: { d: { e: { f: 1 } } } } } }", "{ a: { b: { c: { d: { e: [Object] } } } } }"],
  ["[[[[[[1]]]]]]", "[ [ [ [ [ [Array] ] ] ] ] ]"],
  [
    "(() => { const o = { x: 1 }; o.self = o; return o })()",
    "<ref *1> { x: 1, self: [Circular *1] }",
  ],
  ["new Map([['a', { b: 1 }]])", 'Map(1) { "a" => { b: 1 } }'],
  ["new Set([1, 'x'])", 'Set(2) { 1, "x" }'],
  ["new Date(0)", "1970-01-01T00:00:00.000Z"],
  ["new Date(NaN)", "Invalid Date"],
  ["/a\\/b/g", "/a\\/b/g"],
  ["new Uint8Array([1, 2])", "Uint8Array(2) [ 1, 2 ]"],
  ["new ArrayBuffer(3)", "ArrayBuffer { byteLength: 3 }"],
  ["function named() {}", "[Function: named]"],
  ["() => {}", "[Function (anonymous)]"],
  ["class A {}", "[class A]"],
  ["class B extends Map {}", "[class B extends Map]"],
  ["async () => {}", "[AsyncFunction (anonymous)]"],
  ["new (class Point { x = 1; get y() { return 2 } })()", "Point { x: 1 }"],
  ["Object.create(null)", "[Object: null prototype] {}"],
  [
    "{ get a() { throw 1 }, set b(v) {}, get c() { return 1 }, set c(v) {} }",
    "{ a: [Getter], b: [Setter], c: [Getter/Setter] }",
  ],
  ["[1, , , 4]", "[ 1, <2 empty items>, 4 ]"],
  ["Object('x')", '[String: "x"] { "0": "x" }'],
  ["Object(7)", "[Number: 7]"],
  [
    "Array.from({ length: 103 }, () => 'abcdefgh').length && Array.from({ length: 103 }, (_, i) => i).slice(0, 3).concat(Array(0))",
    "[ 0, 1, 2 ]",
  ],
  [
    "new URL('http://h/')",
    'URL {\n  href: "http://h/",\n  origin: "http://h",\n  protocol: "http:",\n  username: "",\n  password: "",\n  host: "h",\n  hostname: "h",\n  port: "",\n  pathname: "/",\n  hash: "",\n  search: ""\n}',
  ],
  ["new Headers({ b: '1', 'x-a': '2' })", 'Headers {\n  b: "1",\n  "x-a": "2"\n}'],
  [
    "new Proxy({}, { get() { throw 1 }, ownKeys() { throw 2 }, getPrototypeOf() { throw 3 } })",
    "[Object that cannot be shown]",
  ],
  ["{ [Symbol.for('nodejs.util.inspect.custom')]() { return 'mine' } }", "mine"],
  [
    "{ long: 'x'.repeat(60), other: 'y'.repeat(20) }",
    `{\n  long: "${"x".repeat(60)}",\n  other: "${"y".repeat(20)}"\n}`,
  ],
];
for (const [expression, text] of shown) {
  test(`${expression.slice(0, 60)} is shown well`, async () => {
    const realm = new Realm();
    await realm.run(`console.log(${expression.startsWith("{") ? `(${expression})` : expression})`);
    assert.equal(realm.logs[0]![1], text);
  });
}

test("long lists are cut", async () => {
  const realm = new Realm();
  await realm.run("console.log(Array.from({ length: 250 }, (_, i) => i))");
  assert.match(realm.logs[0]![1], /99,?\n  \.\.\. 150 more items\n\]$/);
});

test("errors are shown with stack, own members and cause", async () => {
  const realm = new Realm();
  await realm.run(
    "console.error(Object.assign(new TypeError('bad', { cause: new Error('inner') }), { code: 'E1' }))",
  );
  assert.equal(realm.logs[0]![0], 3);
  assert.match(
    realm.logs[0]![1],
    /^TypeError: bad\n.*the-node\.ts.*\{ code: "E1" \}\nCaused by: Error: inner\n.*the-node\.ts:/s,
  );
});

test("console: levels, templates, counters, timers, groups, assertions, tables", async () => {
  const realm = new Realm();
  await realm.run(`
    console.debug("d"); console.info("i"); console.warn("w"); console.error("e");
    console.log("%s is %d years, %i, %f, %j %o %% %c%x", "Ann", "42", 4.9, "1.5", { a: 1 }, [1], "css", "rest", { b: 2 });
    console.log("%s"); console.log("50%", 1); console.log(1, "%s", 2);
    console.count(); console.count("x"); console.count(); console.countReset(); console.count();
    console.time("t"); console.timeEnd("t"); console.timeEnd("t");
    console.group("outer"); console.log("in\\nside"); console.group(); console.log("deep"); console.groupEnd(); console.groupEnd(); console.log("out");
    console.assert(true, "no"); console.assert(false, "yes %s", 1); console.assert();
    console.dir({ a: { b: { c: 1 } } }, { depth: 0 });
    console.table([{ a: 1, b: "x" }, { a: 2 }, 5]); console.table("text");`);
  assert.deepEqual(
    realm.logs.map(([level, text]) => `${level} ${text}`),
    [
      "0 d",
      "1 i",
      "2 w",
      "3 e",
      '1 Ann is 42 years, 4, 1.5, {"a":1} [ 1 ] % %x rest { b: 2 }',
      "1 %s",
      "1 50% 1",
      "1 1 %s 2",
      "1 default: 1",
      "1 x: 1",
      "1 default: 2",
      "1 default: 1",
      "1 t: 0.000ms",
      "2 Timer 't' does not exist",
      "1 outer",
      "1   in\n  side",
      "1     deep",
      "1 out",
      "3 Assertion failed: yes 1",
      "3 Assertion failed",
      "1 { a: [Object] }",
      '1 ┌───────┬───┬─────┬────────┐\n│ (idx) │ a │ b   │ Values │\n├───────┼───┼─────┼────────┤\n│ 0     │ 1 │ "x" │        │\n│ 1     │ 2 │     │        │\n│ 2     │   │     │ 5      │\n└───────┴───┴─────┴────────┘',
      "1 text",
    ],
  );
});

test("crypto fills integers, makes identifiers, and refuses the rest", async () => {
  assert.deepEqual(
    await runOnce(`
    const a = crypto.getRandomValues(new Uint32Array(8));
    const names = [];
    for (const bad of [new Float64Array(1), new Uint8Array(65537), {}, null]) { try { crypto.getRandomValues(bad); names.push("filled") } catch (e) { names.push(e.name) } }
    return [a.some((n) => n > 255), /^[0-9a-f]{8}-[0-9a-f]{4}-4/.test(crypto.randomUUID()), names]`),
    [
      true,
      true,
      ["TypeMismatchError", "QuotaExceededError", "TypeMismatchError", "TypeMismatchError"],
    ],
  );
});

test("performance has a clock and its origin", async () => {
  assert.deepEqual(
    await runOnce("return [performance.now(), performance.timeOrigin]"),
    [1000, 1_700_000_000_000],
  );
});

test("Headers, Request and Response outside of any transfer", async () => {
  assert.deepEqual(
    await runOnce(`
    const h = new Headers([["B", "1"], ["a", " 2 "], ["b", "3"]]); h.append("Set-Cookie", "x"); h.append("set-cookie", "y");
    const live = []; for (const [k] of h) { live.push(k); if (k === "a") h.delete("b") }
    const r = Response.json({ a: 1 }, { status: 201, headers: { "x-y": "z" } });
    const bad = [];
    for (const make of [() => new Response("", { status: 199 }), () => new Response("x", { status: 204 }), () => Response.json(undefined), () => Response.redirect("nope"), () => Response.redirect("http://x", 200), () => new Headers([["a"]]), () => new Headers({ "": "x" }), () => new Headers(null), () => new Request("http://x", { method: "GET", body: "y" }), () => new Request()]) { try { make(); bad.push("made") } catch (e) { bad.push(e.name) } }
    const q = new Request("http://H:80/a/../b#f", { method: "patch", headers: { a: "1" }, redirect: "manual" });
    return [live, h.get("SET-cookie"), r.status, r.headers.get("content-type"), await r.json(), Response.error().type, Response.error().status,
      Response.redirect("http://x/y", 308).headers.get("location"), bad, q.method, q.url, q.redirect, q.signal.aborted, new Response().body, new Response("x").headers.get("content-type"), await new Response(new Blob(["b"], { type: "t/x" })).text()]`),
    [
      ["a", "set-cookie", "set-cookie"],
      "x, y",
      201,
      "application/json",
      { a: 1 },
      "error",
      0,
      "http://x/y",
      [
        "RangeError",
        "TypeError",
        "TypeError",
        "TypeError",
        "RangeError",
        "TypeError",
        "TypeError",
        "TypeError",
        "TypeError",
        "TypeError",
      ],
      "patch",
      "http://h/b#f",
      "manual",
      false,
      null,
      "text/plain;charset=UTF-8",
      "b",
    ],
  );
});

test("a response over one's own stream", async () => {
  assert.deepEqual(
    await runOnce(`
    const stream = ReadableStream.from([new Uint8Array([104]), new Uint8Array([105])]);
    const r = new Response(stream); const before = r.bodyUsed; const same = r.body === stream; const text = await r.text();
    let locked; try { new Response(stream) } catch (e) { locked = e.name }
    const enc = new Response(ReadableStream.from(["h\\ud83d", "\\ude00"]).pipeThrough(new TextEncoderStream()));
    return [before, same, text, r.bodyUsed, locked, await enc.text()]`),
    [false, true, "hi", true, "TypeError", "h\ud83d\ude00"],
  );
});

test("Blob: parts, slices, streams and files", async () => {
  assert.deepEqual(
    await runOnce(`
    const b = new Blob(["a\u00fc", new Uint8Array([66]).buffer, new Blob(["c"])], { type: "TEXT/plain" });
    const f = new File([b], "n", { lastModified: 5 });
    const data = new FormData(); data.append("b", b); data.append("f", f, "other");
    return [b.size, b.type, await b.text(), await b.slice(-2).text(), await b.slice(1, 3, "x").text(), f.name, f.lastModified, f instanceof Blob, (await b.bytes()).length, await new Response(b.stream()).text(), data.get("b").name, data.get("f").name]`),
    [5, "text/plain", "a\u00fcBc", "Bc", "\u00fc", "n", 5, true, 5, "a\u00fcBc", "blob", "other"],
  );
});

test("globals are lazy, replaceable and not enumerable", async () => {
  const realm = new Realm();
  assert.deepEqual(
    await realm.run(`
    const d = Object.getOwnPropertyDescriptor(globalThis, "URL");
    globalThis.URL = 5; fetch = undefined;
    return [typeof d.get, d.enumerable, URL, typeof fetch, self === globalThis, delete globalThis.Headers, typeof Headers]`),
    ["function", false, 5, "undefined", true, true, "undefined"],
  );
  assert.deepEqual(realm.loadedChunks, []);
});
