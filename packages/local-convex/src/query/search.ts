/**
 * Full-text search over the postings of a search index (overlay/postings). A
 * document matches when it holds any query term; the last term also matches as a
 * prefix; a query without a letter or digit matches nothing. Results come by
 * relevance (BM25), ties by age, newest first.
 * Limits: docs.convex.dev/search/text-search, "Limits".
 */
import type { IndexDefinition, TableDefinition } from "../catalog/catalogState";
import { internalIdOf } from "../storage/layout";
import type { Document } from "../overlay/document";
import { postingSpace, searchText } from "../overlay/postings";
import type { KeyInterval, SearchFilter } from "../overlay/types";
import { fieldAt } from "../values/json";
import { encodeValue, prefixEnd } from "../values/orderKey";
import { termsOf } from "../values/terms";
import type { Reads } from "./reads";
import type { Row, Window } from "./rows";

const MAX_QUERY_TERMS = 16;
const MAX_FILTERS = 8;
const MAX_RESULTS = 1_024;

/** The usual BM25 constants. */
const TERM_SATURATION = 1.2;
const LENGTH_WEIGHT = 0.75;
/** A prefix match counts less than the whole word. */
const PREFIX_WEIGHT = 0.5;

/** Reads all matches at once; by relevance, which is also the position. */
export function searchRows(
  reads: Reads,
  table: TableDefinition,
  index: IndexDefinition,
  filters: readonly SearchFilter[],
  { after, upTo }: Window,
): Iterator<Row> {
  return new Search(reads, table, index, filters)
    .run()
    .filter(({ position }) => after === undefined || position > after)
    .filter(({ position }) => upTo === undefined || position <= upTo)
    .values();
}

class Search {
  readonly #terms: string[];
  readonly #equalities: { fieldPath: string; key: string }[];
  /** What precedes the words of the documents that may match. */
  readonly #space: string;
  readonly #reads: Reads;
  readonly #table: TableDefinition;
  readonly #index: IndexDefinition;

  constructor(
    reads: Reads,
    table: TableDefinition,
    index: IndexDefinition,
    filters: readonly SearchFilter[],
  ) {
    this.#reads = reads;
    this.#table = table;
    this.#index = index;

    checkFilters(index, filters);
    const equal = filters.filter((filter) => filter.type === "Eq");
    this.#equalities = equal.map(({ fieldPath, value }) => ({
      fieldPath,
      key: encodeValue(value),
    }));
    this.#space = postingSpace(
      index,
      new Map(equal.map(({ fieldPath, value }) => [fieldPath, value])),
    );
    const query = filters.find((filter) => filter.type === "Search");
    this.#terms = termsOf(query?.value ?? "").slice(0, MAX_QUERY_TERMS);
  }

  run(): Row[] {
    this.#reads.budget?.add("databaseQueries", 1);
    const documents = [...this.#candidates()].filter((document) =>
      this.#equalities.every(
        ({ fieldPath, key }) =>
          encodeValue(fieldAt(document.value, fieldPath)) === key,
      ),
    );
    const scores = this.#scores(documents);
    return documents
      .map((document, at) => ({
        document,
        position: rankKey(scores[at] ?? 0, document),
      }))
      .sort((a, b) => (a.position < b.position ? -1 : 1))
      .slice(0, MAX_RESULTS);
  }

  /** Documents with any of the terms. */
  #candidates(): Iterable<Document> {
    const view = this.#reads.view;
    const found = new Map<string, Document>();
    for (const [at, term] of this.#terms.entries()) {
      const range = this.#postings(term, at === this.#terms.length - 1);
      for (const key of view.scanIndex(this.#index.number, range, false)) {
        const id = internalIdOf(key);
        if (found.has(id)) {
          continue;
        }
        found.set(id, view.documentOfEntry(this.#table.number, key));
      }
      this.#depend(range);
    }
    return found.values();
  }

  #postings(term: string, asPrefix: boolean): KeyInterval {
    const whole = this.#space + encodeValue(term);
    // Without its terminator an encoded string is a prefix of longer strings.
    const start = asPrefix ? whole.slice(0, -1) : whole;
    return { start, end: prefixEnd(start) };
  }

  #depend({ start, end }: KeyInterval): void {
    this.#reads.readSet?.range(start, end);
  }

  #scores(documents: readonly Document[]): number[] {
    const words = documents.map((document) =>
      termsOf(searchText(this.#index, document)),
    );
    const total = words.reduce((sum, list) => sum + list.length, 0);
    const averageLength = Math.max(1, total / Math.max(1, words.length));
    const weights = this.#terms.map((term, at) =>
      words.map((list) => this.#frequency(list, term, at)),
    );
    const rarity = weights.map((column) => {
      const holders = column.filter((weight) => weight > 0).length;
      return Math.log(1 + (words.length - holders + 0.5) / (holders + 0.5));
    });
    return words.map((list, row) => {
      const relativeLength = list.length / averageLength;
      const damping =
        TERM_SATURATION * (1 - LENGTH_WEIGHT + LENGTH_WEIGHT * relativeLength);
      return this.#terms.reduce((score, _term, at) => {
        const weight = weights[at]?.[row] ?? 0;
        return score + ((rarity[at] ?? 0) * weight) / (weight + damping);
      }, 0);
    });
  }

  #frequency(words: readonly string[], term: string, at: number): number {
    const isLast = at === this.#terms.length - 1;
    let weight = 0;
    for (const word of words) {
      if (word === term) {
        weight += 1;
      } else if (isLast && word.startsWith(term)) {
        weight += PREFIX_WEIGHT;
      }
    }
    return weight;
  }
}

function checkFilters(
  index: IndexDefinition,
  filters: readonly SearchFilter[],
): void {
  const searches = filters.filter((filter) => filter.type === "Search");
  const [search] = searches;
  if (search === undefined || searches.length > 1) {
    throw new Error("Search queries need exactly one search filter");
  }
  if (search.fieldPath !== index.fields[0]) {
    throw new Error(
      `Search query against ${index.name} uses the field ${search.fieldPath}, which is not its search field`,
    );
  }
  if (filters.length - 1 > MAX_FILTERS) {
    throw new Error(
      `Search query has too many filters (limit: ${MAX_FILTERS})`,
    );
  }
  for (const { type, fieldPath } of filters) {
    if (type === "Eq" && !index.filterFields.includes(fieldPath)) {
      throw new Error(
        `Search query against ${index.name} filters by ${fieldPath}, which is not one of its filter fields`,
      );
    }
  }
}

/** Best score first, then the newest document, then the id. */
function rankKey(score: number, document: Document): string {
  return (
    encodeValue(-score) +
    encodeValue(-document.creationTime) +
    internalIdOf(document.key)
  );
}
