/** Tokens of download links. Only for actions: elsewhere there is no real chance. */
import { sha256Hex } from "../../../src/lib/crypto/sha256";
import { siteUrl } from "../shared/siteUrl";
import { randomToken } from "../shared/randomToken";

/** 256 bits. */
const TOKEN_BYTES = 32;

export const DOWNLOAD_PATH = "/downloads";

export const hashToken = async (token: string): Promise<string> =>
  await sha256Hex(new TextEncoder().encode(token));

/** A token, and what is kept of it. */
export async function newToken(): Promise<{
  token: string;
  token_sha256: string;
}> {
  const token = randomToken(TOKEN_BYTES);
  return { token, token_sha256: await hashToken(token) };
}

/** Where a token can be used, on the site's origin. */
export const toUrl = (token: string): string =>
  siteUrl(`${DOWNLOAD_PATH}?token=${token}`);
