// Values as people read them, close to what Deno prints. Getters are never run, and nothing a value
// does (a proxy that throws, a getter on its prototype) makes printing fail.
import { framesOf } from "./stack";
import { keyText, quoted } from "./text";

export interface InspectOptions {
  depth: number;
  iterableLimit: number;
  strAbbreviateSize: number;
  breakLength: number;
  showHidden: boolean;
  sorted: boolean;
}

const kDefaults: InspectOptions = {
  depth: 4,
  iterableLimit: 100,
  strAbbreviateSize: 10000,
  breakLength: 80,
  showHidden: false,
  sorted: false,
};

export function optionsFrom(given: any): InspectOptions {
  const options = { ...kDefaults };
  if (typeof given !== "object" || given === null) return options;
  for (const key of Object.keys(kDefaults) as (keyof InspectOptions)[]) {
    const value = given[key];
    if (typeof value === typeof options[key]) (options as any)[key] = value;
    else if (value === null && typeof options[key] === "number") (options as any)[key] = Infinity;
  }
  return options;
}

const denoCustom = Symbol.for("Deno.customInspect");
const nodeCustom = Symbol.for("nodejs.util.inspect.custom");

const typedArrayName = Object.getOwnPropertyDescriptor(
  Object.getPrototypeOf(Uint8Array.prototype),
  Symbol.toStringTag,
)!.get!;

// Whether the value has the internal slot that `probe` reads.
function hasSlot(value: object, probe: Function): boolean {
  try {
    Reflect.apply(probe, value, []);
    return true;
  } catch {
    return false;
  }
}

const getter = (prototype: object, name: PropertyKey) =>
  Object.getOwnPropertyDescriptor(prototype, name)!.get!;

const probes = {
  map: getter(Map.prototype, "size"),
  set: getter(Set.prototype, "size"),
  date: Date.prototype.getTime,
  regExp: getter(RegExp.prototype, "source"),
  buffer: getter(ArrayBuffer.prototype, "byteLength"),
  view: getter(DataView.prototype, "byteLength"),
  number: Number.prototype.valueOf,
  string: String.prototype.valueOf,
  boolean: Boolean.prototype.valueOf,
  symbol: Symbol.prototype.valueOf,
  bigint: BigInt.prototype.valueOf,
};

export class Inspector {
  #options: InspectOptions;
  #open: object[] = [];
  // Objects that something inside them points back to, in the order they were met.
  #circular: object[] = [];

  constructor(options: InspectOptions) {
    this.#options = options;
  }

  text(value: unknown): string {
    switch (typeof value) {
      case "string":
        return this.#string(value);
      case "number":
        return Object.is(value, -0) ? "-0" : `${value}`;
      case "bigint":
        return `${value}n`;
      case "symbol":
        return String(value);
      case "object":
      case "function":
        return value === null ? "null" : this.#object(value);
      default:
        return `${value as undefined}`;
    }
  }

  #string(text: string): string {
    const limit = this.#options.strAbbreviateSize;
    if (text.length <= limit) return quoted(text);
    return `${quoted(text.slice(0, limit))}... ${text.length - limit} more characters`;
  }

  #object(value: object): string {
    if (this.#open.includes(value)) {
      if (!this.#circular.includes(value)) this.#circular.push(value);
      return `[Circular *${this.#circular.indexOf(value) + 1}]`;
    }
    this.#open.push(value);
    try {
      const text = this.#custom(value) ?? this.#described(value);
      const index = this.#circular.indexOf(value);
      return index < 0 ? text : `<ref *${index + 1}> ${text}`;
    } catch {
      return "[Object that cannot be shown]";
    } finally {
      this.#open.pop();
    }
  }

  #custom(value: any): string | undefined {
    const inspect = (inner: unknown, options?: object) =>
      new Inspector(
        options === undefined ? this.#options : optionsFrom({ ...this.#options, ...options }),
      ).text(inner);
    let result: unknown;
    if (typeof value[denoCustom] === "function") {
      result = value[denoCustom](inspect, { ...this.#options });
    } else if (typeof value[nodeCustom] === "function") {
      result = value[nodeCustom](
        this.#options.depth - this.#open.length + 1,
        { ...this.#options },
        inspect,
      );
    } else {
      return undefined;
    }
    if (result === value) return undefined;
    return typeof result === "string" ? result : this.text(result);
  }

  #tooDeep(): boolean {
    return this.#open.length > this.#options.depth + 1;
  }

  #described(value: object): string {
    if (typeof value === "function") return this.#withProperties(this.#functionHead(value), value);
    if ((Error as any).isError(value)) return this.#error(value as Error);
    if (hasSlot(value, probes.date)) {
      const date = value as Date;
      const text = Number.isNaN(date.getTime()) ? "Invalid Date" : date.toISOString();
      return this.#withProperties(text, value);
    }
    if (hasSlot(value, probes.regExp) && value !== RegExp.prototype) {
      return this.#withProperties(RegExp.prototype.toString.call(value), value);
    }
    const boxed = this.#boxed(value);
    if (boxed !== undefined) return this.#withProperties(boxed, value);

    const name = this.#name(value);
    if (this.#tooDeep()) return Array.isArray(value) && name === "Array" ? "[Array]" : `[${name}]`;
    if (Array.isArray(value)) {
      const head = name === "Array" ? "" : `${name}(${value.length}) `;
      return this.#enclosed(
        head,
        "[",
        [...this.#items(value), ...this.#properties(value, true)],
        "]",
      );
    }
    const typed: string | undefined = Reflect.apply(typedArrayName, value, []);
    if (typed !== undefined) {
      const list = value as Uint8Array;
      return this.#enclosed(
        `${name}(${list.length}) `,
        "[",
        [...this.#items(list), ...this.#properties(value, true)],
        "]",
      );
    }
    if (hasSlot(value, probes.map)) {
      const map = value as Map<unknown, unknown>;
      const entries = this.#limited(
        map,
        map.size,
        ([key, item]) => `${this.text(key)} => ${this.text(item)}`,
      );
      return this.#enclosed(
        `${name}(${map.size}) `,
        "{",
        [...entries, ...this.#properties(value, false)],
        "}",
      );
    }
    if (hasSlot(value, probes.set)) {
      const set = value as Set<unknown>;
      const entries = this.#limited(set, set.size, (item) => this.text(item));
      return this.#enclosed(
        `${name}(${set.size}) `,
        "{",
        [...entries, ...this.#properties(value, false)],
        "}",
      );
    }
    if (hasSlot(value, probes.buffer) || hasSlot(value, probes.view)) {
      const length = `byteLength: ${(value as ArrayBuffer).byteLength}`;
      return this.#enclosed(`${name} `, "{", [length, ...this.#properties(value, false)], "}");
    }
    const head = name === "Object" ? "" : `${name} `;
    const entries = this.#properties(value, false);
    if (value instanceof WeakMap || value instanceof WeakSet) entries.unshift("<items unknown>");
    return this.#enclosed(head, "{", entries, "}");
  }

  #boxed(value: object): string | undefined {
    if (hasSlot(value, probes.number)) return `[Number: ${this.text(probes.number.call(value))}]`;
    if (hasSlot(value, probes.string)) return `[String: ${quoted(probes.string.call(value))}]`;
    if (hasSlot(value, probes.boolean)) return `[Boolean: ${probes.boolean.call(value)}]`;
    if (hasSlot(value, probes.bigint)) return `[BigInt: ${probes.bigint.call(value)}n]`;
    if (hasSlot(value, probes.symbol)) return `[Symbol: ${String(probes.symbol.call(value))}]`;
    return undefined;
  }

  #functionHead(value: Function): string {
    const own = Object.getOwnPropertyDescriptor(value, "name")?.value;
    const name = typeof own === "string" ? own : "";
    if (/^class\b/.test(Function.prototype.toString.call(value))) {
      const parent = Object.getPrototypeOf(value);
      const parentName =
        typeof parent === "function" && parent !== Function.prototype ? parent.name : "";
      return `[class ${name === "" ? "(anonymous)" : name}${parentName === "" ? "" : ` extends ${parentName}`}]`;
    }
    const tag = (value as any)[Symbol.toStringTag];
    const kind = typeof tag === "string" && tag.endsWith("Function") ? tag : "Function";
    return name === "" ? `[${kind} (anonymous)]` : `[${kind}: ${name}]`;
  }

  // The class, as far as the prototype chain tells it.
  #name(value: object): string {
    const prototype = Object.getPrototypeOf(value);
    if (prototype === null) return "[Object: null prototype]";
    const tag =
      Object.getOwnPropertyDescriptor(value, Symbol.toStringTag)?.value ?? this.#tag(prototype);
    for (let at = prototype; at !== null; at = Object.getPrototypeOf(at)) {
      const made = Object.getOwnPropertyDescriptor(at, "constructor")?.value;
      if (typeof made !== "function") continue;
      const name = Object.getOwnPropertyDescriptor(made, "name")?.value;
      if (typeof name !== "string" || name === "") continue;
      return typeof tag === "string" && tag !== "" && tag !== name ? `${name} [${tag}]` : name;
    }
    return typeof tag === "string" && tag !== "" ? `Object [${tag}]` : "Object";
  }

  #tag(prototype: object): unknown {
    for (let at: object | null = prototype; at !== null; at = Object.getPrototypeOf(at)) {
      const found = Object.getOwnPropertyDescriptor(at, Symbol.toStringTag);
      if (found !== undefined) return found.value;
    }
    return undefined;
  }

  #error(error: any): string {
    const described = (name: string) => {
      const text = error[name];
      return typeof text === "string" ? text : "";
    };
    const name = described("name") || "Error";
    const message = described("message");
    let text = message === "" ? name : `${name}: ${message}`;
    const frames = framesOf(error.stack);
    if (frames !== "") text += `\n${frames}`;
    if (this.#tooDeep()) return `[${message === "" ? name : `${name}: ${message}`}]`;
    const skip = new Set<PropertyKey>([
      "name",
      "message",
      "stack",
      "line",
      "column",
      "sourceURL",
      "cause",
      "errors",
    ]);
    const entries = this.#entries(error, (key) => !skip.has(key));
    if (entries.length > 0) text += ` ${this.#enclosed("", "{", entries, "}")}`;
    if (Array.isArray(error.errors) && Object.hasOwn(error, "errors")) {
      for (const inner of error.errors)
        text += `\n    ${this.text(inner).replaceAll("\n", "\n    ")}`;
    }
    if (Object.hasOwn(error, "cause")) text += `\nCaused by: ${this.text(error.cause)}`;
    return text;
  }

  #items(list: ArrayLike<unknown>): string[] {
    const texts: string[] = [];
    const limit = this.#options.iterableLimit;
    let shown = 0;
    let i = 0;
    for (; i < list.length && shown < limit; shown++) {
      const hole = i;
      while (i < list.length && !(i in list)) i++;
      if (i > hole) texts.push(`<${i - hole} empty item${i - hole > 1 ? "s" : ""}>`);
      else texts.push(this.#property(list, `${i++}`));
    }
    if (i < list.length) texts.push(more(list.length - i));
    return texts;
  }

  #limited<T>(items: Iterable<T>, size: number, text: (item: T) => string): string[] {
    const texts: string[] = [];
    for (const item of items) {
      if (texts.length === this.#options.iterableLimit) {
        texts.push(more(size - texts.length));
        break;
      }
      texts.push(text(item));
    }
    return texts;
  }

  // The enumerable own properties; of lists without their indices.
  #properties(value: object, isList: boolean): string[] {
    return this.#entries(value, (key) => !isList || typeof key === "symbol" || !/^\d+$/.test(key));
  }

  #entries(value: object, wanted: (key: string | symbol) => boolean): string[] {
    let keys = Reflect.ownKeys(value).filter((key) => {
      if (!wanted(key)) return false;
      return (
        this.#options.showHidden || Object.getOwnPropertyDescriptor(value, key)?.enumerable === true
      );
    });
    if (this.#options.sorted) keys = keys.sort((a, b) => (String(a) < String(b) ? -1 : 1));
    const rest = keys.length - this.#options.iterableLimit;
    const texts = keys
      .slice(0, rest > 0 ? this.#options.iterableLimit : undefined)
      .map((key) => `${keyText(key)}: ${this.#property(value, key)}`);
    if (rest > 0) texts.push(more(rest));
    return texts;
  }

  #property(value: object, key: PropertyKey): string {
    const found = Object.getOwnPropertyDescriptor(value, key);
    if (found === undefined) return "undefined";
    if (found.get !== undefined) return found.set !== undefined ? "[Getter/Setter]" : "[Getter]";
    if (found.set !== undefined) return "[Setter]";
    return this.text(found.value);
  }

  #withProperties(head: string, value: object): string {
    const entries = this.#tooDeep() ? [] : this.#entries(value, () => true);
    return entries.length === 0 ? head : this.#enclosed(`${head} `, "{", entries, "}");
  }

  #enclosed(head: string, open: string, entries: string[], close: string): string {
    if (entries.length === 0) return head + open + close;
    const length = entries.reduce((sum, entry) => sum + entry.length + 2, head.length + 4);
    if (length <= this.#options.breakLength && !entries.some((entry) => entry.includes("\n")))
      return `${head}${open} ${entries.join(", ")} ${close}`;
    const lines = this.#filled(entries).map((entry) => `  ${entry.replaceAll("\n", "\n  ")}`);
    return `${head}${open}\n${lines.join(",\n")}\n${close}`;
  }

  // Long lists of short items share lines.
  #filled(entries: string[]): string[] {
    const longest = entries.reduce((most, entry) => Math.max(most, entry.length), 0);
    if (entries.length <= 6 || longest > 6) return entries;
    const lines: string[] = [];
    const perLine = Math.max(1, Math.floor((this.#options.breakLength - 4) / (longest + 2)));
    for (let i = 0; i < entries.length; i += perLine)
      lines.push(entries.slice(i, i + perLine).join(", "));
    return lines;
  }
}

function more(count: number): string {
  return `... ${count} more item${count > 1 ? "s" : ""}`;
}
