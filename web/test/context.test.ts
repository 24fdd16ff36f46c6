// ctx, cancellation and what outlives a call.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Realm, runOnce, settled } from "./realm";

test("ctx tells run, attempt and node", async () => {
  const realm = new Realm({ nodeName: "count-words" });
  realm.load("__tntc.default = async ({ runId, attempt, node }) => [runId, attempt, node];");
  assert.equal((await realm.invoke({}, 3)).text, '["run-7",3,"count-words"]');
});

test("config and secrets are the same object within a call and fresh in the next", async () => {
  const realm = new Realm({ config: { list: [1] }, secrets: { a: { token: "t" } } });
  realm.load(`__tntc.default = async (ctx) => {
    const before = JSON.stringify([ctx.config, ctx.secrets]);
    ctx.config.list.push(2);
    ctx.secrets.a.token = "stolen";
    return [before, ctx.config === ctx.config, ctx.config.list.length];
  };`);
  const expected = JSON.stringify(['[{"list":[1]},{"a":{"token":"t"}}]', true, 2]);
  assert.equal((await realm.invoke()).text, expected);
  assert.equal((await realm.invoke()).text, expected);
});

test("a secret that is a single text reads as that text, and is an object otherwise", async () => {
  const secrets = { plain: { value: "s3cret" }, both: { value: "v", token: "t" }, list: ["a"], none: null };
  const realm = new Realm({ secrets });
  realm.load(`__tntc.default = async ({ secrets }) => {
    const { plain, both } = secrets;
    return ["Bearer " + plain, \`${"${plain}"}\`, plain.value, JSON.stringify(plain), Object.keys(plain), String(both)];
  };`);
  assert.deepEqual(JSON.parse((await realm.invoke()).text), [
    "Bearer s3cret",
    "s3cret",
    "s3cret",
    '{"value":"s3cret"}',
    ["value"],
    "[object Object]",
  ]);
});

test("ctx can be destructured and spread", async () => {
  const realm = new Realm({ config: { a: 1 } });
  const keys = await realm.run(
    "const { log, fetch, config } = ctx; log.warn('w'); return [typeof fetch, config.a, Object.keys({ ...ctx }).sort()]",
  );
  assert.deepEqual(keys, [
    "function",
    1,
    ["attempt", "config", "fetch", "idempotencyKey", "item", "log", "node", "runId", "secrets", "signal", "sleep", "step", "waitForEvent"],
  ]);
  assert.deepEqual(realm.logs, [[2, "w"]]);
});

test("an element of a loop knows which it is, and has a key of its own", async () => {
  const realm = new Realm({ nodeName: "charge" });
  realm.load("__tntc.default = async (ctx) => [ctx.item, Object.isFrozen(ctx.item), ctx.idempotencyKey];");
  const of = async (item?: [number, number]) => JSON.parse((await realm.invoke({}, 1, item)).text);
  assert.deepEqual(await of([17, 20]), [{ index: 17, count: 20 }, true, "run-7:charge:17"]);
  assert.deepEqual(await of([0, 1]), [{ index: 0, count: 1 }, true, "run-7:charge:0"]);
  assert.deepEqual(await of(), [null, true, "run-7:charge"]);
});

test("the log has four levels and formats what follows the text", async () => {
  const realm = new Realm();
  await realm.run(
    "ctx.log.debug('d'); ctx.log.info('i', { a: 1 }); ctx.log.warn('%s', 'w'); ctx.log.error('e', new Map([[1, 'x']]), 's')",
  );
  assert.deepEqual(realm.logs, [
    [0, "d"],
    [1, "i { a: 1 }"],
    [2, "%s w"],
    [3, 'e Map(1) { 1 => "x" } s'],
  ]);
});

test("cancel aborts ctx.signal with the reason and reports nothing more", async () => {
  const realm = new Realm();
  realm.load(`__tntc.default = (ctx) => new Promise((go, fail) => {
    ctx.signal.addEventListener("abort", () => {
      ctx.log.info(ctx.signal.reason.name, ctx.signal.reason.message, ctx.signal.reason instanceof DOMException);
      fail(ctx.signal.reason);
    });
  });`);
  realm.begin();
  await settled();
  realm.core.cancel("TimeoutError", "the node took longer than 30s");
  await settled();
  assert.deepEqual(realm.logs, [[1, "TimeoutError the node took longer than 30s true"]]);
  assert.deepEqual(realm.outcomes, []);
});

test("cancel forgets timers, also those that abort listeners start", async () => {
  const realm = new Realm();
  realm.load(`__tntc.default = async (ctx) => {
    setInterval(() => ctx.log.info("tick"), 10);
    ctx.signal.onabort = () => setTimeout(() => ctx.log.info("late"), 10);
    await new Promise((go) => setTimeout(go, 100));
    ctx.log.info("resumed");
  };`);
  realm.begin();
  await settled();
  await realm.advance(25);
  realm.core.cancel("AbortError", "stopped");
  await realm.advance(1000);
  assert.deepEqual(realm.logs, [
    [1, "tick"],
    [1, "tick"],
  ]);
  assert.equal(realm.armedTimers, 0);
  assert.deepEqual(realm.outcomes, []);
});

test("a retry after a cancel is reported, and once", async () => {
  const realm = new Realm();
  realm.load(`let release; let calls = 0;
    __tntc.default = async (ctx) => {
      if (++calls === 1) await new Promise((go) => { release = go });
      else release();
      await null;
      return [calls, ctx.attempt, ctx.signal.aborted];
    };`);
  realm.begin({}, 1);
  await settled();
  realm.core.cancel("TimeoutError", "too slow");
  const second = await realm.invoke({}, 2);
  await settled();
  assert.equal(second.text, "[2,2,false]");
  assert.equal(realm.outcomes.length, 1);
});

test("cancel before the module has loaded drops the call", async () => {
  const realm = new Realm();
  realm.load(
    "await new Promise((go) => { globalThis.go = go }); __tntc.default = async (ctx) => ctx.log.info('ran');",
  );
  realm.begin();
  await settled();
  realm.core.cancel("AbortError", "stopped");
  await realm.run("return 1");
  assert.deepEqual(realm.logs, []);
  assert.equal(realm.outcomes.length, 1);
});

test("cancel without a signal loads no chunk", async () => {
  const realm = new Realm();
  realm.load("__tntc.default = () => new Promise(() => {});");
  realm.begin();
  realm.core.cancel("AbortError", "stopped");
  assert.deepEqual(realm.loadedChunks, []);
});

test("an unhandled rejection is logged, never thrown", async () => {
  const realm = new Realm();
  realm.core.unhandled(await (async () => new Error("nobody caught me"))());
  realm.core.unhandled(undefined);
  assert.equal(realm.logs[0]![0], 3);
  assert.match(realm.logs[0]![1], /^Uncaught \(in promise\) Error: nobody caught me\n/);
  assert.deepEqual(realm.logs[1], [3, "Uncaught (in promise) undefined"]);
});

test("what a timer throws is logged and other timers go on", async () => {
  const realm = new Realm();
  await realm.run(
    "setTimeout(() => { throw new TypeError('oops') }, 1); setTimeout(() => ctx.log.info('next'), 2)",
  );
  await realm.advance(5);
  assert.match(realm.logs[0]![1], /^Uncaught TypeError: oops/);
  assert.deepEqual(realm.logs[1], [1, "next"]);
});

test("timers pass values, repeat, and can be cleared", async () => {
  const realm = new Realm();
  await realm.run(`
    setTimeout((a, b) => ctx.log.info(a, b), 5, "x", 2);
    const never = setTimeout(() => ctx.log.info("never"), 5);
    clearTimeout(never); clearTimeout(never); clearTimeout(undefined); clearTimeout("nonsense");
    let turns = 0;
    const id = setInterval(function () { ctx.log.info(String(this), ++turns); if (turns === 3) clearInterval(id) }, 10);
    queueMicrotask(() => ctx.log.info("soon"));`);
  await realm.advance(100);
  assert.deepEqual(
    realm.logs.map((log) => log[1]),
    ["soon", "x 2", "undefined 1", "undefined 2", "undefined 3"],
  );
  assert.equal(realm.armedTimers, 0);
});

test("a timer needs a function", async () => {
  await assert.rejects(runOnce("setTimeout('alert(1)', 1)"), /TypeError: a timer needs a function/);
  await assert.rejects(runOnce("queueMicrotask(1)"), /TypeError/);
});
