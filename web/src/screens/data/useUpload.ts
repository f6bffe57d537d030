/** Uploads a file in parts and has it cut into lines. */
import { useMutation } from "convex/react";
import { useState } from "react";
import { api } from "../../../../convex/_generated/api";
import type { Id } from "../../../../convex/_generated/dataModel";
import { useAct } from "../../app/useAct";
import { useMembership } from "../../app/workspace";
import { useTexts } from "../../text/TextProvider";
import { useNotify } from "../../ui/Toasts";
import { partsOf } from "./parts";

/** What the server takes at most; asked before an import is begun. */
const MAX_BYTES = 20 * 1024 * 1024;

export function useUpload(onUploaded: (importId: Id<"imports">) => void) {
  const { workspace } = useMembership();
  const { t } = useTexts();
  const notify = useNotify();
  const create = useMutation(api.imports.create);
  const append = useMutation(api.imports.append);
  const analyse = useMutation(api.imports.analyse);
  const { act } = useAct();
  /** 0 to 100; undefined while nothing is uploaded. */
  const [percent, setPercent] = useState<number>();
  const send = async (file: File) => {
    const { import_id, part_bytes } = await create({
      workspace_id: workspace._id,
      file_name: file.name,
    });
    const parts = partsOf(file.size, part_bytes);
    for (const { index, start, end } of parts) {
      const bytes = await file.slice(start, end).arrayBuffer();
      await append({ import_id, part: index, bytes });
      setPercent(Math.round(((index + 1) / parts.length) * 100));
    }
    await analyse({ import_id });
    return import_id;
  };
  const upload = async (file: File) => {
    if (file.size > MAX_BYTES) {
      notify(t.refusals.file_too_large);
      return;
    }
    setPercent(0);
    const importId = await act(() => send(file));
    setPercent(undefined);
    if (importId !== undefined) {
      onUploaded(importId);
    }
  };
  return { upload, percent };
}
