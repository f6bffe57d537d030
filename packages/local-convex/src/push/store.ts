/** Saved push requests on disk: `<data>/pushes/<id>/push.json`, synced before use. */
import { createHash, randomBytes } from "node:crypto";
import { mkdir, open, readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { PushError } from "../errors";
import { pushRequest, type PushRequest } from "./wire";

export interface SavedPush {
  pushId: string;
  sha256: string;
  request: PushRequest;
}

export class PushStore {
  constructor(private readonly directory: string) {}

  /** Durable when it resolves. */
  async save(request: PushRequest): Promise<SavedPush> {
    const pushId = randomBytes(8).toString("hex");
    const text = JSON.stringify(request);
    const folder = join(this.directory, pushId);
    await mkdir(folder, { recursive: true });
    const file = await open(join(folder, "push.json"), "wx");
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    return { pushId, sha256: fingerprint(request), request };
  }

  async load(pushId: string): Promise<SavedPush> {
    const path = join(this.directory, pushId, "push.json");
    const request = parsePush(await readFile(path, "utf8"));
    return { pushId, sha256: fingerprint(request), request };
  }

  /** A folder no other evaluation uses. */
  evaluationFolder(pushId: string): string {
    return join(this.directory, pushId, randomBytes(4).toString("hex"));
  }

  async remove(pushId: string): Promise<void> {
    await rm(join(this.directory, pushId), { recursive: true, force: true });
  }

  /** Deletes everything but `pushId`, and the evaluations of that one. */
  async removeAllBut(pushId: string | null): Promise<void> {
    await mkdir(this.directory, { recursive: true });
    for (const name of await readdir(this.directory)) {
      if (name !== pushId) await this.remove(name);
    }
    if (pushId === null) return;
    const folder = join(this.directory, pushId);
    for (const name of await readdir(folder)) {
      if (name === "push.json") continue;
      await rm(join(folder, name), { recursive: true, force: true });
    }
  }
}

/** @throws PushError when the text is no push request. */
export function parsePush(text: string): PushRequest {
  const parsed = pushRequest.safeParse(JSON.parse(text));
  if (parsed.success) return parsed.data;
  throw new PushError(
    "BadPush",
    `This is not a push request of the Convex CLI: ${parsed.error.message}`,
  );
}

/** Equal for equal code, whoever pushed it and whether it was a dry run. */
export function fingerprint(request: PushRequest): string {
  const text = JSON.stringify({ ...request, dryRun: false });
  return createHash("sha256").update(text).digest("hex");
}
