// Deno.errors, and how a failure of native code becomes one of them.

type ErrorClass = new (message?: string, options?: ErrorOptions) => Error;

// `permanent`: another attempt would be refused the same way (core/failure.ts reads `retryable`).
function make(name: string, Base: ErrorClass = Error, permanent = false): ErrorClass {
  const made = class extends Base {
    constructor(message?: string, options?: ErrorOptions) {
      super(message, options);
      this.name = name;
      if (permanent)
        Object.defineProperty(this, "retryable", { value: false, configurable: true });
    }
  };
  Object.defineProperty(made, "name", { value: name });
  return made;
}

const PermissionDenied = make("PermissionDenied");

export const errors = {
  AddrInUse: make("AddrInUse"),
  AddrNotAvailable: make("AddrNotAvailable"),
  AlreadyExists: make("AlreadyExists"),
  BadResource: make("BadResource"),
  BrokenPipe: make("BrokenPipe"),
  Busy: make("Busy"),
  ConnectionAborted: make("ConnectionAborted"),
  ConnectionRefused: make("ConnectionRefused"),
  ConnectionReset: make("ConnectionReset"),
  FilesystemLoop: make("FilesystemLoop"),
  Http: make("Http"),
  Interrupted: make("Interrupted"),
  InvalidData: make("InvalidData"),
  IsADirectory: make("IsADirectory"),
  NetworkUnreachable: make("NetworkUnreachable"),
  NotADirectory: make("NotADirectory"),
  // Deno 1 had PermissionDenied for what its permissions refuse, and code that looks for that works.
  NotCapable: make("NotCapable", PermissionDenied, true),
  NotConnected: make("NotConnected"),
  NotFound: make("NotFound"),
  NotSupported: make("NotSupported", Error, true),
  PermissionDenied,
  TimedOut: make("TimedOut"),
  UnexpectedEof: make("UnexpectedEof"),
  WouldBlock: make("WouldBlock"),
  WriteZero: make("WriteZero"),
};

export function errorOf(name: string, message: string): Error {
  const Class = Object.hasOwn(errors, name) ? (errors as Record<string, ErrorClass>)[name]! : Error;
  return new Class(message);
}

// What native code threw: "NotFound\n<message>"; anything else is passed on.
export function thrown(reason: unknown): unknown {
  if (typeof reason !== "string") return reason;
  const end = reason.indexOf("\n");
  return errorOf(reason.slice(0, end), reason.slice(end + 1));
}
