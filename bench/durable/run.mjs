// bench/durable/run says how to call it.
import { spawn, spawnSync } from "node:child_process";
import { appendFileSync, mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { median, wrk } from "../compare/load.mjs";
import { cpuOf, pssOf, sum } from "../compare/processes.mjs";
import { writeWorkflow } from "../compare/workflows.mjs";

const { values: flags } = parseArgs({
  options: {
    build: { type: "string" },
    dir: { type: "string", multiple: true, default: ["/dev/shm", tmpdir()] },
    rounds: { type: "string", default: "3" },
    seconds: { type: "string", default: "4" },
    only: { type: "string", default: "load,start,soak" },
  },
});
const rounds = Number(flags.rounds);
const only = new Set(flags.only.split(","));
const work = mkdtempSync(join(tmpdir(), "tntc-durable-"));
process.on("exit", () => rmSync(work, { recursive: true, force: true }));

function must(command, args) {
  const done = spawnSync(command, args, { encoding: "utf8" });
  if (done.status !== 0) throw new Error(`${command} ${args.join(" ")}: ${done.stderr}`);
}

const durabilities = ["none", "process", "disk"];
for (const durability of durabilities) {
  const directory = join(work, durability);
  writeWorkflow(directory, "words");
  appendFileSync(join(directory, "workflow.yaml"), `config: {durability: ${durability}}\n`);
  must(join(flags.build, "bin/tntc"), ["bundle", directory]);
}

// Resolves with how long it took until it served.
async function start(workflow, state) {
  const begin = performance.now();
  const child = spawn(
    join(flags.build, "bin/tentacular-engine"),
    ["--workflow", join(work, workflow), "--host", "127.0.0.1", "--port", "0", "--state", state,
      "--queue", "1000000"],
    { stdio: ["ignore", "pipe", "inherit"] },
  );
  let said = "";
  const port = await new Promise((found) =>
    child.stdout.on("data", (bytes) => {
      said += bytes;
      const at = /on port (\d+)/.exec(said);
      if (at) found(Number(at[1]));
    }),
  );
  const url = `http://127.0.0.1:${port}`;
  while (!(await fetch(`${url}/health`).catch(() => ({ ok: false }))).ok);
  return { child, port, url, ms: performance.now() - begin };
}

async function stop(engine, signal) {
  const ended = new Promise((done) => engine.child.once("exit", done));
  engine.child.kill(signal);
  await ended;
}

const bytesIn = (directory) =>
  readdirSync(directory).reduce((total, name) => total + statSync(join(directory, name)).blocks * 512, 0);

async function load(durability, place) {
  const state = mkdtempSync(join(place, "tntc-state-"));
  const engine = await start(durability, state);
  try {
    await wrk(engine.port, { seconds: 1 });
    const one = await wrk(engine.port, { connections: 1, seconds: Number(flags.seconds) });
    const before = cpuOf(engine.child.pid);
    const many = await wrk(engine.port, { connections: 64, seconds: Number(flags.seconds) });
    const after = cpuOf(engine.child.pid);
    const cpu = ((sum(after) - sum(before)) * 1e6) / many.requests;
    return { p50: one.p50, p99: one.p99, rate: many.rate, many99: many.p99, cpu,
      pss: pssOf(engine.child.pid) / 2 ** 20, disk: bytesIn(state) / 2 ** 20 };
  } finally {
    await stop(engine, "SIGTERM");
    rmSync(state, { recursive: true, force: true });
  }
}

const show = (value) => value.toFixed(value < 100 ? 2 : 0).padStart(10);

if (only.has("load")) {
  for (const place of flags.dir) {
    const all = { none: [], process: [], disk: [] };
    for (let round = 0; round < rounds; round++) {
      for (const durability of durabilities) all[durability].push(await load(durability, place));
    }
    console.log(`\njournal in ${place}; ${rounds} rounds, alternating; medians`);
    console.log(`  ${"".padEnd(26)}${durabilities.map((name) => name.padStart(10)).join("")}   disk/none   aim`);
    for (const [key, name, aim] of [
      ["p50", "p50 at 1 client, ms", "<= 1.5"],
      ["p99", "p99 at 1 client, ms", "<= 6"],
      ["rate", "runs/s at 64 clients", ">= 8000"],
      ["many99", "p99 at 64 clients, ms"],
      ["cpu", "CPU per run, us"],
      ["pss", "PSS after it, MiB"],
      ["disk", "journal after it, MiB"],
    ]) {
      const of = Object.fromEntries(durabilities.map((one) => [one, median(all[one].map((run) => run[key]))]));
      console.log(`  ${name.padEnd(26)}${durabilities.map((one) => show(of[one])).join("")}   ` +
        `${(of.disk / of.none).toFixed(2).padStart(9)}   ${aim ?? ""}`);
    }
  }
}

// 100,000 runs that have ended, and 1,000 more that were accepted just before a kill, as far as they
// have come by then.
if (only.has("start")) {
  for (const place of flags.dir) {
    const state = mkdtempSync(join(place, "tntc-state-"));
    try {
      let engine = await start("disk", state);
      let ended = 0;
      while (ended < 100_000) ended += (await wrk(engine.port, { connections: 64, seconds: 2 })).requests;
      const accepted = await Promise.all(Array.from({ length: 1000 }, () =>
        fetch(`${engine.url}/run`, { method: "POST", body: "{}", headers: { Prefer: "respond-async" } })));
      await stop(engine, "SIGKILL");
      engine = await start("disk", state);
      const bytes = bytesIn(state) / 2 ** 20;
      console.log(`\nstart with ${ended} ended runs and ${accepted.length} more accepted before a kill, journal in ${place} ` +
        `(${bytes.toFixed(0)} MiB): ${engine.ms.toFixed(0)} ms   aim <= 1000`);
      await stop(engine, "SIGTERM");
    } finally {
      rmSync(state, { recursive: true, force: true });
    }
  }
}

// Memory and journal while 200,000 recorded runs come and go.
if (only.has("soak")) {
  for (const place of flags.dir) {
    const state = mkdtempSync(join(place, "tntc-state-"));
    const engine = await start("disk", state);
    try {
      console.log(`\nsoak, journal in ${place}`);
      for (let runs = 0; runs <= 200_000; runs += 50_000) {
        if (runs > 0) await wrk(engine.port, { connections: 64, stopAfter: 50_000 });
        console.log(`  after ${String(runs).padStart(6)} runs: PSS ${(pssOf(engine.child.pid) / 2 ** 20).toFixed(1)} MiB, ` +
          `journal ${(bytesIn(state) / 2 ** 20).toFixed(0)} MiB, ` +
          `${readdirSync(`/proc/${engine.child.pid}/fd`).length} descriptors`);
      }
    } finally {
      await stop(engine, "SIGTERM");
      rmSync(state, { recursive: true, force: true });
    }
  }
}
