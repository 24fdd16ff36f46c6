// The builtins as they were before any node code ran. Node code may replace the public ones; that
// may spoil its own results, but not what the prelude says about them.
//
// `apply(method, receiver, arguments)` is the only way to call a captured method: `.call` and
// `.apply` are themselves looked up on a prototype that node code can patch.

export const { apply } = Reflect;
export const { create, defineProperty, freeze, keys, setPrototypeOf } = Object;
export const { parse, stringify } = JSON;
export const { isArray } = Array;
export const isError: (value: unknown) => boolean = (Error as any).isError;
export const toText: (value: unknown) => string = String;
export const TypeFault = TypeError;

// The same, for lazy chunks. No prototype, so that a name it lacks is undefined and nothing else.
export const primordials = {
  __proto__: null,
  apply,
  create,
  defineProperty,
  freeze,
  isArray,
  isError,
  keys,
  parse,
  setPrototypeOf,
  stringify,
  toText,
  TypeFault,
};
