// Where ctx, ctx.secrets and ctx.fetch may flow: through variables, parameters, returned values,
// destructuring and properties. What may happen counts as happening; properties are told apart by
// their names only.
import { childrenOf, isFunction, makeScopes, type Any, type Scope } from "./scopes";

export type Value =
  | "ctx"
  | "secrets"
  | "fetch"
  | { text: string }
  | { callable: Any } // a function or a class
  | { list: Any; scope: Scope<Value> };

// A helper called with more different texts than this is no longer followed text by text.
const kMostTexts = 64;
const kMostRounds = 30;

const isText = (value: Value) => typeof value === "object" && "text" in value;
export const isCallable = (value: Value) => typeof value === "object" && "callable" in value;

// The item of a key, made when it is asked for first.
function at<Key, Item>(items: Map<Key, Item>, key: Key, make: () => Item): Item {
  let item = items.get(key);
  if (item === undefined) items.set(key, (item = make()));
  return item;
}
const noValues = () => new Set<Value>();

export class Flow {
  readonly #scopes: Map<Any, Scope<Value>>;
  readonly #properties = new Map<string, Set<Value>>();
  readonly #returned = new Map<Any, Set<Value>>();
  readonly #passed = new Map<Any, Set<Value>>();
  readonly #texts = new Map<string, Value>();
  readonly #callables = new Map<Any, Value>();
  readonly #lists = new Map<Any, Value>();
  #changed = false;

  constructor(readonly program: Any) {
    this.#scopes = makeScopes(program);
    this.#settle();
    // Parameters called ctx that nobody was seen to pass anything to: of callbacks, mostly.
    if (this.#seedByName()) this.#settle();
  }

  // Visits every node with the scope it stands in, its parent, and the function around it; inner
  // nodes last.
  walk(visit: (node: Any, scope: Scope<Value>, parent?: Any, around?: Any) => void): void {
    const go = (node: Any, outer: Scope<Value>, parent?: Any, around?: Any): void => {
      visit(node, outer, parent, around);
      const scope = this.inside(node, outer);
      const inner = isFunction(node) ? node : around;
      for (const child of childrenOf(node)) go(child, scope, node, inner);
    };
    const global = this.#scopes.get(this.program);
    if (global) go(this.program, global);
  }

  // What was seen to be passed for a parameter.
  passedFor(parameter: Any): Set<Value> {
    return at(this.#passed, parameter, noValues);
  }

  // What an expression may be.
  valuesOf(node: Any | null | undefined, scope: Scope<Value>): Set<Value> {
    const out = new Set<Value>();
    if (node) this.#evaluate(node, scope, out);
    return out;
  }

  // The texts an expression may be, nothing when it may be anything.
  textsOf(node: Any | null | undefined, scope: Scope<Value>): string[] | undefined {
    const texts: string[] = [];
    for (const value of this.valuesOf(node, scope)) {
      if (isText(value)) texts.push(value.text);
    }
    return texts.length > 0 && texts.length < kMostTexts ? texts : undefined;
  }

  // The scope inside a node that opens one.
  inside(node: Any, outer: Scope<Value>): Scope<Value> {
    return this.#scopes.get(node) ?? outer;
  }

  // The names a property access or a property of a pattern may have.
  keysOf(node: Any, scope: Scope<Value>): string[] | undefined {
    const key: Any = node.property ?? node.key;
    if (!node.computed) return [key.type === "Literal" ? String(key.value) : key.name];
    return this.textsOf(key, scope);
  }

  #settle(): void {
    for (let round = 0; round < kMostRounds; ++round) {
      this.#changed = false;
      this.walk((node, scope, _parent, around) => this.#step(node, scope, around));
      if (!this.#changed) return;
    }
  }

  #seedByName(): boolean {
    let seeded = false;
    this.walk((node) => {
      const own = isFunction(node) ? this.#scopes.get(node) : undefined;
      if (!own) return;
      for (const parameter of node.params) {
        if (parameter.type !== "Identifier") continue;
        if (parameter.name !== "ctx" && parameter.name !== "context") continue;
        const variable = own.find(parameter.name);
        if (!variable || variable.size > 0) continue;
        variable.add("ctx");
        seeded = true;
      }
    });
    return seeded;
  }

  #add(into: Set<Value>, values: Iterable<Value>): void {
    for (const value of values) {
      if (into.has(value)) continue;
      if (isText(value) && into.size >= kMostTexts) continue;
      into.add(value);
      this.#changed = true;
    }
  }

  #returnedBy(callable: Any): Set<Value> {
    return at(this.#returned, callable, noValues);
  }

  // Texts would only make everything look like everything: "name", "id", ...
  #store(name: string, values: Set<Value>): void {
    const kept = [...values].filter((value) => !isText(value));
    this.#add(at(this.#properties, name, noValues), kept);
  }

  #read(object: Set<Value>, key: string): Iterable<Value> {
    if (object.has("ctx") && key === "secrets") return ["secrets"];
    if (object.has("ctx") && key === "fetch") return ["fetch"];
    if (object.has("secrets")) return [];
    return this.#properties.get(key) ?? [];
  }

  // Takes `values` over into what a pattern declares or an assignment names.
  #bind(pattern: Any | null, values: Set<Value>, scope: Scope<Value>): void {
    if (!pattern) return;
    switch (pattern.type) {
      case "Identifier": {
        const variable = scope.find(pattern.name);
        if (variable) this.#add(variable, values);
        return;
      }
      case "MemberExpression":
        for (const key of this.keysOf(pattern, scope) ?? []) this.#store(key, values);
        return;
      case "AssignmentPattern":
        this.#bind(pattern.left, new Set([...values, ...this.valuesOf(pattern.right, scope)]), scope);
        return;
      case "RestElement":
        this.#bind(pattern.argument, values, scope);
        return;
      case "ArrayPattern":
        for (const element of pattern.elements) {
          this.#bind(element, this.#elementsOf(values), scope);
        }
        return;
      case "ObjectPattern":
        for (const part of pattern.properties) {
          if (part.type === "RestElement") {
            this.#bind(part, values, scope);
            continue;
          }
          const read = new Set<Value>();
          for (const key of this.keysOf(part, scope) ?? []) {
            for (const value of this.#read(values, key)) read.add(value);
          }
          this.#bind(part.value, read, scope);
        }
    }
  }

  #elementsOf(values: Set<Value>): Set<Value> {
    const out = new Set<Value>();
    for (const value of values) {
      if (typeof value !== "object" || !("list" in value)) continue;
      for (const element of value.list.elements) {
        if (element && element.type !== "SpreadElement") this.#evaluate(element, value.scope, out);
      }
    }
    return out;
  }

  // One node's part in the flow.
  #step(node: Any, scope: Scope<Value>, around?: Any): void {
    switch (node.type) {
      case "FunctionDeclaration":
      case "ClassDeclaration":
        if (node.id) this.#bind(node.id, new Set([this.#callable(node)]), scope);
        return;
      case "FunctionExpression":
      case "ClassExpression":
        if (node.id) {
          this.#bind(node.id, new Set([this.#callable(node)]), this.inside(node, scope));
        }
        return;
      case "ArrowFunctionExpression":
        if (node.expression) {
          this.#add(this.#returnedBy(node), this.valuesOf(node.body, this.inside(node, scope)));
        }
        return;
      case "ReturnStatement":
        if (around) this.#add(this.#returnedBy(around), this.valuesOf(node.argument, scope));
        return;
      case "VariableDeclarator":
        if (node.init) this.#bind(node.id, this.valuesOf(node.init, scope), scope);
        return;
      case "AssignmentExpression":
        this.#assign(node, scope);
        return;
      case "ForOfStatement": {
        const inner = this.inside(node, scope);
        const target = node.left.type === "VariableDeclaration" ? node.left.declarations[0].id : node.left;
        this.#bind(target, this.#elementsOf(this.valuesOf(node.right, inner)), inner);
        return;
      }
      case "Property":
      case "PropertyDefinition":
      case "MethodDefinition":
        if (!node.computed && node.value && node.value.type !== "AssignmentPattern") {
          this.#store(this.keysOf(node, scope)?.[0] ?? "", this.valuesOf(node.value, scope));
        }
        return;
      case "CallExpression":
      case "NewExpression":
        this.#call(node, scope);
    }
  }

  #assign(node: Any, scope: Scope<Value>): void {
    const values = this.valuesOf(node.right, scope);
    this.#bind(node.left, values, scope);
    // `__tntc.default = ...` is how a compiled module exports what the engine calls with ctx.
    const left: Any = node.left;
    const exports =
      left.type === "MemberExpression" &&
      left.object.type === "Identifier" &&
      left.object.name === "__tntc";
    if (exports) this.#callWith(values, [new Set<Value>(["ctx"])]);
  }

  #call(node: Any, scope: Scope<Value>): void {
    const given: Set<Value>[] = [];
    for (const argument of node.arguments) {
      if (argument.type === "SpreadElement") break;
      given.push(this.valuesOf(argument, scope));
    }
    const callee: Any = node.callee;
    const is = (name: string) => callee.type === "MemberExpression" && !callee.computed && callee.property.name === name;
    if (is("call") || is("bind")) this.#callWith(this.valuesOf(callee.object, scope), given.slice(1));
    this.#callWith(this.valuesOf(callee, scope), given);
  }

  #callWith(callees: Set<Value>, given: Set<Value>[]): void {
    for (const callee of callees) {
      if (!isCallable(callee)) continue;
      const target = this.#functionOf(callee.callable);
      const own = target && this.#scopes.get(target);
      if (!own) continue;
      target.params.forEach((parameter: Any, i: number) => {
        const values = given[i];
        if (!values) return;
        this.#add(this.passedFor(parameter), values);
        this.#bind(parameter, values, own);
      });
    }
  }

  // Of a class, its constructor.
  #functionOf(callable: Any): Any | undefined {
    if (isFunction(callable)) return callable;
    const method = callable.body.body.find(
      (one: Any) => one.type === "MethodDefinition" && one.kind === "constructor",
    );
    return method?.value;
  }

  #callable(node: Any): Value {
    return at(this.#callables, node, () => ({ callable: node }));
  }

  #text(text: string): Value {
    return at(this.#texts, text, () => ({ text }));
  }

  #evaluate(node: Any, scope: Scope<Value>, out: Set<Value>): void {
    const all = (values: Iterable<Value>) => {
      for (const value of values) out.add(value);
    };
    switch (node.type) {
      case "Identifier":
        return all(scope.find(node.name) ?? []);
      case "Literal":
        if (typeof node.value === "string") out.add(this.#text(node.value));
        return;
      case "TemplateLiteral":
        if (node.expressions.length === 0) out.add(this.#text(node.quasis[0].value.cooked ?? ""));
        return;
      case "FunctionExpression":
      case "ArrowFunctionExpression":
      case "ClassExpression":
        out.add(this.#callable(node));
        return;
      case "ArrayExpression":
        out.add(at(this.#lists, node, () => ({ list: node, scope })));
        return;
      case "MemberExpression": {
        const object = this.valuesOf(node.object, scope);
        for (const key of this.keysOf(node, scope) ?? []) all(this.#read(object, key));
        return;
      }
      case "CallExpression":
        for (const callee of this.valuesOf(node.callee, scope)) {
          if (isCallable(callee)) all(this.#returnedBy(callee.callable));
        }
        return;
      case "AssignmentExpression":
        return this.#evaluate(node.right, scope, out);
      case "ConditionalExpression":
        this.#evaluate(node.consequent, scope, out);
        return this.#evaluate(node.alternate, scope, out);
      case "LogicalExpression":
        this.#evaluate(node.left, scope, out);
        return this.#evaluate(node.right, scope, out);
      case "SequenceExpression":
        return this.#evaluate(node.expressions.at(-1), scope, out);
      case "AwaitExpression":
        return this.#evaluate(node.argument, scope, out);
      case "ChainExpression":
      case "ParenthesizedExpression":
        return this.#evaluate(node.expression, scope, out);
    }
  }
}
