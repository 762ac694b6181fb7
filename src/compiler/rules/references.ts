import { createDiagnostic, type Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { KeyEntry } from "../../generated/signing-spec.ts";
import { isPartlyBroken } from "../broken-lines.ts";
import type { DocumentPath } from "../document.ts";
import { profileTypesIn, type MergedTarget } from "../merged-target.ts";
import { nearestName } from "../nearest-name.ts";
import { isDropped, type RuleContext } from "./rule.ts";

/** One place of a target that names an entry of `keys`. */
interface KeyReference {
  readonly name: string;
  readonly path: DocumentPath;
  readonly key: string;
  readonly expected: KeyEntry["type"];
}

/** The references of a target to `keys`, with the type that each needs. */
export function keyReferences(target: MergedTarget): readonly KeyReference[] {
  const { fields } = target;
  const automatic = fields.method === "automatic";
  const reference = (
    key: "key" | "certificate" | "installer_certificate" | "keystore",
    expected: KeyEntry["type"],
  ): KeyReference[] => {
    const name = fields[key];
    return name === undefined ? [] : [{ name, path: target.pathOf(key), key, expected }];
  };
  const consoleUse = fields.policy_console;
  return [
    ...(fields.platform === "android"
      ? automatic
        ? []
        : reference("keystore", "keystore")
      : [
          ...(automatic ? reference("key", "app_store_connect") : []),
          ...reference("certificate", "certificate"),
          ...reference("installer_certificate", "certificate"),
        ]),
    ...(consoleUse
      ? [
          {
            name: consoleUse.key,
            path: [...target.pathOf("policy_console"), "key"],
            key: "policy_console.key",
            expected: "policy_console" as const,
          },
        ]
      : []),
  ];
}

/** The device groups that a target names. */
export function deviceGroupReferences(target: MergedTarget): readonly string[] {
  const { devices, disable_devices } = target.fields;
  return [...(Array.isArray(devices) ? devices : []), ...(disable_devices ?? [])];
}

/** Every name that a target gives must be an entry of the right type; a target must have the references that it needs. */
export function references(context: RuleContext): readonly Diagnostic[] {
  const keys: Readonly<Record<string, KeyEntry>> = context.spec.keys ?? {};
  const seen = new Set<string>();
  const diagnostics: Diagnostic[] = [];
  for (const target of context.targets) {
    for (const reference of keyReferences(target)) {
      // A wrong name under `defaults` is one mistake, however many targets take it.
      const place = reference.path.join("\0");
      if (seen.has(place)) continue;
      seen.add(place);
      diagnostics.push(...checkKeyReference(context, keys, reference));
    }
    diagnostics.push(...checkGroups(context, target, seen), ...missingReferences(context, target));
  }
  return diagnostics;
}

function checkKeyReference(
  context: RuleContext,
  keys: Readonly<Record<string, KeyEntry>>,
  reference: KeyReference,
): readonly Diagnostic[] {
  const { name, path, key, expected } = reference;
  const entry = Object.hasOwn(keys, name) ? keys[name] : undefined;
  if (entry?.type === expected || (!entry && isDropped(context, ["keys", name]))) return [];
  const range = context.document.rangeOf(path, "value");
  const fitting = Object.entries(keys).flatMap(([n, k]) => (k.type === expected ? [n] : []));
  const near = nearestName(name, fitting) ?? (fitting.length === 1 ? fitting[0] : undefined);
  const fixes =
    near === undefined
      ? []
      : [
          {
            title: `write \`${near}\``,
            applicability: "maybe-incorrect" as const,
            edits: [{ range, newText: near }],
          },
        ];
  if (entry) {
    const help =
      near === undefined ? `add an entry of type \`${expected}\` to \`keys\`` : `\`${near}\` is of that type`;
    return [
      createDiagnostic(
        "resolve/wrong-reference-type",
        { name, key, found: entry.type, expected },
        { range, fixes, help },
      ),
    ];
  }
  const help = near === undefined ? `add it to \`keys\` with \`type: ${expected}\`` : `there is \`${near}\``;
  return [
    createDiagnostic(
      "resolve/unknown-reference",
      { what: `key of type \`${expected}\``, name },
      { range, fixes, help },
    ),
  ];
}

function checkGroups(context: RuleContext, target: MergedTarget, seen: Set<string>): readonly Diagnostic[] {
  const known = context.spec.devices ?? {};
  const { devices, disable_devices = [] } = target.fields;
  const named = [
    ...(Array.isArray(devices) ? devices : []).map((group, i) => ({ group, path: [...target.pathOf("devices"), i] })),
    ...disable_devices.map((group, i) => ({ group, path: [...target.pathOf("disable_devices"), i] })),
  ];
  return named.flatMap(({ group, path }) => {
    if (Object.hasOwn(known, group)) return [];
    const place = path.join("\0");
    if (seen.has(place) || isDropped(context, ["devices", group])) return [];
    seen.add(place);
    const range = context.document.rangeOf(path, "value");
    const near = nearestName(group, Object.keys(known));
    const help = near === undefined ? "add the group under `devices`" : `there is \`${near}\``;
    const fixes =
      near === undefined
        ? []
        : [
            {
              title: `write \`${near}\``,
              applicability: "maybe-incorrect" as const,
              edits: [{ range, newText: near }],
            },
          ];
    return [
      createDiagnostic("resolve/unknown-reference", { what: "device group", name: group }, { range, help, fixes }),
    ];
  });
}

/** What a target cannot do without. `defaults` can supply it, so the schema does not ask for it. */
function missingReferences(context: RuleContext, target: MergedTarget): readonly Diagnostic[] {
  const { fields, name } = target;
  if (isPartlyBroken(context.document, ["targets", name])) return [];
  // What was left out may be the key, misspelt: then that is the mistake.
  const isMisspelt = (gone: DocumentPath, path: readonly string[]): boolean =>
    gone.length <= path.length &&
    path.slice(0, gone.length - 1).every((segment, index) => segment === gone[index]) &&
    nearestName(String(gone.at(-1)), path.slice(gone.length - 1, gone.length)) !== undefined;
  const isLeftOut = (key: string): boolean =>
    [
      ["targets", name, key],
      ["defaults", fields.platform, key],
    ].some((path) => context.dropped.some((gone) => isMisspelt(gone, path)));
  return neededKeys(target)
    .filter((key) => fields[key] === undefined && !isLeftOut(key))
    .map((key) =>
      createDiagnostic(
        "resolve/missing-key-reference",
        { target: name, key, platform: fields.platform },
        {
          range: context.document.rangeOf(["targets", name], "key"),
          address: `targets.${name}`,
          help: missingHelp[key],
        },
      ),
    );
}

type NeededKey = "key" | "certificate" | "installer_certificate" | "profiles" | "keystore" | "keystore_alias";

/** The keys beside the schema's required ones that a target must have, from itself or from `defaults`. */
export function neededKeys({ fields }: Pick<MergedTarget, "fields">): readonly NeededKey[] {
  if (fields.platform === "android") return fields.method === "manual" ? ["keystore", "keystore_alias"] : [];
  if (fields.method === "automatic") return ["key"];
  // Outside of the App Store a Mac app needs a profile only for some capabilities.
  const types = profileTypesIn(fields);
  const needsInstaller = fields.platform === "macos" && types.includes("app_store");
  return [
    "certificate",
    ...(needsInstaller ? (["installer_certificate"] as const) : []),
    ...(types.some((type) => type !== "developer_id") ? (["profiles"] as const) : []),
  ];
}

/** Where the help of the code, to name an entry of `keys`, is not what to do. */
const missingHelp: Readonly<Partial<Record<NeededKey, string>>> = {
  profiles: "list the provisioning profiles of the app and its extensions",
  installer_certificate:
    "the Mac App Store takes a signed package: name the key of a Mac Installer Distribution certificate",
  keystore_alias: "name the entry of the keystore that signs: `keytool -list` shows them",
};
