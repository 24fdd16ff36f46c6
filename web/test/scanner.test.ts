// Which services the scanner of `tntc secrets check` finds in compiled modules.
import assert from "node:assert/strict";
import { test } from "node:test";
import scan from "../scanner/scan";

// "read github, fetch slack": the uses in a module, each once, in the order of the text.
async function usesIn(code: string): Promise<string> {
  const wrapped = `(async function(__tntc){"use strict";\n${code}\n})`;
  const found = await scan({}, { modules: [{ path: "nodes/a.ts", code: wrapped }] });
  return [...new Set(found.map((one) => `${one.use} ${one.service}`.trim()))].join(", ");
}

const node = (body: string) => `__tntc.default = async (ctx, input) => {\n${body}\n};`;

const table: [what: string, code: string, uses: string][] = [
  ["a property", node("return ctx.secrets.github.token;"), "read github"],
  ["an optional chain", node("return ctx.secrets?.github?.token ?? ctx?.secrets?.slack;"), "read github, read slack"],
  ["a text in brackets", node("return ctx.secrets['my-db'].url;"), "read my-db"],
  ["a template in brackets", node("return ctx.secrets[`my-db`];"), "read my-db"],
  ["a constant in brackets", node("const name = 'github'; return ctx.secrets[name];"), "read github"],
  ["a choice in brackets", node("return ctx.secrets[input.a ? 'a' : 'b'];"), "read a, read b"],
  ["destructuring", node("const { github, slack: { url } } = ctx.secrets;"), "read github, read slack"],
  ["destructuring of ctx", node("const { secrets: { github: { token = '' } = {} } } = ctx;"), "read github"],
  ["with a rest", node("const { github, ...rest } = ctx.secrets;"), "read github, any"],
  ["destructured parameters", "__tntc.default = async ({ secrets, log }) => secrets.github;", "read github"],
  ["deeply destructured parameters", "__tntc.default = async ({ secrets: { github } }) => github;", "read github"],
  ["another name of ctx", "__tntc.default = async (c) => { const s = c.secrets; return s.github; };", "read github"],
  ["a function declaration", "async function run(context) { return context.secrets.github; }\n__tntc.default = run;", "read github"],
  ["a helper with ctx", `function tok(c) { return c.secrets.github; }\n${node("return tok(ctx);")}`, "read github"],
  ["a helper with secrets", `const tok = (s) => s.github;\n${node("return tok(ctx.secrets);")}`, "read github"],
  ["a helper with a name", `const tok = (c, n) => c.secrets[n].token;\n${node("return tok(ctx, 'github') + tok(ctx, 'slack');")}`, "read github, read slack"],
  ["a helper that gives secrets", `const all = (c) => { return c.secrets; };\n${node("return all(ctx).github;")}`, "read github"],
  ["an async helper", `async function all(c) { return c.secrets; }\n${node("return (await all(ctx)).github;")}`, "read github"],
  ["a helper of a helper", `const a = (x) => x.github; const b = (y) => a(y.secrets);\n${node("return b(ctx);")}`, "read github"],
  ["a wrapped node", `const wrap = (f) => async (c, i) => f(c, i);\n__tntc.default = wrap(async (k) => k.secrets.github);`, "read github"],
  ["a class", `class Api { constructor(c) { this.own = c; } get() { return this.own.secrets.github; } }\n${node("return new Api(ctx).get();")}`, "read github"],
  ["an object", node("const o = { c: ctx }; return o.c.secrets.github;"), "read github"],
  ["a closure", node("return input.map((one) => ctx.secrets.github + one);"), "read github"],
  ["a callback nobody is seen to call", "export_(async (ctx) => ctx.secrets.github);", "read github"],
  ["a loop over names", node("for (const n of ['a', 'b']) use(ctx.secrets[n].token);"), "read a, read b"],
  ["a name from outside", node("return ctx.secrets[input.name];"), "any"],
  ["all of them", node("return Object.keys(ctx.secrets);"), "any"],
  ["a spread", node("return { ...ctx.secrets };"), "any"],
  ["fetch", node("await ctx.fetch('github', '/user');"), "fetch github"],
  ["fetch, destructured", node("const { fetch } = ctx; await fetch(`slack`, '/x');"), "fetch slack"],
  ["fetch of any service", node("await ctx.fetch(input.service, '/x');"), "any"],
  ["both", node("await ctx.fetch('github', '/x'); return ctx.secrets.github;"), "fetch github, read github"],
  ["a comment", node("// ctx.secrets.github\n/* ctx.secrets['x'] */"), ""],
  ["a text", node("return 'ctx.secrets.github' + `ctx.secrets.x`;"), ""],
  ["a regular expression", node("return /ctx.secrets.github/.test(input);"), ""],
  ["secrets of something else", node("return input.secrets.github;"), ""],
  ["a shadowed ctx", node("{ const ctx = input; return ctx.secrets.github; }"), ""],
  ["the global fetch", node("await fetch('https://x/');"), ""],
  ["methods of the object", node("return ctx.secrets.hasOwnProperty('x');"), ""],
  ["config", node("return ctx.config.github;"), ""],
];

for (const [what, code, uses] of table) {
  test(`the scanner and ${what}`, async () => assert.equal(await usesIn(code), uses));
}

test("a reference has its place in the compiled code", async () => {
  const code = '(async function(__tntc){"use strict";__tntc.default = (ctx) =>\n  ctx.secrets.github;})';
  const found = await scan({}, { modules: [{ path: "nodes/a.ts", code }] });
  assert.deepEqual(found, [
    { module: "nodes/a.ts", line: 2, column: 15, use: "read", service: "github" },
  ]);
});
