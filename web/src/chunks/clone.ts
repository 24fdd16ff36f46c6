// structuredClone for what a node can hold: plain data, the built-in containers, errors and bytes.
import type { Core, Host } from "../host";

const kErrors: Record<string, ErrorConstructor> = {
  EvalError,
  RangeError,
  ReferenceError,
  SyntaxError,
  TypeError: TypeError as ErrorConstructor,
  URIError,
} as any;

export default function (_host: Host, core: Core) {
  const fault = (what: string) =>
    core.chunk("events").makeException(`${what} could not be cloned.`, "DataCloneError");

  const slot = (prototype: object, name: PropertyKey) =>
    Object.getOwnPropertyDescriptor(prototype, name)!.get!;
  const typedName = slot(Object.getPrototypeOf(Uint8Array.prototype), Symbol.toStringTag);
  const probes: [kind: string, probe: Function][] = [
    ["date", Date.prototype.getTime],
    ["map", slot(Map.prototype, "size")],
    ["set", slot(Set.prototype, "size")],
    ["buffer", slot(ArrayBuffer.prototype, "byteLength")],
    ["view", slot(DataView.prototype, "byteLength")],
    ["number", Number.prototype.valueOf],
    ["string", String.prototype.valueOf],
    ["boolean", Boolean.prototype.valueOf],
    ["bigint", BigInt.prototype.valueOf],
    ["symbol", Symbol.prototype.valueOf],
    ["regexp", slot(RegExp.prototype, "source")],
    ["weak", WeakMap.prototype.has],
    ["weak", WeakSet.prototype.has],
    ["weak", WeakRef.prototype.deref],
    ["promise", Promise.prototype.then],
  ];

  function kindOf(value: any): string {
    if (Array.isArray(value)) return "array";
    if ((Error as any).isError(value)) return "error";
    if (Reflect.apply(typedName, value, []) !== undefined) return "typed";
    for (const [kind, probe] of probes) {
      if (kind === "promise") {
        if (value instanceof Promise) return kind;
        continue;
      }
      try {
        Reflect.apply(probe, value, []);
        return kind;
      } catch {
        // Not of this kind.
      }
    }
    return "plain";
  }

  class Cloning {
    #seen = new Map<object, object>();

    constructor(transferred: Map<object, object>) {
      for (const [from, to] of transferred) this.#seen.set(from, to);
    }

    clone(value: any): any {
      if (typeof value === "symbol") throw fault(String(value));
      if (typeof value === "function")
        throw fault(value.name === "" ? "a function" : `function ${value.name}`);
      if (typeof value !== "object" || value === null) return value;
      return this.#seen.get(value) ?? this.#object(value);
    }

    #keep<T extends object>(from: object, to: T): T {
      this.#seen.set(from, to);
      return to;
    }

    #object(value: any): object {
      switch (kindOf(value)) {
        case "array": {
          const list = this.#keep(value, new Array(value.length));
          return this.#properties(value, list);
        }
        case "error":
          return this.#error(value);
        case "typed":
        case "view":
          return this.#view(value);
        case "date":
          return this.#keep(value, new Date(Date.prototype.getTime.call(value)));
        case "regexp":
          return this.#keep(value, new RegExp(value.source, value.flags));
        case "buffer":
          return this.#keep(value, ArrayBuffer.prototype.slice.call(value, 0));
        case "number":
        case "string":
        case "boolean":
        case "bigint":
          return this.#keep(value, Object(value.valueOf()));
        case "map": {
          const map = this.#keep(value, new Map());
          for (const [key, item] of [...value]) map.set(this.clone(key), this.clone(item));
          return map;
        }
        case "set": {
          const set = this.#keep(value, new Set());
          for (const item of [...value]) set.add(this.clone(item));
          return set;
        }
        case "plain":
          return this.#properties(value, this.#keep(value, {}));
        default:
          throw fault(Object.prototype.toString.call(value));
      }
    }

    #properties<T extends object>(from: any, to: T): T {
      for (const key of Object.keys(from)) {
        const value = this.clone(from[key]);
        Object.defineProperty(to, key, {
          value,
          writable: true,
          enumerable: true,
          configurable: true,
        });
      }
      return to;
    }

    #error(value: any): object {
      const name = String(value.name);
      const copy = this.#keep(value, new (Object.hasOwn(kErrors, name) ? kErrors[name]! : Error)());
      const hide = (key: string, item: unknown) =>
        Object.defineProperty(copy, key, {
          value: item,
          writable: true,
          enumerable: false,
          configurable: true,
        });
      if (value.message !== undefined) hide("message", String(value.message));
      if (typeof value.stack === "string") hide("stack", value.stack);
      if (Object.hasOwn(value, "cause")) hide("cause", this.clone(value.cause));
      return copy;
    }

    #view(value: any): object {
      const buffer = this.clone(value.buffer);
      const name = Reflect.apply(typedName, value, []) as string | undefined;
      const Kind = name === undefined ? DataView : (globalThis as any)[name];
      const length = name === undefined ? value.byteLength : value.length;
      return this.#keep(value, new Kind(buffer, value.byteOffset, length));
    }
  }

  function structuredClone(value: unknown, options?: { transfer?: Iterable<object> }): unknown {
    if (arguments.length === 0) throw new TypeError("structuredClone needs a value");
    const given = [...(options?.transfer ?? [])];
    const transferred = new Map<object, object>();
    for (const item of given) {
      if (!(item instanceof ArrayBuffer) || (item as any).detached || transferred.has(item))
        throw fault("a value that cannot be transferred");
      transferred.set(item, item);
    }
    // Moved only when everything else has been copied: a failure leaves the caller's buffers alone.
    for (const item of given) transferred.set(item, (item as ArrayBuffer).slice(0));
    const copy = new Cloning(transferred).clone(value);
    for (const item of given) (item as any).transfer();
    return copy;
  }

  return { __proto__: null, structuredClone };
}
