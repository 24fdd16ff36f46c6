// A node's output as JSON text. Plain data, the usual case, is looked over once and then written by
// the engine's own JSON.stringify; anything unusual takes the slow path, which says where the value
// is that JSON cannot hold. JSON.stringify alone would drop functions and symbols in silence.
import { isArray, keys, stringify, TypeFault } from "./primordials";

// Deeper values take the slow path, which has no such bound.
const kPlainDepth = 32;
const ancestors: unknown[] = [];
for (let depth = 0; depth < kPlainDepth; depth++) ancestors[depth] = undefined;

function isPlainItem(item: unknown, depth: number): boolean {
  switch (typeof item) {
    case "object":
      return item === null || isPlain(item, depth);
    case "function":
    case "symbol":
    case "bigint":
      return false;
    default:
      return true;
  }
}

// No cycle, no toJSON, nothing JSON cannot hold, not too deep.
function isPlain(value: any, depth: number): boolean {
  if (depth === kPlainDepth || value.toJSON !== undefined) return false;
  for (let i = 0; i < depth; i++) if (ancestors[i] === value) return false;
  ancestors[depth] = value;
  let plain = true;
  if (isArray(value)) {
    const { length } = value;
    for (let i = 0; plain && i < length; i++) plain = isPlainItem(value[i], depth + 1);
  } else {
    const names = keys(value);
    const { length } = names;
    for (let i = 0; plain && i < length; i++) plain = isPlainItem(value[names[i]!], depth + 1);
  }
  ancestors[depth] = undefined;
  return plain;
}

function isIdentifier(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const unit = text[i]!;
    const letter =
      (unit >= "a" && unit <= "z") || (unit >= "A" && unit <= "Z") || unit === "_" || unit === "$";
    if (!letter && !(i > 0 && unit >= "0" && unit <= "9")) return false;
  }
  return text !== "";
}

function step(holder: unknown, key: string): string {
  if (isArray(holder)) return `[${key}]`;
  return isIdentifier(key) ? `.${key}` : `[${stringify(key)}]`;
}

// `holders[i]` is being written at `paths[i]`; both end at `top`, what lies beyond is stale.
class Trail {
  holders: unknown[] = [];
  paths: string[] = [];
  top = -1;

  pathTo(holder: unknown, key: string): string {
    while (this.top >= 0 && this.holders[this.top] !== holder) this.top--;
    return this.top < 0 ? "$" : this.paths[this.top]! + step(holder, key);
  }

  enter(value: unknown, path: string): void {
    for (let i = 0; i <= this.top; i++) {
      if (this.holders[i] === value)
        throw new TypeFault(`output is not JSON: a cycle at ${path} (back to ${this.paths[i]})`);
    }
    this.top++;
    this.holders[this.top] = value;
    this.paths[this.top] = path;
  }
}

function carefulText(output: unknown): string | undefined {
  const trail = new Trail();
  // JSON.stringify calls this for every value, toJSON already applied, parents before children.
  return stringify(output, function (this: unknown, key: string, value: unknown) {
    const path = trail.pathTo(this, key);
    switch (typeof value) {
      case "function":
        throw new TypeFault(`output is not JSON: a function at ${path}`);
      case "symbol":
        throw new TypeFault(`output is not JSON: a symbol at ${path}`);
      case "bigint":
        throw new TypeFault(`output is not JSON: a BigInt at ${path}`);
      case "object":
        if (value !== null) trail.enter(value, path);
    }
    return value;
  });
}

// "" stands for undefined: JSON has no text for it.
export function outputText(output: unknown): string {
  if (output === undefined) return "";
  if (isPlainItem(output, 0)) return stringify(output);
  return carefulText(output) ?? "";
}
