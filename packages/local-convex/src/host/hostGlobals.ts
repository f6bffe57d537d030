/**
 * Node's globals, as they were when this module was loaded. Later the names
 * stand for what guest code sees (`execution/globals`), and host code may run
 * on a guest's behalf: in a listener, in a callback, in a stream. It takes them
 * from here; a lint rule sees to that.
 */
export const {
  console,
  crypto,
  Date,
  fetch,
  process,
  queueMicrotask,
  setImmediate,
  setInterval,
  setTimeout,
} = globalThis;

/** Its `now` is replaced in place, so the object would not do. */
export const performance = {
  now: globalThis.performance.now.bind(globalThis.performance),
};

export const random = Math.random.bind(Math);

/** Lets everything that is due run first, what Node tells of stray rejections included. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
