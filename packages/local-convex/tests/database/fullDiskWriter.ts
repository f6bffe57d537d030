/**
 * Run as a process of its own by fullDisk.test.ts, under a file size limit:
 * writes until the disk refuses, then goes on with less. Argument: data folder.
 */
import { Engine } from "../../src/engine";

const DOCUMENTS_PER_WRITE = 20;

// Past its limit the process is to get a write error, not to be killed.
process.on("SIGXFSZ", () => undefined);
process.on("unhandledRejection", (reason) => {
  console.log(JSON.stringify({ unhandled: String(reason) }));
});

const engine = await Engine.open({
  directory: process.argv[2] ?? "",
  durability: "full",
  limits: "off",
  systemTables: [],
});
const count = async () => (await engine.read((tx) => tx.count("", "t"))).value;

let written = 0;
let refusal = "";
while (refusal === "") {
  try {
    await engine.write("large", (tx) => {
      for (let i = 0; i < DOCUMENTS_PER_WRITE; i += 1) {
        tx.insert("", "t", { body: "x".repeat(20_000) });
      }
    });
    written += DOCUMENTS_PER_WRITE;
  } catch (error) {
    refusal = error instanceof Error ? error.name : "unknown";
  }
}
const afterRefusal = await count();
await engine.write("small", (tx) => tx.insert("", "t", {}));
const afterSmall = await count();
await engine.close();
console.log(JSON.stringify({ written, refusal, afterRefusal, afterSmall }));
