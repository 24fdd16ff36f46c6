import type { Context } from "tentacular";

// Kept alive by the module, so that no collection can take it away from a greedy kind.
const hoard: unknown[] = [];

function spin(): never {
  while (true) {}
}

function jobs(): Promise<unknown> {
  return Promise.resolve().then(jobs);
}

function deep(depth: number): number {
  return deep(depth + 1) + 1;
}

function awkwardText(length: number): string {
  return "a".repeat(length) + "!";
}

// What a global of that name does, whether or not there is one.
function call(path: string): unknown {
  let value: any = globalThis;
  for (const name of path.split(".")) value = value[name];
  return value(0);
}

const kinds: Record<string, () => unknown> = {
  ok: () => "well",

  // Loops that the time limit of the VM ends.
  loop: () => spin(),
  getter: () => ({
    get value() {
      return spin();
    },
  }).value,
  to_json: () => ({ toJSON: spin }),
  result_getter: () => ({
    get value() {
      return spin();
    },
  }),
  sort: () => [3, 1, 2].sort(spin),
  finally_loop: () => {
    try {
      spin();
    } finally {
      spin();
    }
  },
  catch_loop: () => {
    while (true) {
      try {
        spin();
      } catch {
        continue;
      }
    }
  },
  await_loop: async () => {
    while (true) await null;
  },
  timer_loop: () => new Promise(() => setTimeout(spin, 10)),

  // Work that nothing inside the process can interrupt.
  job_chain: () => jobs(),
  regex_polynomial: () => /(a*)*(a*)*(a*)*b/.test(awkwardText(5000)),
  // The VM may give one such match up after half a second, so there are many.
  regex_exponential: () => {
    while (!/(x+x+)+y/.test("x".repeat(60))) continue;
  },

  // Cryptography: the first two ask the time limit as they go, the third cannot.
  crypto_rounds: async () => {
    const salt = new Uint8Array(8);
    const key = await crypto.subtle.importKey("raw", salt, "PBKDF2", false, ["deriveBits"]);
    const algorithm = { name: "PBKDF2", hash: "SHA-256", salt, iterations: 4e9 };
    return crypto.subtle.deriveBits(algorithm, key, 256);
  },
  crypto_keys: async () => {
    const publicExponent = new Uint8Array([1, 0, 1]);
    const algorithm = { name: "RSA-PSS", modulusLength: 8192, publicExponent, hash: "SHA-256" };
    while (true) await crypto.subtle.generateKey(algorithm, false, ["sign"]);
  },
  crypto_giant: async () => {
    const { privateKey } = await crypto.subtle.generateKey("Ed25519", false, ["sign"]);
    const message = new Uint8Array(1e8);
    while (true) await crypto.subtle.sign("Ed25519", privateKey, message);
  },

  never: () => new Promise(() => {}),

  // Memory.
  grow_strings: () => {
    while (true) hoard.push("x".repeat(1000) + hoard.length);
  },
  grow_objects: () => {
    while (true) hoard.push({ at: hoard.length, list: [1, 2, 3] });
  },
  grow_text: () => {
    let text = "x";
    while (true) {
      text = text.repeat(2);
      hoard.push(text.charCodeAt(text.length - 1));
    }
  },
  grow_buffers: () => {
    while (true) hoard.push(new Uint8Array(1e6).fill(1));
  },
  // A little more at each turn of the loop, never in script for long.
  grow_by_turns: async () => {
    while (true) {
      await new Promise((next) => setTimeout(next, 0));
      for (let k = 0; k < 20; k++) hoard.push(new Uint8Array(1e6).fill(1));
    }
  },
  giant_buffer: () => new Uint8Array(3e9).fill(1).length,
  deep_recursion: () => deep(0),

  // Attempts to leave.
  deno_exit: () => call("Deno.exit"),
  process_exit: () => call("process.exit"),
  close: () => call("close"),
  throw_error: () => {
    throw new Error("thrown on purpose");
  },
  throw_null: () => {
    throw null;
  },

  // The node itself settles; what it left behind fails.
  timer_throw: async () => {
    setTimeout(() => {
      throw new Error("thrown in a timer");
    }, 1);
    await new Promise((resolve) => setTimeout(resolve, 50));
    return "settled";
  },
  detached_throw: async () => {
    Promise.reject(new Error("rejected and forgotten"));
    await new Promise((resolve) => setTimeout(resolve, 50));
    return "settled";
  },
};

export default async function run(_ctx: Context, input: { kind: string }) {
  const act = kinds[input.kind];
  if (act === undefined) throw new Error(`there is no kind ${input.kind}`);
  return await act();
}
