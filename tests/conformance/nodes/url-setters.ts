// setters_tests.json of the web platform tests.
import { Tally, type Vectors } from "./tally.ts";

interface Case {
  href: string;
  new_value: string;
  expected: Record<string, string>;
}

function agrees(member: string, one: Case): boolean {
  const url = new URL(one.href) as unknown as Record<string, string>;
  url[member] = one.new_value;
  return Object.keys(one.expected).every((name) => url[name] === one.expected[name]);
}

export default async function run(_ctx: unknown, { text }: Vectors) {
  const tally = new Tally();
  const { comment: _, ...members } = JSON.parse(text) as Record<string, Case[]>;
  for (const [member, cases] of Object.entries(members)) {
    for (const one of cases)
      tally.check(
        agrees(member, one),
        `${member} of ${JSON.stringify(one.href)} set to ${JSON.stringify(one.new_value)}`,
      );
  }
  return tally.report();
}
