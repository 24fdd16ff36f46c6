// A service that is a single text comes as {value: "text"} from every source. Code that was written
// for a plain text uses it in templates and headers: there such a service reads as its text.
import { defineProperty, keys } from "./primordials";

function valueAsText(this: { value: unknown }): unknown {
  return this.value;
}

// `secrets` is fresh from JSON; the same object with that ability.
export function readable(secrets: any): unknown {
  const names = keys(secrets);
  for (let i = 0; i < names.length; ++i) {
    const service = secrets[names[i]!];
    if (service === null || typeof service !== "object") continue;
    const own = keys(service);
    if (own.length !== 1 || own[0] !== "value" || typeof service.value !== "string") continue;
    // Not enumerable, so that it shows neither in logs nor in JSON, nor is spread.
    defineProperty(service, "toString", { __proto__: null, value: valueAsText } as PropertyDescriptor);
  }
  return secrets;
}
