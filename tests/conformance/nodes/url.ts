// urltestdata.json of the web platform tests.
import { Tally, type Vectors } from "./tally.ts";

interface Case {
  input: string;
  base: string | null;
  failure?: boolean;
  [member: string]: unknown;
}

const kMembers = [
  "href", "origin", "protocol", "username", "password", "host", "hostname", "port", "pathname",
  "search", "hash",
] as const;

function parsed(one: Case): URL | null {
  try {
    // The data's "about:blank" stands for no base in older files; both parse alike.
    return one.base === null ? new URL(one.input) : new URL(one.input, one.base);
  } catch (error) {
    if (error instanceof TypeError) return null;
    throw error;
  }
}

function agrees(one: Case): boolean {
  const url = parsed(one);
  if (one.failure === true) return url === null;
  if (url === null) return false;
  const members = kMembers.every((name) => one[name] === undefined || one[name] === url[name]);
  return members && (one.searchParams === undefined || one.searchParams === `${url.searchParams}`);
}

export default async function run(_ctx: unknown, { text }: Vectors) {
  const tally = new Tally();
  for (const one of JSON.parse(text) as (Case | string)[]) {
    if (typeof one === "string") continue;
    tally.check(agrees(one), `${JSON.stringify(one.input)} on ${JSON.stringify(one.base)}`);
  }
  return tally.report();
}
