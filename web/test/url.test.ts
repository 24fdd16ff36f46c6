// URL and URLSearchParams, held against the implementation of Node.js.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Realm, runOnce } from "./realm";

const kMembers = [
  "href",
  "origin",
  "protocol",
  "username",
  "password",
  "host",
  "hostname",
  "port",
  "pathname",
  "search",
  "hash",
] as const;

const schemes = [
  "",
  "http:",
  "https:",
  "HTTP:",
  "ftp:",
  "file:",
  "ws:",
  "foo:",
  "data:",
  "javascript:",
  "ht\ttp:",
  "1http:",
  "a+b.c-d:",
];
const authorities = [
  "",
  "/",
  "//",
  "//host",
  "//Ex\u00c4mple.COM",
  "//user:pa:ss@host:81",
  "//h:80",
  "//h:443",
  "//h:65536",
  "//h:0080",
  "//h:x",
  "//127.1",
  "//0x7f.0.0.1",
  "//1.2.3.256",
  "//256",
  "//[::1]:8",
  "//[1:2::3:4]",
  "//[::ffff:1.2.3.4]",
  "//[::1",
  "//a b",
  "//a%41b",
  "//a%2fb",
  "//xn--n3h",
  "//\u2603.net",
  "//a..b",
  "//@/",
  "//:@h",
  "//h.",
  "//a<b",
  "//a|b",
  "//a_b",
  "\\\\host",
  "///three",
  "//h\\x",
  "//\u00ad",
  "//\uff0e",
  "//C|",
];
const paths = [
  "",
  "/",
  "/a/b",
  "/a/./b/../c",
  "/%2e%2E/x",
  "a b",
  "/\u00fc\ud83d\ude00",
  "/a//b",
  "/C|/x",
  "/C:/../y",
  "/x%zz",
  "/'\"<>`{}|^",
  "/a;b=c",
  "/..",
  "/.",
  "/a/..",
  ":x",
  "@x",
];
const tails = ["", "?q=1&a=\u00fc", "?'\"<> ", '#frag `<>"', "?a?b#c#d", "#", "?"];
const bases = [
  undefined,
  "http://base.example/p/q?r#s",
  "file:///C:/dir/f",
  "foo:opaque",
  "foo://h/a/b",
  "about:blank",
];

function* inputs(): Generator<[string, string | undefined]> {
  for (const base of bases) {
    for (const scheme of schemes)
      for (const authority of authorities) yield [`${scheme}${authority}/p?q`, base];
    for (const scheme of schemes)
      for (const path of paths) for (const tail of tails) yield [`${scheme}${path}${tail}`, base];
    for (const path of paths) for (const tail of tails) yield [`http://h${path}${tail}`, base];
  }
  for (const odd of [
    "  http://h/  ",
    "\u0000http://h",
    "ht\ntp://h",
    "http://h/\ud800",
    "http:\\\\h\\p",
    "http:h",
    "http:/h",
    "https:///h",
    "",
    "//",
    "?",
    "#x",
  ])
    for (const base of bases) yield [odd, base];
}

const isSpecial = (href: string) => /^(https?|ftp|wss?|file):/.test(href);

// Where Node.js 20 is behind the URL standard, and what the standard says instead.
function standardDiffers(
  input: string,
  base: string | undefined,
  theirs: string[] | null,
): boolean {
  if (theirs === null) return false;
  // "^" in a path is escaped.
  if (input.includes("^")) return true;
  // Below a base without a hierarchy only a fragment can stand.
  if (
    (base === "foo:opaque" || base === "about:blank") &&
    /^[^#]+#/.test(input) &&
    !/^[a-z][a-z+.-]*:/i.test(input)
  )
    return true;
  // A path that climbs to its root is "/", not empty.
  return !isSpecial(theirs[0]!) && theirs[8] === "" && /\.\.?([?#]|$)/.test(input);
}

function expected(input: string, base: string | undefined): string[] | null {
  try {
    const url = new URL(input, base);
    return kMembers.map((name) => url[name]);
  } catch {
    return null;
  }
}

test("thousands of addresses are parsed as Node.js parses them", async () => {
  const all = [...inputs()];
  const body = `return input.map(([text, base]) => {
    let url;
    try { url = new URL(text, base ?? undefined) } catch (e) { return e instanceof TypeError ? null : String(e) }
    return ${JSON.stringify(kMembers)}.map((name) => url[name]);
  })`;
  const found = await new Realm().run(body, all);
  const wrong = all
    .map(([input, base], i) => ({ input, base, found: found[i], expected: expected(input, base) }))
    .filter((one) => !standardDiffers(one.input, one.base, one.expected))
    .filter((one) => JSON.stringify(one.found) !== JSON.stringify(one.expected));
  console.log(`# ${all.length - wrong.length} of ${all.length} addresses agree`);
  assert.deepEqual(wrong.slice(0, 10), []);
});

test("every setter does what that of Node.js does", async () => {
  const starts = [
    "http://u:p@h:81/a/b?q#f",
    "https://h/",
    "file:///C:/x",
    "foo:opaque?x#y ",
    "foo://h/p",
    "ftp://h/",
  ];
  const values = [
    "",
    "x",
    "https",
    "ftp:",
    "foo",
    "h2:99",
    "h3:",
    "[::1]",
    "a b",
    "/p/../q",
    "?x=\u00fc",
    "#z",
    "8080",
    "80",
    "443",
    "65536",
    "12x",
    "\u00e4@:/",
    "..",
    "h/path",
    "\\x",
    "C|",
  ];
  const setters = kMembers.filter((name) => name !== "origin");
  const cases = starts.flatMap((start) =>
    setters.flatMap((name) => values.map((value) => [start, name, value] as const)),
  );
  const apply = ([start, name, value]: readonly [string, string, string], Kind: any) => {
    const url = new Kind(start);
    try {
      url[name] = value;
    } catch {
      return "throws";
    }
    return url.href;
  };
  const found = await new Realm().run(
    `const apply = ${apply.toString()}; return input.map((one) => apply(one, URL))`,
    cases,
  );
  const wrong = cases
    .map((one, i) => ({ one, found: found[i], expected: apply(one, URL) }))
    .filter((one) => !(one.one[1] === "port" && /^\D/.test(one.one[2])))
    .filter((one) => !(one.one[1] === "pathname" && one.one[2] === ".."))
    .filter((one) => one.found !== one.expected);
  console.log(`# ${cases.length - wrong.length} of ${cases.length} settings agree`);
  assert.deepEqual(wrong.slice(0, 10), []);
});

// Settings and addresses the comparison above leaves out.
const standard: [input: string, base: string | undefined, href: string | null][] = [
  ["http://h/a^b", undefined, "http://h/a%5Eb"],
  ["foo:/..", undefined, "foo:/"],
  ["foo:/a/..?q", undefined, "foo:/?q"],
  ["foo://h/..", undefined, "foo://h/"],
  ["?x#f", "foo:opaque", null],
  ["/a#f", "foo:opaque", null],
  ["#f", "foo:opaque", "foo:opaque#f"],
];
test("the standard's answers where Node.js has others", async () => {
  const body = `
    const set = (name, value) => { const url = new URL("foo://h:81/p"); url[name] = value; return url.href };
    return [input.map(([text, base]) => URL.parse(text, base ?? undefined)?.href ?? null), set("port", "h2:99"), set("pathname", "..")]`;
  assert.deepEqual(await new Realm().run(body, standard), [
    standard.map((one) => one[2]),
    "foo://h:81/p",
    "foo://h:81/",
  ]);
});

test("searchParams and the URL follow each other", async () => {
  assert.deepEqual(
    await runOnce(`
    const url = new URL("http://h/?a=1&b=2");
    const params = url.searchParams;
    params.append("c", "\u00fc &"); params.delete("a"); params.set("b", "3");
    const one = url.href;
    url.search = "?x=1"; const two = [...params];
    url.href = "http://h/?y=2"; const three = params.get("y");
    params.delete("y");
    return [one, two, three, url.href, url.searchParams === params, String(new URL("?q", "http://h/")), JSON.stringify({ url })]`),
    [
      "http://h/?b=3&c=%C3%BC+%26",
      [["x", "1"]],
      "2",
      "http://h/",
      true,
      "http://h/?q",
      '{"url":"http://h/"}',
    ],
  );
});

test("URLSearchParams takes texts, pairs, records and itself", async () => {
  const body = `
    const seen = [];
    const p = new URLSearchParams("?a=1&b=%zz&a=+2&=e&f&\u00fc=%C3%BC%ff");
    seen.push([...p], p.getAll("a"), p.has("a", "1"), p.has("a", "9"), p.size, String(p));
    p.sort(); seen.push([...p.keys()]); p.delete("a", " 2"); seen.push(String(p));
    seen.push(String(new URLSearchParams([["x", 1], ["y", null]])), String(new URLSearchParams({ q: "a b", r: undefined })));
    seen.push(String(new URLSearchParams(new URLSearchParams("z=1"))), String(new URLSearchParams()), String(new URLSearchParams("a=~*-._'()!")));
    const order = []; p.forEach((v, k, self) => order.push(k + v + (self === p))); seen.push(order);
    for (const bad of [[["x"]], [[1, 2, 3]], 5]) { try { seen.push(String(new URLSearchParams(bad))) } catch (e) { seen.push(e.name) } }
    return seen;`;
  const there = new Function(body)();
  assert.deepEqual(await runOnce(body), JSON.parse(JSON.stringify(there)));
});

test("canParse, parse and what they refuse", async () => {
  assert.deepEqual(
    await runOnce(`
    const out = [URL.canParse("http://x"), URL.canParse("x"), URL.canParse("x", "http://y"), URL.parse("nope"), URL.parse("/a", "http://b").href];
    try { new URL("no such") } catch (e) { out.push(e.name, e.message) }
    try { URL("http://x") } catch (e) { out.push(e.name) }
    return out`),
    [true, false, true, null, "http://b/a", "TypeError", "Invalid URL: 'no such'", "TypeError"],
  );
});
