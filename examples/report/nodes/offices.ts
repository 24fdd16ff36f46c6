import type { Context } from "tentacular";

import type { Collected } from "./collect.ts";

interface Office {
  city: string;
  time_zone: string;
}

export default async function run(ctx: Context, input: Collected) {
  const at = new Date(input.at);
  const offices = (ctx.config.offices ?? []) as Office[];
  return offices
    .sort((a, b) => a.city.localeCompare(b.city))
    .map(({ city, time_zone: timeZone }) => ({
      city,
      date: at.toLocaleDateString("en-US", {
        timeZone,
        weekday: "long",
        year: "numeric",
        month: "long",
        day: "numeric",
      }),
      time: at.toLocaleTimeString("en-US", {
        timeZone,
        hour: "2-digit",
        minute: "2-digit",
        hour12: false,
        timeZoneName: "short",
      }),
    }));
}
