/** What the mails with links say, in the languages of the page. */

import { toPlainLine } from "../digest/plainLine";

export type Language = "en" | "id";

export interface Mail {
  subject: string;
  text: string;
}

const SIGN_IN: Record<Language, (url: string) => Mail> = {
  en: (url) => ({
    subject: "Your sign-in link",
    text: `Open this link to sign in. It works once, within 15 minutes.\n\n${url}\n\nIf you did not ask for it, nothing has happened: do not open it.\n`,
  }),
  id: (url) => ({
    subject: "Tautan masuk Anda",
    text: `Buka tautan ini untuk masuk. Berlaku sekali, dalam 15 menit.\n\n${url}\n\nJika Anda tidak memintanya, tidak terjadi apa-apa: jangan dibuka.\n`,
  }),
};

const INVITATION: Record<Language, (url: string, workspace: string) => Mail> = {
  en: (url, workspace) => ({
    subject: `You are invited to ${workspace}`,
    text: `You are invited to work in "${workspace}". Open this link to join. It works once, within 7 days.\n\n${url}\n\nIf you do not know what this is about, do not open it.\n`,
  }),
  id: (url, workspace) => ({
    subject: `Anda diundang ke ${workspace}`,
    text: `Anda diundang bekerja di "${workspace}". Buka tautan ini untuk bergabung. Berlaku sekali, dalam 7 hari.\n\n${url}\n\nJika Anda tidak tahu tentang ini, jangan dibuka.\n`,
  }),
};

/** The mail with a link that somebody asked for. */
export function signInMail(url: string, language: Language): Mail {
  return SIGN_IN[language](url);
}

/** @param workspace its name, as an admin typed it */
export function invitationMail(
  url: string,
  workspace: string,
  language: Language,
): Mail {
  return INVITATION[language](url, toPlainLine(workspace));
}
