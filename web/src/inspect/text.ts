// Texts and keys as they stand inside a printed value.

const kIdentifier = /^[A-Za-z_$][A-Za-z0-9_$]*$/;
const kEscapes: Record<string, string> = {
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
  "\b": "\\b",
  "\f": "\\f",
  "\v": "\\v",
};

function escaped(text: string, quote: string): string {
  return text.replace(
    /[\\\x00-\x1f\x7f-\x9f]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]|["'`]/g,
    (unit) => {
      if (unit === "\\") return "\\\\";
      if (unit === '"' || unit === "'" || unit === "`") return unit === quote ? `\\${unit}` : unit;
      const code = unit.charCodeAt(0);
      return (
        kEscapes[unit] ??
        (code < 256 ? `\\x${code.toString(16).padStart(2, "0")}` : `\\u${code.toString(16)}`)
      );
    },
  );
}

// In double quotes, unless another kind spares the escapes.
export function quoted(text: string): string {
  const quote = !text.includes('"')
    ? '"'
    : !text.includes("'")
      ? "'"
      : !text.includes("`")
        ? "`"
        : '"';
  return quote + escaped(text, quote) + quote;
}

export function keyText(key: string | symbol): string {
  if (typeof key === "symbol") return `[${String(key)}]`;
  return kIdentifier.test(key) ? key : quoted(key);
}
