import { createDiagnostic } from "../../diagnostics/diagnostic.ts";
import { DiagnosableError } from "../../diagnostics/diagnosable-error.ts";
import type { RekeyPreview } from "../../providers/file-store/store-maintenance.ts";
import { ask, canAsk } from "../ask.ts";
import type { CliContext } from "../cli-context.ts";
import type { Interruption } from "../interruption.ts";
import { withStore, type StoreFlags } from "../open-maintenance.ts";
import { rekeyStore } from "../rekey-store.ts";
import { previewText } from "../views/rekey-text.ts";

/** Flags of `store rekey`. */
export interface RekeyFlags extends StoreFlags {
  readonly autoApprove: boolean;
  readonly oldPassphraseEnv?: string;
}

/** `signwright store rekey`: makes the store follow the recipients that the signing file names. */
export async function storeRekey(this: CliContext, flags: RekeyFlags, path?: string): Promise<void> {
  await withStore(this, flags, path, (opened) =>
    rekeyStore(this, opened, {
      flags,
      oldPassphraseEnv: flags.oldPassphraseEnv,
      confirm: (preview, interruption) => confirm(this, flags, preview, interruption),
      changesFile: false,
    }),
  );
}

/** Who can read everything is never changed unseen. Where the recipients agree already there is nothing to approve. */
async function confirm(
  context: CliContext,
  flags: RekeyFlags,
  preview: RekeyPreview,
  interruption: Interruption,
): Promise<boolean> {
  if (preview.difference === "") return true;
  if (!flags.json) context.host.stdout.write(previewText(preview, context.paint));
  if (flags.autoApprove) return true;
  if (canAsk(context, flags.json)) return ask(context, "Encrypt everything anew?", interruption.stop);
  throw new DiagnosableError(createDiagnostic("file-store/not-confirmed", { flag: "--auto-approve" }));
}
