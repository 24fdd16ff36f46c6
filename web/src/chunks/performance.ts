// performance: the realm's monotonic clock. There is no timeline (mark, measure).
import type { Host } from "../host";

export default function (host: Host) {
  class Performance {
    get timeOrigin(): number {
      return timeOrigin;
    }
    now(): number {
      return host.monotonic();
    }
    toJSON() {
      return { timeOrigin };
    }
    get [Symbol.toStringTag]() {
      return "Performance";
    }
  }
  const timeOrigin = host.epoch() - host.monotonic();
  return { __proto__: null, performance: new Performance() };
}
