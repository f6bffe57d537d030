/** Types of compile.mjs, which has to stay plain JavaScript. */
export function prepareScript(script: string): Promise<string>;
