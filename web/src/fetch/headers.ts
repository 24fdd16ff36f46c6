// Headers, and the plain list of pairs that requests and responses carry inside.

export type Pair = [name: string, value: string];
// "immutable": the headers of a response that came from the network.
export type Guard = "none" | "immutable";

const kName = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
const kForbiddenInValue = /[\0\r\n]|[^\0-\xff]/;

export function headerName(given: unknown): string {
  const name = `${given}`;
  if (!kName.test(name)) throw new TypeError(`Invalid header name: '${name}'`);
  return name.toLowerCase();
}

export function headerValue(name: string, given: unknown): string {
  const value = `${given}`.replace(/^[\t\n\r ]+|[\t\n\r ]+$/g, "");
  if (kForbiddenInValue.test(value)) throw new TypeError(`Invalid value of header '${name}'`);
  return value;
}

// Lower-cased names in the order of insertion. Repeated names stay apart.
export class HeaderList {
  pairs: Pair[];

  constructor(pairs: Pair[] = []) {
    this.pairs = pairs;
  }
  static fromFlat(flat: ArrayLike<string>): HeaderList {
    const pairs: Pair[] = [];
    for (let i = 0; i + 1 < flat.length; i += 2) pairs.push([flat[i]!, flat[i + 1]!]);
    return new HeaderList(pairs);
  }
  flat(): string[] {
    const texts: string[] = [];
    for (const [name, value] of this.pairs) texts.push(name, value);
    return texts;
  }
  copy(): HeaderList {
    return new HeaderList(this.pairs.map(([name, value]) => [name, value]));
  }
  has(name: string): boolean {
    return this.pairs.some((pair) => pair[0] === name);
  }
  get(name: string): string | null {
    const values = this.pairs.filter((pair) => pair[0] === name).map((pair) => pair[1]);
    return values.length === 0 ? null : values.join(", ");
  }
  set(name: string, value: string): void {
    const first = this.pairs.find((pair) => pair[0] === name);
    if (first === undefined) return this.append(name, value);
    first[1] = value;
    this.pairs = this.pairs.filter((pair) => pair === first || pair[0] !== name);
  }
  setIfMissing(name: string, value: string): void {
    if (!this.has(name)) this.append(name, value);
  }
  append(name: string, value: string): void {
    this.pairs.push([name, value]);
  }
  delete(name: string): void {
    this.pairs = this.pairs.filter((pair) => pair[0] !== name);
  }
  // By name, equal names joined; cookies stay apart, as their values may hold commas.
  sorted(): Pair[] {
    const names = [...new Set(this.pairs.map((pair) => pair[0]))].sort();
    return names.flatMap((name): Pair[] =>
      name === "set-cookie"
        ? this.pairs.filter((pair) => pair[0] === name).map(([, value]) => [name, value])
        : [[name, this.get(name)!]],
    );
  }
}

export interface HeadersAccess {
  wrap(list: HeaderList, guard: Guard): Headers;
  list(headers: Headers): HeaderList;
  is(value: unknown): value is Headers;
}

export let headersAccess: HeadersAccess;

function pairsOfSequence(sequence: Iterable<unknown>): Pair[] {
  return [...sequence].map((item) => {
    const pair = typeof item === "object" && item !== null ? [...(item as Iterable<unknown>)] : [];
    if (pair.length !== 2)
      throw new TypeError("Headers: each item of the sequence must be a name and a value");
    return [`${pair[0]}`, `${pair[1]}`];
  });
}

export function pairsOfInit(init: any): Pair[] {
  if (init === undefined) return [];
  if (init === null || (typeof init !== "object" && typeof init !== "function"))
    throw new TypeError("headers must be an object, a list of pairs or a Headers");
  if (headersAccess.is(init)) return headersAccess.list(init).copy().pairs;
  const iterate = init[Symbol.iterator];
  if (iterate !== undefined && iterate !== null) return pairsOfSequence(init);
  return Reflect.ownKeys(init)
    .filter((key) => Object.getOwnPropertyDescriptor(init, key)?.enumerable)
    .map((key) => {
      if (typeof key === "symbol") throw new TypeError("a header name cannot be a symbol");
      return [key, `${init[key]}`];
    });
}

export function listOfInit(init: unknown): HeaderList {
  const list = new HeaderList();
  for (const [given, value] of pairsOfInit(init)) {
    const name = headerName(given);
    list.append(name, headerValue(name, value));
  }
  return list;
}

export class Headers {
  #list: HeaderList;
  #guard: Guard = "none";

  static {
    headersAccess = {
      wrap(list, guard) {
        const headers = new Headers();
        headers.#list = list;
        headers.#guard = guard;
        return headers;
      },
      list: (headers) => headers.#list,
      is: (value): value is Headers =>
        typeof value === "object" && value !== null && #list in value,
    };
  }

  constructor(init?: unknown) {
    this.#list = listOfInit(init);
  }
  append(name: unknown, value: unknown): void {
    needs(arguments.length, 2, "append");
    const [key, text] = [headerName(name), headerValue(`${name}`, value)];
    this.#checkMutable();
    this.#list.append(key, text);
  }
  delete(name: unknown): void {
    needs(arguments.length, 1, "delete");
    const key = headerName(name);
    this.#checkMutable();
    this.#list.delete(key);
  }
  get(name: unknown): string | null {
    needs(arguments.length, 1, "get");
    return this.#list.get(headerName(name));
  }
  getSetCookie(): string[] {
    return this.#list.pairs.filter((pair) => pair[0] === "set-cookie").map((pair) => pair[1]);
  }
  has(name: unknown): boolean {
    needs(arguments.length, 1, "has");
    return this.#list.has(headerName(name));
  }
  set(name: unknown, value: unknown): void {
    needs(arguments.length, 2, "set");
    const [key, text] = [headerName(name), headerValue(`${name}`, value)];
    this.#checkMutable();
    this.#list.set(key, text);
  }
  forEach(
    callback: (value: string, name: string, headers: Headers) => void,
    receiver?: unknown,
  ): void {
    if (typeof callback !== "function") throw new TypeError("Headers.forEach needs a function");
    for (const [name, value] of this.entries())
      Reflect.apply(callback, receiver, [value, name, this]);
  }
  *entries(): IterableIterator<Pair> {
    // Looked up anew at every step: the headers may change while they are walked.
    for (let i = 0; ; i++) {
      const pairs = this.#list.sorted();
      if (i >= pairs.length) return;
      yield [pairs[i]![0], pairs[i]![1]];
    }
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
  get [Symbol.toStringTag]() {
    return "Headers";
  }
  [Symbol.for("Deno.customInspect")](inspect: (value: unknown) => string): string {
    const pairs = this.#list
      .sorted()
      .map(([name, value]) => `${/^[a-z]+$/.test(name) ? name : inspect(name)}: ${inspect(value)}`);
    return pairs.length === 0 ? "Headers {}" : `Headers {\n  ${pairs.join(",\n  ")}\n}`;
  }

  #checkMutable(): void {
    if (this.#guard === "immutable") throw new TypeError("Headers are immutable");
  }
}

function needs(given: number, wanted: number, method: string): void {
  if (given < wanted)
    throw new TypeError(
      `Headers.${method} needs ${wanted} argument${wanted > 1 ? "s" : ""}, got ${given}`,
    );
}

Object.defineProperty(Headers.prototype, Symbol.iterator, {
  value: Headers.prototype.entries,
  writable: true,
  configurable: true,
});
