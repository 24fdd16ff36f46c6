import type { Context } from "tentacular";

import { fetchSource, type Plan } from "./sources.ts";

interface Story {
  title: string;
  points: number;
}

export default async function run(ctx: Context, plan: Plan) {
  const { stories } = await fetchSource<{ stories: Story[] }>(ctx, plan, "headlines");
  return stories.sort((a, b) => b.points - a.points).slice(0, 3);
}
