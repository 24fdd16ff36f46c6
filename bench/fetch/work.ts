// The same work for a node of ours and for Deno: `count` requests to `url`, `width` at a time.
// Answers with requests per second.
export async function work(url: string, count: number, width: number): Promise<number> {
  let left = count;
  const begun = performance.now();
  const one = async () => {
    while (left-- > 0) {
      const answer = await fetch(url);
      const { id } = (await answer.json()) as { id: number };
      if (id !== 7) throw new Error("a wrong answer");
    }
  };
  await Promise.all(Array.from({ length: width }, one));
  return Math.round((count * 1000) / (performance.now() - begun));
}
