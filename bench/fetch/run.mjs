// bench/fetch/run says how to call it.
import { spawn, spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";

const here = import.meta.dirname;
const { values: flags } = parseArgs({
  allowPositionals: true,
  options: {
    build: { type: "string" },
    deno: { type: "string" },
    rounds: { type: "string", default: "5" },
    count: { type: "string", default: "20000" },
    width: { type: "string", default: "16" },
  },
});

// The server is a process of its own, so that it does not share a thread with what we measure.
if (process.argv[2] === "serve") {
  const body = JSON.stringify({ id: 7, text: "x".repeat(200) });
  const server = createServer((request, response) => {
    response.writeHead(200, { "content-type": "application/json", "content-length": body.length });
    response.end(body);
  });
  server.listen(0, "127.0.0.1", () => console.log(server.address().port));
} else {
  const directory = mkdtempSync(join(tmpdir(), "tntc-fetch-"));
  process.on("exit", () => rmSync(directory, { recursive: true, force: true }));
  mkdirSync(join(directory, "nodes"));
  copyFileSync(join(here, "work.ts"), join(directory, "nodes/work.ts"));
  writeFileSync(join(directory, "nodes/bench.ts"), `import { work } from "./work.ts";
export default async (_: unknown, i: { url: string; count: number; width: number }) =>
  work(i.url, i.count, i.width);
`);
  writeFileSync(join(directory, "workflow.yaml"), `name: fetch-bench
version: "1.0"
triggers: [{type: manual}]
nodes: {bench: {path: ./nodes/bench.ts, timeout: 5m}}
edges: []
`);
  writeFileSync(join(directory, "deno.ts"), `import { work } from "./nodes/work.ts";
console.log(await work(Deno.args[0], Number(Deno.args[1]), Number(Deno.args[2])));
`);

  const server = spawn(process.execPath, [import.meta.filename, "serve"], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const port = await new Promise((ready) =>
    server.stdout.once("data", (text) => ready(String(text).trim())),
  );
  const url = `http://127.0.0.1:${port}/`;
  const { count, width } = flags;

  const must = (command, args) => {
    const done = spawnSync(command, args, { encoding: "utf8" });
    if (done.status !== 0) throw new Error(`${command}: ${done.stderr}`);
    return done.stdout;
  };
  const subjects = {
    ours: () => {
      const input = JSON.stringify({ url, count: Number(count), width: Number(width) });
      const args = ["run", directory, "--input", input, "--timeout", "5m", "-o", "json"];
      return JSON.parse(must(join(flags.build, "bin/tntc"), args)).data.outputs.bench;
    },
    theirs: () =>
      Number(must(flags.deno, ["run", "--allow-net", join(directory, "deno.ts"), url, count, width])),
  };
  const rates = { ours: [], theirs: [] };
  for (let round = 0; round < Number(flags.rounds); round++)
    for (const [name, measure] of Object.entries(subjects)) rates[name].push(measure());
  server.kill();
  const median = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];
  const [ours, theirs] = [median(rates.ours), median(rates.theirs)];
  console.log(`${count} requests, ${width} at a time, ${flags.rounds} rounds, medians`);
  console.log(`fetch requests/s: ours ${ours}, Deno ${theirs}, ratio ${(ours / theirs).toFixed(2)} (aim >= 1)`);
}
