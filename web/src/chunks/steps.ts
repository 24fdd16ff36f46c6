// ctx.step, ctx.sleep and ctx.waitForEvent: what is done once, although the node may be executed
// again.
import type { Core, Host } from "../host";

const kLongestName = 200;
const kLongestEvent = 128;
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
  const ErrorOf = Error;
  const exec = RegExp.prototype.exec;
  const includes = String.prototype.includes;
  const wholeDuration = /^(?:\d+(?:\.\d+)?(?:ms|s|m|h|d))+$/;
  const wholeEvent = /^(?!\.\.?$)[A-Za-z0-9._-]+$/;

  // "1m30s", as in workflow.yaml; a number is milliseconds, as everywhere in JavaScript.
  function milliseconds(of: string, duration: unknown): number {
    if (typeof duration === "number" && duration >= 0 && duration < Infinity) return duration;
    if (typeof duration === "string" && apply(exec, wholeDuration, [duration]) !== null) {
      const part = /(\d+(?:\.\d+)?)(ms|s|m|h|d)/g;
      let sum = 0;
      for (let found; (found = apply(exec, part, [duration]) as RegExpExecArray | null) !== null; )
        sum += +found[1]! * kUnits[found[2]!]!;
      return sum;
    }
    throw new TypeFault(
      `${of} needs a duration such as "30s" or "1m30s", or a number of milliseconds; got ${String(duration)}`,
    );
  }

  // Until then, 0 for ever, or until `now` is called. A timer ends by itself.
  function waitUntil(end: number, event?: string) {
    let over = false;
    let timer: number | undefined;
    let done: () => void;
    const promise = new Promise<void>((resolve) => (done = resolve));
    function now(): void {
      if (over) return;
      over = true;
      if (timer !== undefined) core.cancelAfter(timer);
      host.waiting(false, end, event);
      done();
    }
    function goOn(): void {
      timer = undefined;
      const left = end - host.epoch();
      if (left > 0) timer = core.after(left < kLongestWait ? left : kLongestWait, goOn);
      else now();
    }
    host.waiting(true, end, event);
    if (end !== 0) goOn();
    return { promise, now };
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

  // What a node of a recorded run does once; of any other, as often as it is executed.
  async function onceIfKept(name: string, act: () => unknown): Promise<unknown> {
    return host.stepsAreKept() ? once(name, act) : act();
  }

  // The events of one name, as the waits of one call take them: each the next, first come first
  // served.
  function takeEvents(name: string) {
    const waits: (((event: number) => void) | undefined)[] = [];
    let first = 0; // of those that wait
    let next = 0; // the event to come
    let asked = -1;
    function serve(): void {
      for (;;) {
        while (first < waits.length && waits[first] === undefined) first++;
        if (first === waits.length) return;
        if (host.event(name, next) === null) break;
        waits[first++]!(next++);
      }
      if (asked === next) return;
      asked = next;
      core.whenTold(host.awaitEvent(name, next), serve);
    }
    return {
      // An earlier execution has given it to a wait that came before.
      passOver(event: number): void {
        if (event >= next) next = event + 1;
      },
      // `take` gets the number of the event. The answer is for giveUp.
      wait(take: (event: number) => void): number {
        const place = waits.length;
        waits[place] = take;
        serve();
        return place;
      },
      giveUp(place: number): void {
        waits[place] = undefined;
      },
    };
  }
  type Events = ReturnType<typeof takeEvents>;

  // The number of the event, or -1 when it has not come in time.
  async function nextEvent(events: Events, name: string, end: number): Promise<number> {
    let came = -1;
    const waits = waitUntil(end, name);
    const place = events.wait((event) => {
      came = event;
      waits.now();
    });
    await waits.promise;
    events.giveUp(place);
    return came;
  }

  function lateFault(name: string, timeout: unknown): Error {
    const fault: any = new ErrorOf(`no event "${name}" has come within ${String(timeout)}`);
    fault.name = "TimeoutError";
    fault.retryable = false; // another execution is told the same
    return fault;
  }

  // One call of the node's function: its names and its count of sleeps and waits. An element of a loop has
  // steps of its own (src/ipc/element_steps.h).
  function ofCall(element?: number) {
    const scope = element === undefined ? "" : `element\n${element}\n`;
    const names: Record<string, true> = create(null);
    const events: Record<string, Events> = create(null);
    const waits: Record<string, number> = create(null);
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
        const delay = milliseconds("ctx.sleep", duration);
        const place = `${scope}sleep\n${++sleeps}`;
        const end = (await onceIfKept(place, () => host.epoch() + delay)) as number;
        await waitUntil(end).promise;
      },

      // ... and which event it is that a wait has got, or that none has come in time.
      async waitForEvent(name: unknown, options?: { timeout?: unknown }): Promise<unknown> {
        if (typeof name !== "string" || name.length > kLongestEvent || !apply(exec, wholeEvent, [name]))
          throw new TypeFault(
            `ctx.waitForEvent needs the name of an event, 1 to ${kLongestEvent} letters, digits, dots, hyphens and underscores`,
          );
        const timeout = options?.timeout;
        const delay =
          timeout === undefined ? 0 : milliseconds("the timeout of ctx.waitForEvent", timeout);
        const place = `${scope}event\n${name}\n${(waits[name] = (waits[name] ?? 0) + 1)}`;
        const these = (events[name] ??= takeEvents(name));
        const end = (await onceIfKept(`${place}\nuntil`, () =>
          timeout === undefined ? 0 : host.epoch() + delay,
        )) as number;
        const event = (await onceIfKept(place, () => nextEvent(these, name, end))) as number;
        if (event < 0) throw lateFault(name, timeout);
        these.passOver(event);
        return parse(host.event(name, event)!);
      },
    };
  }

  return { __proto__: null, ofCall };
}
