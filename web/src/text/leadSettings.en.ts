/** Texts of leads, lead forms and retention in the settings, in English. */
import type { ScreenDictionary } from "./screens.id";

export const leadSettingsEn: Pick<
  ScreenDictionary["settings"],
  "leads" | "forms" | "retention"
> = {
  leads: {
    intro:
      "Everyone who writes is a contact; a lead is worth a salesperson's time. What a person says of a contact always stands.",
    message_threshold: {
      label: "A lead after",
      help: "Messages of the customer's own.",
    },
    greeting_hours: {
      label: "An answer to our first message makes a lead within",
      help: "For people whom we wrote to first.",
    },
    archive_hours: {
      label: "Archive a lead after silence of",
      help: "The customer's next message brings it back.",
    },
    messages: "messages",
    hours: "hours",
    phones: "Numbers of the team, one a line",
    phonesHelp: "They are never leads.",
    classifier: "Learn spam from what members mark",
    classifierHelp:
      "Per language, from 50 messages of each kind on. Spam is a label only: nothing is refused or deleted.",
  },
  forms: {
    none: "No lead forms yet",
    noneHelp:
      "Put a form on your own page: who fills it in becomes a lead here.",
    add: "New form",
    name: "Name",
    nameHelp: "For your team; visitors do not see it.",
    origins: "Your page, one address a line",
    originsHelp: "The form works on these sites only.",
    label: "Label",
    type: "Kind",
    types: {
      name: "Name",
      phone: "Phone",
      email: "E-mail",
      text: "Short text",
      long_text: "Long text",
      choice: "Choice",
    },
    required: "Must be filled in",
    addField: "Add a field",
    fieldNo: (n) => `Field ${n}`,
    fieldCount: (count) => (count === 1 ? "1 field" : `${count} fields`),
    up: (label) => `Move ${label} up`,
    remove: (label) => `Remove ${label}`,
    consent: "What people agree to",
    consentHelp:
      "Stands beside a box that must be ticked; text and time are kept. Leave it empty to ask nothing.",
    redirect: "Thank-you page",
    redirectHelp:
      "On your page; for visitors without JavaScript. May stay empty.",
    problems: {
      no_reach: "Ask for a phone or an e-mail, to be able to answer.",
      foreign_redirect: "The thank-you page must be on one of your addresses.",
    },
    first: {
      name: "Name",
      phone: "WhatsApp number",
      long_text: "Message",
      consent: "You may answer me on WhatsApp.",
    },
    isOff: "switched off",
    turnOff: "Switch off",
    turnOn: "Switch on",
    turnedOff: "The form takes nothing any more",
    turnedOn: "The form takes submissions again",
    editOf: (name) => `Edit ${name}`,
    moreOf: (name) => `More for ${name}`,
    rotate: "New address",
    rotateTitle: (name) => `New address for ${name}`,
    rotateHelp:
      "The old address takes nothing from now on. Put the new code on your page at once.",
    snippet: "Code",
    snippetOf: (name) => `Code of ${name}`,
    snippetHelp: (origins) =>
      `Copy this into your page (${origins}). After a change of the fields copy it anew.`,
    copySnippet: "Copy code",
    words: {
      send: "Send",
      thanks: "Thank you. We will write to you.",
      failed: "That did not work. Please try again.",
      leaveEmpty: "Leave this empty",
    },
  },
  retention: {
    payloads: {
      label: "Raw deliveries are kept for",
      help: "As Kapso sent them, to try again and to look up. 1 to 365; left empty, 30. For what comes from now on.",
    },
    messages: {
      label: "Messages are kept for",
      help: "14 to 3,650; left empty, until the contact is erased. Older ones are deleted each hour, for good; contacts stay.",
    },
    days: "days",
  },
};
