import { invariant } from "../../diagnostics/invariant.ts";
import type { AgeIdentity } from "./age-encryption.ts";
import { createHeadChain, type ManifestContent } from "./head-chain.ts";
import { isNewerMinor, newerFormat, type Manifest } from "./manifest.ts";
import type { Backend } from "./backend.ts";
import {
  PASSPHRASE,
  requireReaders,
  requireSameRecipients,
  SELF,
  wantedRecipients,
  type Recipients,
} from "./recipients.ts";
import type { LogEvent, StoreLog } from "./store-log.ts";
import type { StorePassphrase } from "./store-passphrase.ts";

/** What the content of a store is reached with. */
export interface StoreContentOptions {
  readonly backend: Backend;
  readonly log: StoreLog;
  /** Recipients of the spec; empty when it names none. */
  readonly recipients: Recipients;
  /** The passphrase of the spec, which then names no recipients. */
  readonly passphrase?: StorePassphrase | undefined;
  /** The identities of this reader; empty when there are none. */
  readonly identities: () => Promise<readonly AgeIdentity[]>;
}

/** Derives the next content of the store from the present one and the number of the head to come. */
export type ContentChange = (content: ManifestContent, head: number) => ManifestContent | "unchanged";

/** The manifest of a store with its rules: whom it is encrypted for, and that every change is logged. */
export interface StoreContent {
  /** The newest manifest; `undefined` when there is no store. */
  newest(): Promise<Manifest | undefined>;
  /** The newest manifest, for what is read from the store. Throws `file-store/recipients-differ` when others can read it than the spec says. */
  newestForReading(): Promise<Manifest | undefined>;
  /**
   * The recipients to encrypt for. Throws `file-store/recipients-differ` when the manifest has others, `file-store/no-recipients`
   * and `file-store/newer-format`.
   */
  recipientsFor(manifest: Manifest | undefined): Promise<Recipients>;
  /**
   * Logs an event, then makes the next manifest. In this order, because once the manifest lets go of an object only the log knows
   * its file. A change that recipients or format forbid does not get into the log.
   */
  change(event: LogEvent, change: ContentChange): Promise<void>;
}

/** The content of the store in a backend. */
export function createStoreContent(options: StoreContentOptions): StoreContent {
  const { backend, log, recipients, passphrase } = options;
  const chain = createHeadChain(backend);
  const newest = async (): Promise<Manifest | undefined> => (await chain.newest())?.manifest;
  const readers = passphrase ? PASSPHRASE : Object.keys(recipients).length > 0 ? recipients : SELF;
  const recipientsFor = async (manifest: Manifest | undefined): Promise<Recipients> => {
    // Writing it again would drop what the newer version knows.
    if (manifest !== undefined && isNewerMinor(manifest.format_version)) throw newerFormat(manifest.format_version);
    requireReaders(readers, manifest?.recipients);
    const wanted = await specRecipients(options, manifest?.recipients);
    requireSameRecipients(wanted, manifest?.recipients);
    return wanted;
  };
  return {
    newest,
    newestForReading: async () => {
      const manifest = await newest();
      requireReaders(readers, manifest?.recipients);
      return manifest;
    },
    recipientsFor,
    change: async (event, change) => {
      const wanted = await recipientsFor(await newest());
      await passphrase?.keep(wanted);
      await log.append(event);
      await chain.advance((manifest, head) => {
        // Checked against each head that is built on: another run may have been faster.
        requireSameRecipients(wanted, manifest?.recipients);
        invariant(Object.keys(wanted).length > 0, "a store has recipients");
        return change(
          {
            recipients: wanted,
            objects: manifest?.objects ?? [],
            records: manifest?.records ?? [],
          },
          head,
        );
      });
    },
  };
}

/**
 * The recipients that the spec asks for, in a store that has `held`: those that it names, the identity behind its passphrase, or
 * this reader's own. Throws `file-store/no-recipients`, `file-store/recipient-malformed` and what opening the passphrase throws.
 */
export async function specRecipients(
  { recipients, passphrase, identities }: Pick<StoreContentOptions, "recipients" | "passphrase" | "identities">,
  held: Recipients | undefined,
): Promise<Recipients> {
  if (passphrase === undefined) return wantedRecipients(recipients, await identities(), held);
  const { recipient } = (await passphrase.unlock(held)) ?? (await passphrase.makeNew());
  return { [PASSPHRASE]: recipient };
}
