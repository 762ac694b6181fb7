import { createDiagnostic, type Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { RuleContext } from "./rule.ts";

/**
 * A passphrase is for a store that names nobody. With both, it would not be clear who can read the store, and a leaver who knows the
 * passphrase could not be shut out by removing their name.
 */
export function passphraseOrRecipients({ document, spec }: RuleContext): readonly Diagnostic[] {
  const { store } = spec;
  if (typeof store !== "object" || store.passphrase === undefined) return [];
  if (Object.keys(store.recipients ?? {}).length === 0) return [];
  return [
    createDiagnostic(
      "rule/passphrase-with-recipients",
      {},
      {
        range: document.rangeOf(["store", "passphrase"], "key"),
        notes: [{ message: "the recipients are named here", range: document.rangeOf(["store", "recipients"], "key") }],
      },
    ),
  ];
}
