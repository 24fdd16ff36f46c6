// FormData.
import { Blob, blobAccess, File } from "./blob";
import { scalar } from "./realm";

export type Entry = [name: string, value: string | File];

export interface FormAccess {
  entries(form: FormData): Entry[];
  is(value: unknown): value is FormData;
}
export let formAccess: FormAccess;

function valueOf(value: unknown, fileName: unknown): string | File {
  if (!blobAccess.is(value)) {
    if (fileName !== undefined) throw new TypeError("FormData: a file name needs a Blob as value");
    return scalar(value);
  }
  if (value instanceof File && fileName === undefined) return value;
  const name =
    fileName !== undefined ? scalar(fileName) : value instanceof File ? value.name : "blob";
  const lastModified = value instanceof File ? value.lastModified : undefined;
  return new File([value as Blob], name, { type: value.type, lastModified });
}

export class FormData {
  #entries: Entry[] = [];

  static {
    formAccess = {
      entries: (form) => form.#entries,
      is: (value): value is FormData =>
        typeof value === "object" && value !== null && #entries in value,
    };
  }

  constructor(form?: unknown) {
    if (form !== undefined)
      throw new TypeError("there are no HTML forms here: FormData takes no argument");
  }
  append(name: unknown, value: unknown, fileName?: unknown): void {
    needs(arguments.length, 2, "append");
    this.#entries.push([scalar(name), valueOf(value, fileName)]);
  }
  delete(name: unknown): void {
    needs(arguments.length, 1, "delete");
    const wanted = scalar(name);
    this.#entries = this.#entries.filter((entry) => entry[0] !== wanted);
  }
  get(name: unknown): string | File | null {
    needs(arguments.length, 1, "get");
    const wanted = scalar(name);
    return this.#entries.find((entry) => entry[0] === wanted)?.[1] ?? null;
  }
  getAll(name: unknown): (string | File)[] {
    needs(arguments.length, 1, "getAll");
    const wanted = scalar(name);
    return this.#entries.filter((entry) => entry[0] === wanted).map((entry) => entry[1]);
  }
  has(name: unknown): boolean {
    needs(arguments.length, 1, "has");
    const wanted = scalar(name);
    return this.#entries.some((entry) => entry[0] === wanted);
  }
  set(name: unknown, value: unknown, fileName?: unknown): void {
    needs(arguments.length, 2, "set");
    const entry: Entry = [scalar(name), valueOf(value, fileName)];
    const first = this.#entries.findIndex((other) => other[0] === entry[0]);
    if (first < 0) {
      this.#entries.push(entry);
      return;
    }
    this.#entries = this.#entries.filter((other, i) => i <= first || other[0] !== entry[0]);
    this.#entries[first] = entry;
  }
  forEach(
    callback: (value: string | File, name: string, form: FormData) => void,
    receiver?: unknown,
  ): void {
    if (typeof callback !== "function") throw new TypeError("FormData.forEach needs a function");
    for (const [name, value] of this.entries())
      Reflect.apply(callback, receiver, [value, name, this]);
  }
  *entries(): IterableIterator<Entry> {
    for (let i = 0; i < this.#entries.length; i++)
      yield [this.#entries[i]![0], this.#entries[i]![1]];
  }
  *keys(): IterableIterator<string> {
    for (const [name] of this.entries()) yield name;
  }
  *values(): IterableIterator<string | File> {
    for (const [, value] of this.entries()) yield value;
  }
  [Symbol.iterator](): IterableIterator<Entry> {
    return this.entries();
  }
  get [Symbol.toStringTag]() {
    return "FormData";
  }
  [Symbol.for("Deno.customInspect")](inspect: (value: unknown) => string): string {
    const pairs = this.#entries.map(([name, value]) => `${inspect(name)} => ${inspect(value)}`);
    return pairs.length === 0 ? "FormData {}" : `FormData { ${pairs.join(", ")} }`;
  }
}

function needs(given: number, wanted: number, method: string): void {
  if (given < wanted)
    throw new TypeError(
      `FormData.${method} needs ${wanted} argument${wanted > 1 ? "s" : ""}, got ${given}`,
    );
}

Object.defineProperty(FormData.prototype, Symbol.iterator, {
  value: FormData.prototype.entries,
  writable: true,
  configurable: true,
});
