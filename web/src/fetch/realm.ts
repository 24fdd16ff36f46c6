// The native side and the core, and what the files of fetch do with them.
import { core } from "../realm";

export { core, enter, host } from "../realm";

// The signals of the events chunk; it is loaded only where a signal is really there.
export function signals(): import("../events/signal").Signals {
  return core.chunk("events").signals;
}

export const scalar = (value: unknown): string => (`${value as string}` as any).toWellFormed();
