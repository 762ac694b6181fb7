import { createDiagnostic, type Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { DocumentPath } from "../document.ts";
import { comparableUdid } from "../planning/planning.ts";
import type { RuleContext } from "./rule.ts";

/** A device has one name and one platform at Apple, and an earlier registration wins: groups that say different things of it mislead. */
export function conflictingDevices({ document, spec }: RuleContext): readonly Diagnostic[] {
  const firsts = new Map<string, { readonly group: string; readonly said: string; readonly path: DocumentPath }>();
  return Object.entries(spec.devices ?? {}).flatMap(([group, devices]) => {
    if (!Array.isArray(devices)) return [];
    return devices.flatMap(({ name, udid, platform }, index) => {
      const path: DocumentPath = ["devices", group, index];
      const said = `\`${name}\` (${platform})`;
      const first = firsts.get(comparableUdid(udid));
      if (!first) {
        firsts.set(comparableUdid(udid), { group, said, path });
        return [];
      }
      // Twice in one group is a repetition, whatever the two say.
      if (first.said === said || first.group === group) return [];
      const notes = [{ message: "the other one is here", range: document.rangeOf([...first.path, "udid"], "value") }];
      const range = document.rangeOf([...path, "udid"], "value");
      return [
        createDiagnostic(
          "rule/conflicting-devices",
          { udid, first: first.said, first_group: first.group, second: said, second_group: group },
          { range, notes },
        ),
      ];
    });
  });
}
