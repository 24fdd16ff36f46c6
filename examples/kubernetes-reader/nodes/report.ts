import type { Context } from "tentacular";
import type { Pod } from "./pods";

const isWell = (pod: Pod) => pod.phase === "Running" || pod.phase === "Succeeded";

export default async function run(_ctx: Context, input: { namespace: string; pods: Pod[] }) {
  const unwell = input.pods.filter((pod) => !isWell(pod) || pod.restarts > 0);
  return {
    text: `${unwell.length} of ${input.pods.length} pods in ${input.namespace} want a look.`,
    unwell: unwell.map((pod) => `${pod.name}: ${pod.phase}, ${pod.restarts} restarts`),
  };
}
