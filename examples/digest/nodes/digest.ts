import type { Context } from "tentacular";

// A node with several edges into it receives one key for each of them.
interface Sources {
  headlines: { title: string; points: number }[];
  weather: { city: string; text: string };
  rates: string[];
}

export default async function run(ctx: Context, { headlines, weather, rates }: Sources) {
  ctx.log.info(`joining ${headlines.length} headlines, the weather and ${rates.length} rates`);
  return {
    subject: `${headlines[0]?.title ?? "No news"}; ${weather.text} in ${weather.city}`,
    lines: [
      ...headlines.map((story, i) => `${i + 1}. ${story.title} (${story.points} points)`),
      `Weather in ${weather.city}: ${weather.text}`,
      ...rates,
    ],
  };
}
