/** Keeps the direction of foreign text from leaking into the text around it. */

const FIRST_STRONG_ISOLATE = "\u2068";
const POP_ISOLATE = "\u2069";

/** LRI, RLI, FSI open an isolate; PDI closes one (UAX #9, 2.4 and 2.5). */
const ISOLATE_CONTROLS = /[\u2066-\u2069]/g;

/** Bidi class B: a paragraph's end closes every isolate (UAX #9, P1 and X8). */
const PARAGRAPH_ENDS = /(\r\n|[\n\r\x1c-\x1e\x85\u2029])/;

/**
 * Wraps each paragraph in an isolate of its own and balances the isolates
 * inside, so that no control character in a name or message can turn the page
 * around it. Open embeddings and overrides end with the isolate (UAX #9, X6a).
 * For display only: what is stored stays as it came.
 */
export function isolateBidi(text: string): string {
  return text
    .split(PARAGRAPH_ENDS)
    .map((part, index) => {
      const isParagraph = index % 2 === 0 && part !== "";
      return isParagraph
        ? FIRST_STRONG_ISOLATE + balance(part) + POP_ISOLATE
        : part;
    })
    .join("");
}

/** Drops closing controls that close nothing and closes what stays open. */
function balance(paragraph: string): string {
  let depth = 0;
  const balanced = paragraph.replace(ISOLATE_CONTROLS, (control) => {
    if (control !== POP_ISOLATE) {
      depth += 1;
      return control;
    }
    if (depth === 0) {
      return "";
    }
    depth -= 1;
    return control;
  });
  return balanced + POP_ISOLATE.repeat(depth);
}
