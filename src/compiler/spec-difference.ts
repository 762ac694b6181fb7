import type { Address } from "../plan/address.ts";
import type { JsonValue } from "../plan/observed.ts";
import type { ResourceKind } from "../plan/resource.ts";
import type { Compilation } from "./compile.ts";
import { credentialDifferences, type CredentialDifference } from "./credential-differences.ts";
import { desiredResources, type DesiredResource, type SpecFiles } from "./desired-resources.ts";
import { sortedSet } from "./planning/planning.ts";
import type { ResolvedSpec } from "./target.ts";

/**
 * What a difference comes to: `replace` makes a new object for one that cannot be changed, `delete` removes what Signwright made, and
 * `forget` leaves alone what the file no longer names.
 */
export type DifferenceAction = "create" | "update" | "replace" | "delete" | "forget";

/** A resource that two versions of a spec ask for differently. */
export interface ResourceDifference {
  readonly address: Address;
  readonly type: ResourceKind;
  readonly action: DifferenceAction;
  /** One sentence for people: why. */
  readonly reason: string;
  /** Null for what is new. */
  readonly before: DesiredResource["attributes"] | null;
  /** Null for what goes. */
  readonly after: DesiredResource["attributes"] | null;
  /** Targets that want it, or that wanted it. */
  readonly targets: readonly string[];
}

/** A setting that changes no resource by itself, but when or whether something is done. */
export interface SettingDifference {
  readonly path: string;
  /** As JSON has it; `undefined` where nothing is written. */
  readonly before: string | undefined;
  readonly after: string | undefined;
}

/** What a change of a signing file means, as far as that is known without credentials. */
export interface SpecDifference {
  readonly targets: { readonly added: readonly string[]; readonly removed: readonly string[] };
  readonly resources: readonly ResourceDifference[];
  readonly credentials: readonly CredentialDifference[];
  readonly settings: readonly SettingDifference[];
}

/** One version of a spec: what was compiled, and what is known of its files. */
export interface ComparedSpec {
  readonly compilation: Pick<Compilation, "document" | "targets">;
  readonly spec: ResolvedSpec;
  readonly files: SpecFiles;
}

/** Compares what two versions of a spec ask for. Pure; both must be free of errors to mean something. */
export function specDifference(before: ComparedSpec, after: ComparedSpec): SpecDifference {
  return {
    targets: { added: idsBeyond(after.spec, before.spec), removed: idsBeyond(before.spec, after.spec) },
    resources: resourceDifferences(
      desiredResources(before.spec, before.files),
      desiredResources(after.spec, after.files),
    ),
    credentials: credentialDifferences(before.compilation.document, after.compilation.document),
    settings: settingDifferences(before.compilation, after.compilation),
  };
}

/** Targets of one spec that the other one does not have, sorted. */
function idsBeyond(spec: ResolvedSpec, other: ResolvedSpec): readonly string[] {
  const known = new Set(other.targets.map((t) => t.id));
  return sortedSet(spec.targets.map((t) => t.id).filter((id) => !known.has(id)));
}

/** Whether there is nothing to tell. */
export function isSame({ targets, resources, credentials, settings }: SpecDifference): boolean {
  return [targets.added, targets.removed, resources, credentials, settings].every((list) => list.length === 0);
}

type Desired = ReadonlyMap<Address, DesiredResource>;

function resourceDifferences(before: Desired, after: Desired): readonly ResourceDifference[] {
  const kept = [...after.values()].flatMap((resource) => {
    const old = before.get(resource.address);
    return old ? (changed(old, resource) ?? []) : [difference("create", addedReason(resource), { after: resource })];
  });
  const capabilities = new Set(kept.flatMap((d) => (d.type === "capability" ? [bundleIdOf(d.after)] : [])));
  const touched = new Set(kept.map((d) => d.address));
  const invalidated = [...after.values()]
    .filter((r) => r.type === "profile" && before.has(r.address) && !touched.has(r.address))
    .filter((r) => capabilities.has(bundleIdOf(r.attributes)))
    .map((r) => {
      const reason = `a capability of ${bundleIdOf(r.attributes)} changes, which turns its profiles invalid`;
      return difference("replace", reason, { before: r, after: r });
    });
  const gone = [...before.values()].filter((r) => !after.has(r.address)).map(removed);
  return [...kept, ...invalidated, ...gone];
}

function bundleIdOf(attributes: DesiredResource["attributes"] | null): string {
  const id = attributes?.["bundle_id"];
  return typeof id === "string" ? id : "";
}

function difference(
  action: DifferenceAction,
  reason: string,
  { before, after }: { readonly before?: DesiredResource; readonly after?: DesiredResource },
): ResourceDifference {
  const { address, type, targets } = (after ?? before) as DesiredResource;
  return {
    address,
    type,
    action,
    reason,
    before: before?.attributes ?? null,
    after: after?.attributes ?? null,
    targets,
  };
}

/** Resources that Apple or the spec allows no change of: a new one takes their place. */
const REPLACED: ReadonlySet<ResourceKind> = new Set(["profile", "key", "certificate"]);
/** Attributes that a plan sets once and never again. */
const SET_ONCE: Readonly<Partial<Record<ResourceKind, readonly string[]>>> = { device: ["name"], bundle_id: ["name"] };

function changed(before: DesiredResource, after: DesiredResource): ResourceDifference | undefined {
  const names = [...new Set([...Object.keys(before.attributes), ...Object.keys(after.attributes)])]
    .filter((name) => !(SET_ONCE[after.type] ?? []).includes(name))
    .filter((name) => !sameJson(before.attributes[name], after.attributes[name]));
  // A file that one of the versions does not have was not compared.
  const telling = names.filter((name) => name !== "file_sha256" || bothKnow(before, after, name));
  if (telling.length === 0) return undefined;
  const what = `${telling.map((name) => name.replaceAll("_", " ")).join(" and ")} changed`;
  return REPLACED.has(after.type)
    ? difference("replace", `${what}; a ${after.type} cannot be changed, so a new one takes its place`, {
        before,
        after,
      })
    : difference("update", what, { before, after });
}

function bothKnow(before: DesiredResource, after: DesiredResource, name: string): boolean {
  return before.attributes[name] !== undefined && after.attributes[name] !== undefined;
}

/** What planning does with what is new: what is there already is used and not made again. */
function addedReason({ type }: DesiredResource): string {
  return IMPORTED.has(type) ? "the store takes it in" : "it is made, unless there is one that will do";
}

const IMPORTED: ReadonlySet<ResourceKind> = new Set(["keystore", "stored_profile", "identity"]);

/** Of what leaves the file only profiles that Signwright made are deleted. */
function removed(before: DesiredResource): ResourceDifference {
  const isOurs = before.type === "profile" || (before.type === "stored_profile" && "source" in before.attributes);
  return isOurs
    ? difference("delete", "no target needs it any more, and profiles that Signwright made are deleted then", {
        before,
      })
    : difference("forget", "no target names it any more; it stays as it is", { before });
}

/** Keys of targets that decide when or whether something is done, and not what is asked for. */
const TARGET_SETTINGS = [
  "renew_before",
  "retire_after",
  "prevent_destroy",
  "remove_capabilities",
  "disable_devices",
  "certificate_sha256",
  "extensions",
] as const;
const TOP_SETTINGS = ["renew_before", "limits"] as const;

/** Settings of the whole file, and of the targets that both versions have. */
function settingDifferences(
  before: ComparedSpec["compilation"],
  after: ComparedSpec["compilation"],
): readonly SettingDifference[] {
  const old = new Map(before.targets.map((t) => [t.name, t.fields]));
  return [
    ...changedMembers("", TOP_SETTINGS, [before.document.value, after.document.value]),
    ...after.targets.flatMap(({ name, fields }) => {
      const earlier = old.get(name);
      return earlier ? changedMembers(`targets.${name}.`, TARGET_SETTINGS, [earlier, fields]) : [];
    }),
  ];
}

function changedMembers(
  prefix: string,
  names: readonly string[],
  [before, after]: readonly [unknown, unknown],
): readonly SettingDifference[] {
  const textOf = (value: unknown, name: string): string | undefined => {
    const member = new Map<string, unknown>(Object.entries(value ?? {})).get(name);
    return member === undefined ? undefined : JSON.stringify(member);
  };
  return names.flatMap((name) => {
    const [old, wanted] = [textOf(before, name), textOf(after, name)];
    return old === wanted ? [] : [{ path: prefix + name, before: old, after: wanted }];
  });
}

function sameJson(a: JsonValue | undefined, b: JsonValue | undefined): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
