// ctx.fetch: where it goes, and who gets the credentials.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startPeer, type Peer } from "./network";
import { Realm } from "./realm";

let peer: Peer;
let other: Peer;

before(async () => {
  const answer: Parameters<typeof startPeer>[0] = (request, response) => {
    const to = new URL(request.url!, "http://peer").searchParams.get("to");
    if (to !== null) response.writeHead(302, { location: to });
    response.end(JSON.stringify({ url: request.url, headers: request.headers }));
  };
  peer = await startPeer(answer);
  other = await startPeer(answer);
});
after(() => {
  peer.stop();
  other.stop();
});

const secrets = { github: { token: "T0" }, both: { token: "T1", api_key: "K1" }, plain: "scalar" };

// The address and headers of the first hop; the transfer itself is not made.
async function firstHop(
  body: string,
  settings: object = { secrets },
): Promise<{ url: string; headers: any }> {
  const realm = new Realm(settings);
  let hop: any;
  realm.host.fetch = (_method: string, url: string, flat: string[]) => {
    const headers: any = {};
    for (let i = 0; i < flat.length; i += 2) headers[flat[i]!] = flat[i + 1];
    hop = { url, headers };
    throw new TypeError("stop here");
  };
  await assert.rejects(realm.run(body), /stop here/);
  return hop;
}

const joins: [service: string, path: string, url: string][] = [
  ["github", "/repos", "https://api.github.com/repos"],
  ["github", "repos", "https://api.github.com/repos"],
  ["github", "", "https://api.github.com/"],
  ["github", "/", "https://api.github.com/"],
  ["github", "?q=1", "https://api.github.com/?q=1"],
  ["github", "@evil.example/x", "https://api.github.com/@evil.example/x"],
  ["github", ".evil/", "https://api.github.com/.evil/"],
  ["github", ".evil.example/", "https://api.github.com/.evil.example/"],
  ["github", ":8080/x", "https://api.github.com/:8080/x"],
  ["github", "//evil.example/x", "https://api.github.com//evil.example/x"],
  ["github", "\\\\evil.example\\x", "https://api.github.com///evil.example/x"],
  ["github", "\t//evil.example", "https://api.github.com///evil.example"],
  ["github", "/a/../../../b", "https://api.github.com/b"],
  ["github", "httpbin/get", "https://api.github.com/httpbin/get"],
  ["github", "https:evil.example", "https://api.github.com/https:evil.example"],
  ["github", "/x y?z=\u00fc#f", "https://api.github.com/x%20y?z=%C3%BC"],
  ["my-service.v2", "/x", "https://api.my-service.v2.com/x"],
];
for (const [service, path, url] of joins) {
  test(`${service} ${JSON.stringify(path)} goes to ${url}`, async () => {
    const hop = await firstHop(
      `await ctx.fetch(${JSON.stringify(service)}, ${JSON.stringify(path)})`,
    );
    assert.equal(hop.url, url);
    assert.equal(hop.headers.authorization, service === "github" ? "Bearer T0" : undefined);
  });
}

test("token and api key are both sent to the service itself", async () => {
  const { headers } = await firstHop(`await ctx.fetch("both", "/x")`);
  assert.deepEqual([headers.authorization, headers["x-api-key"]], ["Bearer T1", "K1"]);
});

test("a header the caller set is never replaced", async () => {
  const { headers } = await firstHop(
    `await ctx.fetch("both", "/x", { headers: new Headers({ Authorization: "Basic own", "X-Api-Key": "mine" }) })`,
  );
  assert.deepEqual([headers.authorization, headers["x-api-key"]], ["Basic own", "mine"]);
});

const strangers = [
  "https://evil.example/x",
  "HTTPS://evil.example/",
  "https://api.github.com.evil.example/",
  "https://api.github.com@evil.example/",
  "http://api.github.com/x",
  "https://api.github.com:8443/x",
  "https://github.com/x",
];
for (const url of strangers) {
  test(`${url} gets no credentials`, async () => {
    const hop = await firstHop(`await ctx.fetch("github", ${JSON.stringify(url)})`);
    assert.doesNotMatch(hop.headers.authorization ?? "", /Bearer/);
  });
}

test("an absolute address of the service's own origin gets them", async () => {
  assert.equal(
    (await firstHop(`await ctx.fetch("github", "https://API.github.com:443/x")`)).headers
      .authorization,
    "Bearer T0",
  );
});

test("a host that the node's capabilities name gets them, on that port alone", async () => {
  const settings = { secrets, namedHosts: ["hooks.github.test:443", "::1:8080"] };
  const token = async (url: string) =>
    (await firstHop(`await ctx.fetch("github", "${url}")`, settings)).headers.authorization;
  assert.equal(await token("https://hooks.github.test/x"), "Bearer T0");
  assert.equal(await token("http://[::1]:8080/x"), "Bearer T0");
  assert.equal(await token("http://hooks.github.test/x"), undefined);
  assert.equal(await token("https://hooks.github.test:444/x"), undefined);
  assert.equal(await token("https://github.test/x"), undefined);
});

test("what node code does to ctx.secrets changes no credential", async () => {
  assert.equal(
    (await firstHop(`ctx.secrets.github.token = "forged"; await ctx.fetch("github", "/x")`)).headers
      .authorization,
    "Bearer T0",
  );
});

test("scalar secrets and names from Object.prototype are no credentials", async () => {
  for (const service of ["plain", "constructor", "__proto__", "toString"])
    assert.equal(
      (await firstHop(`await ctx.fetch("${service}", "/x")`)).headers.authorization,
      undefined,
    );
});

for (const service of ["", "a/b", "evil.com#", "a b", "a@b", "a:1", "a?b", "\\u00fc", "a\\\\b"]) {
  test(`the service name "${service}" is refused`, async () => {
    await assert.rejects(
      new Realm().run(`await ctx.fetch("${service}", "/x")`),
      /TypeError: ctx.fetch: the service must be a name/,
    );
  });
}
test("a service that is no text is refused", async () => {
  for (const service of ["undefined", "null", "{}", "7"])
    await assert.rejects(new Realm().run(`await ctx.fetch(${service}, "/x")`), /TypeError/);
});

test("config.services.<name>.url is the service's address, with its path", async () => {
  const settings = { secrets, config: { services: { github: { url: `${peer.origin}/v3/` } } } };
  const answer = await new Realm(settings).run(
    `return (await ctx.fetch("github", "repos")).json()`,
  );
  assert.deepEqual([answer.url, answer.headers.authorization], ["/v3/repos", "Bearer T0"]);
});

test("a configured address that is none is an error", async () => {
  for (const url of ["ftp://x", "nonsense", "file:///x"]) {
    const realm = new Realm({ config: { services: { x: { url } } } });
    await assert.rejects(
      realm.run(`await ctx.fetch("x", "/")`),
      /config\.services\.x\.url is not an http or https URL/,
    );
  }
});

test("a redirect to another origin loses the injected headers, one at home keeps them", async () => {
  const settings = { secrets, config: { services: { both: { url: peer.origin } } } };
  const away = await new Realm(settings).run(
    `return (await ctx.fetch("both", "/?to=${other.origin}/there")).json()`,
  );
  assert.deepEqual(
    [away.url, away.headers.authorization, away.headers["x-api-key"]],
    ["/there", undefined, undefined],
  );
  const home = await new Realm(settings).run(
    `return (await ctx.fetch("both", "/?to=/here")).json()`,
  );
  assert.deepEqual(
    [home.url, home.headers.authorization, home.headers["x-api-key"]],
    ["/here", "Bearer T1", "K1"],
  );
});

test("method and body pass through", async () => {
  const settings = { config: { services: { x: { url: peer.origin } } } };
  peer.seen.length = 0;
  await new Realm(settings).run(
    `await ctx.fetch("x", "/p", { method: "PUT", body: JSON.stringify({ a: 1 }), headers: [["content-type", "application/json"]] })`,
  );
  assert.deepEqual(
    [peer.seen[0]!.method, peer.seen[0]!.body, peer.seen[0]!.headers["content-type"]],
    ["PUT", '{"a":1}', "application/json"],
  );
});

test("the host is told what ctx.fetch was called with, but not of a redirect or a plain fetch", async () => {
  const realm = new Realm({ config: { services: { own: { url: peer.origin } } } });
  const told: unknown[] = [];
  const fetch = realm.host.fetch;
  realm.host.fetch = (method: string, url: string, flat: string[], body: any, _extraCa: string, ...called: any[]) => {
    told.push(called.filter((one) => one !== undefined));
    return fetch(method, url, flat, body);
  };
  await realm.run(`
    await ctx.fetch("own", "/a?to=/b");
    await fetch(${JSON.stringify(peer.origin)});
  `);
  assert.deepEqual(told, [["own", "/a?to=/b"], [], []]);
});
