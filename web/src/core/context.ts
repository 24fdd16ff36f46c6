// The ctx a node's function gets: a fresh object per call, its costly parts made at first touch.
import { LogLevel, type Core, type Host } from "../host";
import { freeze, parse } from "./primordials";
import { readable } from "./secrets";

// The abort signal of the call in progress, if node code asked for it.
interface SignalSource {
  signal: unknown;
  abort(reasonName: string, message: string): void;
}

function makeLog(host: Host, core: Core) {
  const at =
    (level: LogLevel) =>
    (...values: unknown[]): void => {
      const only = values.length === 1 ? values[0] : undefined;
      host.log(level, typeof only === "string" ? only : core.format(values, 0));
    };
  return freeze({
    debug: at(LogLevel.debug),
    info: at(LogLevel.info),
    warn: at(LogLevel.warn),
    error: at(LogLevel.error),
  });
}

export function makeContexts(host: Host, core: Core) {
  const node = host.nodeName;
  let log: ReturnType<typeof makeLog> | undefined;
  let source: SignalSource | undefined;

  function fetch(service: unknown, path: unknown, init?: unknown): unknown {
    return core.chunk("fetch").contextFetch(service, path, init);
  }

  return {
    // config and secrets are parsed anew for every call, so that no call sees what another one
    // did to them. Own enumerable properties, because node code spreads and destructures ctx.
    make(runId: string, attempt: number, index?: number, count?: number) {
      let config: unknown;
      let secrets: unknown;
      let signal: unknown;
      let steps: { step: unknown; sleep: unknown; waitForEvent: unknown } | undefined;
      return {
        fetch,
        log: (log ??= makeLog(host, core)),
        runId,
        attempt,
        node,
        item: index === undefined ? undefined : freeze({ index, count }),
        get step() {
          return (steps ??= core.chunk("steps").ofCall(index)).step;
        },
        get sleep() {
          return (steps ??= core.chunk("steps").ofCall(index)).sleep;
        },
        get waitForEvent() {
          return (steps ??= core.chunk("steps").ofCall()).waitForEvent;
        },
        get idempotencyKey() {
          return index === undefined ? `${runId}:${node}` : `${runId}:${node}:${index}`;
        },
        get config() {
          return (config ??= parse(core.configText()));
        },
        get secrets() {
          return (secrets ??= readable(parse(core.secretsText())));
        },
        get signal() {
          if (signal === undefined) {
            source ??= core.chunk("events").makeSignalSource() as SignalSource;
            signal = source.signal;
          }
          return signal;
        },
      };
    },
    abort(reasonName: string, message: string): void {
      const current = source;
      source = undefined;
      current?.abort(reasonName, message);
    },
    callEnded(): void {
      source = undefined;
    },
  };
}
