/** `npm run keys`: the keys of a deployment that `npm start` does not run. */
import { spawn } from "node:child_process";
import { runCommand } from "./cli/command";
import { readArguments } from "./cli/options";
import { ROOT } from "./checks/processes";
import { makeSignInKey, signInVariables } from "./local/signInKey";

const USAGE = `npm run keys
Makes the key that signs people's tokens and sets JWT_PRIVATE_KEY and JWKS on the
deployment that npx convex talks to (CONVEX_DEPLOYMENT, or CONVEX_SELF_HOSTED_URL
and CONVEX_SELF_HOSTED_ADMIN_KEY). Once per deployment; again only to replace a
key that others may know. The key is shown nowhere. npm start needs none of this.`;

/** Through standard input, where no process list shows it. */
function setVariables(lines: string): Promise<number> {
  const child = spawn("npx", ["convex", "env", "set", "--force"], {
    cwd: ROOT,
    stdio: ["pipe", "inherit", "inherit"],
  });
  child.stdin.end(lines);
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code) => resolve(code ?? 1));
  });
}

async function main(args: readonly string[]): Promise<number> {
  readArguments(args, { command: "npm run keys --" });
  const variables = signInVariables(makeSignInKey());
  const lines = Object.entries(variables).map(
    ([name, value]) => `${name}='${value}'\n`,
  );
  return await setVariables(lines.join(""));
}

await runCommand({ usage: USAGE, main });
