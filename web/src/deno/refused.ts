// What Deno has and a workflow node has not: functions that say why, instead of names that are
// missing.
import { errors } from "./errors";

const kReasons: [reason: string, names: string[]][] = [
  [
    "a node ends by returning or throwing; ending the process would end other runs with it",
    ["exit", "abort"],
  ],
  [
    "nodes start no programs and load no native code; put such work behind a service and fetch it",
    ["Command", "run", "spawn", "kill", "dlopen", "execPath"],
  ],
  [
    "nodes do not listen; what comes from outside starts a run through the workflow's triggers",
    ["listen", "listenTls", "listenDatagram", "serve", "serveHttp", "upgradeHttp"],
  ],
  [
    "files are read and written whole: use readFile, writeFile and their relatives",
    ["open", "openSync", "create", "createSync", "FsFile"],
  ],
  [
    "links and ownership would lead around what the node may read and write",
    ["link", "linkSync", "symlink", "symlinkSync", "readLink", "readLinkSync"].concat(
      ["chown", "chownSync", "chmod", "chmodSync", "umask", "chdir", "utime", "utimeSync"],
    ),
  ],
  [
    "nodes run for one call; nothing is watched between runs",
    ["watchFs", "addSignalListener", "removeSignalListener", "openKv", "cron"],
  ],
  [
    "a node is not told about the machine and the process it runs in",
    ["hostname", "osRelease", "osUptime", "loadavg", "networkInterfaces", "systemMemoryInfo"].concat(
      ["memoryUsage", "uid", "gid", "consoleSize", "permissions", "resources", "metrics"],
    ),
  ],
  ["use `tntc test` and the fixtures of the workflow", ["test", "bench"]],
];

export function defineRefused(deno: object): void {
  for (const [reason, names] of kReasons) {
    for (const name of names) {
      const value = function (): never {
        throw new errors.NotSupported(`Deno.${name} is not available in workflow nodes: ${reason}`);
      };
      Object.defineProperty(value, "name", { value: name });
      Object.defineProperty(deno, name, { value, configurable: true, writable: true });
    }
  }
}
