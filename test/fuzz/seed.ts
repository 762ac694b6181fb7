import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { isAbsolute, join } from "node:path";

/** How the bytes of a seed are built, which decides how they are changed. */
export type Syntax = "asn1" | "jks" | "text" | "json" | "zip" | "binary";

/** What takes the bytes of a seed. */
export type Subject =
  | "signing file"
  | "property list"
  | "api key"
  | "manifest"
  | "container"
  | "journal"
  | "lock"
  | "log"
  | "heads"
  | "plan"
  | "age"
  | "artefact";

/** A good file (or one that is well known to be bad), from which the fuzzer makes others. */
export interface Seed {
  readonly name: string;
  readonly subject: Subject;
  readonly syntax: Syntax;
  readonly bytes: Uint8Array;
  /** `null` for none. */
  readonly password: string | null;
  readonly keyPassword: string | null;
  /**
   * How the inside of the file is sealed again after it was changed: so that a change gets past the MAC or the signature.
   * `bytes` is then the inside.
   */
  readonly seal?: "pkcs12" | "jks" | "cms";
  /** How often it is chosen, 1 unless given: what is read quickly is tried more often. */
  readonly weight?: number;
}

type StoredSeed = Omit<Seed, "bytes"> & { readonly file: string };

/** Writes seeds into a folder, from which every worker reads the same ones. Files of the corpus are named, never copied. */
export function saveSeeds(
  folder: string,
  made: readonly Seed[],
  referenced: readonly (Seed & { readonly file: string })[],
): void {
  mkdirSync(join(folder, "seeds"), { recursive: true });
  const stored: StoredSeed[] = made.map(({ bytes, ...seed }, i) => {
    const file = `seeds/${String(i).padStart(3, "0")}`;
    writeFileSync(join(folder, file), bytes);
    return { ...seed, file };
  });
  for (const { bytes: _bytes, ...seed } of referenced) stored.push(seed);
  writeFileSync(join(folder, "seeds.json"), `${JSON.stringify(stored, null, 2)}\n`);
}

/** Reads what {@link saveSeeds} wrote. */
export function loadSeeds(folder: string): readonly Seed[] {
  const stored = JSON.parse(readFileSync(join(folder, "seeds.json"), "utf8")) as readonly StoredSeed[];
  return stored.map(({ file, ...seed }) => ({
    ...seed,
    bytes: Uint8Array.from(readFileSync(isAbsolute(file) ? file : join(folder, file))),
  }));
}
