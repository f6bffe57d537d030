/** Saved push requests on disk: `<data>/pushes/<id>/push.json`, synced before use. */
import { createHash, randomBytes } from "node:crypto";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { messageOf, PushError } from "../errors";
import { pushRequest, type PushRequest } from "./wire";

export interface SavedPush {
  pushId: string;
  sha256: string;
  request: PushRequest;
}

/** The folder of saved pushes. */
export class PushStore {
  readonly #directory: string;

  constructor(directory: string) {
    this.#directory = directory;
  }

  /** Durable when it resolves. */
  async save(request: PushRequest): Promise<SavedPush> {
    const pushId = randomBytes(8).toString("hex");
    const text = toText(request);
    await write(this.#directory, pushId, text);
    return { pushId, sha256: hashOf(text), request };
  }

  /** Whether the request is there as it was saved. */
  async holds({ pushId, sha256 }: Omit<SavedPush, "request">) {
    const path = join(this.#directory, pushId, "push.json");
    return readFile(path).then(
      (bytes) => hashOf(bytes) === sha256,
      () => false,
    );
  }

  /** Durable when it resolves. */
  async copy(pushId: string, directory: string): Promise<void> {
    const path = join(this.#directory, pushId, "push.json");
    await write(directory, pushId, await readFile(path, "utf8"));
  }

  /** @throws PushError when the file is lost or damaged. */
  async load(pushId: string): Promise<SavedPush> {
    const path = join(this.#directory, pushId, "push.json");
    try {
      const request = parsePush(await readFile(path, "utf8"));
      return { pushId, sha256: fingerprint(request), request };
    } catch (error) {
      throw new PushError(
        "PushLost",
        `The code that served last cannot be read (${messageOf(error)}). Restore the folder from a backup, or start with --push.`,
      );
    }
  }

  /** A folder no other evaluation uses. */
  evaluationFolder(pushId: string): string {
    return join(this.#directory, pushId, randomBytes(4).toString("hex"));
  }

  /** @param path a push's id, or an evaluation's folder */
  async remove(path: string): Promise<void> {
    await rm(resolve(this.#directory, path), { recursive: true, force: true });
  }

  /** Deletes everything but the request of `pushId`. */
  async removeAllBut(pushId: string | null): Promise<void> {
    await mkdir(this.#directory, { recursive: true });
    for (const name of await readdir(this.#directory)) {
      if (name !== pushId) {
        await this.remove(name);
      }
    }
    if (pushId === null) {
      return;
    }
    // Never into what is removed: modules have links to the project's packages.
    for (const name of await readdir(join(this.#directory, pushId))) {
      if (name !== "push.json") {
        await this.remove(join(pushId, name));
      }
    }
  }
}

async function write(
  directory: string,
  pushId: string,
  text: string,
): Promise<void> {
  const folder = join(directory, pushId);
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, "push.json"), text, { flush: true });
}

/** @throws PushError when the text is no push request. */
export function parsePush(text: string): PushRequest {
  const parsed = pushRequest.safeParse(JSON.parse(text));
  if (parsed.success) {
    return parsed.data;
  }
  throw new PushError(
    "BadPush",
    `This is not a push request of the Convex CLI: ${parsed.error.message}`,
  );
}

/** The same for equal code, whoever pushed it and whether it was a dry run. */
const toText = (request: PushRequest): string =>
  JSON.stringify({ ...request, dryRun: false });

const hashOf = (saved: string | Buffer): string =>
  createHash("sha256").update(saved).digest("hex");

/** Equal for equal code; of the file that {@link PushStore.save} writes. */
export function fingerprint(request: PushRequest): string {
  return hashOf(toText(request));
}
