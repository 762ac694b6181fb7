import { DiagnosableError } from "../../diagnostics/diagnosable-error.ts";
import { createDiagnostic } from "../../diagnostics/diagnostic.ts";
import { processIsAlive } from "../../host/process-is-alive.ts";
import type { Clock, Lock, LockInfo } from "../provider.ts";
import type { Backend } from "./backend.ts";
import { isInstant, isRecord, newerFormat, parseJson, STORE_FORMAT } from "./manifest.ts";
import { corrupt } from "./store-failure.ts";

/** Who this run is, for people and for telling whether it still runs. */
export interface Holder {
  readonly user: string;
  readonly host: string;
  readonly pid: number;
}

/** A lock that was taken. */
export interface AcquiredLock extends LockInfo {
  /** The dead run that held the lock before; absent when it was free. */
  readonly taken_over_from?: LockInfo;
}

/**
 * Whether the run that holds a lock still runs, as far as that can be told from here: on another machine it cannot. Of a lock file
 * that cannot be read (`unreadable`) nothing is known, and its other fields say so.
 */
export type HolderState = "running" | "over" | "unknown" | "unreadable";

/** A lock that somebody holds. */
export interface HeldLock extends LockInfo {
  readonly state: HolderState;
}

/** The lock of a store; `acquire` also takes over the lock of a dead run on this host, and says so. */
export interface StoreLock extends Lock {
  acquire(operation: string): Promise<AcquiredLock>;
}

/** The lock as a person sees it who looks into a store. */
export interface LockInspection {
  /** Who holds the lock; `undefined` when nobody does. */
  holder(): Promise<HeldLock | undefined>;
  /** Takes the lock away from the run that holds it under this id; false when it is held by another one or by nobody. */
  remove(id: string): Promise<boolean>;
}

/** What a lock is made with. */
export interface LockOptions {
  readonly backend: Backend;
  readonly holder: Holder;
  readonly clock: Clock;
  readonly randomId: () => string;
}

const LOCK_NAME = "lock";
const LOCK_LIMIT = 64 * 1024;
const ATTEMPTS = 50;
/** Locks that this process holds: a lock with our process id that is not among them is one of a dead run that had the same id. */
const heldHere = new Set<string>();

/**
 * The lock of a backend: the file `lock`, created only if absent.
 * A dead holder is followed by whoever creates `lock-after-<its id>`, again only if absent: so of many that find a dead lock at the
 * same time one gets it, and nobody removes the lock of somebody who is alive. The last one of that line holds the lock.
 */
export function createLock(options: LockOptions): StoreLock {
  const { backend } = options;
  return {
    acquire: (operation) => acquireLock(options, operation),
    release: async (info) => {
      heldHere.delete(info.id);
      await removeLock(backend, info.id);
    },
  };
}

/** Looks at the lock of a backend. `self` is who looks: it decides what can be told of the holder. */
export function inspectLock(backend: Backend, self: Holder): LockInspection {
  return {
    holder: async () => {
      const last = (await lineOfHolders(backend, () => UNREADABLE)).at(-1);
      return last && { ...last, state: last === UNREADABLE ? "unreadable" : stateOf(last, self) };
    },
    remove: (id) => removeLock(backend, id, () => UNREADABLE),
  };
}

/** What stands for a lock file that is none, so that a person can remove it like any other. */
const UNREADABLE: LockInfo = {
  id: "unreadable",
  operation: "unknown",
  holder: "unknown",
  host: "unknown",
  pid: 0,
  created: "unknown",
};

/** Removes the lock with this id, and the line of dead runs before it; false when the lock is another one. */
async function removeLock(backend: Backend, id: string, unreadable?: () => LockInfo): Promise<boolean> {
  const line = await lineOfHolders(backend, unreadable);
  if (line.at(-1)?.id !== id) return false;
  // First the lock, then the line behind it: in the other order a second run could follow a dead holder again.
  await backend.remove(LOCK_NAME);
  for (const earlier of line.slice(0, -1)) await backend.remove(successorName(earlier));
  return true;
}

async function acquireLock(
  { backend, holder, clock, randomId }: LockOptions,
  operation: string,
): Promise<AcquiredLock> {
  const info: LockInfo = {
    id: randomId(),
    operation,
    holder: holder.user,
    host: holder.host,
    pid: holder.pid,
    created: clock().toISOString(),
  };
  const bytes = new TextEncoder().encode(`${JSON.stringify({ format_version: STORE_FORMAT, ...info }, null, 2)}\n`);
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    // Before the file is there: another run of this process may read it at once.
    heldHere.add(info.id);
    if (await backend.create(LOCK_NAME, bytes)) return info;
    heldHere.delete(info.id);
    const last = (await lineOfHolders(backend)).at(-1);
    if (last === undefined) continue;
    if (stateOf(last, holder) !== "over") throw lockedBy(last);
    heldHere.add(info.id);
    if (await backend.create(successorName(last), bytes)) {
      // The lock may have been released since we read it; then the line that we joined leads nowhere.
      if ((await lineOfHolders(backend)).at(-1)?.id === info.id) return { ...info, taken_over_from: last };
      await backend.remove(successorName(last));
    }
    heldHere.delete(info.id);
  }
  throw new DiagnosableError(createDiagnostic("file-store/moved", {}), { retryable: true });
}

/** Who had the lock, oldest first; the last one has it. Empty when it is free. `unreadable` stands for a file that is no lock. */
async function lineOfHolders(backend: Backend, unreadable?: () => LockInfo): Promise<readonly LockInfo[]> {
  const line: LockInfo[] = [];
  let name = LOCK_NAME;
  for (let length = 0; length < ATTEMPTS; length++) {
    const bytes = await backend.read(name, LOCK_LIMIT);
    if (bytes === undefined) return line;
    const info = readLock(bytes, name) ?? unreadable?.();
    if (info === undefined) throw corrupt(`\`${name}\` is no lock; \`signwright store unlock\` removes it`);
    line.push(info);
    name = successorName(info);
  }
  throw corrupt(`\`${LOCK_NAME}\` leads through too many dead runs: remove it if no run is alive`);
}

/** `undefined` for what is no lock. Throws `file-store/newer-format`. */
function readLock(bytes: Uint8Array, name: string): LockInfo | undefined {
  const value = readJson(bytes, name);
  if (!isRecord(value)) return undefined;
  const { format_version: formatVersion, id, operation, holder, host, pid, created } = value;
  if (typeof formatVersion !== "string") return undefined;
  if (Number.parseInt(formatVersion, 10) > Number.parseInt(STORE_FORMAT, 10)) throw newerFormat(formatVersion);
  if (typeof id !== "string" || !/^[0-9A-Za-z-]{1,64}$/.test(id) || typeof operation !== "string") return undefined;
  if (typeof holder !== "string" || typeof host !== "string" || !isInstant(created)) return undefined;
  if (typeof pid !== "number" || !Number.isSafeInteger(pid) || pid < 1) return undefined;
  return { id, operation, holder, host, pid, created };
}

function readJson(bytes: Uint8Array, name: string): unknown {
  try {
    return parseJson(bytes, name);
  } catch {
    return undefined;
  }
}

/** On another machine nobody can tell. On this one the process says it, though a number may have been given to another process. */
function stateOf(info: LockInfo, self: Holder): HolderState {
  if (info.host !== self.host) return "unknown";
  const runs = info.pid === self.pid ? heldHere.has(info.id) : processIsAlive(info.pid);
  return runs ? "running" : "over";
}

/** The failure of a run that finds the store locked. */
export function lockedBy(info: LockInfo): DiagnosableError {
  return new DiagnosableError(
    createDiagnostic("file-store/locked", {
      holder: info.holder,
      host: info.host,
      since: info.created,
      operation: info.operation,
      id: info.id,
    }),
    { retryable: true },
  );
}

function successorName(info: LockInfo): string {
  return `lock-after-${info.id}`;
}
