// The box that console.table draws.

type Inspect = (value: unknown) => string;
type Row = { index: string; cells: Map<string, string>; whole: string | undefined };

const kWholeColumn = "Values";
const kIndexColumn = "(idx)";

function entriesOf(value: object): [string, unknown][] {
  if (value instanceof Map) return [...value.values()].map((item, i) => [`${i}`, item]);
  if (value instanceof Set) return [...value].map((item, i) => [`${i}`, item]);
  return Object.entries(value);
}

function rowOf(index: string, item: unknown, inspect: Inspect): Row {
  const cells = new Map<string, string>();
  if (typeof item !== "object" || item === null) return { index, cells, whole: inspect(item) };
  for (const [key, cell] of Object.entries(item)) cells.set(key, inspect(cell));
  return { index, cells, whole: undefined };
}

function drawn(grid: string[][]): string {
  const widths = grid[0]!.map((_, column) => Math.max(...grid.map((row) => row[column]!.length)));
  const rule = (left: string, middle: string, right: string) =>
    left + widths.map((width) => "─".repeat(width + 2)).join(middle) + right;
  const line = (row: string[]) =>
    `│ ${row.map((cell, column) => cell.padEnd(widths[column]!)).join(" │ ")} │`;
  const [head, ...body] = grid.map(line);
  return [rule("┌", "┬", "┐"), head, rule("├", "┼", "┤"), ...body, rule("└", "┴", "┘")].join("\n");
}

// undefined: not a table, to be printed as any other value.
export function tableText(
  value: unknown,
  chosen: string[] | undefined,
  inspect: Inspect,
): string | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const rows = entriesOf(value).map(([index, item]) => rowOf(index, item, inspect));
  const found = new Set<string>();
  for (const row of rows) for (const key of row.cells.keys()) found.add(key);
  const columns = chosen ?? [...found];
  const anyWhole = rows.some((row) => row.whole !== undefined);
  const head = [kIndexColumn, ...columns, ...(anyWhole ? [kWholeColumn] : [])];
  const body = rows.map((row) => [
    row.index,
    ...columns.map((column) => row.cells.get(column) ?? ""),
    ...(anyWhole ? [row.whole ?? ""] : []),
  ]);
  return drawn([head, ...body]);
}
