/** Styles of a screen stay once they are loaded: none may mean another's class. */
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";

const WEB = path.resolve(import.meta.dirname, "../../web/src");

/** Classes that a file styles by themselves, not within or beside others. */
function ownClasses(css: string): string[] {
  const selectors = css.matchAll(/^[ ]*\.([a-z][a-z-]*)(?: \{|,)$/gm);
  return [...new Set([...selectors].map(([, name = ""]) => name))];
}

it("every class is styled by one file", () => {
  const files = readdirSync(WEB, { recursive: true, encoding: "utf8" }).filter(
    (name) => name.endsWith(".css"),
  );
  expect(files.length).toBeGreaterThan(5);
  const byClass = new Map<string, string[]>();
  for (const file of files) {
    for (const name of ownClasses(readFileSync(path.join(WEB, file), "utf8"))) {
      byClass.set(name, [...(byClass.get(name) ?? []), file]);
    }
  }
  const shared = [...byClass].filter(([, owners]) => owners.length > 1);
  expect(shared).toEqual([]);
});
