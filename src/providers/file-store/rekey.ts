import { DiagnosableError } from "../../diagnostics/diagnosable-error.ts";
import { createDiagnostic } from "../../diagnostics/diagnostic.ts";
import type { Backend } from "./backend.ts";
import { createHeadChain, type HeadChain } from "./head-chain.ts";
import { isNewerMinor, newerFormat, type Manifest, type ManifestObject } from "./manifest.ts";
import type { ObjectFiles, SealedObject, StoredFile } from "./object-files.ts";
import { describeDifference, type Recipients } from "./recipients.ts";
import { removeSuperseded } from "./remove-superseded.ts";
import { retiredFiles } from "./retired-files.ts";
import { corrupt } from "./store-failure.ts";
import { readStoreLog, type StoreLog } from "./store-log.ts";
import type { StorePassphrase } from "./store-passphrase.ts";

/** Another writer can be faster; more often than this it is not by chance. */
const ATTEMPTS = 10;

/** What a store is encrypted anew with. */
export interface RekeyOptions {
  readonly backend: Backend;
  /** Opens with the identities of this reader, and with those of the old recipients that it may have. */
  readonly files: ObjectFiles;
  readonly log: StoreLog;
  /** The recipients that the store is to have. */
  readonly recipients: Recipients;
  /** The passphrase behind the recipients, if there is one. */
  readonly passphrase?: StorePassphrase | undefined;
  /** Called once, when everything was opened and encrypted in memory, before anything is written. */
  readonly beforeWriting: () => Promise<void>;
  /** Stops it before the step that counts. */
  readonly signal: AbortSignal;
  readonly report: (message: string) => void;
}

/** What came of it. */
export interface Rekeyed {
  /** Whether the store is for the recipients now; false only when it was stopped before, and then it is as it was. */
  readonly done: boolean;
  /** How many objects were encrypted anew, retired ones included. */
  readonly reencrypted: number;
  /** How many old encrypted files were removed. */
  readonly removed: number;
  /** Encrypted files that nothing explains, and retired ones that this reader cannot open: they were left alone. */
  readonly left: readonly string[];
}

/**
 * Encrypts every object of a store for the given recipients. New files come first, and one head switches to all of them, so that at
 * every instant the store is wholly for the old recipients or wholly for the new ones. Only then are the old files removed.
 * Whatever instant it ends at, running it again arrives at the same place; where nothing differs it only clears away what is left over.
 *
 * Retired objects, which only the log knows, are encrypted anew too: no key is lost, and no file stays open to who has gone.
 * The caller holds the lock. Throws `file-store/would-lock-out`, `file-store/cannot-decrypt`, `file-store/corrupt`, `file-store/moved`.
 */
export async function rekeyStore(options: RekeyOptions): Promise<Rekeyed> {
  const chain = createHeadChain(options.backend);
  const once = onceOnly(options.beforeWriting);
  let reencrypted = 0;
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const manifest = (await chain.newest())?.manifest;
    if (manifest === undefined) {
      await once();
      return { done: true, reencrypted: 0, removed: 0, left: [] };
    }
    if (isNewerMinor(manifest.format_version)) throw newerFormat(manifest.format_version);
    const work = await findWork(manifest, options);
    const { sealed, unopened } = await sealAll(work, options);
    const stopped: Rekeyed = { done: false, reencrypted: 0, removed: 0, left: [] };
    if (options.signal.aborted) return stopped;
    // Listed before the head: what another writer adds later is none of ours.
    const before = await options.backend.list("objects");
    await once();
    const isSwitch = isOther(options.recipients, manifest.recipients);
    if (sealed.size > 0 || isSwitch) {
      if (!(await writeAll(sealed, manifest, options))) return stopped;
      if (!(await switchHead(chain, { sealed, held: manifest.recipients, recipients: options.recipients }))) continue;
      reencrypted = sealed.size;
    }
    const current = await verified(chain, options);
    const cleared = await removeSuperseded({ backend: options.backend, manifest: current, before, isSwitch });
    return { done: true, reencrypted, removed: cleared.removed, left: [...cleared.left, ...unopened] };
  }
  throw new DiagnosableError(createDiagnostic("file-store/moved", {}), { retryable: true });
}

function onceOnly(work: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | undefined;
  return () => (running ??= work());
}

/** The objects whose files are not for the recipients: all of them when the recipients change, else those that a count shows. */
async function findWork(
  manifest: Manifest,
  { backend, files, recipients }: RekeyOptions,
): Promise<readonly StoredFile[]> {
  if (!(await files.canOpen(recipients))) throw new DiagnosableError(createDiagnostic("file-store/would-lock-out", {}));
  const events = (await readStoreLog(backend))?.events ?? [];
  const retired = retiredFiles(events, manifest, await backend.list("objects"));
  const all: readonly StoredFile[] = [...manifest.objects, ...retired];
  if (isOther(recipients, manifest.recipients)) return all;
  const work: StoredFile[] = [];
  const expected = Object.keys(recipients).length;
  for (const object of all) {
    const found = await files.recipientCount(object);
    if (found !== undefined && found !== expected) work.push(object);
  }
  return work;
}

/** An object that was encrypted anew in memory, with the file that it comes from. */
type Resealed = SealedObject & { readonly of: StoredFile };

/** Opens and encrypts everything in memory, by the digest of the old file. A retired object that this reader cannot open stays as it is. */
async function sealAll(
  work: readonly StoredFile[],
  { files, recipients, signal, report }: RekeyOptions,
): Promise<{ readonly sealed: ReadonlyMap<string, Resealed>; readonly unopened: readonly string[] }> {
  const sealed = new Map<string, Resealed>();
  const unopened: string[] = [];
  for (const [index, of] of work.entries()) {
    if (signal.aborted) break;
    report(`encrypting ${index + 1} of ${work.length}`);
    try {
      sealed.set(of.object, { ...(await files.reseal(of, recipients)), of });
    } catch (error) {
      if (isCurrent(of) || !(error instanceof DiagnosableError)) throw error;
      unopened.push(`${of.object}.age`);
    }
  }
  return { sealed, unopened };
}

/** Logs what is about to be, then writes it; false when it was stopped on the way. */
async function writeAll(
  sealed: ReadonlyMap<string, Resealed>,
  manifest: Manifest,
  { files, log, recipients, passphrase, signal, report }: RekeyOptions,
): Promise<boolean> {
  const objects = [...sealed.values()].map(({ of: { address, instance, object }, digest }) => ({
    address,
    instance,
    object: digest,
    replaced_object: object,
  }));
  await log.append({ event: "rekey", recipients, previous: manifest.recipients, objects });
  await passphrase?.keep(recipients);
  let written = 0;
  for (const object of sealed.values()) {
    if (signal.aborted) return false;
    report(`writing ${++written} of ${sealed.size}`);
    await files.keep(object);
  }
  return !signal.aborted;
}

/** Makes the head that names the new files. False when the store moved meanwhile, and nothing was changed. */
async function switchHead(
  chain: HeadChain,
  change: {
    readonly sealed: ReadonlyMap<string, SealedObject>;
    readonly held: Recipients;
    readonly recipients: Recipients;
  },
): Promise<boolean> {
  let switched = false;
  await chain.advance((newest) => {
    switched = false;
    if (newest === undefined || isOther(change.held, newest.recipients)) return "unchanged";
    const objects = newest.objects.map((object) => {
      const made = change.sealed.get(object.object);
      return made ? { ...object, object: made.digest } : object;
    });
    // Another run put something meanwhile, for the old recipients: it has to be encrypted anew as well.
    const isMissing = newest.objects.some((object) => !change.sealed.has(object.object));
    if (isMissing && isOther(change.recipients, change.held)) return "unchanged";
    switched = true;
    return { recipients: change.recipients, objects, records: newest.records };
  });
  return switched;
}

/** Reads everything back that the store holds now, before anything old is removed. Gives the newest manifest. */
async function verified(chain: HeadChain, { files, recipients, report }: RekeyOptions): Promise<Manifest> {
  const manifest = (await chain.newest())?.manifest;
  if (manifest === undefined || isOther(recipients, manifest.recipients))
    throw new DiagnosableError(createDiagnostic("file-store/moved", {}), { retryable: true });
  for (const [index, object] of manifest.objects.entries()) {
    report(`reading back ${index + 1} of ${manifest.objects.length}`);
    if (!(await files.isIntact(object))) throw corrupt(`\`objects/${object.object}.age\` is missing or was changed`);
    await files.open(object, manifest.recipients);
  }
  return manifest;
}

function isCurrent(file: StoredFile): file is ManifestObject {
  return "created" in file;
}

function isOther(a: Recipients, b: Recipients): boolean {
  return describeDifference(a, b) !== "";
}
