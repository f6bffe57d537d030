/** What is kept of a person, as a file that the browser saves. */
import { useConvex } from "convex/react";
import { api } from "../../../../convex/_generated/api";
import type { Id } from "../../../../convex/_generated/dataModel";
import { useAct } from "../../app/useAct";
import { useTexts } from "../../text/TextProvider";
import { useNotify } from "../../ui/Toasts";

function save(name: string, json: string) {
  const url = URL.createObjectURL(
    new Blob([json], { type: "application/json" }),
  );
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}

export function usePersonFile() {
  const { t } = useTexts();
  const client = useConvex();
  const notify = useNotify();
  const { act } = useAct();
  return async (contact_id: Id<"contacts">) => {
    const file = await act(() =>
      client.query(api.contacts.exportPerson, { contact_id }),
    );
    if (file) {
      // The id, not the name: what lies in a folder of downloads is read by many.
      save(`${contact_id}.json`, file.json);
      notify(file.has_more ? t.people.person.partly : t.people.person.saved);
    }
  };
}
