#!/usr/bin/env node
// kill -9 at any moment loses no run and repeats no finished node (docs/durability.md).
//   tests/reliability/kill_loop.mjs [BIN_DIR] [--full] [--seed N]
// Over and over: an engine is started, is given runs of five nodes, and is killed after 0 to 300 ms,
// in every third turn one of its workers before. Every node appends a line to a witness file. Each
// next engine must bring all accepted runs to their end within 10 s, and the witness must say that
// no node ran again of which something later had run, and each time with a higher attempt.
// 20 turns of 50 runs; with --full 500 turns of 200. Ends with "N passed, N failed".
import { spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const words = process.argv.slice(2);
const full = words.includes("--full");
const seedAt = words.indexOf("--seed");
const seed = seedAt >= 0 ? Number(words[seedAt + 1]) : 1;
const given = words.find((word) => word.includes("/"));
const bin = resolve(given ?? join(process.env.TNTC_BUILD ?? join(here, "../../build"), "bin"));
const turns = full ? 500 : 20;
const runsPerTurn = full ? 200 : 50;
const mostSeconds = 10;

// mulberry32: the same seed kills at the same moments.
let state = seed;
function random() {
  state = (state + 0x6d2b79f5) | 0;
  let t = Math.imul(state ^ (state >>> 15), 1 | state);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
}
const sleep = (ms) => new Promise((done) => setTimeout(done, ms));

const work = mkdtempSync(join(tmpdir(), "kill-"));
const witness = join(work, "witness");
let passed = 0;
let failed = 0;
function check(claim, holds, detail = "") {
  if (holds) passed++;
  else failed++;
  console.log(`${holds ? "ok" : "not ok"} ${passed + failed} - ${claim}${holds ? "" : `\n  ${detail}`}`);
}

async function command(program, ...args) {
  const child = spawn(join(bin, program), args, { stdio: "ignore" });
  const [code] = await once(child, "exit");
  if (code !== 0) throw new Error(`${program} ${args.join(" ")} ended with ${code}`);
}

async function startEngine(dir) {
  const child = spawn(
    join(bin, "tentacular-engine"),
    ["--workflow", dir, "--host", "127.0.0.1", "--port", "0", "--queue", "100000"],
    { stdio: ["ignore", "pipe", "inherit"] },
  );
  let said = "";
  const port = await new Promise((found, lost) => {
    child.stdout.on("data", (bytes) => {
      said += bytes;
      const at = /on port (\d+)/.exec(said);
      if (at) found(Number(at[1]));
    });
    child.on("exit", (code, signal) => lost(new Error(`the engine ended (${code ?? signal}): ${said}`)));
  });
  child.removeAllListeners("exit");
  return { child, url: `http://127.0.0.1:${port}`, ended: once(child, "exit") };
}

// Those whose parent is the engine.
function workersOf(engine) {
  return readdirSync("/proc").filter((name) => {
    if (!/^\d+$/.test(name)) return false;
    try {
      const stat = readFileSync(`/proc/${name}/stat`, "latin1");
      return Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]) === engine.child.pid;
    } catch {
      return false;
    }
  });
}

async function accept(engine, accepted) {
  try {
    const answer = await fetch(`${engine.url}/run`, {
      method: "POST",
      body: "{}",
      headers: { Prefer: "respond-async" },
    });
    const run = await answer.json();
    if (answer.status === 202) accepted.push(run.id);
  } catch {
    // Killed before it could answer: nothing was promised.
  }
}

// The states of all runs the engine knows, by id.
async function states(engine) {
  const found = new Map();
  let before = "";
  for (;;) {
    const page = await (await fetch(`${engine.url}/runs?limit=1000${before}`)).json();
    for (const run of page.runs) found.set(run.id, run.state);
    if (page.next === undefined) return found;
    before = `&before=${page.next}`;
  }
}

let lost = 0;
let slowest = 0;
let late = 0;
let total = 0;
const unwell = new Map();
async function finish(engine, runs) {
  const begin = performance.now();
  for (;;) {
    const known = await states(engine);
    const missing = runs.filter((id) => !known.has(id));
    const going = runs.filter((id) => ["queued", "running"].includes(known.get(id)));
    const seconds = (performance.now() - begin) / 1000;
    if (missing.length === 0 && going.length === 0) {
      for (const id of runs) {
        if (known.get(id) !== "succeeded") unwell.set(id, known.get(id));
      }
      slowest = Math.max(slowest, seconds);
      return;
    }
    if (seconds > mostSeconds || missing.length > 0) {
      lost += missing.length;
      late += going.length;
      return;
    }
    await sleep(20);
  }
}

// What the witness tells against.
function faults() {
  const after = { a: ["b", "c", "d", "e"], b: ["d", "e"], c: ["d", "e"], d: ["e"], e: [] };
  const runs = new Map();
  for (const line of readFileSync(witness, "utf8").trim().split("\n")) {
    const [run, node, attempt] = line.split(" ");
    if (!runs.has(run)) runs.set(run, []);
    runs.get(run).push({ node, attempt: Number(attempt) });
  }
  const found = [];
  let again = 0;
  for (const [run, lines] of runs) {
    const last = {};
    const begun = new Set();
    for (const { node, attempt } of lines) {
      if (after[node].some((later) => begun.has(later))) {
        found.push(`${run}: ${node} ran after something that waits for it`);
      }
      if (last[node] !== undefined) {
        again++;
        if (attempt <= last[node]) found.push(`${run}: ${node} ran twice as attempt ${attempt}`);
      }
      last[node] = attempt;
      begun.add(node);
    }
  }
  return { found, again, executions: [...runs.values()].reduce((sum, lines) => sum + lines.length, 0) };
}

const dir = join(work, "kill");
cpSync(join(here, "workflows/kill"), dir, { recursive: true });
const spec = join(dir, "workflow.yaml");
writeFileSync(spec, `${readFileSync(spec, "utf8")}config: {witness: ${witness}, work: 10}\n`);
writeFileSync(witness, "");
try {
  await command("tntc", "bundle", dir);
  let previous = [];
  for (let turn = 0; turn <= turns; turn++) {
    const engine = await startEngine(dir);
    await finish(engine, previous);
    if (turn === turns) {
      engine.child.kill("SIGTERM");
      const [code] = await engine.ended;
      check("the last engine ends well", code === 0, `exit code ${code}`);
      break;
    }
    previous = [];
    const killAt = random() * 300;
    const workerAt = turn % 3 === 0 ? random() * killAt : undefined;
    const posts = Promise.all(Array.from({ length: runsPerTurn }, () => accept(engine, previous)));
    if (workerAt !== undefined) {
      await sleep(workerAt);
      const workers = workersOf(engine);
      if (workers.length > 0) process.kill(Number(workers[0]), "SIGKILL");
      await sleep(killAt - workerAt);
    } else {
      await sleep(killAt);
    }
    engine.child.kill("SIGKILL");
    await engine.ended;
    await posts;
    total += previous.length;
    if (process.stdout.isTTY) process.stdout.write(`\r${turn + 1} of ${turns} turns `);
  }
  const told = faults();
  console.log(
    `\r${turns} kills (seed ${seed}), ${total} runs accepted, ${told.executions} executions of nodes, ` +
      `${told.again} of them again; slowest recovery ${slowest.toFixed(2)} s`,
  );
  check("runs were accepted", total > turns, `${total}`);
  check("no accepted run is lost", lost === 0, `${lost} lost`);
  check(`all have ended within ${mostSeconds} s`, late === 0, `${late} still going`);
  check("all of them well", unwell.size === 0, [...unwell].slice(0, 5).join("; "));
  check("some nodes were cut off, else nothing was tried", told.again > 0);
  check("no node ran after what waits for it, none twice as one attempt", told.found.length === 0,
    told.found.slice(0, 5).join("\n  "));
} catch (error) {
  check("the loop came to its end", false, error.stack);
} finally {
  rmSync(work, { recursive: true, force: true });
}
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
