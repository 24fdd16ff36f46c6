// setTimeout and its relatives over one-shot native timers. The ids node code sees are ours: an
// interval keeps its id although each turn arms a new native timer.
import type { Host } from "../host";
import { apply, create, keys, TypeFault } from "./primordials";

// The longest delay a 32-bit timer can hold, 24.8 days; a longer one waits that long.
const kLongestMs = 0x7fffffff;

interface Timer {
  id: number;
  native: number;
  delay: number;
  repeats: boolean;
  run: Function;
  values: unknown[] | undefined;
}

function delayOf(value: any): number {
  const delay = +value;
  return delay > 0 ? (delay < kLongestMs ? delay : kLongestMs) : 0;
}

export function makeTimers(host: Host, reportUncaught: (reason: unknown) => void) {
  let lastId = 0;
  let byId: Record<number, Timer> = create(null);
  let byNative: Record<number, Timer> = create(null);

  function start(
    run: Function,
    delay: number,
    repeats: boolean,
    values: unknown[] | undefined,
  ): number {
    const timer: Timer = { id: ++lastId, native: host.timer(delay), delay, repeats, run, values };
    byId[timer.id] = timer;
    byNative[timer.native] = timer;
    return timer.id;
  }

  function clear(id?: any): void {
    const timer = byId[+id];
    if (timer === undefined) return;
    delete byId[timer.id];
    delete byNative[timer.native];
    host.clearTimer(timer.native);
  }

  function checked(run: unknown): Function {
    if (typeof run === "function") return run;
    throw new TypeFault("a timer needs a function to call, not text or nothing");
  }

  return {
    setTimeout(run: unknown, delay?: unknown, ...values: unknown[]): number {
      return start(checked(run), delayOf(delay), false, values);
    },
    setInterval(run: unknown, delay?: unknown, ...values: unknown[]): number {
      return start(checked(run), delayOf(delay), true, values);
    },
    clear,
    // For what native code tells by the number of a timer that it has given out itself.
    whenTold(native: number, run: () => void): void {
      const timer = { id: ++lastId, native, delay: 0, repeats: false, run, values: undefined };
      byId[timer.id] = timer;
      byNative[native] = timer;
    },
    after(delayMs: number, run: () => void): number {
      return start(run, delayOf(delayMs), false, undefined);
    },
    onTimer(native: number): void {
      const timer = byNative[native];
      if (timer === undefined) return;
      delete byNative[native];
      if (!timer.repeats) delete byId[timer.id];
      try {
        if (timer.values === undefined) timer.run();
        else apply(timer.run, undefined, timer.values);
      } catch (reason) {
        reportUncaught(reason);
      }
      if (!timer.repeats || byId[timer.id] !== timer) return;
      timer.native = host.timer(timer.delay);
      byNative[timer.native] = timer;
    },
    forgetAll(): void {
      const natives = keys(byNative);
      byId = create(null);
      byNative = create(null);
      for (let i = 0; i < natives.length; i++) host.clearTimer(+natives[i]!);
    },
  };
}
