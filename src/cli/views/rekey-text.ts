import { printable, type Paint } from "../../diagnostics/render-text.ts";
import type { Leaver, RekeyPreview } from "../../providers/file-store/store-maintenance.ts";
import type { Rekeyed } from "../../providers/file-store/rekey.ts";
import { leaverText } from "./leaver-text.ts";
import { plural } from "./plural.ts";

/** What a rekey would change, for the person who is asked. */
export function previewText({ held = {}, wanted, joiners, leavers, objects }: RekeyPreview, paint: Paint): string {
  const renamed = Object.keys(joiners).length === 0 && leavers.length === 0;
  return [
    `The store is encrypted for ${names(held)}; the signing file asks for ${names(wanted)}.`,
    ...Object.keys(joiners).map(
      (name) => `${paint("green", "  +")} ${printable(name)} will be able to read everything in it`,
    ),
    ...leavers.map(({ name }) => `${paint("red", "  -")} ${printable(name)} will not be able to read it any more`),
    ...(renamed ? ["  Nobody joins or leaves: only names change."] : []),
    `${plural(objects, "object")} and what was retired will be encrypted anew.`,
    "",
  ].join("\n");
}

/** What was done, what it does not undo, and for everybody who left what to rotate. */
export function rekeyText(
  { preview, result }: { readonly preview: RekeyPreview; readonly result: Rekeyed },
  paint: Paint,
): string {
  const { leavers, wanted, held } = preview;
  const lines = [headline(preview, result, paint)];
  if (result.removed > 0) lines.push(`Removed ${plural(result.removed, "old encrypted file")}.`);
  if (result.left.length > 0) {
    const files = result.left.map(printable).join(", ");
    lines.push(`Left alone, because nothing explains them or they cannot be opened: ${files}`);
  }
  if (held !== undefined && leavers.length > 0) lines.push("", stillReadable(leavers));
  const reports = leavers.map((leaver) => `\n${leaverText(leaver, paint)}`);
  if (held === undefined) lines.push(`There is no store yet; it will be made for ${names(wanted)}.`);
  return `${lines.join("\n")}\n${reports.join("")}`;
}

function headline({ wanted, held }: RekeyPreview, { reencrypted }: Rekeyed, paint: Paint): string {
  if (held === undefined) return "Nothing had to be encrypted.";
  if (reencrypted === 0) return `The store is encrypted for ${names(wanted)}; nothing had to be encrypted anew.`;
  return `${paint("green", "Done!")} ${plural(reencrypted, "object")} encrypted for ${names(wanted)}, and read back.`;
}

function stillReadable(leavers: readonly Leaver[]): string {
  const who = leavers.map(({ name }) => printable(name)).join(", ");
  return `What ${who} had access to stays readable: git history, versions of a bucket, backups and copies still hold the old files.`;
}

function names(recipients: Readonly<Record<string, string>>): string {
  return Object.keys(recipients).toSorted().map(printable).join(", ");
}
