import { createDiagnostic, type Diagnostic } from "../../diagnostics/diagnostic.ts";
import { addressOf, type Address } from "../../plan/address.ts";
import type { ObservedSigningProfile, OwnershipRecord } from "../../plan/observed.ts";
import { signingProfileName, storedObjectName } from "../../plan/observed-objects.ts";
import type { Change } from "../../plan/plan.ts";
import type { SigningProfileAttributes } from "../../plan/resource.ts";
import type { AndroidTarget, PolicyConsoleUse, Target } from "../target.ts";
import { currentSigningProfile, ownSigningProfiles } from "./own-signing-profiles.ts";
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
  const existing = currentSigningProfile(input, address);
  const unusable = whyUnusable(input, wanted, existing);
  if (unusable) return { changes: [], diagnostics: [unusable] };
  const file = fileAddressOf(input, wanted.target);
  const source = sources.get(file);
  // Without the file, what stands in the way of making or importing it has its own error.
  if (!source && storedInstances(input, file).length === 0) return { changes: [], diagnostics: [] };
  const record = recordOf(input, address);
  const isReplaced = existing !== undefined && isReplacedBy(input, wanted, existing);
  const uploaded = uploadedFile(record, existing);
  const after = {
    ...attributesOf(input, wanted, { file, source }),
    ...(existing && !isReplaced ? { name: nameGivenTo(existing, record) } : {}),
    ...(existing?.secret_matches === false ? { keystore_pass: "(changed)" as const } : {}),
  };
  const why = existing ? whyUpdate(existing, after, { record, uploaded, source }) : whyCreate(record);
  if (why === undefined) return { changes: [], diagnostics: [] };
  const isOlderOurs = existing !== undefined && ownSigningProfiles(input, address).includes(existing);
  const stays = isReplaced && !isOlderOurs ? [`"${existing.name}" stays, as Signwright did not make it`] : [];
  const noStep = identity?.whyNoStep === undefined ? [] : [identity.whyNoStep];
  const held = source ? [] : storedInstances(input, file).slice(-1);
  const change = changeOf({
    address,
    type: "signing_profile",
    action: existing && !isReplaced ? "update" : "create",
    action_reason: isReplaced ? "replace_because_content" : existing ? "attributes_differ" : "missing",
    reason: [why, ...stays, ...noStep].join("; "),
    before: existing ? attributesBefore(existing, after, { record, uploaded }) : null,
    after,
    after_unknown: [
      ...(after.file_sha256 === null ? ["file_sha256"] : []),
      ...(identity?.certificate === null ? ["certificate_sha256"] : []),
    ],
    replaces_older: isReplaced && isOlderOurs,
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
    !existing && wasMade(record)
      ? [createDiagnostic("policy-console/archived", { name: use.profile }, { address })]
      : [];
  return { changes: [change], diagnostics: [...forbidden, ...archived] };
}

/** Why what the console has under the name cannot be the one that is wanted. */
function whyUnusable(
  input: PlanningInput,
  { address, use, target }: WantedSigningProfile,
  existing: ObservedSigningProfile | undefined,
): Diagnostic | undefined {
  const name = use.profile;
  const all = input.observed.policy_console[use.key]?.signing_profiles ?? [];
  const count = all.filter((p) => p.name === name).length;
  if (count > 1) return createDiagnostic("policy-console/ambiguous-name", { count, name }, { address });
  const expected = platformOf(target);
  const found = existing && platformShownBy(existing);
  // What Signwright made it may replace; what others made stays as it is.
  if (!existing || found === undefined || found === expected || ownSigningProfiles(input, address).includes(existing))
    return undefined;
  return createDiagnostic("policy-console/other-platform", { name, found, expected }, { address });
}

/** Whether another one is made in the place of an existing one: where the spec says so, and where it is for the other platform. */
function isReplacedBy(
  { spec }: PlanningInput,
  { use, target }: WantedSigningProfile,
  existing: ObservedSigningProfile,
): boolean {
  const key = spec.keys.get(use.key);
  const found = platformShownBy(existing);
  return (
    (key?.type === "policy_console" && key.update === "replace") || (found ?? platformOf(target)) !== platformOf(target)
  );
}

/** The name that a profile has on the console unless somebody renamed it: what replaced another one has more than its own name. */
function nameGivenTo(existing: ObservedSigningProfile, record: OwnershipRecord | undefined): string {
  const isMarked = textFact(record, "profile_id") === existing.profile_id;
  return (isMarked ? textFact(record, "name") : undefined) ?? existing.name;
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
    platform: platformOf(target),
    keystore_alias: isAndroid ? aliasOf(input, target) : null,
    signing_cert_id: isAndroid ? null : (use.signingCertId ?? null),
    file,
    file_sha256: source ? digestAfter(source) : (textFact(storedInstances(input, file).at(-1), "sha256") ?? null),
    certificate_sha256: identity?.certificate ?? null,
  };
}

/** What the console showed before, as far as it shows it; a name is a difference only where somebody changed it. */
function attributesBefore(
  existing: ObservedSigningProfile,
  after: SigningProfileAttributes,
  { record, uploaded }: { readonly record: OwnershipRecord | undefined; readonly uploaded: UploadedFile },
): SigningProfileAttributes {
  const { keystore_pass: _pass, ...attributes } = after;
  return {
    ...attributes,
    name: existing.name === nameGivenTo(existing, record) ? after.name : existing.name,
    description: existing.description,
    platform: platformShownBy(existing) ?? after.platform,
    keystore_alias: existing.keystore_alias,
    signing_cert_id: existing.signing_cert_id,
    file_sha256: typeof uploaded === "string" ? uploaded : null,
    certificate_sha256: textFact(record, "certificate_sha256") ?? after.certificate_sha256,
  };
}

function whyCreate(record: OwnershipRecord | undefined): string {
  return wasMade(record) ? ARCHIVED : "the console has no signing profile of that name";
}

/** A run that was interrupted leaves a mark of what it was about to make. */
function wasMade(record: OwnershipRecord | undefined): boolean {
  return textFact(record, "profile_id") !== undefined;
}

const ARCHIVED = "the signing profile that Signwright made was archived on the console";

/**
 * The digest of the file in a signing profile, as our record has it. It says so only of the writing that it was made for: `changed`
 * when the profile is another one or was written since, and `undefined` without a record.
 */
function uploadedFile(record: OwnershipRecord | undefined, existing: ObservedSigningProfile | undefined): UploadedFile {
  const facts = record?.facts;
  if (!facts || !existing || !wasMade(record)) return undefined;
  const marks = ["profile_id", "data_id", "data_stamp"] as const;
  const isSame = marks.every((mark) => facts[mark] === undefined || facts[mark] === existing[mark]);
  return isSame ? textFact(record, "file_sha256") : WRITTEN_SINCE;
}

type UploadedFile = string | typeof WRITTEN_SINCE | undefined;

const WRITTEN_SINCE: unique symbol = Symbol("written since");

function platformOf(target: Target): SigningProfileAttributes["platform"] {
  return target.platform === "android" ? "android" : "ios";
}

/** The console does not say it; it follows from what the profile holds. */
function platformShownBy(existing: ObservedSigningProfile): SigningProfileAttributes["platform"] | undefined {
  if (existing.keystore_alias !== null) return "android";
  return existing.signing_cert_id === null ? undefined : "ios";
}

/** The alias in the keystore. A key that Signwright made keeps the one that it was made with, whatever the spec says later. */
function aliasOf(input: PlanningInput, target: AndroidTarget): string {
  const held = storedInstances(input, keystoreAddressOf(target)).at(-1);
  return (target.method === "automatic" ? textFact(held, "alias") : undefined) ?? target.keystoreAlias;
}

/** Where the store keeps the file that the console needs: the keystore, or the profile of the app itself. */
export function fileAddressOf(input: PlanningInput, target: Target): Address {
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
  known: {
    readonly record: OwnershipRecord | undefined;
    readonly uploaded: UploadedFile;
    readonly source: Change | undefined;
  },
): string | undefined {
  const { record, uploaded, source } = known;
  const found = platformShownBy(existing) ?? after.platform;
  if (found !== after.platform) return `it is for ${found}, and no console makes one for ${after.platform} of it`;
  // A file that is only now taken into the store may be the very one that the console has: nobody knows.
  const isNews = source?.action !== "create" || after.file_sha256 === null || typeof uploaded === "string";
  if (source && isNews && uploaded !== after.file_sha256) {
    return `the ${source.type === "keystore" ? "keystore" : "provisioning profile"} in it changes`;
  }
  const differing = [
    ...(existing.name === nameGivenTo(existing, record) ? [] : ["name"]),
    ...(plainLineEnds(existing.description) === plainLineEnds(after.description) ? [] : ["description"]),
    ...(existing.keystore_alias === after.keystore_alias ? [] : ["keystore_alias"]),
    ...(existing.signing_cert_id === after.signing_cert_id ? [] : ["signing_cert_id"]),
    ...(existing.secret_matches === false ? ["keystore_pass"] : []),
  ];
  if (differing.length > 0)
    return `${differing.join(" and ")} on the console ${differing.length > 1 ? "differ" : "differs"}`;
  // The console never shows the uploaded file, so what it holds is known only from our own record.
  if (uploaded === undefined)
    return record
      ? "a run ended before it saw what the console made of the upload, so what file it holds is unknown"
      : "what file the console holds is unknown, as Signwright did not upload it";
  if (uploaded === WRITTEN_SINCE)
    return "somebody else wrote it on the console since, so what file it holds is unknown";
  return uploaded === after.file_sha256 ? undefined : "the file on the console is not the one in the store";
}

/** A posted form has other line ends than the file that it came from. */
function plainLineEnds(text: string): string {
  return text.replace(/\r\n?/g, "\n");
}
