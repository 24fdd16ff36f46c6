import type { Context } from "tentacular";

import { fetchSource, type Plan } from "./sources.ts";

interface Forecast {
  city: string;
  celsius: number;
  sky: string;
}

export default async function run(ctx: Context, plan: Plan) {
  const { city, celsius, sky } = await fetchSource<Forecast>(ctx, plan, "weather");
  return { city, text: `${sky}, ${celsius} °C (${Math.round(celsius * 1.8 + 32)} °F)` };
}
