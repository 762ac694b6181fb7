/**
 * Where the files of a store lie: a folder, and later a git repository or a bucket. It moves bytes and knows nothing of their meaning.
 * Names are relative, `/`-separated and made by the store from digests and numbers, never from the names of a spec.
 *
 * What every backend promises:
 * 1. A created or replaced file is seen whole or not at all, and lasts once the call returns.
 * 2. Of many that create the same name at the same time exactly one gets `true`: the safety of the whole store rests on it.
 * 3. It never follows a link out of the store.
 * It throws `DiagnosableError` (`file-store/write-failed`, `file-store/corrupt`).
 */
export interface Backend {
  /** For people: where a file of the store is. */
  locate(name: string): string;
  /** The bytes of a file; `undefined` when it is absent. Throws `file-store/corrupt` when it is larger than `limit`. */
  read(name: string, limit: number): Promise<Uint8Array | undefined>;
  /** Creates a file unless it is there; false when it is. */
  create(name: string, bytes: Uint8Array): Promise<boolean>;
  /** Writes a file in one step, whether it is there or not. Only for derived files, which hold no truth. */
  replace(name: string, bytes: Uint8Array): Promise<void>;
  /** Appends one line, given without its line end. A torn last line of an earlier crash does not touch it. */
  append(name: string, line: string): Promise<void>;
  /** The names of the files in a folder of the store, sorted by code unit; empty when there is none. */
  list(folder: string): Promise<readonly string[]>;
  /** Removes a file; an absent one is fine. */
  remove(name: string): Promise<void>;
  /** Removes what crashed writers left half-written. */
  sweep(): Promise<void>;
}
