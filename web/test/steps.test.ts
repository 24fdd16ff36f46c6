// ctx.step, ctx.sleep, ctx.waitForEvent and ctx.idempotencyKey.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Realm, settled } from "./realm";

// Runs the body while time passes.
async function run(realm: Realm, body: string, milliseconds = 1): Promise<any> {
  realm.load(`__tntc.default = async (ctx, input) => {${body}};`);
  const outcome = realm.invoke({});
  for (let i = 0; i < 20; i++) await settled();
  for (let i = 0; i < 20; i++) await realm.advance(milliseconds / 20);
  const { ok, text, name } = await outcome;
  return ok ? (text === "" ? undefined : JSON.parse(text)) : `${name}: ${text}`;
}

test("a step is done once, and its result is what a later execution gets", async () => {
  const realm = new Realm();
  const body = `let done = 0;
    const date = await ctx.step("when", () => { done++; return { at: new Date(0) }; });
    const nothing = await ctx.step("nothing", async () => { done++; });
    return [date, nothing === undefined, done];`;
  const expected = { at: "1970-01-01T00:00:00.000Z" };
  assert.deepEqual(await run(realm, body), [expected, true, 2]);
  assert.deepEqual([...realm.steps], [["when", JSON.stringify(expected)], ["nothing", ""]]);
  assert.deepEqual(await run(realm, body), [expected, true, 0]);
});

test("a step is not over before its result is kept", async () => {
  const realm = new Realm();
  realm.load(`__tntc.default = async (ctx) => { await ctx.step("a", () => 1); return "over"; };`);
  const outcome = realm.invoke({});
  for (let i = 0; i < 20; i++) await settled();
  assert.equal(realm.outcomes.length, 0);
  await realm.advance(1);
  assert.equal((await outcome).text, '"over"');
});

test("a step that fails keeps nothing and may be done again", async () => {
  const realm = new Realm();
  const body = `try { await ctx.step("a", () => { throw new Error("no"); }); } catch (e) { return e.message; }`;
  assert.equal(await run(realm, body), "no");
  assert.equal(realm.steps.size, 0);
});

test("what is no step is told at once", async () => {
  const realm = new Realm();
  const twice = `await ctx.step("a", () => 1); await ctx.step("a", () => 2);`;
  assert.match(await run(realm, twice), /the step "a" was used before in this node/);
  for (const call of [`step("", () => 1)`, `step("x".repeat(201), () => 1)`, `step(1, () => 1)`, `step("a\\nb", () => 1)`, `step("c")`])
    assert.match(await run(realm, `await ctx.${call};`), /^TypeError: .*(step)/, call);
  assert.match(await run(realm, `await ctx.step("f", () => () => 1);`), /^TypeError/);
  const none = new Realm({ keepsSteps: false });
  assert.match(await run(none, `await ctx.step("a", () => 1);`), /nothing is kept here/);
});

test("a sleep waits for the rest of the time that was decided first", async () => {
  const realm = new Realm();
  const body = `const a = performance.now(); await ctx.sleep("1m30s"); return Math.round(performance.now() - a);`;
  const slept = (await run(realm, body, 200_000)) as number;
  assert.ok(slept >= 90_000 && slept < 110_000, `${slept}`);
  assert.equal(realm.waits.length, 0);
  const again = (await run(realm, body, 200)) as number;
  assert.ok(again < 20, `${again}: it was over before`);
});

test("none of the node's time passes in a sleep", async () => {
  const realm = new Realm();
  realm.load(`__tntc.default = async (ctx) => { await Promise.all([ctx.sleep(50), ctx.sleep("100ms")]); };`);
  const outcome = realm.invoke({});
  for (let i = 0; i < 20; i++) await settled();
  await realm.advance(1);
  assert.equal(realm.waits.length, 2);
  await realm.advance(60);
  assert.equal(realm.waits.length, 1);
  await realm.advance(60);
  assert.equal(realm.waits.length, 0);
  assert.ok((await outcome).ok);
});

test("where nothing is kept a sleep waits all the same", async () => {
  const realm = new Realm({ keepsSteps: false });
  assert.equal(await run(realm, `await ctx.sleep(30); return "slept";`, 100), "slept");
  for (const duration of [`"soon"`, `-1`, `"5"`, `undefined`, `""`])
    assert.match(await run(realm, `await ctx.sleep(${duration});`), /ctx.sleep needs a duration/, duration);
});

// A call that goes on until `during` is over.
async function runWhile(realm: Realm, body: string, during: () => Promise<void> | void): Promise<any> {
  realm.load(`__tntc.default = async (ctx, input) => {${body}};`);
  const outcome = realm.invoke({});
  const turn = async () => {
    for (let i = 0; i < 20; i++) await settled();
    await realm.advance(1);
  };
  for (let i = 0; i < 4; i++) await turn();
  await during();
  for (let i = 0; i < 4; i++) await turn();
  const { ok, text, name } = await outcome;
  return ok ? JSON.parse(text) : `${name}: ${text}`;
}

test("an event is waited for, and is the same for a later execution", async () => {
  const realm = new Realm();
  const body = `return await ctx.waitForEvent("approved");`;
  const got = await runWhile(realm, body, () => {
    assert.deepEqual(realm.waits, ["0 approved"]);
    realm.send("denied", 1);
    realm.send("approved", { by: "Ada" });
  });
  assert.deepEqual(got, { by: "Ada" });
  assert.deepEqual(realm.waits, []);
  realm.send("approved", { by: "Bob" });
  assert.deepEqual(await run(realm, body), { by: "Ada" });
  assert.deepEqual([...realm.steps], [
    ["event\napproved\n1\nuntil", "0"],
    ["event\napproved\n1", "0"],
  ]);
});

test("each wait gets the next event of its name, also one that came before", async () => {
  const realm = new Realm();
  realm.send("tick", 1);
  const body = `const first = await ctx.waitForEvent("tick");
    const rest = await Promise.all([ctx.waitForEvent("tick"), ctx.waitForEvent("tick")]);
    return [first, ...rest];`;
  const got = await runWhile(realm, body, () => {
    realm.send("tick", 2);
    realm.send("tick", 3);
  });
  assert.deepEqual(got, [1, 2, 3]);
  assert.deepEqual(await run(realm, body), [1, 2, 3]);
});

test("an event that does not come in time is an error, and stays one", async () => {
  const realm = new Realm();
  const body = `try { return await ctx.waitForEvent("approved", { timeout: "30s" }); }
    catch (e) { return [e.name, e.message, e.retryable, await ctx.waitForEvent("approved")]; }`;
  const late = ["TimeoutError", 'no event "approved" has come within 30s', false, "late"];
  const got = await runWhile(realm, body, async () => {
    assert.match(realm.waits[0]!, /^170000003\d{4} approved$/);
    await realm.advance(31_000);
    for (let i = 0; i < 20; i++) await settled();
    await realm.advance(1);
    for (let i = 0; i < 20; i++) await settled();
    await realm.advance(1);
    for (let i = 0; i < 20; i++) await settled();
    realm.send("approved", "late");
  });
  assert.deepEqual(got, late);
  assert.deepEqual(await run(realm, body), late);
});

test("a wait that is over leaves no timer behind", async () => {
  const realm = new Realm();
  const got = await runWhile(realm, `return await ctx.waitForEvent("a", { timeout: 60_000 });`, () =>
    realm.send("a", 1),
  );
  assert.equal(got, 1);
  assert.equal(realm.armedTimers, 0);
});

test("what is no event is told at once", async () => {
  const realm = new Realm();
  for (const name of [`""`, `"a b"`, `"a\\n"`, `5`, `"x".repeat(129)`])
    assert.match(await run(realm, `await ctx.waitForEvent(${name});`), /^TypeError: ctx.waitForEvent needs/, name);
  assert.match(
    await run(realm, `await ctx.waitForEvent("a", { timeout: "soon" });`),
    /^TypeError: the timeout of ctx.waitForEvent needs a duration/,
  );
});

test("where nothing is kept an event is waited for all the same", async () => {
  const realm = new Realm({ keepsSteps: false });
  const body = `return await ctx.waitForEvent("a");`;
  assert.equal(await runWhile(realm, body, () => realm.send("a", 7)), 7);
});

test("each element of a loop has steps and sleeps of its own", async () => {
  const realm = new Realm();
  realm.load(
    `__tntc.default = async (ctx) => { await ctx.sleep(1); return ctx.step("a", () => ctx.item.index); };`,
  );
  for (const index of [0, 17]) {
    const outcome = realm.invoke({}, 1, [index, 20]);
    for (let i = 0; i < 20; i++) await settled();
    for (let i = 0; i < 20; i++) await realm.advance(1);
    assert.equal((await outcome).text, `${index}`);
  }
  assert.deepEqual(
    [...realm.steps.keys()],
    ["element\n0\nsleep\n1", "element\n0\na", "element\n17\nsleep\n1", "element\n17\na"],
  );
});

test("a key for the outside is the same for every execution", async () => {
  const realm = new Realm({ nodeName: "charge" });
  realm.load(`__tntc.default = async ({ idempotencyKey }) => idempotencyKey;`);
  assert.equal((await realm.invoke({}, 1)).text, (await realm.invoke({}, 2)).text);
  assert.equal((await realm.invoke({}, 3)).text, '"run-7:charge"');
});

test("a realm that uses no step does not load them", async () => {
  const realm = new Realm();
  await run(realm, `return ctx.attempt;`);
  assert.deepEqual(realm.loadedChunks, []);
});
