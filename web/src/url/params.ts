// URLSearchParams over a list of pairs; one that belongs to a URL writes every change back to it.
import { parseUrlencodedString, serializeUrlencoded } from "whatwg-url/lib/urlencoded.js";

type Pair = [name: string, value: string];

export interface ParamsAccess {
  // The parameters of a URL: `changed` gets the new query.
  attached(query: string, changed: (query: string) => void): URLSearchParams;
  reset(params: URLSearchParams, query: string): void;
}

export let paramsAccess: ParamsAccess;

const text = (value: unknown) => (`${value as string}` as any).toWellFormed() as string;

function pairsOfSequence(sequence: Iterable<unknown>): Pair[] {
  return [...sequence].map((item) => {
    const pair = typeof item === "object" && item !== null ? [...(item as Iterable<unknown>)] : [];
    if (pair.length !== 2)
      throw new TypeError("URLSearchParams: each item of the sequence must be a name and a value");
    return [text(pair[0]), text(pair[1])];
  });
}

function pairsOf(init: unknown): Pair[] {
  if (init === undefined) return [];
  if ((typeof init === "object" && init !== null) || typeof init === "function") {
    const iterate = (init as any)[Symbol.iterator];
    if (iterate !== undefined && iterate !== null)
      return pairsOfSequence(init as Iterable<unknown>);
    return Reflect.ownKeys(init)
      .filter((key) => Object.getOwnPropertyDescriptor(init, key)?.enumerable)
      .map((key) => [text(key), text((init as any)[key])]);
  }
  const query = text(init);
  return parseUrlencodedString(query.startsWith("?") ? query.slice(1) : query);
}

export class URLSearchParams {
  #pairs: Pair[];
  #changed: ((query: string) => void) | undefined;

  static {
    paramsAccess = {
      attached(query, changed) {
        const params = new URLSearchParams();
        params.#pairs = parseUrlencodedString(query);
        params.#changed = changed;
        return params;
      },
      reset(params, query) {
        params.#pairs = parseUrlencodedString(query);
      },
    };
  }

  constructor(init?: unknown) {
    this.#pairs = pairsOf(init);
  }
  get size(): number {
    return this.#pairs.length;
  }
  append(name: unknown, value: unknown): void {
    needs(arguments.length, 2, "append");
    this.#pairs.push([text(name), text(value)]);
    this.#update();
  }
  delete(name: unknown, value?: unknown): void {
    needs(arguments.length, 1, "delete");
    const [wanted, only] = [text(name), value === undefined ? undefined : text(value)];
    this.#pairs = this.#pairs.filter(
      (pair) => pair[0] !== wanted || (only !== undefined && pair[1] !== only),
    );
    this.#update();
  }
  get(name: unknown): string | null {
    needs(arguments.length, 1, "get");
    const wanted = text(name);
    return this.#pairs.find((pair) => pair[0] === wanted)?.[1] ?? null;
  }
  getAll(name: unknown): string[] {
    needs(arguments.length, 1, "getAll");
    const wanted = text(name);
    return this.#pairs.filter((pair) => pair[0] === wanted).map((pair) => pair[1]);
  }
  has(name: unknown, value?: unknown): boolean {
    needs(arguments.length, 1, "has");
    const [wanted, only] = [text(name), value === undefined ? undefined : text(value)];
    return this.#pairs.some(
      (pair) => pair[0] === wanted && (only === undefined || pair[1] === only),
    );
  }
  set(name: unknown, value: unknown): void {
    needs(arguments.length, 2, "set");
    const [wanted, only] = [text(name), text(value)];
    const first = this.#pairs.findIndex((pair) => pair[0] === wanted);
    if (first < 0) {
      this.#pairs.push([wanted, only]);
    } else {
      this.#pairs[first]![1] = only;
      this.#pairs = this.#pairs.filter((pair, i) => i <= first || pair[0] !== wanted);
    }
    this.#update();
  }
  sort(): void {
    this.#pairs.sort((a, b) => (a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : 0));
    this.#update();
  }
  forEach(
    callback: (value: string, name: string, params: URLSearchParams) => void,
    receiver?: unknown,
  ): void {
    if (typeof callback !== "function")
      throw new TypeError("URLSearchParams.forEach needs a function");
    for (const [name, value] of this) callback.call(receiver, value, name, this);
  }
  *entries(): IterableIterator<Pair> {
    for (let i = 0; i < this.#pairs.length; i++) yield [this.#pairs[i]![0], this.#pairs[i]![1]];
  }
  *keys(): IterableIterator<string> {
    for (const [name] of this.entries()) yield name;
  }
  *values(): IterableIterator<string> {
    for (const [, value] of this.entries()) yield value;
  }
  [Symbol.iterator](): IterableIterator<Pair> {
    return this.entries();
  }
  toString(): string {
    return serializeUrlencoded(this.#pairs);
  }
  get [Symbol.toStringTag]() {
    return "URLSearchParams";
  }
  [Symbol.for("Deno.customInspect")](inspect: (value: unknown) => string): string {
    const pairs = this.#pairs.map(([name, value]) => `${inspect(name)} => ${inspect(value)}`);
    return pairs.length === 0 ? "URLSearchParams {}" : `URLSearchParams { ${pairs.join(", ")} }`;
  }

  #update(): void {
    this.#changed?.(serializeUrlencoded(this.#pairs));
  }
}

function needs(given: number, wanted: number, method: string): void {
  if (given < wanted)
    throw new TypeError(
      `URLSearchParams.${method} needs ${wanted} argument${wanted > 1 ? "s" : ""}, got ${given}`,
    );
}

Object.defineProperty(URLSearchParams.prototype, Symbol.iterator, {
  value: URLSearchParams.prototype.entries,
  writable: true,
  configurable: true,
});
for (const name of Object.getOwnPropertyNames(URLSearchParams.prototype)) {
  if (name !== "constructor")
    Object.defineProperty(URLSearchParams.prototype, name, { enumerable: true });
}
