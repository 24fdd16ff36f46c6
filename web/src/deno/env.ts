// Deno.env: the variables the node declares in its capabilities; nothing is ever set.
import { errors, thrown } from "./errors";
import { host } from "../realm";

function get(name: unknown): string | undefined {
  try {
    return host.env(`${name}`) ?? undefined;
  } catch (reason) {
    throw thrown(reason);
  }
}

function refuse(): never {
  throw new errors.NotSupported(
    "the environment of a workflow node cannot be changed; pass values as outputs instead",
  );
}

export const env = {
  get,
  has: (name: unknown): boolean => get(name) !== undefined,
  toObject: (): Record<string, string> => JSON.parse(host.env()),
  set: refuse,
  delete: refuse,
};
