/** `npm run link`: sign-in links, for whoever has the admin key. */
import { readArguments, UsageError } from "./cli/options";
import { runCommand } from "./cli/command";
import { ROOT } from "./checks/processes";
import { connect } from "./local/runningServer";
import { makeLink, readMail, type WaitingMail } from "./local/signInLinks";
import type { AdminClient } from "./sim/adminClient";
import { sayRefusal } from "./show/view";

const USAGE = `npm run link -- <e-mail>     prints a link that signs a person in, once,
                             within 15 minutes
npm run link -- --mailbox    prints the mails that wait because no mail provider
                             is set, with their links, and deletes them

  --data <folder>   data folder of npm start (.data, or CRM_DATA)
Without --data, CONVEX_SELF_HOSTED_URL and CONVEX_SELF_HOSTED_ADMIN_KEY name the
server if they are set. Whoever opens a link is signed in: hand it to its person
alone. New people are added by ops:addMember or an invitation.`;

function describe(mail: WaitingMail): string {
  const { email, purpose, url, text, expires_at } = mail;
  const until = new Date(expires_at).toISOString();
  return `${email}  ${purpose.replace("_", " ")}, until ${until}\n  ${url ?? text?.replaceAll("\n", "\n  ") ?? ""}\n`;
}

async function makeLinkInWords(
  client: AdminClient,
  person: string,
): Promise<string> {
  try {
    return await makeLink(client, person);
  } catch (error) {
    const refused = sayRefusal(error);
    throw refused === undefined ? error : new Error(refused.message);
  }
}

async function main(args: readonly string[]): Promise<void> {
  const given = readArguments(args, {
    command: "npm run link --",
    texts: ["data"],
    flags: ["mailbox"],
    words: 1,
  });
  const [person] = given.words;
  const isMailbox = given.flags.has("mailbox");
  if ((person === undefined) !== isMailbox) {
    throw new UsageError(
      "Say whose link, as in npm run link -- ann@example.com, or --mailbox.",
    );
  }
  const client = await connect(given.texts.get("data"), process.env, ROOT);
  if (person !== undefined) {
    process.stdout.write(`${await makeLinkInWords(client, person)}\n`);
    return;
  }
  const mails = await readMail(client);
  const text = mails.map(describe).join("\n");
  process.stdout.write(text === "" ? "No mail waits.\n" : text);
}

await runCommand({ usage: USAGE, main });
