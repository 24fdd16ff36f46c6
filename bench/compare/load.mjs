// Runs the load generator, and what is made of its figures.
import { spawn } from "node:child_process";
import { join } from "node:path";

const MS = { us: 1e-3, ms: 1, s: 1e3 };

// POSTs {} to /run of the port; with `stopAfter` until that many answers, without figures then.
export function wrk(port, { connections = 16, seconds, stopAfter, headers = [] }) {
  return new Promise((resolve, reject) => {
    const args = ["-t1", `-c${connections}`, `-d${stopAfter ? 600 : seconds}s`, "--latency",
      ...headers.flatMap((header) => ["-H", header]), "-s", join(import.meta.dirname, "run.lua"),
      `http://127.0.0.1:${port}/run`];
    if (stopAfter) args.push("--", String(stopAfter));
    const child = spawn("wrk", args, { stdio: ["ignore", "pipe", "inherit"] });
    let out = "";
    child.stdout.on("data", (text) => (out += text));
    child.on("exit", () => {
      if (stopAfter) return resolve({});
      if (/Non-2xx|Socket errors/.test(out)) return reject(new Error(out));
      const latency = (percent) => {
        const [, number, unit] = new RegExp(`^\\s+${percent}%\\s+([\\d.]+)(us|ms|s)`, "m").exec(out);
        return Number(number) * MS[unit];
      };
      resolve({
        requests: Number(/(\d+) requests in/.exec(out)[1]),
        rate: Number(/Requests\/sec:\s+([\d.]+)/.exec(out)[1]),
        p50: latency(50),
        p99: latency(99),
      });
    });
  });
}

export const median = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];
