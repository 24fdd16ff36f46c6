// console, written to the node's log.
import { LogLevel, type Core, type Host } from "../host";
import { tableText } from "../console/table";

export default function (host: Host, core: Core) {
  const { create } = core.primordials;
  const counts: Record<string, number> = create(null);
  const started: Record<string, number> = create(null);
  let indent = "";

  function write(level: LogLevel, text: string): void {
    if (indent === "") return host.log(level, text);
    let shifted = indent;
    for (let i = 0; i < text.length; i++) shifted += text[i] === "\n" ? `\n${indent}` : text[i];
    host.log(level, shifted);
  }

  function line(values: unknown[]): string {
    const first = values[0];
    if (typeof first !== "string") return core.format(values, 0);
    if (values.length === 1) return first;
    return core.chunk("inspect").formatTemplate(values);
  }

  function elapsed(label: string): string | undefined {
    const start = started[label];
    if (start !== undefined) return `${label}: ${(host.monotonic() - start).toFixed(3)}ms`;
    write(LogLevel.warn, `Timer '${label}' does not exist`);
    return undefined;
  }

  const console = {
    log(...values: unknown[]): void {
      write(LogLevel.info, line(values));
    },
    info(...values: unknown[]): void {
      write(LogLevel.info, line(values));
    },
    debug(...values: unknown[]): void {
      write(LogLevel.debug, line(values));
    },
    warn(...values: unknown[]): void {
      write(LogLevel.warn, line(values));
    },
    error(...values: unknown[]): void {
      write(LogLevel.error, line(values));
    },
    trace(...values: unknown[]): void {
      const head = values.length === 0 ? "Trace" : `Trace: ${line(values)}`;
      const frames = core.chunk("inspect").callerFrames(new Error().stack);
      write(LogLevel.debug, frames === "" ? head : `${head}\n${frames}`);
    },
    assert(condition?: unknown, ...values: unknown[]): void {
      if (condition) return;
      write(
        LogLevel.error,
        values.length === 0 ? "Assertion failed" : `Assertion failed: ${line(values)}`,
      );
    },
    dir(value?: unknown, options?: object): void {
      write(LogLevel.info, core.chunk("inspect").inspect(value, options));
    },
    dirxml(...values: unknown[]): void {
      write(LogLevel.info, line(values));
    },
    table(value?: unknown, columns?: string[]): void {
      const inspect = core.chunk("inspect").inspect;
      write(LogLevel.info, tableText(value, columns, inspect) ?? line([value]));
    },
    count(label: unknown = "default"): void {
      const name = `${label}`;
      counts[name] = (counts[name] ?? 0) + 1;
      write(LogLevel.info, `${name}: ${counts[name]}`);
    },
    countReset(label: unknown = "default"): void {
      const name = `${label}`;
      if (counts[name] === undefined)
        return write(LogLevel.warn, `Count for '${name}' does not exist`);
      counts[name] = 0;
    },
    time(label: unknown = "default"): void {
      const name = `${label}`;
      if (started[name] !== undefined)
        return write(LogLevel.warn, `Timer '${name}' already exists`);
      started[name] = host.monotonic();
    },
    timeLog(label: unknown = "default", ...values: unknown[]): void {
      const text = elapsed(`${label}`);
      if (text === undefined) return;
      write(LogLevel.info, values.length === 0 ? text : `${text} ${core.format(values, 0)}`);
    },
    timeEnd(label: unknown = "default"): void {
      const text = elapsed(`${label}`);
      if (text === undefined) return;
      delete started[`${label}`];
      write(LogLevel.info, text);
    },
    group(...values: unknown[]): void {
      if (values.length > 0) write(LogLevel.info, line(values));
      indent += "  ";
    },
    groupCollapsed(...values: unknown[]): void {
      console.group(...values);
    },
    groupEnd(): void {
      indent = indent.slice(2);
    },
    clear(): void {},
    timeStamp(): void {},
  };
  return { __proto__: null, console };
}
