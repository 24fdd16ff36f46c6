// Our engine beside the stand-in for the existing one, alternating in one run, both as shipped.
// bench/compare/run says how to call it.
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { parseArgs } from "node:util";
import { median, wrk } from "./load.mjs";
import { cpuOf, pssOf, sum } from "./processes.mjs";
import { writeWorkflow } from "./workflows.mjs";

const { values: flags } = parseArgs({
  options: {
    build: { type: "string" },
    stopwatch: { type: "string" },
    reference: { type: "string" },
    deno: { type: "string" },
    rounds: { type: "string", default: "5" },
    seconds: { type: "string", default: "4" },
    only: { type: "string", default: "first,memory,words,chain,fanout,logs,cli" },
  },
});
const rounds = Number(flags.rounds);
const only = new Set(flags.only.split(","));
const work = mkdtempSync(join(tmpdir(), "tntc-compare-"));
process.on("exit", () => rmSync(work, { recursive: true, force: true }));

const tntc = join(flags.build, "bin/tntc");

function must(command, args) {
  const done = spawnSync(command, args, { encoding: "utf8" });
  if (done.status !== 0) throw new Error(`${command} ${args.join(" ")}: ${done.stderr}`);
  return done.stdout;
}

async function freePort() {
  const server = createServer();
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  const { port } = server.address();
  await new Promise((closed) => server.close(closed));
  return port;
}

const directories = new Map();
function directoryOf(shape) {
  if (!directories.has(shape)) {
    const directory = join(work, shape.replace(":", "-"));
    writeWorkflow(directory, shape);
    must(tntc, ["bundle", directory]);
    directories.set(shape, directory);
  }
  return directories.get(shape);
}

// The two that are compared: how each is started for a shape.
const subjects = {
  ours: (shape, port) => [
    join(flags.build, "bin/tentacular-engine"),
    "--workflow", directoryOf(shape), "--host", "127.0.0.1", "--port", String(port),
  ],
  theirs: (shape, port) => [flags.deno, "run", "--allow-net", flags.reference, String(port), shape],
};

async function answers(port) {
  try {
    const reply = await fetch(`http://127.0.0.1:${port}/run`, { method: "POST", body: "{}" });
    return reply.ok && (await reply.json()).success;
  } catch {
    return false;
  }
}

async function withServer(subject, shape, use) {
  const port = await freePort();
  const [command, ...args] = subjects[subject](shape, port);
  const child = spawn(command, args, { stdio: ["ignore", "ignore", "inherit"] });
  try {
    for (let tries = 0; !(await answers(port)); tries++) {
      if (tries === 400) throw new Error(`${subject} does not answer`);
      await pause(25);
    }
    return await use(child.pid, port);
  } finally {
    child.kill("SIGTERM");
    await new Promise((ended) => (child.exitCode === null ? child.once("exit", ended) : ended()));
  }
}

async function load(subject, shape) {
  return withServer(subject, shape, async (pid, port) => {
    await wrk(port, { seconds: 1 });
    const before = cpuOf(pid);
    const result = await wrk(port, { seconds: Number(flags.seconds) });
    const after = cpuOf(pid);
    const cpu = {};
    for (const name in after)
      cpu[name] = ((after[name] - (before[name] ?? 0)) * 1e6) / result.requests;
    return { rate: result.rate, cpu: sum(cpu), p50: result.p50, p99: result.p99, parts: cpu };
  });
}

async function firstRun(subject, shape) {
  const port = await freePort();
  const command = subjects[subject](shape, port);
  return { first: Number(must(flags.stopwatch, ["first-run", String(port), "--", ...command])) };
}

async function memory(subject, shape) {
  return withServer(subject, shape, async (pid, port) => {
    await pause(2000);
    const idle = pssOf(pid);
    await wrk(port, { stopAfter: 20_000 });
    await pause(2000);
    return { idle: idle / 2 ** 20, after: pssOf(pid) / 2 ** 20 };
  });
}

async function alternate(measure, shapes) {
  const all = Object.fromEntries(Object.keys(shapes).map((subject) => [subject, []]));
  for (let round = 0; round < rounds; round++)
    for (const [subject, [who, shape]] of Object.entries(shapes))
      all[subject].push(await measure(who, shape));
  return all;
}

function table(title, all, rows) {
  const [a, b] = Object.keys(all);
  console.log(`\n${title}`);
  console.log(`  ${"".padEnd(34)}${a.padStart(12)}${b.padStart(12)}   ${a}/${b}   aim`);
  for (const [key, name, aim] of rows) {
    const of = (subject) => median(all[subject].map((one) => one[key]));
    const [x, y] = [of(a), of(b)];
    const text = (value) => value.toFixed(value < 100 ? 2 : 0).padStart(12);
    console.log(`  ${name.padEnd(34)}${text(x)}${text(y)}   ${(x / y).toFixed(2).padStart(9)}   ${aim ?? ""}`);
  }
  for (const subject of [a, b]) {
    const parts = all[subject][0].parts;
    if (parts && Object.keys(parts).length > 1)
      console.log(`  CPU of ${subject}: ` + Object.entries(parts).map(([n, us]) => `${n} ${us.toFixed(1)} us`).join(", "));
  }
}

const both = (shape) => ({ ours: ["ours", shape], theirs: ["theirs", shape] });
const loadRows = (rate, cpu, p99) => [
  ["rate", "runs/s at 16 connections", rate],
  ["cpu", "CPU per run, us", cpu],
  ["p50", "p50, ms"],
  ["p99", "p99, ms", p99],
];

console.log(`${rounds} rounds, alternating; medians`);
if (only.has("first"))
  table("(a) exec to first POST /run", await alternate(firstRun, both("words")),
    [["first", "ms", "<= 0.4"]]);
if (only.has("memory"))
  table("(b) PSS of all processes, MiB", await alternate(memory, both("words")),
    [["idle", "idle", "<= 0.75"], ["after", "after 20,000 runs", "<= 0.6"]]);
if (only.has("words"))
  table("(c, e) words", await alternate(load, both("words")), loadRows(">= 2", "<= 0.6", "<= 1"));
if (only.has("chain"))
  table("(d) chain of 50", await alternate(load, both("chain:50")), loadRows(">= 2"));
if (only.has("fanout"))
  table("(d) fan-out of 50", await alternate(load, both("fanout:50")), loadRows(">= 2"));
if (only.has("logs"))
  table("(g) five log lines a run, text, to /dev/null",
    await alternate(load, { logging: ["ours", "words-logs"], silent: ["ours", "words"] }),
    loadRows());
if (only.has("cli")) {
  console.log("\n(f) the command line, ms from exec to exit (median, least of 40)");
  for (const [args, aim] of [[["--help"], 15], [["validate", directoryOf("words")], 30]]) {
    const [middle, least] = must(flags.stopwatch, ["exit", "40", "--", tntc, ...args]).trim().split(" ");
    console.log(`  tntc ${args[0].padEnd(29)}${middle.padStart(12)}${least.padStart(12)}   <= ${aim}`);
  }
}
