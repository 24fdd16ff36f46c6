// ctx.step and ctx.sleep: what is done once, although the node may be executed again.
import type { Core, Host } from "../host";

const kLongestName = 200;
// A timer holds no more than 24.8 days.
const kLongestWait = 0x7fffffff;

const kUnits: Record<string, number> = {
  __proto__: null as never,
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

export default function (host: Host, core: Core) {
  const { parse, create, apply, TypeFault } = core.primordials;
  const exec = RegExp.prototype.exec;
  const includes = String.prototype.includes;
  const wholeDuration = /^(?:\d+(?:\.\d+)?(?:ms|s|m|h|d))+$/;

  // "1m30s", as in workflow.yaml; a number is milliseconds, as everywhere in JavaScript.
  function milliseconds(duration: unknown): number {
    if (typeof duration === "number" && duration >= 0 && duration < Infinity) return duration;
    if (typeof duration === "string" && apply(exec, wholeDuration, [duration]) !== null) {
      const part = /(\d+(?:\.\d+)?)(ms|s|m|h|d)/g;
      let sum = 0;
      for (let found; (found = apply(exec, part, [duration]) as RegExpExecArray | null) !== null; )
        sum += +found[1]! * kUnits[found[2]!]!;
      return sum;
    }
    throw new TypeFault(
      `ctx.sleep needs a duration such as "30s" or "1m30s", or a number of milliseconds; got ${String(duration)}`,
    );
  }

  function wait(delay: number): Promise<void> {
    return new Promise((done) => {
      core.after(delay, () => done());
    });
  }

  function kept(name: string, text: string): Promise<void> {
    return new Promise((done) => {
      core.whenTold(host.keepStep(name, text), () => done());
    });
  }

  async function once(name: string, act: () => unknown): Promise<unknown> {
    const known = host.step(name);
    if (known !== null) return known === "" ? undefined : parse(known);
    const text = core.outputText(await act());
    await kept(name, text);
    // What a later execution will get, so that both see the same.
    return text === "" ? undefined : parse(text);
  }

  // One call of the node's function: its names and its count of sleeps. An element of a loop has
  // steps of its own (src/ipc/element_steps.h).
  function ofCall(element?: number) {
    const scope = element === undefined ? "" : `element\n${element}\n`;
    const names: Record<string, true> = create(null);
    let sleeps = 0;
    return {
      async step(name: unknown, act: unknown): Promise<unknown> {
        if (typeof name !== "string" || name === "" || name.length > kLongestName)
          throw new TypeFault(`ctx.step needs a name of 1 to ${kLongestName} characters`);
        if (apply(includes, name, ["\n"]) as boolean)
          throw new TypeFault("the name of a step is one line");
        if (typeof act !== "function")
          throw new TypeFault(`ctx.step("${name}") needs a function that does the step`);
        if (names[name])
          throw new TypeFault(
            `the step "${name}" was used before in this node; each needs a name of its own`,
          );
        names[name] = true;
        return once(scope + name, act as () => unknown);
      },

      // The first execution decides when it ends.
      async sleep(duration: unknown): Promise<void> {
        const delay = milliseconds(duration);
        const name = `${scope}sleep\n${++sleeps}`;
        const end = host.stepsAreKept()
          ? ((await once(name, () => host.epoch() + delay)) as number)
          : host.epoch() + delay;
        host.waiting(true);
        try {
          for (let left; (left = end - host.epoch()) > 0; )
            await wait(left < kLongestWait ? left : kLongestWait);
        } finally {
          host.waiting(false);
        }
      },
    };
  }

  return { __proto__: null, ofCall };
}
