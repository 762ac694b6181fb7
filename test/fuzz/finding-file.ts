import { readFileSync, writeFileSync } from "node:fs";
import type { Seed } from "./seed.ts";
import { targetNamed } from "./targets.ts";
import type { Planned } from "./trial.ts";

interface StoredFinding {
  readonly number: number;
  readonly target: string;
  readonly sealed: boolean;
  readonly seed: Omit<Seed, "bytes">;
}

/** Writes an input so that it can be run again: the bytes as `.bin`, and beside them what they are given to. */
export function saveFinding(file: string, { number, seed, target, bytes, sealed }: Planned, why: object): void {
  const { bytes: _bytes, ...rest } = seed;
  const stored: StoredFinding = { number, target: target.name, sealed, seed: rest };
  writeFileSync(file.replace(/\.json$/, ".bin"), bytes);
  writeFileSync(file, `${JSON.stringify({ ...stored, ...why }, null, 2)}\n`);
}

/** Reads what {@link saveFinding} wrote. @param seeds those that it was made from */
export function loadFinding(file: string, seeds: readonly Seed[]): Planned {
  const { number, target, sealed, seed } = JSON.parse(readFileSync(file, "utf8")) as StoredFinding;
  const bytes = Uint8Array.from(readFileSync(file.replace(/\.json$/, ".bin")));
  const original = seeds.find(({ name }) => name === seed.name)?.bytes ?? bytes;
  return { number, sealed, bytes, seed: { ...seed, bytes: original }, target: targetNamed(target) };
}
