/** The views of `npm run show`, by name: rows in, text out. */
import type { View } from "./options";
import { showAlerts, showChannels } from "./alerts";
import { showContact } from "./contact";
import { showDeliveries, showFailedItems } from "./deliveries";
import { showDelivery } from "./delivery";
import { showDigest } from "./digest";
import { showForms, showLeads } from "./leads";
import { showContacts, showConversation } from "./people";
import { showSettings, showSync } from "./settings";
import { showUsage } from "./usage";
import type { Show } from "./view";

export const SHOWS: Record<View, Show> = {
  contacts: showContacts,
  contact: showContact,
  conversation: showConversation,
  deliveries: showDeliveries,
  delivery: showDelivery,
  failures: showFailedItems,
  leads: showLeads,
  forms: showForms,
  digest: showDigest,
  usage: showUsage,
  settings: showSettings,
  sync: showSync,
  alerts: showAlerts,
  channels: showChannels,
};
