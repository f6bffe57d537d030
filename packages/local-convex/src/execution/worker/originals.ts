/**
 * The globals of the thread as its modules have left them when they were
 * imported (`realm/originals.js`).
 */
import vm from "node:vm";
import { webClasses } from "../realm/web";

interface Watched {
  listOriginals(): object[];
  listOpen(): object[];
}

export interface Originals {
  /** How things are from here on. */
  keep(): void;
  /** Puts back what has been replaced since. */
  restore(): void;
}

/** Puts in by the bundler (`actions/script.ts`): the thread's file stands alone. */
declare const ORIGINALS_SOURCE: string;

/** To be called before guest code is imported. */
export function watchOriginals(): Originals {
  const watch = vm.runInThisContext(ORIGINALS_SOURCE, {
    filename: "convex:originals",
  }) as (watched: Watched) => Originals;
  const originals = watch({ listOriginals, listOpen });
  originals.keep();
  return originals;
}

/** Every object that comes with the thread: constructors, what they make, the rest. */
function listOriginals(): object[] {
  const originals: object[] = [globalThis, Math, JSON, Reflect];
  const named = Reflect.ownKeys(globalThis).map(
    (name): unknown => Object.getOwnPropertyDescriptor(globalThis, name)?.value,
  );
  // Node loads the web's when they are first asked for.
  for (const value of [...named, ...Object.values(webClasses)]) {
    if (typeof value === "function") {
      originals.push(value);
      const { prototype } = value as { prototype?: object };
      originals.push(...(prototype === undefined ? [] : [prototype]));
    }
  }
  for (const iterator of [[][Symbol.iterator](), new Map().keys()]) {
    originals.push(Object.getPrototypeOf(iterator) as object);
  }
  return [...new Set(originals)];
}

/** Where a name too many is found by others: as `then`, `toJSON`. */
function listOpen(): object[] {
  return [
    ...[Array, Boolean, Error, Function, Number, Object, Promise, String].map(
      ({ prototype }): object => prototype,
    ),
    Error,
  ];
}
