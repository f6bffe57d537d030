/** Texts of the first-run checklist, in English. */
import type { ScreenDictionary } from "./screens.id";

export const setupEn: ScreenDictionary["setup"] = {
  day: {
    load: "Load a sample day",
    help: "30 invented customers write, are answered and wait, through the real webhook. For a look around; takes about a minute.",
    telling: "The day is being told…",
    tellingHelp: "People, messages and leads arrive now. Stay or look around.",
    told: "The sample day is told",
    notEmpty: "Not loaded: people have written already.",
    failed: "The sample day could not be told. Try again.",
  },
  title: "Get started",
  intro: "From nothing to the first contact. Each step proves itself.",
  done: "done",
  doneAt: (time) => `done ${time}`,
  waiting: "waiting…",
  failed: "failed",
  allDone: "All is running. Your contacts appear in the list of contacts.",
  signIn: "Sign in",
  signInDone: "You are signed in.",
  webhook: "The webhook address can be reached",
  webhookHelp:
    "Paste this address into Kapso as a webhook, then press its test button.",
  copyUrl: "Copy address",
  noSecret: "This address has no secret yet. Make one for this workspace.",
  makeEndpoint: "Make an address and a secret",
  secretThere: "It has a secret.",
  rotate: "New secret",
  delivery: "First signed delivery",
  deliveryHelp:
    "Send a WhatsApp message to your business number. The first delivery shows here.",
  deliveryLast: (time) => `The last one ${time}.`,
  wrongSignature: (time) =>
    `A delivery was refused ${time}: its signature does not match. Most likely Kapso has another secret than we do; paste it again or make a new one.`,
  missingSignature: (time) =>
    `A delivery was refused ${time}: it had no signature. Set the webhook's secret in Kapso.`,
  number: "Number claimed",
  numberDone: (id) => `Number id ${id}.`,
  numberHelp:
    "Numbers that send something to the address above appear here to be claimed.",
  claim: (id) => `Claim ${id}`,
  claimed: "Number claimed; what waited for it is processed now",
  contact: "First contact visible",
  contactHelp: "As soon as somebody writes, the contact is here.",
  contactSample: "This is a sample; the person does not exist.",
  openContact: "Open contact",
  sample: "Send a signed sample",
  sampleHelp:
    "Tries everything from the signature to the contact without WhatsApp. That the address can be reached from outside it does not show.",
  sampleSent: "Sample taken in",
  next: "Next",
  invite: "Invite the team",
  schedule: "Hour of the digest and time zone",
  budget: "Limit for AI",
};
