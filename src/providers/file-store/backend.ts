/**
 * Where the files of a store lie: a folder, a bucket, or a git repository. It moves bytes and knows nothing of their meaning.
 * Names are relative, `/`-separated and made by the store from digests and numbers, never from the names of a spec.
 * Files that grow line by line have names that end in `.jsonl`.
 *
 * What every backend promises:
 * 1. A created or replaced file is seen whole or not at all, and lasts once the call returns (see {@link Lasting}).
 * 2. Of many that create the same name at the same time exactly one gets `true`: the safety of the whole store rests on it.
 * 3. It never follows a link out of the store.
 * 4. A read that begins after a write has returned, here or on another machine, sees that write.
 * It throws `DiagnosableError` (`file-store/write-failed`, `file-store/corrupt`, and of remote ones `file-store/unreachable`,
 * `file-store/access-refused`, `file-store/credentials-missing` and `file-store/conditions-ignored`).
 */
export interface Backend {
  /** For people: where a file of the store is. */
  locate(name: string): string;
  /** The bytes of a file; `undefined` when it is absent. Throws `file-store/corrupt` when it is larger than `limit`. */
  read(name: string, limit: number): Promise<Uint8Array | undefined>;
  /** Creates a file unless it is there; false when it is. */
  create(name: string, bytes: Uint8Array, lasting?: Lasting): Promise<boolean>;
  /** Writes a file in one step, whether it is there or not. Only for derived files, which hold no truth. */
  replace(name: string, bytes: Uint8Array): Promise<void>;
  /** Appends one line, given without its line end. A torn last line of an earlier crash does not touch it. */
  append(name: string, line: string, lasting?: Lasting): Promise<void>;
  /** The names of the files in a folder of the store, sorted by code unit; empty when there is none. */
  list(folder: string): Promise<readonly string[]>;
  /** Removes a file; an absent one is fine. */
  remove(name: string): Promise<void>;
  /** Removes what crashed writers left half-written. */
  sweep(): Promise<void>;
  /** The chain of heads, where the backend keeps a history of its own; otherwise heads are files that are created only if absent. */
  readonly heads?: Heads;
  /** Ends connections and removes temporary files; runs always, and never throws. */
  close(): Promise<void>;
}

/**
 * When a write lasts: once the call returns (the default), or at the latest when the next head of the same backend is added. The
 * second lets a backend with costly writes put an object, its line of the log and the head that names it into one step.
 * Reading through the same backend sees both at once.
 */
export type Lasting = "at once" | "with the next head";

/** The newest head as it is stored. */
export interface HeadFile {
  /** 1 for the first head. */
  readonly number: number;
  /** Name of its file, for messages. */
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** Where heads lie: an append-only chain, whose highest one is the truth. */
export interface Heads {
  /** The highest head; `undefined` when there is no store yet. Throws `file-store/corrupt` when heads were lost. */
  newest(): Promise<HeadFile | undefined>;
  /** Adds the head after number − 1; false when another writer added one with this number before. It lasts once this gives true. */
  add(number: number, bytes: Uint8Array): Promise<boolean>;
}
