// What an error says about itself. Whatever node code throws (a revoked proxy, an object whose
// getters throw), nothing here throws.
import { isError, toText } from "./primordials";

const indescribable = "an error that cannot be described";

function textOf(value: unknown): string {
  return typeof value === "string" ? value : toText(value);
}

// err.message for an Error, String(x) for everything else that was thrown.
export function messageOf(reason: any): string {
  try {
    return isError(reason) ? textOf(reason.message) : textOf(reason);
  } catch {
    return indescribable;
  }
}

export function stackOf(reason: any): string | undefined {
  try {
    const stack = isError(reason) ? reason.stack : undefined;
    return typeof stack === "string" ? stack : undefined;
  } catch {
    return undefined;
  }
}

export function nameOf(reason: any): string | undefined {
  try {
    const name = isError(reason) ? reason.name : undefined;
    return typeof name === "string" ? name : undefined;
  } catch {
    return undefined;
  }
}

// "TypeError: what went wrong", then the frames. The engine's stacks hold frames only.
export function fullTextOf(reason: unknown): string {
  const name = nameOf(reason);
  const message = messageOf(reason);
  const head = name === undefined || name === "" ? message : message === "" ? name : `${name}: ${message}`;
  const stack = stackOf(reason);
  return stack === undefined || stack === "" ? head : `${head}\n${stack}`;
}
