/** Which of an app's routes answers a request: the rules of `convex/server`'s router. */

export type Route = {
  /** Ends in "*" where it is a prefix. */
  path: string;
  method: string;
};

/** Knows the routes of one `http.ts`. */
export class RouteTable {
  /** By method and path. */
  readonly #exact = new Set<string>();
  /** Longest first. */
  readonly #prefixes: readonly Route[];

  constructor(readonly routes: Route[]) {
    const prefixes: Route[] = [];
    for (const route of routes) {
      if (route.path.endsWith("*")) {
        prefixes.push(route);
      } else {
        this.#exact.add(nameOf(route));
      }
    }
    this.#prefixes = prefixes.sort(
      (left, right) => right.path.length - left.path.length,
    );
  }

  /** Its name, "POST /files/*"; null when none matches. */
  lookup(path: string, asked: string): string | null {
    const method = asked === "HEAD" ? "GET" : asked;
    const exact = nameOf({ path, method });
    if (this.#exact.has(exact)) {
      return exact;
    }
    const found = this.#prefixes.find(
      (route) =>
        route.method === method && path.startsWith(route.path.slice(0, -1)),
    );
    return found === undefined ? null : nameOf(found);
  }
}

const nameOf = ({ path, method }: Route) => `${method} ${path}`;
