import type { DiagnosableError } from "../../diagnostics/diagnosable-error.ts";
import { AppleRefusal } from "./apple-refusal.ts";
import type { WriteOutcome } from "./client.ts";
import type { Resource } from "./json-api.ts";

/** How to create one object without ever creating it twice. */
interface Creation<T> {
  /** Looks for the object that the creation would make. */
  readonly look: () => Promise<T | undefined>;
  /** A more thorough look for when Apple says that the object exists; `look` when absent. */
  readonly lookAfterConflict?: () => Promise<T | undefined>;
  readonly write: () => Promise<WriteOutcome>;
  /** Reads and checks what was written. */
  readonly accept: (resource: Resource) => Promise<T>;
  /** Whether a refusal says that the object exists already. */
  readonly saysExists?: (refusal: AppleRefusal) => boolean;
  /** Milliseconds between looks after an unclear answer; lists may lag behind a write. */
  readonly waits?: readonly number[];
  readonly sleep: (milliseconds: number) => Promise<void>;
}

/** What came of it. */
export interface Created<T> {
  readonly value: T;
  /** Found instead of made. */
  readonly adopted: boolean;
}

const WAITS = [1000, 2000, 4000] as const;
/** Writes in all: a second one only after the first was unclear and nothing came to light. */
const WRITES = 2;

/**
 * Looks, writes, and after an unclear answer looks again, several times, before it writes once more. A conflict is looked
 * into as well: it can be the echo of a write whose answer was lost. Throws what the last write came to when nothing is there.
 */
export async function createOnce<T>(creation: Creation<T>): Promise<Created<T>> {
  const existing = await creation.look();
  if (existing !== undefined) return { value: existing, adopted: true };
  let unclear: DiagnosableError | undefined;
  for (let writes = 0; writes < WRITES; writes++) {
    const outcome = await writeOrConflict(creation);
    if (outcome.kind === "written") return { value: await creation.accept(outcome.resource), adopted: false };
    const patient =
      outcome.kind === "unclear" || unclear !== undefined || creation.saysExists?.(outcome.error) === true;
    const look = outcome.kind === "conflict" ? (creation.lookAfterConflict ?? creation.look) : creation.look;
    const found = await lookRepeatedly(look, patient ? (creation.waits ?? WAITS) : [], creation.sleep);
    if (found !== undefined) return { value: found, adopted: true };
    if (outcome.kind === "conflict") throw outcome.error;
    unclear = outcome.error;
  }
  throw unclear ?? new Error("invariant: a creation that wrote nothing");
}

async function writeOrConflict<T>(
  creation: Creation<T>,
): Promise<WriteOutcome | { readonly kind: "conflict"; readonly error: AppleRefusal }> {
  try {
    return await creation.write();
  } catch (error) {
    if (error instanceof AppleRefusal && error.status === 409) return { kind: "conflict", error };
    throw error;
  }
}

async function lookRepeatedly<T>(
  look: () => Promise<T | undefined>,
  waits: readonly number[],
  sleep: (milliseconds: number) => Promise<void>,
): Promise<T | undefined> {
  const found = await look();
  if (found !== undefined) return found;
  for (const wait of waits) {
    await sleep(wait);
    const later = await look();
    if (later !== undefined) return later;
  }
  return undefined;
}
