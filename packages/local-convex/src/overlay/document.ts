/** A document in memory: text and value each made from the other when needed. */
import { internalIdOf, tableNumberOf } from "../storage/layout";
import { encodeId } from "../values/ids";
import {
  hasCommitTs,
  type JSONObject,
  parseJsonObject,
  resolveCommitTsFields,
} from "../values/json";
import { valueSize } from "../values/size";

/** A document, and its fields once they are asked for. */
export class Document {
  /** Holds a commit timestamp that is not known yet. */
  readonly hasPlaceholder: boolean;
  #id: string | undefined;
  #json: string | undefined;
  #value: JSONObject | undefined;

  private constructor(
    /** The document's storage key. */
    readonly key: string,
    /** Bytes as production counts them, system fields included. */
    readonly size: number,
    json: string | undefined,
    value: JSONObject | undefined,
  ) {
    this.#json = json;
    this.#value = value;
    this.hasPlaceholder = value !== undefined && hasCommitTs(value);
  }

  /** From fields that include `_id` and `_creationTime`. */
  static fromValue(key: string, value: JSONObject): Document {
    return new Document(key, valueSize(value), undefined, value);
  }

  /** From what `stored` wrote. */
  static fromStored(key: string, text: string): Document {
    const start = text.indexOf("{");
    const size = Number(text.slice(0, start));
    return new Document(key, size, text.slice(start), undefined);
  }

  get id(): string {
    this.#id ??= encodeId(this.tableNumber, internalIdOf(this.key));
    return this.#id;
  }

  get tableNumber(): number {
    return tableNumberOf(this.key);
  }

  get json(): string {
    this.#json ??= JSON.stringify(this.#value);
    return this.#json;
  }

  get value(): JSONObject {
    this.#value ??= parseJsonObject(this.json);
    return this.#value;
  }

  get creationTime(): number {
    const time = this.value._creationTime;
    if (typeof time !== "number") {
      throw new Error("stored document without _creationTime -- invariant");
    }
    return time;
  }

  /** Size, then JSON: reads need the size without parsing. */
  get stored(): string {
    return `${this.size}${this.json}`;
  }

  withCommitTs(ts: bigint): Document {
    return Document.fromValue(this.key, resolveCommitTsFields(this.value, ts));
  }
}
