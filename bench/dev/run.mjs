// How long an edit takes to be served: saves a node under `tntc dev` and asks POST /run until the new
// answer comes; meanwhile how long the longest request took, which is what compiling holds up.
// bench/dev/run says how to call it. Fails when the median is above the budget.
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { Agent, request } from "node:http";

const [buildDirectory, asked] = process.argv.slice(2);
const build = resolve(buildDirectory);
const edits = Number(asked ?? 40);
const budgetMs = 150;
const work = mkdtempSync(join(tmpdir(), "tntc-dev-"));
process.on("exit", () => rmSync(work, { recursive: true, force: true }));
const agent = new Agent({ keepAlive: true });

const tntc = (...words) => spawnSync(join(build, "bin/tntc"), words, { cwd: work, stdio: ["ignore", "ignore", "inherit"] });

// A chain of so many nodes; each imports a helper, as real ones do.
function writeChain(size) {
  const name = `chain-${size}`;
  tntc("init", name);
  const directory = join(work, name);
  const names = Array.from({ length: size }, (_, i) => `n${i}`);
  writeFileSync(join(directory, "nodes/words.ts"), "export const word = (i: number): string => `w${i}`;\n");
  for (const [i, node] of names.entries()) {
    writeFileSync(join(directory, `nodes/${node}.ts`),
      `import { word } from "./words.ts";\nexport default async () => word(${i});\n`);
  }
  const yaml = [`name: ${name}`, `version: "1.0"`, "triggers:", "  - type: manual", "nodes:",
    ...names.map((node) => `  ${node}:\n    path: ./nodes/${node}.ts`), "edges:",
    ...names.slice(1).map((node, i) => `  - from: ${names[i]}\n    to: ${node}`), ""];
  writeFileSync(join(directory, "workflow.yaml"), size > 1 ? yaml.join("\n") : yaml.join("\n").replace("edges:", ""));
  return { directory, last: names.at(-1) };
}

const post = (port) => new Promise((done, failed) => {
  const sent = request({ port, host: "127.0.0.1", method: "POST", path: "/run", agent }, (answer) => {
    let text = "";
    answer.on("data", (piece) => (text += piece)).on("end", () => done(text));
  });
  sent.on("error", failed).end("{}");
});

async function serve(directory, use) {
  const child = spawn(join(build, "bin/tntc"), ["dev", directory, "-p", "0"], { stdio: ["ignore", "pipe", "inherit"] });
  let said = "";
  child.stdout.on("data", (text) => (said += text));
  try {
    let port;
    while (!(port = /127\.0\.0\.1:(\d+)/.exec(said)?.[1])) await pause(5);
    while (!(await post(port)).includes('"success":true')) await pause(5);
    return await use(port);
  } finally {
    child.kill("SIGINT");
    agent.destroy();
    await new Promise((ended) => child.once("exit", ended));
  }
}

// As editors save: a new file beside, then renamed over the old one.
function save(file, text) {
  writeFileSync(`${file}.tmp~`, text);
  renameSync(`${file}.tmp~`, file);
}

async function timeEdit(port, file, mark) {
  const begun = performance.now();
  save(file, `export default async () => "${mark}";\n`);
  let longest = 0;
  for (;;) {
    const asked = performance.now();
    const seen = (await post(port)).includes(`"${mark}"`);
    longest = Math.max(longest, performance.now() - asked);
    if (seen) return { total: performance.now() - begun, longest };
    await pause(1);
  }
}

const at = (sorted, part) => sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))];
let worst = 0;
console.log("nodes  edits  edit to answer p50   p95   max    longest request p50   max  (ms)");
for (const size of [1, 5, 50]) {
  const { directory, last } = writeChain(size);
  const times = await serve(directory, async (port) => {
    const found = [];
    for (let i = 0; i < edits; ++i) {
      found.push(await timeEdit(port, join(directory, `nodes/${last}.ts`), `edit-${i}`));
      await pause(60);
    }
    return found;
  });
  const totals = times.map((one) => one.total).sort((a, b) => a - b);
  const longest = times.map((one) => one.longest).sort((a, b) => a - b);
  const text = [at(totals, 0.5), at(totals, 0.95), totals.at(-1), at(longest, 0.5), longest.at(-1)]
    .map((ms) => ms.toFixed(1).padStart(7));
  console.log(`${String(size).padStart(5)}  ${String(edits).padStart(5)}  ${text[0].padStart(18)}${text[1]}${text[2]}${text[3].padStart(20)}${text[4]}`);
  worst = Math.max(worst, at(totals, 0.5));
}
console.log(`load of this machine: ${readFileSync("/proc/loadavg", "utf8").trim()}`);
if (worst > budgetMs) {
  console.error(`the median is above ${budgetMs} ms`);
  process.exit(1);
}
