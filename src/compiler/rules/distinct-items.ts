import { createDiagnostic, type Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { Capabilities } from "../../generated/signing-spec.ts";
import type { DocumentPath } from "../document.ts";
import { comparableUdid } from "../planning/planning.ts";
import type { MergedTarget } from "../merged-target.ts";
import { once, type RuleContext } from "./rule.ts";

/** An item of a list, by what makes it the same as another. */
interface Item {
  readonly name: string;
  /** What makes two of them the same, where that is not the name as it stands. */
  readonly id?: string;
  readonly path: DocumentPath;
}

/** A list, and the key that it stands under. */
interface List {
  readonly key: string;
  readonly items: readonly Item[];
}

/**
 * Items that are the same although they are written differently: an extension with and without capabilities, a capability with and
 * without a setting, a device in two spellings of its UDID. The schema refuses only items that are equal as they stand.
 */
export function distinctItems({ document, spec, targets }: RuleContext): readonly Diagnostic[] {
  const groups = Object.entries(spec.devices ?? {}).map(([name, group]): List => {
    const devices = Array.isArray(group) ? group : [];
    const items = devices.map(({ udid }, index) => ({
      name: udid,
      id: comparableUdid(udid),
      path: ["devices", name, index, "udid"],
    }));
    return { key: name, items };
  });
  const repeated = [...groups, ...targets.flatMap(listsOf)].flatMap(({ key, items }) => {
    const firsts = new Map<string, Item>();
    return items.flatMap((item) => {
      const same = item.id ?? item.name;
      const first = firsts.get(same);
      if (!first) {
        firsts.set(same, item);
        return [];
      }
      const notes = [{ message: "the first one is here", range: document.rangeOf(first.path, "value") }];
      const [section, name] = item.path;
      const address = section === "targets" ? `targets.${String(name)}` : undefined;
      const range = document.rangeOf(item.path, "value");
      return [createDiagnostic("schema/duplicate-item", { value: item.name, key }, { range, notes, address })];
    });
  });
  return once(repeated);
}

function listsOf(target: MergedTarget): readonly List[] {
  const { extensions, capabilities } = target.fields;
  const own = capabilityList(capabilities, target.pathOf("capabilities"));
  if (!Array.isArray(extensions)) return own;
  const at = target.pathOf("extensions");
  const items = extensions.map((item, index): Item => {
    if (typeof item === "string") return { name: item, path: [...at, index] };
    return { name: item.bundle_id, path: [...at, index, "bundle_id"] };
  });
  const ofExtensions = extensions.flatMap((item, index) =>
    typeof item === "string" ? [] : capabilityList(item.capabilities, [...at, index, "capabilities"]),
  );
  return [{ key: "extensions", items }, ...own, ...ofExtensions];
}

function capabilityList(capabilities: Capabilities | undefined, at: DocumentPath): readonly List[] {
  if (capabilities === undefined) return [];
  const items = capabilities.flatMap((item, index): readonly Item[] => {
    if (typeof item === "string") return [{ name: item, path: [...at, index] }];
    return Object.keys(item).map((name) => ({ name, path: [...at, index] }));
  });
  return [{ key: "capabilities", items }];
}
