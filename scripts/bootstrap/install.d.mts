/** Types of install.mjs, which has to stay plain JavaScript. */
interface LockFile {
  packages?: Record<
    string,
    { version?: string; optional?: boolean; link?: boolean }
  >;
}

export const MINIMUM_NODE: readonly [number, number];
export function isSupportedNode(version: string): boolean;
export function isSatisfied(wanted: LockFile, installed: LockFile): boolean;
export function isInstalled(root: string): Promise<boolean>;
export function install(root: string): Promise<number>;
