/** Failures of the system in words for people, without its codes and calls. */

import { z } from "zod";

/** What the system's refusals mean (errno, and what name look-ups answer). */
const MEANINGS: Readonly<Record<string, string>> = {
  EACCES: "this user has no right to it",
  EPERM: "this user has no right to it",
  EROFS: "the file system is read-only",
  ENOSPC: "the disk is full",
  EDQUOT: "the disk quota is used up",
  ENOTDIR: "a part of the path is a file",
  EEXIST: "there is a file of that name",
  EISDIR: "it is a folder",
  ENOENT: "it does not exist",
  ENAMETOOLONG: "the name is too long",
  ELOOP: "its links lead round in a circle",
  EMFILE: "too many files are open",
  EIO: "the disk has an error",
  EADDRINUSE: "it is in use",
  EADDRNOTAVAIL: "it is no address of this machine",
  ENOTFOUND: "the name does not resolve",
  EAI_AGAIN: "the name cannot be resolved at the moment",
  ECONNREFUSED: "nothing answers there",
  ECONNRESET: "the connection was cut",
};

interface SystemError extends Error {
  code: string;
  path?: string;
  port?: number;
  address?: string;
}

/** Whether it is the system that refused. */
export function isSystemError(error: unknown): error is SystemError {
  return (
    error instanceof Error &&
    "syscall" in error &&
    "code" in error &&
    typeof error.code === "string"
  );
}

/** Why, as the second half of a sentence: "the disk is full". */
export const meaningOf = ({ code }: SystemError): string =>
  MEANINGS[code] ?? `the system refuses (${code})`;

/** One sentence for a person; errors of our own say it already. */
export function sayFailure(error: unknown): string {
  if (error instanceof z.ZodError) {
    const where = error.issues[0]?.path.join(".") ?? "";
    return `An answer of the server is not understood${where === "" ? "" : ` (${where})`}. Is it of another version?`;
  }
  if (!isSystemError(error)) {
    return error instanceof Error ? error.message : String(error);
  }
  const { path, address, port } = error;
  const what = path ?? [address, port].filter(Boolean).join(":");
  return `${what === "" ? "It failed" : what}: ${meaningOf(error)}.`;
}
