/**
 * Runs in a realm before guest code does: what one function replaces, the next
 * one finds as it was. The value of the script is a function of the objects to
 * watch that gives `keep` and `restore`.
 */
"use strict";
{
  // Guest code may replace any of these later.
  const { Function, Set } = globalThis;
  const { apply, defineProperty, deleteProperty, ownKeys } = Reflect;
  const { getOwnPropertyDescriptor } = Object;
  const { has } = Set.prototype;

  const CHECKED_AT_ONCE = 48;

  /** Each read in a place of its own costs a twentieth of one in a loop. */
  function toCheck(part) {
    const declared = [];
    const compared = [];
    for (let at = 0; at < part.length; at += 3) {
      const name = part[at + 1];
      const isPlain = typeof name === "string" && /^[A-Za-z_]\w*$/.test(name);
      const read = isPlain ? `.${name}` : `[name${at}]`;
      declared.push(`object${at} = part[${at}]`, `name${at} = part[${at + 1}]`);
      declared.push(`value${at} = part[${at + 2}].value`);
      compared.push(`object${at}${read} !== value${at}`);
    }
    return new Function(
      "part",
      `const ${declared.join()}; return () => ${compared.join("||")};`,
    )(part);
  }

  function putBack(object, name, descriptor) {
    const now = getOwnPropertyDescriptor(object, name);
    if (
      now === undefined ||
      now.value !== descriptor.value ||
      now.get !== descriptor.get
    ) {
      // False for what has been frozen.
      defineProperty(object, name, descriptor);
    }
  }

  function putAllBack(list) {
    for (let at = 0; at < list.length; at += 3) {
      putBack(list[at], list[at + 1], list[at + 2]);
    }
  }

  function removeAdded(object, names, known) {
    for (let index = 0; index < names.length; index += 1) {
      if (!apply(has, known, [names[index]])) {
        deleteProperty(object, names[index]);
      }
    }
  }

  class Originals {
    /** Three entries each: object, name, descriptor of the value. */
    #kept = [];
    /** The same of what the global object computes. */
    #computed = [];
    /** Three entries each: object, how many names it has, and which. */
    #counts = [];
    /** Say whether something is another value; compiled, as they run before each function. */
    #checks = [];
    #lists;

    constructor(lists) {
      this.#lists = lists;
    }

    keep() {
      const { listOriginals, listOpen } = this.#lists;
      this.#kept = [];
      this.#computed = [];
      for (const object of listOriginals()) {
        for (const name of ownKeys(object)) {
          this.#keepOne(object, name);
        }
      }
      this.#counts = [];
      for (const object of listOpen()) {
        const names = ownKeys(object);
        this.#counts.push(object, names.length, new Set(names));
      }
      this.#checks = [];
      for (let at = 0; at < this.#kept.length; at += 3 * CHECKED_AT_ONCE) {
        const part = this.#kept.slice(at, at + 3 * CHECKED_AT_ONCE);
        this.#checks.push(toCheck(part));
      }
    }

    #keepOne(object, name) {
      const descriptor = getOwnPropertyDescriptor(object, name);
      if (!descriptor.configurable) {
        return;
      }
      if ("value" in descriptor) {
        this.#kept.push(object, name, descriptor);
      } else if (object === globalThis) {
        this.#computed.push(object, name, descriptor);
      }
    }

    #isChanged() {
      const checks = this.#checks;
      try {
        for (let at = 0; at < checks.length; at += 1) {
          if (checks[at]()) {
            return true;
          }
        }
        return false;
      } catch {
        // Reading may run guest code now.
        return true;
      }
    }

    restore() {
      putAllBack(this.#computed);
      if (this.#isChanged()) {
        putAllBack(this.#kept);
      }
      const counts = this.#counts;
      for (let at = 0; at < counts.length; at += 3) {
        const object = counts[at];
        const names = ownKeys(object);
        if (names.length !== counts[at + 1]) {
          removeAdded(object, names, counts[at + 2]);
        }
      }
    }
  }

  /**
   * @param lists `listOriginals` gives objects whose values are put back,
   * `listOpen` those of which names are removed that came later
   */
  (lists) => {
    const originals = new Originals(lists);
    return {
      /** How things are from here on: what modules have set up is part of it. */
      keep: () => originals.keep(),
      restore: () => originals.restore(),
    };
  };
}
