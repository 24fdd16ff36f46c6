// Writes the workflows that bench/compare/run and bench/scaling/run measure. The code of the nodes
// is that of the reference, so that both engines do the same work.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const SOURCE = `const TEXT = "the quick brown fox jumps over the lazy dog while the other dog sleeps";
export default async function run() { return { text: TEXT }; }
`;
const TOKENIZE = `export default async function run(ctx: unknown, i: { text: string }) {
  return { words: i.text.split(" ") };
}
`;
const REPORT = `export default async function run(ctx: unknown, i: { words: string[] }) {
  const counts: Record<string, number> = {};
  for (const w of i.words) counts[w] = (counts[w] ?? 0) + 1;
  return { counts, total: i.words.length };
}
`;
const HOP = `export default async function run(ctx: unknown, i: { hops?: number }) {
  return { hops: (i.hops ?? 0) + 1 };
}
`;
const START = `export default async function run() { return { value: 1 }; }
`;
const PLUS_ONE = `export default async function run(ctx: unknown, i: { value: number }) {
  return { value: i.value + 1 };
}
`;
const JOIN = `export default async function run(ctx: unknown, i: Record<string, { value: number }>) {
  return { sum: Object.values(i).reduce((s, v) => s + v.value, 0) };
}
`;
// Five lines a run, spread over the three nodes.
const logging = (code, lines) =>
  code.replace(/run\([^)]*\) \{/, (head) => {
    const arguments_ = head.includes("ctx") ? head : head.replace("run()", "run(ctx: any)");
    const calls = Array.from({ length: lines }, (_, k) => ` ctx.log.info("line", ${k}, "of", ${lines});`);
    return arguments_.replace("ctx: unknown", "ctx: any") + calls.join("");
  });

function words(perNode) {
  const code = [SOURCE, TOKENIZE, REPORT];
  const names = ["source", "tokenize", "report"];
  return {
    nodes: names.map((name, k) => [name, `${name}.ts`]),
    files: Object.fromEntries(names.map((name, k) => [`${name}.ts`, logging(code[k], perNode[k])])),
    edges: [["source", "tokenize"], ["tokenize", "report"]],
  };
}

// Every node is a module of its own, as the nodes of users are.
function chain(n) {
  const names = Array.from({ length: n }, (_, k) => `n${k}`);
  return {
    nodes: names.map((name) => [name, `${name}.ts`]),
    files: Object.fromEntries(names.map((name) => [`${name}.ts`, HOP])),
    edges: names.slice(1).map((name, k) => [names[k], name]),
  };
}

function fanout(n) {
  const middle = Array.from({ length: n }, (_, k) => `w${k}`);
  return {
    nodes: ["start", ...middle, "join"].map((name) => [name, `${name}.ts`]),
    files: {
      "start.ts": START,
      ...Object.fromEntries(middle.map((name) => [`${name}.ts`, PLUS_ONE])),
      "join.ts": JOIN,
    },
    edges: [...middle.map((name) => ["start", name]), ...middle.map((name) => [name, "join"])],
  };
}

function shapeOf(text) {
  const [kind, n] = text.split(":");
  if (kind === "words") return words([0, 0, 0]);
  if (kind === "words-logs") return words([2, 2, 1]);
  if (kind === "chain") return chain(Number(n));
  if (kind === "fanout") return fanout(Number(n));
  throw new Error(`unknown shape ${text}`);
}

// Makes `directory` a workflow of that shape: words, words-logs, chain:N, fanout:N.
export function writeWorkflow(directory, text) {
  const shape = shapeOf(text);
  mkdirSync(join(directory, "nodes"), { recursive: true });
  for (const [file, code] of Object.entries(shape.files))
    writeFileSync(join(directory, "nodes", file), code);
  const yaml = [
    `name: ${text.replace(":", "-")}`,
    'version: "1.0"',
    "triggers:",
    "  - type: manual",
    "nodes:",
    ...shape.nodes.map(([name, file]) => `  ${name}: { path: ./nodes/${file} }`),
    shape.edges.length === 0 ? "edges: []" : "edges:",
    ...shape.edges.map(([from, to]) => `  - { from: ${from}, to: ${to} }`),
  ];
  writeFileSync(join(directory, "workflow.yaml"), yaml.join("\n") + "\n");
}
