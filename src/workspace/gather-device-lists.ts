import type { Compilation } from "../compiler/compile.ts";
import type { DeviceListFile } from "../compiler/file-facts.ts";
import { DiagnosableError } from "../diagnostics/diagnosable-error.ts";
import { createDiagnostic, type Diagnostic } from "../diagnostics/diagnostic.ts";
import type { Sources } from "../providers/provider.ts";
import { rangeOf } from "./sources.ts";

/**
 * Reads the device lists of the groups that targets name. They hold no secret and belong to the checkout, so one that is missing is an
 * error offline too. A list with wrong lines is used as far as it is right: no plan comes of it, but an editor can go on.
 */
export async function gatherDeviceLists(
  { spec, document }: Pick<Compilation, "spec" | "document">,
  sources: Sources,
): Promise<{ readonly lists: ReadonlyMap<string, DeviceListFile>; readonly diagnostics: readonly Diagnostic[] }> {
  const lists = new Map<string, DeviceListFile>();
  const diagnostics: Diagnostic[] = [];
  const used = new Set(
    (spec?.targets ?? []).flatMap((t) =>
      t.platform !== "android" && t.method === "automatic" ? [...t.deviceFiles, ...t.disableDevices.files] : [],
    ),
  );
  for (const group of used) {
    const path = spec?.deviceFiles.get(group);
    if (path === undefined) continue;
    const range = rangeOf({ document }, ["devices", group, "file"]);
    try {
      const { bytes } = await sources.file(path);
      const { readDeviceList } = await import("../formats/device-list.ts");
      const { digestOf } = await import("./open-key-file.ts");
      const { devices, faults } = readDeviceList(bytes);
      for (const { line, reason } of faults)
        diagnostics.push(createDiagnostic("file/device-list", { path, line, reason }, { range }));
      lists.set(group, { path, sha256: digestOf(bytes), devices });
    } catch (error) {
      if (!(error instanceof DiagnosableError)) throw error;
      diagnostics.push({ ...error.diagnostic, range: error.diagnostic.range ?? range });
    }
  }
  return { lists, diagnostics };
}
