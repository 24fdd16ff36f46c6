// The engine writes a stack as "name@file:line:column" lines; people expect "at name (file:…)".

// Native code gives the prelude's own chunks names that begin so; their frames say nothing to the
// author of a node.
const kPreludeFrame = "@tntc:";

function frameOf(line: string): string | undefined {
  const at = line.indexOf("@");
  const where = at < 0 ? line : line.slice(at + 1);
  if (where === "" || where === "[native code]" || line.includes(kPreludeFrame)) return undefined;
  const name = at <= 0 ? "" : line.slice(0, at);
  return name === "" || name === "global code" ? `    at ${where}` : `    at ${name} (${where})`;
}

export function framesOf(stack: unknown): string {
  if (typeof stack !== "string") return "";
  const frames: string[] = [];
  for (const line of stack.split("\n")) {
    const frame = /^\s+at /.test(line) ? line : frameOf(line);
    if (frame !== undefined) frames.push(frame);
  }
  return frames.join("\n");
}
