// What a process and its children use, read from /proc.
import { readdirSync, readFileSync } from "node:fs";

const TICKS_PER_SECOND = 100; // USER_HZ, fixed by the kernel's ABI

function childrenOf(pid) {
  return readdirSync(`/proc/${pid}/task`).flatMap((thread) =>
    readFileSync(`/proc/${pid}/task/${thread}/children`, "utf8").split(" ").filter(Boolean),
  );
}

export function treeOf(pid) {
  return [String(pid), ...childrenOf(pid).flatMap((child) => treeOf(child))];
}

// Proportional set size of the whole tree, bytes.
export function pssOf(pid) {
  const kilobytes = treeOf(pid).map((one) =>
    Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${one}/smaps_rollup`, "utf8"))[1]),
  );
  return kilobytes.reduce((sum, kb) => sum + kb, 0) * 1024;
}

// CPU seconds of each process, by name; ended children count for their parent.
export function cpuOf(pid) {
  const seconds = {};
  for (const one of treeOf(pid)) {
    const stat = readFileSync(`/proc/${one}/stat`, "utf8");
    const name = stat.slice(stat.indexOf("(") + 1, stat.lastIndexOf(")"));
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    const ticks = [11, 12, 13, 14].reduce((sum, k) => sum + Number(fields[k]), 0);
    seconds[name] = (seconds[name] ?? 0) + ticks / TICKS_PER_SECOND;
  }
  return seconds;
}

export const sum = (record) => Object.values(record).reduce((a, b) => a + b, 0);
