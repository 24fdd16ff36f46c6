// Loading the node's module and calling its function. `invoke` is the hot path of the product: for
// a loaded node one async function, its context and the two JSON conversions.
import { Retry, type Host, type NodeHolder } from "../host";
import type { makeContexts } from "./context";
import { messageOf, nameOf, retryOf, stackOf, statusOf } from "./failure";
import { outputText } from "./output";
import { create, parse, TypeFault } from "./primordials";

type NodeFunction = (ctx: object, input: unknown) => unknown;

export function makeCalls(host: Host, contexts: ReturnType<typeof makeContexts>) {
  let node: NodeFunction | undefined;
  let loading: Promise<void> | undefined;
  let loadFailed = false;
  let loadFailure: unknown;
  // Counts cancellations: a call that settles in a later era than it began in is not reported.
  let era = 0;

  function succeed(call: number, output: unknown): void {
    let text: string;
    try {
      text = outputText(output);
    } catch (reason) {
      // The node has done its work: doing it again gives no better output.
      return fail(call, reason, Retry.no);
    }
    host.done(call, 1, text);
  }

  function fail(call: number, reason: unknown, retry: Retry): void {
    const name = nameOf(reason);
    host.done(call, 0, messageOf(reason), stackOf(reason), name, retry, statusOf(reason));
  }

  // Never rejects: what went wrong is told to every call.
  async function settleLoad(factory: (holder: NodeHolder) => unknown): Promise<void> {
    const holder: NodeHolder = create(null);
    try {
      await factory(holder);
      node = checkedNode(holder.default);
    } catch (reason) {
      loadFailed = true;
      loadFailure = reason;
    }
  }

  async function loaded(): Promise<NodeFunction> {
    await loading;
    if (node !== undefined) return node;
    if (loadFailed) throw loadFailure;
    throw new TypeFault("the node was called before its module was loaded");
  }

  function checkedNode(found: unknown): NodeFunction {
    if (typeof found === "function") return found as NodeFunction;
    throw new TypeFault(
      `Node at "${host.nodePath}" must export a default async function. Got: ${typeof found}`,
    );
  }

  async function run(
    call: number,
    inputText: string,
    runId: string,
    attempt: number,
    index?: number,
    count?: number,
  ): Promise<void> {
    const begun = era;
    let output: unknown;
    try {
      const run = node ?? (await loaded());
      if (begun !== era) return;
      output = await run(
        contexts.make(runId, attempt, index, count),
        inputText === "" ? undefined : parse(inputText),
      );
    } catch (reason) {
      if (begun !== era) return;
      contexts.callEnded();
      return fail(call, reason, node === undefined ? Retry.no : retryOf(reason));
    }
    if (begun !== era) return;
    contexts.callEnded();
    succeed(call, output);
  }

  return {
    // Replaces what was loaded before.
    load(factory: (holder: NodeHolder) => unknown): void {
      node = undefined;
      loadFailed = false;
      loading = settleLoad(factory);
    },
    invoke(
      call: number,
      inputText: string,
      runId: string,
      attempt: number,
      index?: number,
      count?: number,
    ): void {
      run(call, inputText, runId, attempt, index, count);
    },
    endEra(): void {
      era++;
    },
  };
}
