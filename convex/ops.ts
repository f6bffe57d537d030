/**
 * For operators, with the admin key: `npx convex run ops:<name> '<json>'`.
 * Nothing here can be called from a browser. The functions are in `ops/`; this
 * is the door by whose name scripts and people call them.
 */
export { report as reportDisk } from "./alerts/disk";
export { setBudget } from "./ai/calls";
export { showContact } from "./ops/contact";
export { make as makeLink } from "./auth/links";
export { readMail } from "./auth/mail";
export {
  backfillPhones,
  findContact,
  listContacts,
  listMessages,
  setLeadStatus,
  showContacts,
  showConversation,
} from "./ops/contacts";
export {
  listAudits,
  listDeliveries,
  listFailedItems,
  replay,
  replayFailed,
  replayRun,
  showDelivery,
} from "./ops/deliveries";
export { mergeDuplicates } from "./ops/duplicates";
export { runCrons } from "./ops/crons";
export { reconcileNow, setKapsoKey, setReconcile, showSync } from "./ops/kapso";
export { allowModel, makeDigest, showDigest } from "./ops/digests";
export {
  createEndpoint,
  disableEndpoint,
  enableEndpoint,
  listEndpoints,
  rotateSecret,
} from "./ops/endpoints";
export { createForm, disableForm, listForms, rotateForm } from "./ops/forms";
export { leadRules, markSpam, reviewLead, showLeads } from "./ops/leads";
export { addMember, listMembers, removeMember } from "./ops/members";
export {
  createChannel,
  findChannel,
  findOwner,
  listAlerts,
  listChannels,
  listNotifications,
  muteAlert,
  removeChannel,
  resendNotifications,
  rotateChannelSecret,
  testChannel,
} from "./ops/notifications";
export { addNumber, listNumbers, removeNumber } from "./ops/numbers";
export { endRotation, resealSecrets, showDefaultEndpoint } from "./ops/secrets";
export {
  confirmDiff as confirmSettings,
  diffSettings,
  listVersions,
  pullSettingsNow as pullSettings,
  restoreSettings,
  setAutomationsPaused,
  showHeld,
  showSettings,
} from "./ops/settings";
export { countPage, counts, retentionSweep } from "./ops/storage";
export { showUsage } from "./ops/usage";
export {
  closeDemo,
  createWorkspace,
  listWorkspaces,
  seedDemo,
  setRetention,
  updateWorkspace,
} from "./ops/workspaces";
export { reprocess } from "./webhooks/reprocess";
