import { invariant } from "../../diagnostics/invariant.ts";
import type { AgeIdentity } from "./age-encryption.ts";
import { createHeadChain, type ManifestContent } from "./head-chain.ts";
import { isNewerMinor, newerFormat, type Manifest } from "./manifest.ts";
import type { Backend } from "./backend.ts";
import { requireRecipients, type Recipients } from "./recipients.ts";
import type { LogEvent, StoreLog } from "./store-log.ts";

/** What the content of a store is reached with. */
export interface StoreContentOptions {
  readonly backend: Backend;
  readonly log: StoreLog;
  /** Recipients of the spec; empty when it names none. */
  readonly recipients: Recipients;
  /** The identities of this reader; empty when there are none. */
  readonly identities: () => Promise<readonly AgeIdentity[]>;
}

/** Derives the next content of the store from the present one and the number of the head to come. */
export type ContentChange = (
  content: ManifestContent,
  head: number,
) => ManifestContent | "unchanged";

/** The manifest of a store with its rules: whom it is encrypted for, and that every change is logged. */
export interface StoreContent {
  /** The newest manifest; `undefined` when there is no store. */
  newest(): Promise<Manifest | undefined>;
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
export function createStoreContent({
  backend,
  log,
  recipients,
  identities,
}: StoreContentOptions): StoreContent {
  const chain = createHeadChain(backend);
  const newest = async (): Promise<Manifest | undefined> => (await chain.newest())?.manifest;
  const recipientsFor = async (manifest: Manifest | undefined): Promise<Recipients> => {
    // Writing it again would drop what the newer version knows.
    if (manifest !== undefined && isNewerMinor(manifest.format_version))
      throw newerFormat(manifest.format_version);
    return requireRecipients(recipients, await identities(), manifest?.recipients);
  };
  return {
    newest,
    recipientsFor,
    change: async (event, change) => {
      await recipientsFor(await newest());
      await log.append(event);
      const own = await identities();
      await chain.advance((manifest, head) => {
        // Checked against each head that is built on: another run may have been faster.
        const checked = requireRecipients(recipients, own, manifest?.recipients);
        invariant(Object.keys(checked).length > 0, "a store has recipients");
        return change(
          {
            recipients: checked,
            objects: manifest?.objects ?? [],
            records: manifest?.records ?? [],
          },
          head,
        );
      });
    },
  };
}
