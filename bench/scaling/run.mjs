// How the time per node and the memory grow with the size of a workflow. bench/scaling/run says how
// to call it.
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { pssOf, treeOf } from "../compare/processes.mjs";
import { writeWorkflow } from "../compare/workflows.mjs";

const [build, ...asked] = process.argv.slice(2);
const sizes = asked.length > 0 ? asked.map(Number) : [10, 100, 1000, 5000];
const repeats = 5;
const work = mkdtempSync(join(tmpdir(), "tntc-scaling-"));
process.on("exit", () => rmSync(work, { recursive: true, force: true }));

const peakOf = (pid) =>
  treeOf(pid)
    .map((one) => Number(/^VmHWM:\s+(\d+)/m.exec(readFileSync(`/proc/${one}/status`, "utf8"))[1]))
    .reduce((sum, kb) => sum + kb, 0) / 1024;

async function serve(directory, use) {
  const child = spawn(join(build, "bin/tentacular-engine"),
    ["--workflow", directory, "--host", "127.0.0.1", "--port", "0", "--log", "json"],
    { stdio: ["ignore", "pipe", "inherit"] });
  let said = "";
  child.stdout.on("data", (text) => (said += text));
  try {
    let port;
    while (!(port = /on port (\d+)/.exec(said)?.[1])) await pause(5);
    await pause(300);
    return await use(child.pid, port);
  } finally {
    child.kill("SIGTERM");
    await new Promise((ended) => child.once("exit", ended));
  }
}

async function timeRun(port) {
  const begun = performance.now();
  const reply = await fetch(`http://127.0.0.1:${port}/run`, { method: "POST", body: "{}" });
  const result = await reply.json();
  const ms = performance.now() - begun;
  if (!result.success) throw new Error(JSON.stringify(result.errors).slice(0, 400));
  return ms;
}

const median = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];

console.log("shape          bundle  first run    per node  later runs    per node   peak RSS   PSS after");
console.log("                   ms         ms          us          ms          us        MiB         MiB");
for (const kind of ["chain", "fanout"])
  for (const size of sizes) {
    const directory = join(work, `${kind}-${size}`);
    writeWorkflow(directory, `${kind}:${size}`);
    const begun = performance.now();
    const made = spawnSync(join(build, "bin/tntc"), ["bundle", directory], { encoding: "utf8" });
    if (made.status !== 0) throw new Error(made.stderr);
    const bundled = performance.now() - begun;
    const nodes = kind === "chain" ? size : size + 2;
    await serve(directory, async (pid, port) => {
      const first = await timeRun(port);
      const later = [];
      for (let k = 0; k < repeats; k++) later.push(await timeRun(port));
      const cells = [bundled.toFixed(0).padStart(10), first.toFixed(1).padStart(11),
        ((first * 1000) / nodes).toFixed(1).padStart(12), median(later).toFixed(1).padStart(12),
        ((median(later) * 1000) / nodes).toFixed(1).padStart(12), peakOf(pid).toFixed(0).padStart(11),
        (pssOf(pid) / 2 ** 20).toFixed(0).padStart(12)];
      console.log(`${`${kind}:${size}`.padEnd(11)}${cells.join("")}`);
    });
  }
