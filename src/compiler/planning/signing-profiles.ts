import { createDiagnostic, type Diagnostic } from "../../diagnostics/diagnostic.ts";
import { addressOf, type Address } from "../../plan/address.ts";
import type { ObservedSigningProfile } from "../../plan/observed.ts";
import { signingProfileName, storedObjectName } from "../../plan/observed-objects.ts";
import type { Change } from "../../plan/plan.ts";
import type { SigningProfileAttributes } from "../../plan/resource.ts";
import type { AndroidTarget, PolicyConsoleUse, Target } from "../target.ts";
import { importedProfileAddress, keystoreAddressOf } from "./imports.ts";
import {
  changeOf,
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
  const done = new Map<Address, Target[]>();
  for (const target of input.targets) {
    const use = target.policyConsole;
    if (!use || use.signing === "skip_codesign") continue;
    const address = addressOf(use.key, "signing_profile", use.profile);
    const sharing = done.get(address);
    if (sharing) sharing.push(target);
    else done.set(address, [target]);
  }
  for (const address of sortedSet(done.keys())) {
    const targets = done.get(address) ?? [];
    const [target] = targets;
    if (!target?.policyConsole) continue;
    const planned = planSigningProfile(input, sources, {
      address,
      target,
      use: target.policyConsole,
      targets: targets.map((t) => t.id),
    });
    changes.push(...planned.changes);
    diagnostics.push(...planned.diagnostics);
  }
  return { changes, diagnostics };
}

interface WantedSigningProfile {
  readonly address: Address;
  readonly target: Target;
  readonly use: PolicyConsoleUse;
  readonly targets: readonly string[];
}

function planSigningProfile(
  input: PlanningInput,
  sources: ReadonlyMap<Address, Change>,
  wanted: WantedSigningProfile,
): Planned {
  const { address, use } = wanted;
  const matches = (input.observed.policy_console[use.key]?.signing_profiles ?? []).filter(
    (p) => p.name === use.profile,
  );
  if (matches.length > 1) {
    const diagnostic = createDiagnostic(
      "policy-console/ambiguous-name",
      { count: matches.length, name: use.profile },
      { address },
    );
    return { changes: [], diagnostics: [diagnostic] };
  }
  const [existing] = matches;
  const platform = wanted.target.platform === "android" ? "android" : "ios";
  const found = existing ? platformOf(existing) : undefined;
  if (found !== undefined && found !== platform) {
    const other = createDiagnostic(
      "policy-console/other-platform",
      { name: use.profile, found, expected: platform },
      { address },
    );
    return { changes: [], diagnostics: [other] };
  }
  const file = fileAddress(input, wanted.target);
  const source = sources.get(file);
  const digest = source ? digestAfter(source) : (textFact(storedInstances(input, file).at(-1), "sha256") ?? null);
  const after: SigningProfileAttributes = {
    name: use.profile,
    description: use.description,
    platform,
    keystore_alias: wanted.target.platform === "android" ? aliasOf(input, wanted.target) : null,
    signing_cert_id: wanted.target.platform === "android" ? null : (use.signingCertId ?? null),
    file,
    file_sha256: digest,
  };
  const uploaded = textFact(recordOf(input, address), "file_sha256");
  const why = existing
    ? whyUpdate(existing, after, uploaded, source)
    : "the console has no signing profile of that name";
  if (why === undefined) return { changes: [], diagnostics: [] };
  const change = changeOf({
    address,
    type: "signing_profile",
    action: existing ? "update" : "create",
    action_reason: existing ? "attributes_differ" : "missing",
    reason: why,
    before: existing
      ? {
          ...after,
          description: existing.description,
          keystore_alias: existing.keystore_alias,
          signing_cert_id: existing.signing_cert_id,
          file_sha256: uploaded ?? null,
        }
      : null,
    after,
    after_unknown: digest === null ? ["file_sha256"] : [],
    depends_on: source ? [file] : [],
    targets: wanted.targets,
    reads: [
      ...(existing ? [signingProfileName(use.key, existing.profile_id)] : []),
      ...(source
        ? []
        : storedInstances(input, file)
            .slice(-1)
            .map((o) => storedObjectName(file, o.instance))),
    ],
  });
  // Said before anything is made: the console would refuse it as the last step of the apply.
  const mayWrite = input.observed.policy_console[use.key]?.is_administrator !== false;
  const diagnostics = mayWrite ? [] : [createDiagnostic("policy-console/forbidden", { key: use.key }, { address })];
  return { changes: [change], diagnostics };
}

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
  uploaded: string | undefined,
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
  return uploaded === after.file_sha256 ? undefined : "the file on the console is not the one in the store";
}

/** A posted form has other line ends than the file that it came from. */
function plainLineEnds(text: string): string {
  return text.replace(/\r\n?/g, "\n");
}
