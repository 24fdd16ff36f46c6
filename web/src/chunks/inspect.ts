// How values are printed by console and ctx.log.
import type { Core, Host } from "../host";
import { Inspector, optionsFrom } from "../inspect/inspect";
import { framesOf } from "../inspect/stack";

export default function (_host: Host, _core: Core) {
  const inspect = (value: unknown, options?: object) =>
    new Inspector(optionsFrom(options)).text(value);
  const shown = (value: unknown) => (typeof value === "string" ? value : inspect(value));

  function format(values: ArrayLike<unknown>, from: number): string {
    let line = "";
    for (let i = from; i < values.length; i++) line += (i > from ? " " : "") + shown(values[i]);
    return line;
  }

  function converted(kind: string, value: unknown): string | undefined {
    switch (kind) {
      case "s":
        return shown(value);
      case "d":
      case "i":
        if (typeof value === "bigint") return `${value}n`;
        if (typeof value === "symbol") return "NaN";
        return `${kind === "i" ? Number.parseInt(value as string, 10) : Number(value)}`;
      case "f":
        return typeof value === "symbol" ? "NaN" : `${Number.parseFloat(value as string)}`;
      case "j":
        return JSON.stringify(value);
      case "o":
      case "O":
        return inspect(value);
      case "c":
        return "";
      default:
        return undefined;
    }
  }

  // The first text may hold %s %d %i %f %j %o %O %c, as for printf.
  function formatTemplate(values: unknown[]): string {
    const template = values[0] as string;
    let used = 1;
    let text = "";
    let from = 0;
    for (let i = 0; i + 1 < template.length && used < values.length; i++) {
      if (template[i] !== "%") continue;
      const kind = template[i + 1]!;
      if (kind === "%") {
        text += template.slice(from, i + 1);
      } else {
        const part = converted(kind, values[used]);
        if (part === undefined) continue;
        used++;
        text += template.slice(from, i) + part;
      }
      from = i + 2;
      i++;
    }
    text += template.slice(from);
    return used < values.length ? `${text} ${format(values, used)}` : text;
  }

  return { __proto__: null, format, formatTemplate, inspect, callerFrames: framesOf };
}
