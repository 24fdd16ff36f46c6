// The native side and the core, for the files of a chunk: each is bundled with a copy of its own.
import type { Core, Host } from "./host";

export let host: Host;
export let core: Core;

export function enter(theHost: Host, theCore: Core): void {
  host = theHost;
  core = theCore;
}
