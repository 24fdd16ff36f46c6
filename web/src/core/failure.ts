// What an error says about itself. Whatever node code throws (a revoked proxy, an object whose
// getters throw), nothing here throws.
import { Retry } from "../host";
import { apply, isError, toText } from "./primordials";

const textStartsWith = String.prototype.startsWith;

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

// Answers of a server that are worth another try although they are the client's fault by number:
// request timeout, too early, too many requests.
function isWorthRetrying(status: number): boolean {
  return status === 408 || status === 425 || status === 429;
}

// Would another attempt fail the same way? Defects of the node's own code and refusals by a server
// (`status` 4xx) usually do; an error may say so itself (`retryable`), and nobody knows better. A
// TypeError is both JavaScript's word for a defect and fetch's for a network that failed: only
// fetch's begin like this.
export function retryOf(reason: any): Retry {
  try {
    if (!isError(reason)) return Retry.usual;
    if (typeof reason.retryable === "boolean") return reason.retryable ? Retry.yes : Retry.no;
    const name = reason.name;
    if (name === "NonRetryableError") return Retry.no;
    if (name === "ReferenceError" || name === "SyntaxError") return Retry.unusual;
    if (name === "TypeError")
      return apply(textStartsWith, textOf(reason.message), ["error sending request"])
        ? Retry.usual
        : Retry.unusual;
    const status = statusOf(reason);
    const refused = status >= 400 && status < 500 && !isWorthRetrying(status);
    return refused ? Retry.unusual : Retry.usual;
  } catch {
    return Retry.usual;
  }
}

// The HTTP status an error carries; 0: none.
export function statusOf(reason: any): number {
  try {
    const status = isError(reason) ? reason.status : undefined;
    return typeof status === "number" && status >= 100 && status < 600 ? status : 0;
  } catch {
    return 0;
  }
}

// "TypeError: what went wrong", then the frames. The engine's stacks hold frames only.
export function fullTextOf(reason: unknown): string {
  const name = nameOf(reason);
  const message = messageOf(reason);
  const head =
    name === undefined || name === "" ? message : message === "" ? name : `${name}: ${message}`;
  const stack = stackOf(reason);
  return stack === undefined || stack === "" ? head : `${head}\n${stack}`;
}
