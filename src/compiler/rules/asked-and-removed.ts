import { createDiagnostic, type Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { SourceRange } from "../../diagnostics/source-range.ts";
import type { DocumentPath } from "../document.ts";
import type { MergedTarget } from "../merged-target.ts";
import { once, type RuleContext } from "./rule.ts";

/** What one target removes, another one (or the same) must not ask for: each plan would undo the one before. */
export function askedAndRemoved(context: RuleContext): readonly Diagnostic[] {
  const automatic = context.targets.filter((t) => t.fields.method === "automatic" && t.fields.platform !== "android");
  const removes = automatic.flatMap((target) => removalsOf(context, target));
  if (removes.length === 0) return [];
  const asks = new Map(automatic.flatMap((target) => asksOf(context, target)).map((use) => [use.object, use]));
  const found = removes.flatMap(({ object, what, target, range }) => {
    const asking = asks.get(object);
    if (!asking) return [];
    const note = { message: "it is asked for here", range: asking.range };
    return [
      createDiagnostic(
        "rule/asked-and-removed",
        { what, target: asking.target },
        { range, notes: [note], address: `targets.${target}` },
      ),
    ];
  });
  return once(found);
}

interface Use {
  /** What is used, the same for all that mean it. */
  readonly object: string;
  readonly what: string;
  readonly target: string;
  readonly range: SourceRange;
}

function removalsOf(context: RuleContext, target: MergedTarget): readonly Use[] {
  const { remove_capabilities = [], disable_devices = [] } = target.fields;
  return [
    ...remove_capabilities.map((name, index) => {
      const path = [...target.pathOf("remove_capabilities"), index];
      return capabilityUse(context, target, { name, path });
    }),
    ...groupUses(context, target, "disable_devices", disable_devices),
  ];
}

function asksOf(context: RuleContext, target: MergedTarget): readonly Use[] {
  const { capabilities = [], devices } = target.fields;
  return [
    ...capabilities.flatMap((item, index) => {
      const path = [...target.pathOf("capabilities"), index];
      const names = typeof item === "string" ? [item] : Object.keys(item);
      return names.map((name) => capabilityUse(context, target, { name, path }));
    }),
    ...(Array.isArray(devices) ? groupUses(context, target, "devices", devices) : []),
  ];
}

function capabilityUse(
  { document }: RuleContext,
  { name: target, fields }: MergedTarget,
  { name, path }: { readonly name: string; readonly path: DocumentPath },
): Use {
  return {
    object: `capability ${fields.key} ${fields.bundle_id} ${name}`,
    what: `the capability \`${name}\``,
    target,
    range: document.rangeOf(path, "value"),
  };
}

/** A device by its UDID, in whatever spelling and group; of a group in a file, the group. */
function groupUses(
  { document, spec }: RuleContext,
  target: MergedTarget,
  key: "devices" | "disable_devices",
  groups: readonly string[],
): readonly Use[] {
  return groups.flatMap((group, index): readonly Use[] => {
    const range = document.rangeOf([...target.pathOf(key), index], "value");
    const members = Object.hasOwn(spec.devices ?? {}, group) ? spec.devices?.[group] : undefined;
    const of = { target: target.name, range };
    if (!Array.isArray(members))
      return [{ ...of, object: `group ${target.fields.key} ${group}`, what: `the device group \`${group}\`` }];
    return members.map(({ name, udid }) => ({
      ...of,
      object: `device ${target.fields.key} ${udid.toLowerCase().replaceAll("-", "")}`,
      what: `the device \`${name}\``,
    }));
  });
}
