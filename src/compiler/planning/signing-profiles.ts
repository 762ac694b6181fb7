import { createDiagnostic, type Diagnostic } from "../../diagnostics/diagnostic.ts";
import { addressOf, type Address } from "../../plan/address.ts";
import type { ObservedSigningProfile, OwnershipRecord } from "../../plan/observed.ts";
import { signingProfileName, storedObjectName } from "../../plan/observed-objects.ts";
import type { Change } from "../../plan/plan.ts";
import type { SigningProfileAttributes } from "../../plan/resource.ts";
import type { AndroidTarget, PolicyConsoleUse, Target } from "../target.ts";
import { planConsoleIdentities, type ConsoleIdentity } from "./console-identities.ts";
import { importedProfileAddress, keystoreAddressOf } from "./imports.ts";
import {
  changeOf,
  groupedBy,
  recordOf,
  sortedSet,
  storedInstances,
  textFact,
  type Planned,
  type PlanningInput,
} from "./planning.ts";
import { profileAddresses } from "./wanted-profile.ts";

/**
 * Plans the signing profiles on policy consoles. `earlier` are the changes planned so far: a keystore or profile that changes in
 * the same plan changes the signing profile too.
 */
export function planSigningProfiles(input: PlanningInput, earlier: readonly Change[]): Planned {
  const changes: Change[] = [];
  const diagnostics: Diagnostic[] = [];
  const sources = new Map(
    earlier.flatMap((c) => (c.action === "delete" ? [] : [[c.address, c] as const])).toReversed(),
  );
  const identities = planConsoleIdentities(input, sources);
  changes.push(...identities.changes);
  const users = groupedBy(input.targets.filter(hasSigningProfile), signingProfileAddress);
  for (const address of sortedSet(users.keys())) {
    const targets = users.get(address) ?? [];
    const [target] = targets;
    if (!target?.policyConsole) continue;
    const planned = planSigningProfile(input, sources, {
      address,
      target,
      use: target.policyConsole,
      targets: targets.map((t) => t.id),
      identity: identities.of(target),
    });
    changes.push(...planned.changes);
    diagnostics.push(...planned.diagnostics);
  }
  return { changes, diagnostics };
}

/** Whether a target wants a signing profile on a console. */
export function hasSigningProfile({ policyConsole: use }: Target): boolean {
  return use !== undefined && use.signing !== "skip_codesign";
}

/** Address of the signing profile that a target wants; see {@link hasSigningProfile}. */
export function signingProfileAddress({ policyConsole: use }: Target): Address {
  return addressOf(use?.key ?? "", "signing_profile", use?.profile ?? "");
}

interface WantedSigningProfile {
  readonly address: Address;
  readonly target: Target;
  readonly use: PolicyConsoleUse;
  readonly targets: readonly string[];
  /** iOS: the identity that signs. */
  readonly identity: ConsoleIdentity | undefined;
}

function planSigningProfile(
  input: PlanningInput,
  sources: ReadonlyMap<Address, Change>,
  wanted: WantedSigningProfile,
): Planned {
  const { address, use, identity } = wanted;
  const matches = (input.observed.policy_console[use.key]?.signing_profiles ?? []).filter(
    (p) => p.name === use.profile,
  );
  const [existing] = matches;
  const unusable = whyUnusable(wanted, matches);
  if (unusable) return { changes: [], diagnostics: [unusable] };
  const file = fileAddress(input, wanted.target);
  const source = sources.get(file);
  const after = attributesOf(input, wanted, { file, source });
  const record = recordOf(input, address);
  const uploaded = uploadedFile(record, existing);
  const why = existing ? whyUpdate(existing, after, uploaded, source) : whyCreate(record);
  if (why === undefined) return { changes: [], diagnostics: [] };
  const held = source ? [] : storedInstances(input, file).slice(-1);
  const change = changeOf({
    address,
    type: "signing_profile",
    action: existing ? "update" : "create",
    action_reason: existing ? "attributes_differ" : "missing",
    reason: identity?.whyNoStep === undefined ? why : `${why}; ${identity.whyNoStep}`,
    before: existing
      ? {
          ...after,
          description: existing.description,
          keystore_alias: existing.keystore_alias,
          signing_cert_id: existing.signing_cert_id,
          file_sha256: typeof uploaded === "string" ? uploaded : null,
          certificate_sha256: textFact(record, "certificate_sha256") ?? after.certificate_sha256,
        }
      : null,
    after,
    after_unknown: [
      ...(after.file_sha256 === null ? ["file_sha256"] : []),
      ...(identity?.certificate === null ? ["certificate_sha256"] : []),
    ],
    depends_on: [...(source ? [file] : []), ...(identity?.change ? [identity.change.address] : [])],
    targets: wanted.targets,
    reads: [
      ...(existing ? [signingProfileName(use.key, existing.profile_id)] : []),
      ...held.map((o) => storedObjectName(file, o.instance)),
    ],
  });
  // Said before anything is made: the console would refuse it as the last step of the apply.
  const mayWrite = input.observed.policy_console[use.key]?.is_administrator !== false;
  const forbidden = mayWrite ? [] : [createDiagnostic("policy-console/forbidden", { key: use.key }, { address })];
  const archived =
    !existing && record ? [createDiagnostic("policy-console/archived", { name: use.profile }, { address })] : [];
  return { changes: [change], diagnostics: [...forbidden, ...archived] };
}

/** Why what the console has under the name cannot be the one that is wanted. */
function whyUnusable(
  { address, use, target }: WantedSigningProfile,
  matches: readonly ObservedSigningProfile[],
): Diagnostic | undefined {
  const [existing] = matches;
  const name = use.profile;
  if (matches.length > 1)
    return createDiagnostic("policy-console/ambiguous-name", { count: matches.length, name }, { address });
  const expected = target.platform === "android" ? "android" : "ios";
  const found = existing && platformOf(existing);
  if (found === undefined || found === expected) return undefined;
  return createDiagnostic("policy-console/other-platform", { name, found, expected }, { address });
}

function attributesOf(
  input: PlanningInput,
  { target, use, identity }: WantedSigningProfile,
  { file, source }: { readonly file: Address; readonly source: Change | undefined },
): SigningProfileAttributes {
  const isAndroid = target.platform === "android";
  return {
    name: use.profile,
    description: use.description,
    platform: isAndroid ? "android" : "ios",
    keystore_alias: isAndroid ? aliasOf(input, target) : null,
    signing_cert_id: isAndroid ? null : (use.signingCertId ?? null),
    file,
    file_sha256: source ? digestAfter(source) : (textFact(storedInstances(input, file).at(-1), "sha256") ?? null),
    certificate_sha256: identity?.certificate ?? null,
  };
}

function whyCreate(record: OwnershipRecord | undefined): string {
  return record ? ARCHIVED : "the console has no signing profile of that name";
}

const ARCHIVED = "the signing profile that Signwright made was archived on the console";

/**
 * The digest of the file in a signing profile, as our record has it. It says so only of the writing that it was made for: `changed`
 * when the profile is another one or was written since, and `undefined` without a record.
 */
function uploadedFile(
  record: OwnershipRecord | undefined,
  existing: ObservedSigningProfile | undefined,
): string | typeof WRITTEN_SINCE | undefined {
  const facts = record?.facts;
  if (!facts || !existing) return undefined;
  const marks = ["profile_id", "data_id", "data_stamp"] as const;
  const isSame = marks.every((mark) => facts[mark] === undefined || facts[mark] === existing[mark]);
  return isSame ? textFact(record, "file_sha256") : WRITTEN_SINCE;
}

const WRITTEN_SINCE: unique symbol = Symbol("written since");

/** The console does not say it; it follows from what the profile holds. */
function platformOf(existing: ObservedSigningProfile): SigningProfileAttributes["platform"] | undefined {
  if (existing.keystore_alias !== null) return "android";
  return existing.signing_cert_id === null ? undefined : "ios";
}

/** The alias in the keystore. A key that Signwright made keeps the one that it was made with, whatever the spec says later. */
function aliasOf(input: PlanningInput, target: AndroidTarget): string {
  const held = storedInstances(input, keystoreAddressOf(target)).at(-1);
  return (target.method === "automatic" ? textFact(held, "alias") : undefined) ?? target.keystoreAlias;
}

/** Where the store keeps the file that the console needs: the keystore, or the profile of the app itself. */
function fileAddress(input: PlanningInput, target: Target): Address {
  if (target.platform === "android") return keystoreAddressOf(target);
  if (target.method === "automatic")
    return profileAddresses(target.key, target.bundleId, target.appleProfileType).stored;
  const bundleIdOf = (path: string): string | undefined => input.facts.profiles.get(path)?.profile.bundleId;
  const exact = target.profiles.find((path) => bundleIdOf(path) === target.bundleId);
  const wildcard = target.profiles.find((path) => bundleIdOf(path)?.endsWith("*") === true);
  return importedProfileAddress(exact ?? wildcard ?? target.profiles[0] ?? "");
}

function digestAfter(change: Change): string | null {
  return change.type === "keystore" || change.type === "stored_profile" ? (change.after?.sha256 ?? null) : null;
}

/** Why an existing signing profile must be written; `uploaded` is the digest of the file that it was last given. */
function whyUpdate(
  existing: ObservedSigningProfile,
  after: SigningProfileAttributes,
  uploaded: string | typeof WRITTEN_SINCE | undefined,
  source: Change | undefined,
): string | undefined {
  if (source && (after.file_sha256 === null || uploaded !== after.file_sha256)) {
    return `the ${source.type === "keystore" ? "keystore" : "provisioning profile"} in it changes`;
  }
  const differing = [
    ...(plainLineEnds(existing.description) === plainLineEnds(after.description) ? [] : ["description"]),
    ...(existing.keystore_alias === after.keystore_alias ? [] : ["keystore_alias"]),
    ...(existing.signing_cert_id === after.signing_cert_id ? [] : ["signing_cert_id"]),
    ...(existing.secret_matches === false ? ["keystore_pass"] : []),
  ];
  if (differing.length > 0)
    return `${differing.join(" and ")} on the console ${differing.length > 1 ? "differ" : "differs"}`;
  // The console never shows the uploaded file, so what it holds is known only from our own record.
  if (uploaded === undefined) return "what file the console holds is unknown, as Signwright did not upload it";
  if (uploaded === WRITTEN_SINCE)
    return "somebody else wrote it on the console since, so what file it holds is unknown";
  return uploaded === after.file_sha256 ? undefined : "the file on the console is not the one in the store";
}

/** A posted form has other line ends than the file that it came from. */
function plainLineEnds(text: string): string {
  return text.replace(/\r\n?/g, "\n");
}
