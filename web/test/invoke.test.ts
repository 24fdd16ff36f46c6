// Loading a node and calling it.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Realm, runOnce, settled } from "./realm";

async function failure(body: string): Promise<string> {
  const realm = new Realm();
  realm.load(`__tntc.default = async (ctx, input) => {${body}};`);
  const outcome = await realm.invoke();
  assert.equal(outcome.ok, false, `unexpected output ${outcome.text}`);
  return outcome.text;
}

test("a node gets its input and its output comes back as JSON text", async () => {
  assert.deepEqual(await runOnce("return { sum: input.a + input.b }", {}, { a: 1, b: 2 }), {
    sum: 3,
  });
});

test("plain output loads no chunk beyond the core", async () => {
  const realm = new Realm();
  await realm.run("ctx.log.info('n', 1, true, null, undefined, -0); return [1, { a: null }]");
  assert.deepEqual(realm.loadedChunks, []);
  assert.deepEqual(realm.logs, [[1, "n 1 true null undefined -0"]]);
});

test("undefined has the empty text, null its own", async () => {
  const realm = new Realm();
  realm.load("__tntc.default = async () => undefined");
  assert.equal((await realm.invoke()).text, "");
  realm.load("__tntc.default = async () => null");
  assert.equal((await realm.invoke()).text, "null");
});

test("a node need not be asynchronous", async () => {
  const realm = new Realm();
  realm.load("__tntc.default = (ctx, input) => input.x");
  assert.equal((await realm.invoke({ x: 5 })).text, "5");
});

test("JSON.stringify's rules hold for dates, toJSON, holes, NaN and undefined members", async () => {
  const body = `return { d: new Date(0), t: { toJSON(key) { return "for " + key } }, h: [, undefined, NaN],
    u: undefined, b: new Boolean(false), n: Object.create(null), m: new Map([[1, 2]]) }`;
  assert.deepEqual(await runOnce(body), {
    d: "1970-01-01T00:00:00.000Z",
    t: "for t",
    h: [null, null, null],
    b: false,
    n: {},
    m: {},
  });
});

test("toJSON runs once", async () => {
  assert.deepEqual(await runOnce("let n = 0; return { a: { toJSON: () => ++n } }"), { a: 1 });
});

const bad: [body: string, message: string][] = [
  [
    "return { items: [1, 2, 3, { callback() {} }] }",
    "output is not JSON: a function at $.items[3].callback",
  ],
  ["return { total: 1n }", "output is not JSON: a BigInt at $.total"],
  ["return 1n", "output is not JSON: a BigInt at $"],
  ["return () => 1", "output is not JSON: a function at $"],
  ["return Symbol('x')", "output is not JSON: a symbol at $"],
  ["return { 'odd key': Symbol('x') }", 'output is not JSON: a symbol at $["odd key"]'],
  [
    "const a = { b: {} }; a.b.c = a; return { a }",
    "output is not JSON: a cycle at $.a.b.c (back to $.a)",
  ],
  ["const a = { b: {} }; a.b = a; return a", "output is not JSON: a cycle at $.b (back to $)"],
  [
    "const list = []; list.push([list]); return { list }",
    "output is not JSON: a cycle at $.list[0][0] (back to $.list)",
  ],
  ["return { get a() { throw new Error('from a getter') } }", "from a getter"],
  [
    "let deep = 1n; for (let i = 0; i < 40; i++) deep = { deep }; return deep",
    `output is not JSON: a BigInt at $${".deep".repeat(40)}`,
  ],
];
for (const [body, message] of bad) {
  test(`${body} fails with its place`, async () => assert.equal(await failure(body), message));
}

test("a value that occurs twice is not a cycle", async () => {
  assert.deepEqual(
    await runOnce("const x = { d: new Date(0) }; return [x, { x }, x]").then((v) => v.length),
    3,
  );
  assert.deepEqual(await runOnce("const x = { a: 1 }; return { p: x, q: [x, x] }"), {
    p: { a: 1 },
    q: [{ a: 1 }, { a: 1 }],
  });
});

test("deep plain output is written whole", async () => {
  const text = await runOnce(
    "let v = 1; for (let i = 0; i < 200; i++) v = [v]; return JSON.stringify(v).length",
  );
  assert.equal(text, 401);
  const deep = await runOnce("let v = 1; for (let i = 0; i < 200; i++) v = [v]; return v");
  assert.equal(JSON.stringify(deep).length, 401);
});

const thrown: [expression: string, text: string, name: string | undefined][] = [
  ["new TypeError('bad input')", "bad input", "TypeError"],
  ["'just text'", "just text", undefined],
  ["42", "42", undefined],
  ["undefined", "undefined", undefined],
  ["null", "null", undefined],
  ["Symbol('s')", "Symbol(s)", undefined],
  ["{ toString() { throw 1 } }", "an error that cannot be described", undefined],
  ["Object.create(null)", "an error that cannot be described", undefined],
  [
    "Object.defineProperty(new Error('x'), 'message', { get() { throw 1 } })",
    "an error that cannot be described",
    "Error",
  ],
  ["Object.assign(new Error(), { message: { a: 1 } })", "[object Object]", "Error"],
  ["Object.assign(new Error('x'), { name: 7, stack: 8 })", "x", undefined],
  [
    "(() => { const p = Proxy.revocable({}, {}); p.revoke(); return p.proxy })()",
    "an error that cannot be described",
    undefined,
  ],
];
for (const [expression, text, name] of thrown) {
  test(`throwing ${expression} is told as ${text}`, async () => {
    const realm = new Realm();
    realm.load(`__tntc.default = async () => { throw (${expression}); };`);
    const outcome = await realm.invoke();
    assert.equal(outcome.ok, false);
    assert.equal(outcome.text, text);
    assert.equal(outcome.name, name);
    assert.equal(realm.outcomes.length, 1);
  });
}

test("an error's stack goes with it", async () => {
  const realm = new Realm();
  realm.load("__tntc.default = async () => { throw new RangeError('deep') };");
  assert.match((await realm.invoke()).stack!, /nodes\/the-node\.ts/);
});

test("a module without a default function is named with what it has", async () => {
  const realm = new Realm();
  realm.load("__tntc.default = { run() {} };");
  const outcome = await realm.invoke();
  assert.equal(
    outcome.text,
    'Node at "./nodes/the-node.ts" must export a default async function. Got: object',
  );
  realm.load("");
  assert.match((await realm.invoke()).text, /Got: undefined$/);
});

test("a module that fails to load fails every call with its own error", async () => {
  const realm = new Realm();
  realm.load("await null; throw new RangeError('no such table');");
  for (let i = 0; i < 2; i++) {
    const outcome = await realm.invoke();
    assert.deepEqual(
      [outcome.ok, outcome.text, outcome.name],
      [false, "no such table", "RangeError"],
    );
  }
});

test("a call made while the module still loads waits for it", async () => {
  const realm = new Realm();
  realm.load(
    "await new Promise((go) => setTimeout(go, 50)); __tntc.default = async () => 'loaded';",
  );
  const { outcome } = realm.begin();
  await settled();
  assert.equal(realm.outcomes.length, 0);
  await realm.advance(50);
  assert.equal((await outcome).text, '"loaded"');
});

test("a call before any load says so", async () => {
  const realm = new Realm();
  assert.match((await realm.invoke()).text, /before its module was loaded/);
});

test("a thenable output is awaited", async () => {
  assert.equal(await runOnce("return { then(go) { go('late') } }"), "late");
});

test("this is undefined in the node's function", async () => {
  const realm = new Realm();
  realm.load("__tntc.default = async function () { return this === undefined };");
  assert.equal((await realm.invoke()).text, "true");
});
