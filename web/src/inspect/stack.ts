// The engine writes a stack as "name@tntc:nodes/x.ts:line:column" lines. They are printed as they
// are: native code, which has the source maps, puts the user's own lines in their place.

// How native code names the prelude's own scripts; their frames say nothing to the author of a node.
const kInternal = "@tntc-internal:";
const kNative = "[native code]";

function isFrame(line: string): boolean {
  return line.includes("@") || /^\s+at /.test(line) || line.startsWith("global code");
}

export function framesOf(stack: unknown): string {
  if (typeof stack !== "string") return "";
  const frames = stack
    .split("\n")
    .filter(
      (line) =>
        isFrame(line) &&
        !line.includes(kInternal) &&
        !line.includes(kNative) &&
        !line.endsWith("@"),
    );
  return frames.join("\n");
}
