// The Deno namespace over a host that answers when the test says so.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Realm, runOnce, settled } from "./realm";

test("a realm that does not touch Deno never loads it", async () => {
  const realm = new Realm();
  await realm.run("return 1");
  assert.deepEqual(realm.loadedChunks, []);
  await realm.run("return typeof Deno");
  assert.deepEqual(realm.loadedChunks, ["deno"]);
});

test("files: texts, bytes, both forms", async () => {
  const realm = new Realm();
  realm.system.files.set("a.txt", "h\xc3\xa9");
  assert.deepEqual(
    await realm.run(`
    return [await Deno.readTextFile("a.txt"), Deno.readTextFileSync(new URL("file:///work/../a.txt".replace("/work/..", "")).pathname.slice(1)), [...await Deno.readFile("a.txt")], Deno.readFileSync("a.txt") instanceof Uint8Array]`),
    ["hé", "hé", [104, 0xc3, 0xa9], true],
  );
});

test("files: a file: URL is a path, any other URL is none", async () => {
  const realm = new Realm();
  realm.system.files.set("/with space", "x");
  assert.deepEqual(
    await realm.run(`
    const out = [await Deno.readTextFile(new URL("file:///with%20space"))];
    for (const bad of [new URL("http://h/x"), 7, null]) await Deno.readTextFile(bad).catch((e) => out.push(e.name));
    return out`),
    ["x", "TypeError", "TypeError", "TypeError"],
  );
});

test("files: options of writing become flags; streams are written piece by piece", async () => {
  const realm = new Realm();
  await realm.run(`
    await Deno.writeTextFile("a", "1");
    await Deno.writeTextFile("a", "2", { append: true });
    await Deno.writeTextFile("a", "3", { create: false, append: true });
    Deno.writeFileSync("b", new Uint8Array([65]), { createNew: true, mode: 0o600 });
    await Deno.writeFile("c", new Response("stream").body);
    await Deno.writeTextFile("d", "x", { signal: AbortSignal.abort() }).catch(() => {});`);
  assert.deepEqual([...realm.system.files], [["a", "123"], ["b", "A"], ["c", "stream"]]);
  assert.deepEqual(
    realm.system.fileCalls.slice(0, 4).map((call) => call[3]),
    [2, 3, 1, 6],
  );
});

test("files: faults of native code are classes of Deno.errors", async () => {
  const realm = new Realm();
  realm.system.refusal = "NotCapable\nnode may not read /etc/passwd";
  assert.deepEqual(
    await realm.run(`
    const out = [];
    for (let i = 0; i < 2; i++) await Deno.readTextFile("/etc/passwd").catch((e) => out.push([e.name, e.message, e instanceof Deno.errors.NotCapable, e instanceof Deno.errors.PermissionDenied, e instanceof Deno.errors.NotFound, e.constructor.name]));
    return out`),
    [
      ["NotCapable", "node may not read /etc/passwd", true, true, false, "NotCapable"],
      [
        "NotFound",
        "No such file or directory (os error 2): readfile '/etc/passwd'",
        false,
        false,
        true,
        "NotFound",
      ],
    ],
  );
});

test("files: status and directories", async () => {
  const realm = new Realm();
  realm.system.files.set("s", JSON.stringify({ isFile: true, size: 3, mtime: 5, atime: 6, ctime: 7 }));
  realm.system.files.set("d", JSON.stringify([{ name: "x", isFile: true }, { name: "y" }]));
  assert.deepEqual(
    await realm.run(`
    const s = await Deno.stat("s"); const names = [];
    for await (const e of Deno.readDir("d")) names.push(e.name);
    for (const e of Deno.readDirSync("d")) names.push(e.name);
    return [s.size, s.isFile, s.mtime.getTime(), s.birthtime, names]`),
    [3, true, 5, null, ["x", "y", "x", "y"]],
  );
});

test("env: what is declared, nothing is set", async () => {
  const realm = new Realm();
  realm.system.variables = { MODE: "fast", EMPTY: null };
  assert.deepEqual(
    await realm.run(`
    const out = [Deno.env.get("MODE"), Deno.env.get("EMPTY") === undefined, Deno.env.has("MODE"), Deno.env.toObject().MODE];
    for (const act of [() => Deno.env.get("HOME"), () => Deno.env.set("A", "b"), () => Deno.env.delete("A")]) try { act() } catch (e) { out.push(e.name) }
    return out`),
    ["fast", true, true, "fast", "NotCapable", "NotSupported", "NotSupported"],
  );
});

test("what is refused says why, and exists", async () => {
  assert.deepEqual(
    await runOnce(`
    const out = [];
    for (const name of ["exit", "Command", "listen", "dlopen", "symlink", "open", "hostname"]) try { new Deno[name]("x") } catch (e) { out.push(e.name === "NotSupported" && e.message.startsWith("Deno." + name + " is not available in workflow nodes: ")) }
    return [out, "pid" in Deno, "mainModule" in Deno, Deno.build.os, Deno.args]`),
    [Array(7).fill(true), false, false, "linux", []],
  );
});

test("fetch with a client trusts its certificates as well", async () => {
  const realm = new Realm();
  const pem = "-----BEGIN CERTIFICATE-----\\nAA==\\n-----END CERTIFICATE-----";
  assert.deepEqual(
    await realm.run(`
    const client = Deno.createHttpClient({ caCerts: ["${pem}"] });
    await fetch("http://127.0.0.1:9/", { client }).catch(() => {});
    await fetch(new Request("http://127.0.0.1:9/", { client })).catch(() => {});
    await fetch("http://127.0.0.1:9/").catch(() => {});
    client.close();
    const out = [];
    for (const act of [() => fetch("http://127.0.0.1:9/", { client }), () => fetch("http://h/", { client: {} }), () => Deno.createHttpClient({ caCerts: ["no"] }), () => Deno.createHttpClient({ caCerts: "x" }), () => Deno.createHttpClient({ proxy: { url: "http://p" } })]) try { await act() } catch (e) { out.push(e.name) }
    return out`),
    ["BadResource", "TypeError", "InvalidData", "TypeError", "NotSupported"],
  );
  const text = pem.replaceAll("\\n", "\n");
  assert.deepEqual(realm.extraCas, [text, text, ""]);
});

test("connect: reads, writes, half-close, addresses", async () => {
  const realm = new Realm();
  const { system } = realm;
  realm.load(`__tntc.default = async () => {
    const conn = await Deno.connect({ hostname: "db", port: 5432 });
    const into = new Uint8Array(4);
    const seen = [conn.remoteAddr.hostname, conn.localAddr.port];
    seen.push(await conn.write(new Uint8Array([65, 66])), await conn.read(into), new TextDecoder().decode(into.subarray(0, 3)));
    await conn.closeWrite();
    seen.push(await conn.read(into));
    conn.close(); conn.close();
    await conn.read(into).catch((e) => seen.push(e.name));
    return seen;
  }`);
  const { outcome } = realm.begin();
  await settled();
  system.opened(1);
  await settled();
  system.wrote(1);
  await settled();
  system.data(1, "abc");
  await settled();
  system.end(1);
  assert.deepEqual(JSON.parse((await outcome).text), ["10.0.0.2", 5, 2, 3, "abc", null, "BadResource"]);
  assert.deepEqual(
    system.socketCalls.map((call) => [call.act, call.value, call.bytes]),
    [
      [0, 5432, undefined],
      [3, 0, "AB"],
      [2, 4, undefined],
      [4, 0, undefined],
      [2, 4, undefined],
      [5, 0, undefined],
    ],
  );
});

test("connect: a failure rejects whoever waits, with its class", async () => {
  const realm = new Realm();
  realm.load(`__tntc.default = async () => {
    const out = [];
    await Deno.connect({ hostname: "denied.example", port: 1 }).catch((e) => out.push(e.name));
    await Deno.connect({ port: 1 }).catch((e) => out.push(e.name, e.message));
    for (const bad of [{ port: 70000 }, { port: 1, transport: "unix", path: "/x" }]) await Deno.connect(bad).catch((e) => out.push(e.name));
    return out;
  }`);
  const { outcome } = realm.begin();
  await settled();
  realm.system.fail(1, "ConnectionRefused", "Connection refused (os error 111)");
  assert.deepEqual(JSON.parse((await outcome).text), [
    "NotCapable",
    "ConnectionRefused",
    "Connection refused (os error 111)",
    "TypeError",
    "NotSupported",
  ]);
});

test("connect: a signal gives the attempt up", async () => {
  const realm = new Realm();
  realm.load(`__tntc.default = async () => {
    const c = new AbortController();
    const p = Deno.connect({ port: 1, signal: c.signal });
    c.abort("enough");
    return p.catch((e) => e);
  }`);
  assert.equal((await realm.invoke()).text, '"enough"');
  assert.deepEqual(realm.system.socketCalls.map((call) => call.act), [0, 5]);
});

test("TLS: options are passed on; startTls takes the connection over", async () => {
  const realm = new Realm();
  const { system } = realm;
  realm.load(`__tntc.default = async () => {
    const plain = await Deno.connect({ hostname: "db", port: 1 });
    const tls = await Deno.startTls(plain, { hostname: "db.internal", caCerts: ["PEM"], alpnProtocols: ["h2", "x"] });
    const seen = [(await tls.handshake()).alpnProtocol];
    await plain.read(new Uint8Array(1)).catch((e) => seen.push(e.name));
    await Deno.startTls(tls).catch((e) => seen.push(e.name));
    await Deno.connectTls({ hostname: "db", port: 2, unsafelyDisableHostnameVerification: true }).catch((e) => seen.push(e.name));
    await Deno.connectTls({ hostname: "other", port: 2 }).catch((e) => seen.push(e.message));
    return seen;
  }`);
  const { outcome } = realm.begin();
  await settled();
  system.opened(1);
  await settled();
  system.opened(1, "h2");
  await settled();
  system.fail(2, "InvalidData", "invalid peer certificate: UnknownIssuer");
  assert.deepEqual(JSON.parse((await outcome).text), [
    "h2",
    "BadResource",
    "TypeError",
    "NotSupported",
    "invalid peer certificate: UnknownIssuer",
  ]);
  assert.deepEqual(system.socketCalls[1]!.tls, { host: "db.internal", extraCa: "PEM", protocols: "h2,x" });
  assert.deepEqual(system.socketCalls[2]!.tls, { host: "other", extraCa: "", protocols: "" });
});

test("streams of a connection", async () => {
  const realm = new Realm();
  const { system } = realm;
  realm.load(`__tntc.default = async () => {
    const conn = await Deno.connect({ port: 1 });
    const writer = conn.writable.getWriter();
    await writer.write(new Uint8Array([33]));
    await writer.close();
    return new Response(conn.readable).text();
  }`);
  const { outcome } = realm.begin();
  await settled();
  system.opened(1);
  await settled();
  system.wrote(1);
  await settled();
  system.data(1, "ab");
  await settled();
  system.data(1, "c");
  await settled();
  system.end(1);
  assert.equal((await outcome).text, '"abc"');
});

test("resolveDns gives records, and refuses what it cannot ask", async () => {
  const realm = new Realm();
  realm.load(`__tntc.default = async () => {
    const out = [];
    await Deno.resolveDns("x", "PTR").catch((e) => out.push(e.name));
    await Deno.resolveDns("x", "A", { nameServer: { ipAddr: "1.1.1.1" } }).catch((e) => out.push(e.name));
    out.push(await Deno.resolveDns("x", "MX"));
    return out;
  }`);
  const { outcome } = realm.begin();
  await settled();
  realm.system.records(1, [{ preference: 1, exchange: "m." }]);
  assert.deepEqual(JSON.parse((await outcome).text), [
    "NotSupported",
    "NotSupported",
    [{ preference: 1, exchange: "m." }],
  ]);
  assert.equal(realm.system.socketCalls[0]!.type, "MX");
});

test("when the attempt is over its connections are closed and nobody hears of them", async () => {
  const realm = new Realm();
  realm.load(`__tntc.default = async () => {
    const conn = await Deno.connect({ port: 1 });
    await conn.read(new Uint8Array(1)).finally(() => console.log("heard"));
  }`);
  realm.begin();
  await settled();
  realm.system.opened(1);
  await settled();
  realm.core.cancel("TimeoutError", "late");
  realm.system.data(1, "x");
  await settled();
  assert.deepEqual(realm.system.socketCalls.map((call) => call.act), [0, 2, 5]);
  assert.deepEqual(realm.logs, []);
});
