// DOMException: a real Error, so that it has a stack and Error.isError holds.

const kCodes: Record<string, number> = {
  IndexSizeError: 1,
  HierarchyRequestError: 3,
  WrongDocumentError: 4,
  InvalidCharacterError: 5,
  NoModificationAllowedError: 7,
  NotFoundError: 8,
  NotSupportedError: 9,
  InUseAttributeError: 10,
  InvalidStateError: 11,
  SyntaxError: 12,
  InvalidModificationError: 13,
  NamespaceError: 14,
  InvalidAccessError: 15,
  TypeMismatchError: 17,
  SecurityError: 18,
  NetworkError: 19,
  AbortError: 20,
  URLMismatchError: 21,
  QuotaExceededError: 22,
  TimeoutError: 23,
  InvalidNodeTypeError: 24,
  DataCloneError: 25,
};

export class DOMException extends Error {
  #name: string;

  constructor(message: unknown = "", options: unknown = "Error") {
    super(`${message}`);
    if (typeof options === "object" && options !== null) {
      const { name = "Error", cause } = options as { name?: unknown; cause?: unknown };
      this.#name = `${name}`;
      if ("cause" in options)
        Object.defineProperty(this, "cause", { value: cause, configurable: true, writable: true });
    } else {
      this.#name = `${options}`;
    }
  }
  override get name(): string {
    return this.#name;
  }
  get code(): number {
    return Object.hasOwn(kCodes, this.#name) ? kCodes[this.#name]! : 0;
  }
  get [Symbol.toStringTag]() {
    return "DOMException";
  }
}

for (const [name, code] of Object.entries(kCodes)) {
  const constant = `${name
    .replace(/Error$/, "")
    .replace(/([a-z])([A-Z])/g, "$1_$2")
    .toUpperCase()}_ERR`;
  for (const at of [DOMException, DOMException.prototype])
    Object.defineProperty(at, constant, { value: code, enumerable: true });
}
