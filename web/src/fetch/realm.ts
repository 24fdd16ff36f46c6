// The native side and the core, for the files of this chunk.
import type { Core, Host } from "../host";

export let host: Host;
export let core: Core;

export function enter(theHost: Host, theCore: Core): void {
  host = theHost;
  core = theCore;
}

// The signals of the events chunk; it is loaded only where a signal is really there.
export function signals(): import("../events/signal").Signals {
  return core.chunk("events").signals;
}

export const scalar = (value: unknown): string => (`${value as string}` as any).toWellFormed();
