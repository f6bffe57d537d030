/** Events of the project webhook that concern us (contract, section 10). */
import { withoutAbsent } from "../values/withoutAbsent";
import type { PhoneNumberEvent, WorkflowEvent } from "../crm/events";
import { type ParsedItem, event, invalid } from "./parsedItem";
import type { ProviderRoot } from "./payload";

/**
 * A workflow's end. It names no phone and no business number: the conversation
 * is the only link, so an event without one is useless.
 */
export function readWorkflowEvent(
  root: ProviderRoot,
  outcome: WorkflowEvent["outcome"],
): ParsedItem {
  const {
    occurred_at: at,
    workflow_execution_id,
    whatsapp_conversation_id: kapso_conversation_id,
  } = root;
  if (kapso_conversation_id === undefined) {
    return invalid("missing_conversation");
  }
  if (at === undefined || workflow_execution_id === undefined) {
    return invalid("invalid_event");
  }
  return event(
    withoutAbsent<WorkflowEvent>({
      kind: "workflow",
      outcome,
      at,
      kapso_conversation_id,
      workflow_id: root.workflow_id,
      workflow_execution_id,
      reason:
        outcome === "handoff" ? root.handoff?.reason : root.error?.message,
    }),
  );
}

export function readPhoneNumberEvent(
  { occurred_at }: ProviderRoot,
  change: PhoneNumberEvent["change"],
  phoneNumberId: string,
): ParsedItem {
  return event(
    withoutAbsent<PhoneNumberEvent>({
      kind: "phone_number",
      change,
      phone_number_id: phoneNumberId,
      at: occurred_at,
    }),
  );
}
