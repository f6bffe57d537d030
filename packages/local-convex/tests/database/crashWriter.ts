/**
 * Run as a process of its own by crash.test.ts: writes pairs of documents from
 * several sides at once and reports each acknowledged pair on standard output,
 * until it is killed. Arguments: data folder, durability.
 */
import { writeSync } from "node:fs";
import { Engine } from "../../src/engine";

const WRITERS = 8;

const [directory = "", durability] = process.argv.slice(2);
const engine = await Engine.open({
  directory,
  durability: durability === "full" ? "full" : "process",
  limits: "production",
  systemTables: [],
});

async function writeForever(writer: number): Promise<void> {
  for (let pair = 0; ; pair += 1) {
    const name = `${process.pid}-${writer}-${pair}`;
    const { ts } = await engine.write("pair", (tx) => {
      tx.insert("", "pairs", { name, half: "first" });
      tx.insert("", "pairs", { name, half: "second" });
    });
    writeSync(process.stdout.fd, `${name} ${ts}\n`);
  }
}

await Promise.all(Array.from({ length: WRITERS }, (_, i) => writeForever(i)));
