/** Types of inputs.mjs, which has to stay plain JavaScript. */
export const ROOT: string;
export const CACHE: string;
export function hashInputs(inputs: readonly string[]): string;
