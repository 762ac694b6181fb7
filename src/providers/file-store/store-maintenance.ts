import { DiagnosableError } from "../../diagnostics/diagnosable-error.ts";
import { createDiagnostic } from "../../diagnostics/diagnostic.ts";
import type { Clock } from "../provider.ts";
import type { AgeIdentity } from "./age-encryption.ts";
import type { Backend } from "./backend.ts";
import { exposureOf, type Exposure } from "./exposure.ts";
import { createHeadChain } from "./head-chain.ts";
import { inspectLock, type HeldLock, type Holder, type StoreLock } from "./lock.ts";
import type { Manifest } from "./manifest.ts";
import { createObjectFiles } from "./object-files.ts";
import { describeDifference, PASSPHRASE, recipientsWithout, wantedRecipients, type Recipients } from "./recipients.ts";
import { rekeyStore, type Rekeyed } from "./rekey.ts";
import { rotationOf, type RotationList } from "./rotation.ts";
import { readStoreLog, type ReadLog, type StoreLog } from "./store-log.ts";
import type { StorePassphrase } from "./store-passphrase.ts";

/** What a person does to a store as a whole. Nothing here is a step of a plan. */
export interface StoreMaintenance {
  /** Whom the store is encrypted for; `undefined` when there is no store yet. */
  recipients(): Promise<Recipients | undefined>;
  /** The age recipients of this reader's own identities; empty without any. */
  ownRecipients(): Promise<readonly string[]>;
  /** Who did what; `undefined` when there is no log. */
  log(): Promise<ReadLog | undefined>;
  /** Who holds the lock; `undefined` when nobody does. */
  lockHolder(): Promise<HeldLock | undefined>;
  /** Takes the lock away from the run that holds it under the id of `lock`, and logs that; false when it is another run by now. */
  unlock(lock: HeldLock): Promise<boolean>;
  /** Makes the store follow its recipients, under the lock. Throws `file-store/locked` and what {@link rekeyStore} throws. */
  rekey(request: RekeyRequest): Promise<RekeyOutcome>;
}

/** What is asked for. */
export interface RekeyRequest {
  /** The recipients that the store is to have; absent for those of the spec. */
  readonly recipients?: Recipients;
  /** The passphrase that the store has now, when the spec does not have it any more. */
  readonly oldPassphrase?: StorePassphrase | undefined;
  /** Sees what would change, before anything does; false ends it. */
  readonly confirm: (preview: RekeyPreview) => Promise<boolean>;
  /** Called once, when everything was encrypted in memory and nothing is written yet. */
  readonly beforeWriting?: () => Promise<void>;
  readonly signal: AbortSignal;
  readonly report: (message: string) => void;
}

/** What a rekey changes. */
export interface RekeyPreview {
  /** Whom the store is encrypted for; `undefined` when there is no store yet. */
  readonly held: Recipients | undefined;
  readonly wanted: Recipients;
  /** How the two differ, in words; empty when they do not. */
  readonly difference: string;
  /** Who can read the store afterwards and could not before. */
  readonly joiners: Recipients;
  /** Who could read the store until now, and what follows from it. */
  readonly leavers: readonly Leaver[];
  /** How many objects the store holds. */
  readonly objects: number;
}

/** Somebody who can no longer read the store afterwards. */
export interface Leaver {
  readonly name: string;
  readonly recipient: string;
  readonly exposure: Exposure;
  readonly rotation: RotationList;
}

/** What came of a rekey; without `result` it was declined. */
export interface RekeyOutcome {
  readonly preview: RekeyPreview;
  readonly result?: Rekeyed;
}

/** What the maintenance of a store works with. */
export interface StoreMaintenanceOptions {
  readonly backend: Backend;
  readonly lock: StoreLock;
  readonly log: StoreLog;
  readonly holder: Holder;
  readonly clock: Clock;
  /** Recipients of the spec; empty when it names none. */
  readonly recipients: Recipients;
  readonly passphrase?: StorePassphrase | undefined;
  /** This reader's own identities, without that of a passphrase. */
  readonly ownIdentities: () => Promise<readonly AgeIdentity[]>;
  readonly identityFrom: string;
}

/** The maintenance of the store in a backend. */
export function createStoreMaintenance(options: StoreMaintenanceOptions): StoreMaintenance {
  const { backend, holder, log, lock } = options;
  const chain = createHeadChain(backend);
  const newest = async (): Promise<Manifest | undefined> => (await chain.newest())?.manifest;
  const inspection = inspectLock(backend, holder);
  return {
    recipients: async () => (await newest())?.recipients,
    ownRecipients: async () => (await options.ownIdentities()).map(({ recipient }) => recipient),
    log: () => readStoreLog(backend),
    lockHolder: () => inspection.holder(),
    unlock: async ({ id, operation, holder: user, host }) => {
      if (!(await inspection.remove(id))) return false;
      await log.append({ event: "unlock", lock: { id, operation, holder: user, host } });
      return true;
    },
    rekey: async (request) => {
      const held = await lock.acquire("store rekey");
      try {
        return await rekeyLocked(await newest(), request, options);
      } finally {
        await lock.release(held);
      }
    },
  };
}

async function rekeyLocked(
  manifest: Manifest | undefined,
  request: RekeyRequest,
  options: StoreMaintenanceOptions,
): Promise<RekeyOutcome> {
  const { backend, log, passphrase, identityFrom } = options;
  const own = await options.ownIdentities();
  const held = manifest?.recipients;
  const wanted = request.recipients ?? (await specWants(held, own, { request, options }));
  const preview = await previewOf(manifest, wanted, options);
  if (!(await request.confirm(preview))) return { preview };
  await unlockHeld(held, request, options);
  const identities = [...own, ...(passphrase?.known() ?? []), ...(request.oldPassphrase?.known() ?? [])];
  const result = await rekeyStore({
    backend,
    files: createObjectFiles({ backend, identities: () => Promise.resolve(identities), identityFrom }),
    log,
    recipients: wanted,
    passphrase,
    beforeWriting: request.beforeWriting ?? (() => Promise.resolve()),
    signal: request.signal,
    report: request.report,
  });
  return { preview, result };
}

/** The recipients of the spec. A passphrase that does not open the store is a new one, if the old one is known. */
async function specWants(
  held: Recipients | undefined,
  own: readonly AgeIdentity[],
  {
    request: { oldPassphrase },
    options: { recipients, passphrase },
  }: { readonly request: RekeyRequest; readonly options: StoreMaintenanceOptions },
): Promise<Recipients> {
  if (passphrase === undefined) return wantedRecipients(recipients, own, held);
  const unlocked = await passphrase.unlock(held).catch((error: unknown) => {
    const isOther = error instanceof DiagnosableError && error.diagnostic.code === "file-store/wrong-passphrase";
    if (!isOther || oldPassphrase === undefined) throw error;
    return undefined;
  });
  return { [PASSPHRASE]: (unlocked ?? (await passphrase.makeNew())).recipient };
}

/** Opens the passphrase that the store has now, unless the spec's own does. */
async function unlockHeld(
  held: Recipients | undefined,
  { oldPassphrase }: RekeyRequest,
  { passphrase, ownIdentities }: StoreMaintenanceOptions,
): Promise<void> {
  const recipient = held?.[PASSPHRASE];
  if (recipient === undefined) return;
  const known = [...(passphrase?.known() ?? []), ...(await ownIdentities())];
  if (known.some((identity) => identity.recipient === recipient)) return;
  if (oldPassphrase === undefined) {
    const help = "`--old-passphrase-env NAME` says which variable holds the passphrase that the store still has";
    const parameters = { where: "the store's passphrase" };
    throw new DiagnosableError(createDiagnostic("file-store/identity-missing", parameters, { help }));
  }
  await oldPassphrase.unlock(held);
}

async function previewOf(
  manifest: Manifest | undefined,
  wanted: Recipients,
  { backend, clock }: StoreMaintenanceOptions,
): Promise<RekeyPreview> {
  if (manifest === undefined) return { held: undefined, wanted, difference: "", joiners: {}, leavers: [], objects: 0 };
  const { recipients: held, objects } = manifest;
  const log = await readStoreLog(backend);
  const now = clock();
  const leavers = Object.entries(recipientsWithout(held, wanted)).map(([name, recipient]): Leaver => {
    const exposure = exposureOf(recipient, manifest, log);
    return { name, recipient, exposure, rotation: rotationOf(exposure.objects, manifest, now) };
  });
  const difference = describeDifference(wanted, held);
  return { held, wanted, difference, joiners: recipientsWithout(wanted, held), leavers, objects: objects.length };
}
