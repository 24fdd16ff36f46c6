// fetch against real peers on loopback.
import assert from "node:assert/strict";
import * as http from "node:http";
import * as net from "node:net";
import { after, before, test } from "node:test";
import { startPeer, type Peer } from "./network";
import { Realm, settled } from "./realm";

let peer: Peer;
let other: Peer;

function answer(request: http.IncomingMessage, response: http.ServerResponse, body: string): void {
  const url = new URL(request.url!, "http://peer");
  const to = url.searchParams.get("to") ?? "/echo";
  switch (url.pathname) {
    case "/echo":
      response.setHeader("content-type", "application/json");
      response.end(
        JSON.stringify({
          method: request.method,
          url: request.url,
          headers: request.headers,
          body,
        }),
      );
      return;
    case "/headers":
      response.writeHead(203, "Odd Text", [
        ["X-B", "2"],
        ["x-a", "1"],
        ["Set-Cookie", "a=1, x"],
        ["X-B", "3"],
        ["Set-Cookie", "b=2"],
      ] as any);
      response.end("hi");
      return;
    case "/redirect":
      response.writeHead(Number(url.searchParams.get("status") ?? 302), { location: to });
      response.end("moved");
      return;
    case "/loop":
      response.writeHead(302, { location: "/loop" });
      response.end();
      return;
    case "/slow":
      response.write("begin;");
      setTimeout(() => response.end("end"), 30);
      return;
    case "/never":
      response.writeHead(200);
      response.write("begin;");
      return;
    case "/silent":
      return;
    case "/pieces":
      (async () => {
        for (let i = 0; i < 20; i++) {
          response.write(Buffer.alloc(16384, 65 + i));
          await new Promise((go) => setImmediate(go));
        }
        response.end();
      })();
      return;
    case "/break":
      response.writeHead(200, { "content-length": "100" });
      response.write("part");
      setTimeout(() => response.destroy(), 10);
      return;
    case "/empty":
      response.writeHead(204);
      response.end();
      return;
    case "/text":
      response.setHeader("content-type", "text/plain");
      response.end(Buffer.from("\ufeffgr\u00fc\u00dfe"));
      return;
    case "/form":
      response.setHeader("content-type", request.headers["content-type"] ?? "");
      response.end(Buffer.from(body, "latin1"));
      return;
    default:
      response.writeHead(404, "Not Found");
      response.end("no such page");
  }
}

before(async () => {
  peer = await startPeer(answer);
  other = await startPeer(answer);
});
after(() => {
  peer.stop();
  other.stop();
});

const run = (body: string, settings = {}) =>
  new Realm(settings).run(
    `const at = ${JSON.stringify(peer.origin)}, away = ${JSON.stringify(other.origin)}; ${body}`,
  );

test("json, status and url of an answer", async () => {
  const result = await run(`
    const r = await fetch(at + "/echo?x=1#frag");
    const { method, url } = await r.json();
    return [r.status, r.ok, r.statusText, r.redirected, r.type, r.url === at + "/echo?x=1", r.bodyUsed, method, url]`);
  assert.deepEqual(result, [200, true, "OK", false, "basic", true, true, "GET", "/echo?x=1"]);
});

test("a plain answer loads neither streams nor the URL parser", async () => {
  const realm = new Realm();
  await realm.run(`return (await (await fetch("${peer.origin}/echo?q=%20a")).json()).url`);
  assert.deepEqual(realm.loadedChunks, ["fetch"]);
  await realm.run(`return (await fetch("${peer.origin}/a%2e%2e/./b")).url`);
  assert.ok(realm.loadedChunks.includes("url"));
});

test("default headers are sent and can be replaced", async () => {
  const headers = await run(
    `return (await (await fetch(at + "/echo", { headers: { Accept: "text/x", "X-One": " a b " } })).json()).headers`,
  );
  assert.equal(headers.accept, "text/x");
  assert.equal(headers["x-one"], "a b");
  assert.equal(headers["user-agent"], "Tentacular");
  assert.equal(headers["accept-language"], "*");
});

test("response headers are sorted, joined, immutable, and cookies stay apart", async () => {
  const result = await run(`
    const r = await fetch(at + "/headers");
    let fault; try { r.headers.set("x", "1") } catch (e) { fault = e.name }
    const own = [...r.headers].filter(([n]) => n.startsWith("x-") || n === "set-cookie");
    return [r.status, r.statusText, own, r.headers.getSetCookie(), r.headers.get("X-B"), fault, await r.text()]`);
  assert.deepEqual(result, [
    203,
    "Odd Text",
    [
      ["set-cookie", "a=1, x"],
      ["set-cookie", "b=2"],
      ["x-a", "1"],
      ["x-b", "2, 3"],
    ],
    ["a=1, x", "b=2"],
    "2, 3",
    "TypeError",
    "hi",
  ]);
});

test("an unsuccessful status is an answer, not an error", async () => {
  assert.deepEqual(
    await run(
      `const r = await fetch(at + "/missing"); return [r.status, r.ok, r.statusText, await r.text()]`,
    ),
    [404, false, "Not Found", "no such page"],
  );
});

const bodies: [expression: string, type: string | undefined, body: string][] = [
  ["'text'", "text/plain;charset=UTF-8", "text"],
  [
    "'gr\\u00fcn \\ud800'",
    "text/plain;charset=UTF-8",
    Buffer.from("gr\u00fcn \ufffd").toString("latin1"),
  ],
  [
    "new URLSearchParams({ a: '1 2', b: '&' })",
    "application/x-www-form-urlencoded;charset=UTF-8",
    "a=1+2&b=%26",
  ],
  ["new Uint8Array([1, 2, 255])", undefined, "\x01\x02\xff"],
  ["new Uint16Array([0x4142]).buffer", undefined, "BA"],
  ["new DataView(new Uint8Array([65, 66, 67]).buffer, 1)", undefined, "BC"],
  ["new Blob(['a', new Uint8Array([66])], { type: 'Text/X' })", "text/x", "aB"],
  ["{ toString() { return 'object' } }", "text/plain;charset=UTF-8", "object"],
  [
    "new ReadableStream({ start(c) { c.enqueue(new Uint8Array([72, 105])); c.close() } })",
    undefined,
    "Hi",
  ],
  [
    "(async function* () { yield new Uint8Array([72]); yield new Uint8Array([105]) })()",
    undefined,
    "Hi",
  ],
];
for (const [expression, type, body] of bodies) {
  test(`the body ${expression} arrives`, async () => {
    const echoed = await run(
      `return await (await fetch(at + "/echo", { method: "post", body: ${expression}, duplex: "half" })).json()`,
    );
    assert.equal(echoed.method, "POST");
    assert.equal(echoed.headers["content-type"], type);
    assert.equal(echoed.body, body);
  });
}

test("FormData goes out as multipart and comes back as FormData", async () => {
  const result = await run(`
    const form = new FormData();
    form.append("a", "1\\n2"); form.append('q"\\r\\n', "x");
    form.append("file", new File(["content\\r\\n--no"], 'n"ame.txt', { type: "text/csv" }));
    form.append("blob", new Blob(["b"]));
    const r = await fetch(at + "/form", { method: "POST", body: form });
    const back = await r.formData();
    const file = back.get("file");
    return [back.get("a"), [...back.keys()], file.name, file.type, await file.text(), file instanceof File, back.get("blob").name]`);
  assert.deepEqual(result, [
    "1\r\n2",
    ["a", 'q"\r\n', "file", "blob"],
    'n"ame.txt',
    "text/csv",
    "content\r\n--no",
    true,
    "blob",
  ]);
});

test("urlencoded bodies come back as FormData", async () => {
  assert.deepEqual(
    await run(`
    const r = await fetch(at + "/form", { method: "POST", body: new URLSearchParams("?a=1&b=%20+") });
    return [...(await r.formData())]`),
    [
      ["a", "1"],
      ["b", "  "],
    ],
  );
});

test("text drops a byte order mark; bytes keep it", async () => {
  assert.deepEqual(
    await run(`
    const a = await (await fetch(at + "/text")).text();
    const b = await (await fetch(at + "/text")).bytes();
    const c = await (await fetch(at + "/text")).arrayBuffer();
    const d = await (await fetch(at + "/text")).blob();
    return [a, b.length, c.byteLength, d.size, d.type, await d.text()]`),
    ["gr\u00fc\u00dfe", 10, 10, 10, "text/plain", "gr\u00fc\u00dfe"],
  );
});

test("a body can be read once", async () => {
  assert.deepEqual(
    await run(`
    const r = await fetch(at + "/echo");
    await r.text();
    const errors = [];
    for (const use of ["json", "text", "bytes", "formData"]) await r[use]().catch((e) => errors.push(e.name));
    let clone; try { r.clone() } catch (e) { clone = e.name }
    return [errors, clone, r.body.locked]`),
    [["TypeError", "TypeError", "TypeError", "TypeError"], "TypeError", true],
  );
});

test("clones read the same bytes, in any order", async () => {
  assert.deepEqual(
    await run(`
    const r = await fetch(at + "/slow");
    const c = r.clone(); const d = c.clone();
    const first = await c.text();
    return [first, await r.text(), await d.text(), c.bodyUsed]`),
    ["begin;end", "begin;end", "begin;end", true],
  );
});

for (const status of [301, 302, 303, 307, 308]) {
  test(`a POST follows ${status} as the standard says`, async () => {
    const echoed = await run(`
      const r = await fetch(at + "/redirect?status=${status}", { method: "POST", body: "data", headers: { "content-type": "text/x" } });
      return [r.redirected, r.url === at + "/echo", await r.json()]`);
    const kept = status >= 307;
    assert.deepEqual([echoed[0], echoed[1]], [true, true]);
    assert.deepEqual(
      [echoed[2].method, echoed[2].body, echoed[2].headers["content-type"]],
      kept ? ["POST", "data", "text/x"] : ["GET", "", undefined],
    );
  });
}

test("a PUT keeps its method over 302 and a HEAD over 303", async () => {
  assert.deepEqual(
    await run(`
    const put = await (await fetch(at + "/redirect", { method: "PUT", body: "x" })).json();
    const head = await fetch(at + "/redirect?status=303", { method: "HEAD" });
    return [put.method, put.body, head.status, head.url === at + "/echo", head.body]`),
    ["PUT", "x", 200, true, null],
  );
});

test("authorization and cookies do not cross to another origin", async () => {
  const result = await run(`
    const headers = { authorization: "Bearer t", cookie: "c=1", "x-own": "1" };
    const there = await (await fetch(at + "/redirect?to=" + encodeURIComponent(away + "/echo"), { headers })).json();
    const here = await (await fetch(at + "/redirect", { headers })).json();
    return [there.headers, here.headers]`);
  assert.equal(result[0].authorization, undefined);
  assert.equal(result[0].cookie, undefined);
  assert.equal(result[0]["x-own"], "1");
  assert.equal(result[1].authorization, "Bearer t");
  assert.equal(result[1].cookie, "c=1");
});

test("redirect modes error and manual", async () => {
  assert.deepEqual(
    await run(`
    const manual = await fetch(at + "/redirect", { redirect: "manual" });
    const error = await fetch(at + "/redirect", { redirect: "error" }).catch((e) => e.name);
    return [manual.status, manual.headers.get("location"), await manual.text(), error]`),
    [302, "/echo", "moved", "TypeError"],
  );
});

test("twenty redirects are followed and no more", async () => {
  const realm = new Realm();
  await assert.rejects(
    realm.run(`await fetch("${peer.origin}/loop")`),
    /Maximum number of redirects \(20\) reached/,
  );
  assert.equal(realm.network.hops.length, 21);
});

for (const to of ["ftp://x/", "file:///etc/passwd", "data:,x", "http://[bad"]) {
  test(`a redirect to ${to} is refused`, async () => {
    await assert.rejects(
      run(`await fetch(at + "/redirect?to=" + encodeURIComponent(${JSON.stringify(to)}))`),
      /TypeError/,
    );
  });
}

test("a stream is not sent twice", async () => {
  const stream = "new ReadableStream({ start(c) { c.enqueue(new Uint8Array([65])); c.close() } })";
  await assert.rejects(
    run(`await fetch(at + "/redirect?status=307", { method: "POST", body: ${stream} })`),
    /TypeError: Cannot follow the redirect .* stream/,
  );
  assert.equal(
    await run(
      `return (await (await fetch(at + "/redirect?status=303", { method: "POST", body: ${stream} })).json()).method`,
    ),
    "GET",
  );
});

test("response.body is a stream of bytes with back-pressure", async () => {
  const realm = new Realm();
  const result = await realm.run(`
    const r = await fetch("${peer.origin}/pieces");
    globalThis.reader = r.body.getReader();
    const { value } = await reader.read();
    return [value instanceof Uint8Array, r.bodyUsed, r.body.locked]`);
  assert.deepEqual(result, [true, true, true]);
  await new Promise((go) => setTimeout(go, 50));
  assert.ok(
    realm.network.pieces <= 3,
    `${realm.network.pieces} pieces were sent to a reader that took one`,
  );
  const rest = await realm.run(`
    let size = 0;
    for (let p = await reader.read(); !p.done; p = await reader.read()) size += p.value.length;
    return size`);
  assert.ok(rest > 16384 * 18 && rest <= 16384 * 20);
});

test("for await, byob readers, tee and text streams work on a body", async () => {
  assert.deepEqual(
    await run(`
    let size = 0;
    for await (const piece of (await fetch(at + "/pieces")).body) size += piece.length;
    const byob = (await fetch(at + "/slow")).body.getReader({ mode: "byob" });
    const first = await byob.read(new Uint8Array(4));
    const [a, b] = (await fetch(at + "/slow")).body.tee();
    let text = "";
    for await (const part of (await fetch(at + "/text")).body.pipeThrough(new TextDecoderStream())) text += part;
    return [size, new TextDecoder().decode(first.value), await new Response(a).text(), await new Response(b).text(), text]`),
    [16384 * 20, "begi", "begin;end", "begin;end", "gr\u00fc\u00dfe"],
  );
});

test("cancelling a body gives the connection up", async () => {
  const realm = new Realm();
  await realm.run(`const r = await fetch("${peer.origin}/never"); await r.body.cancel(); return 1`);
  assert.equal(realm.network.aborts.length, 1);
  assert.equal(realm.network.running, 0);
});

test("a streamed upload is read as the peer takes it", async () => {
  const result = await run(`
    let pulls = 0;
    const body = new ReadableStream({ pull(c) { if (++pulls > 5) c.close(); else c.enqueue(new TextEncoder().encode("piece" + pulls + ";")) } }, { highWaterMark: 0 });
    const echoed = await (await fetch(at + "/echo", { method: "POST", body })).json();
    return [echoed.body, echoed.headers["transfer-encoding"]]`);
  assert.deepEqual(result, ["piece1;piece2;piece3;piece4;piece5;", "chunked"]);
});

test("an upload stream that fails fails the fetch with its own error", async () => {
  await assert.rejects(
    run(
      `await fetch(at + "/echo", { method: "POST", body: new ReadableStream({ pull() { throw new RangeError("disk full") } }) })`,
    ),
    /RangeError: disk full/,
  );
  await assert.rejects(
    run(
      `await fetch(at + "/echo", { method: "POST", body: new ReadableStream({ start(c) { c.enqueue("text") } }) })`,
    ),
    /TypeError: a body stream must give Uint8Array chunks/,
  );
});

test("an aborted fetch rejects with the signal's reason", async () => {
  assert.deepEqual(
    await run(`
    const c = new AbortController();
    const p = fetch(at + "/silent", { signal: c.signal });
    setTimeout(() => {}, 0);
    c.abort();
    const early = await p.catch((e) => [e.name, e instanceof DOMException, e.code]);
    const before = await fetch(at + "/echo", { signal: AbortSignal.abort(new RangeError("mine")) }).catch((e) => e.message);
    const text = await fetch(at + "/echo", { signal: AbortSignal.abort("why") }).catch((e) => e);
    return [early, before, text]`),
    [["AbortError", true, 20], "mine", "why"],
  );
});

test("aborting after the head fails the body", async () => {
  const realm = new Realm();
  assert.deepEqual(
    await realm.run(`
    const c = new AbortController();
    const r = await fetch("${peer.origin}/never", { signal: c.signal });
    const text = r.text().catch((e) => e.name);
    c.abort();
    const s = new AbortController();
    const reader = (await fetch("${peer.origin}/never", { signal: s.signal })).body.getReader();
    await reader.read();
    const next = reader.read().catch((e) => e.message);
    s.abort(new Error("enough"));
    return [await text, await next]`),
    ["AbortError", "enough"],
  );
  assert.equal(realm.network.running, 0);
});

test("AbortSignal.timeout and any end a fetch", async () => {
  const realm = new Realm();
  realm.load(`__tntc.default = async () => {
    const signal = AbortSignal.any([new AbortController().signal, AbortSignal.timeout(100)]);
    return fetch("${peer.origin}/silent", { signal }).catch((e) => [e.name, e.message, signal.aborted]);
  };`);
  const { outcome } = realm.begin();
  await settled();
  await realm.advance(99);
  assert.equal(realm.outcomes.length, 0);
  await realm.advance(1);
  assert.deepEqual(JSON.parse((await outcome).text), ["TimeoutError", "Signal timed out.", true]);
});

test("cancel gives all transfers up and resumes nobody", async () => {
  const realm = new Realm();
  realm.load(
    `__tntc.default = async (ctx) => { try { await fetch("${peer.origin}/silent") } finally { ctx.log.info("resumed") } };`,
  );
  realm.begin();
  await settled();
  assert.equal(realm.network.running, 1);
  realm.core.cancel("TimeoutError", "late");
  await settled();
  assert.equal(realm.network.running, 0);
  assert.deepEqual([realm.logs, realm.outcomes], [[], []]);
});

test("a refused connection and an unknown host are told in known words", async () => {
  const closed = await new Promise<number>((resolve) => {
    const server = net.createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address() as net.AddressInfo;
      server.close(() => resolve(port));
    });
  });
  await assert.rejects(run(`await fetch("http://127.0.0.1:${closed}/x")`), {
    message: `TypeError: error sending request for url (http://127.0.0.1:${closed}/x): client error (Connect): tcp connect error: Connection refused (os error 111)`,
  });
});

test("a connection that breaks fails the body", async () => {
  await assert.rejects(
    run(`const r = await fetch(at + "/break"); await r.text()`),
    /TypeError: error reading a body from connection: /,
  );
});

for (const url of ["foo:bar", "file:///etc/passwd", "blob:http://x/1", "ws://127.0.0.1/"]) {
  test(`${url} is not fetched`, async () => {
    await assert.rejects(
      run(`await fetch(${JSON.stringify(url)})`),
      /TypeError: Url scheme '\w+' not supported/,
    );
  });
}
for (const call of [
  "fetch()",
  "fetch('nonsense')",
  "fetch('/relative')",
  "fetch(at, { method: 'CONNECT' })",
  "fetch(at, { method: 'a b' })",
  "fetch(at, { body: 'x' })",
  "fetch(at, { headers: { 'a b': '1' } })",
  "fetch(at, { headers: { a: 'x\\ny' } })",
  "fetch(at, { headers: { a: '\\u1234' } })",
  "fetch(at, { redirect: 'maybe' })",
  "fetch(at, { signal: {} })",
  "fetch(at, { client: {} })",
  "fetch(at, 7)",
]) {
  test(`${call} is a TypeError`, async () => {
    await assert.rejects(run(`await ${call}`), /^Error: TypeError: /);
  });
}

test("data: addresses", async () => {
  assert.deepEqual(
    await run(`
    const a = await fetch("data:text/html;charset=utf-8,%3Cb%3E%C3%BC");
    const b = await fetch("data:;base64,aGk=");
    const c = await fetch("data:application/json,[1]");
    const bad = await fetch("data:nothing").catch((e) => e.name);
    return [a.headers.get("content-type"), await a.text(), b.headers.get("content-type"), await b.text(), await c.json(), bad]`),
    ["text/html;charset=utf-8", "<b>\u00fc", "text/plain;charset=US-ASCII", "hi", [1], "TypeError"],
  );
});

test("user and password of an address become basic authorization", async () => {
  const result = await run(`
    const own = at.replace("//", "//us%20er:p%3Ass@");
    const echoed = await (await fetch(own + "/echo")).json();
    return [echoed.headers.authorization, new Request(own + "/echo").url === own + "/echo"]`);
  assert.deepEqual(result, [`Basic ${Buffer.from("us er:p:ss").toString("base64")}`, true]);
});

test("a 204 has no body", async () => {
  assert.deepEqual(
    await run(`const r = await fetch(at + "/empty"); return [r.status, r.body, await r.text()]`),
    [204, null, ""],
  );
});

test("a Request can be fetched, with its body, once", async () => {
  assert.deepEqual(
    await run(`
    const q = new Request(at + "/echo", { method: "PUT", body: "x", headers: { "x-q": "1" } });
    const copy = q.clone();
    const a = await (await fetch(q)).json();
    const again = await fetch(q).catch((e) => e.name);
    const b = await (await fetch(copy, { headers: { "x-q": "2" } })).json();
    const c = await (await fetch(new Request(at + "/echo", { method: "POST", body: new Blob(["s"]).stream() }))).json();
    return [a.method, a.body, a.headers["x-q"], q.bodyUsed, again, b.body, b.headers["x-q"], c.body]`),
    ["PUT", "x", "1", true, "TypeError", "x", "2", "s"],
  );
});
