import type { Leaver, RekeyOutcome } from "../../providers/file-store/store-maintenance.ts";

/** The JSON document of `store rekey` and of `store recipients add` and `remove`. */
export function rekeyJson(
  { preview, result }: RekeyOutcome,
  { fileChanged }: { readonly fileChanged: boolean },
): object {
  return {
    format_version: "1.0",
    file_changed: fileChanged,
    done: result?.done ?? false,
    recipients: preview.wanted,
    reencrypted: result?.reencrypted ?? 0,
    removed_files: result?.removed ?? 0,
    left_files: result?.left ?? [],
    added: Object.entries(preview.joiners).map(([name, recipient]) => ({ name, recipient })),
    removed: preview.leavers.map(leaverJson),
  };
}

function leaverJson({ name, recipient, exposure, rotation }: Leaver): object {
  return {
    name,
    recipient,
    history_complete: exposure.isComplete,
    could_read: exposure.objects,
    rotate: rotation.rotate,
    keep: rotation.keep,
  };
}
