import { createDiagnostic, type Diagnostic } from "../../diagnostics/diagnostic.ts";
import { DiagnosableError } from "../../diagnostics/diagnosable-error.ts";
import { invariant } from "../../diagnostics/invariant.ts";
import type { Address } from "../../plan/address.ts";
import type { ObservedBundleId, ObservedDevice, ObservedProfile } from "../../plan/observed.ts";
import type { ChangeOf } from "../../plan/plan.ts";
import type { ProfileAttributes } from "../../plan/resource.ts";
import type { Applied, ApplyContext } from "../provider.ts";
import { AppleRefusal } from "./apple-refusal.ts";
import { requireBundleId } from "./bundle-ids.ts";
import { certificateAt, certificateBySerial, readCertificates } from "./certificates.ts";
import type { Connection } from "./connection.ts";
import { createOnce } from "./create-once.ts";
import { requireDevice } from "./devices.ts";
import { unexpectedAnswer } from "./exchange.ts";
import { textOf, type Resource } from "./json-api.ts";
import { byCodeUnit, normalUdid, utcDate } from "./normal-form.ts";
import { checkProfileContent } from "./profile-content.ts";
import { profileNameOf } from "./profile-name.ts";
import { contentOf, profileAttributes, profileRecord, readProfile } from "./profiles.ts";
import type { KnownCertificate, MadeProfile } from "./snapshot.ts";
import { isDeadState } from "../../plan/profile-state.ts";

/** What a profile is made of, as Apple's objects. */
interface ProfileIngredients {
  readonly bundleId: ObservedBundleId;
  readonly certificates: readonly KnownCertificate[];
  readonly devices: readonly ObservedDevice[];
}

/** A profile under the wanted name: ours to use, or in its way. */
type Found =
  | { readonly kind: "same"; readonly profile: MadeProfile }
  | { readonly kind: "other"; readonly uuid: string; readonly description: string };

/** What one attempt to create works with. */
interface Attempt extends ProfileIngredients {
  readonly name: string;
  readonly after: ProfileAttributes;
  readonly connection: Connection;
  readonly context: ApplyContext;
}

/** Names that are tried when ours is taken by a profile that will not do. */
const NAMES = 5;

/**
 * Creates a profile, or adopts the one that an earlier run made: exactly the name, valid, with exactly these certificates and devices.
 * When another profile holds the name, a fixed name is a failure, and ours gets another hash: the holder counts as replaced.
 */
export async function createProfile(
  change: ChangeOf<"profile">,
  connection: Connection,
  context: ApplyContext,
): Promise<Applied> {
  const { after } = change;
  invariant(after !== null, "a profile that is created has attributes");
  const ingredients = await ingredientsOf(after, connection, context);
  let { replaces } = after;
  for (let names = 0; names < NAMES; names++) {
    const serials = ingredients.certificates.map(({ observed }) => observed.serial_number);
    const { profile_type, bundle_id, devices } = after;
    const name = profileNameOf(after, {
      profile_type,
      bundle_id,
      certificates: serials,
      devices,
      replaces,
    });
    const { value, adopted } = await createNamed({
      ...ingredients,
      name,
      after,
      connection,
      context,
    });
    if (value.kind === "same")
      return appliedProfile(change.address, value.profile, { ...ingredients, connection, adopted });
    if (after.exact_name)
      throw new DiagnosableError(createDiagnostic("app-store-connect/name-taken", { name, found: value.description }));
    replaces = value.uuid;
  }
  throw unexpectedAnswer(`every name for ${after.name} is taken`);
}

async function createNamed(attempt: Attempt): Promise<{ readonly value: Found; readonly adopted: boolean }> {
  const { name, after, connection, context } = attempt;
  try {
    return await createOnce<Found>({
      look: () => lookForName(attempt),
      write: () => {
        context.report(`creating profile ${name}`);
        return connection.client.post(
          { path: "/v1/profiles", what: `the profile "${name}"`, body: requestBody(attempt) },
          context.signal,
        );
      },
      accept: async (resource) => ({
        kind: "same",
        profile: await acceptProfile(resource, attempt),
      }),
      saysExists: isNameTaken,
      sleep: (milliseconds) => connection.sleep(milliseconds, context.signal),
    });
  } catch (error) {
    // The holder of the name is nowhere to be seen; the name itself then tells the next one apart.
    if (!after.exact_name && isNameTaken(error))
      return { value: { kind: "other", uuid: `taken:${name}`, description: name }, adopted: false };
    throw error;
  }
}

function isNameTaken(error: unknown): boolean {
  return error instanceof AppleRefusal && error.diagnostic.code === "app-store-connect/name-taken";
}

function requestBody({ name, after, bundleId, certificates, devices }: Attempt): unknown {
  const linkages = (type: string, ids: readonly string[]) => ({
    data: [...new Set(ids)].sort(byCodeUnit).map((id) => ({ type, id })),
  });
  const certificateIds = certificates.map(({ observed }) => observed.id);
  return {
    data: {
      type: "profiles",
      attributes: { name, profileType: after.profile_type },
      relationships: {
        bundleId: { data: { type: "bundleIds", id: bundleId.id } },
        certificates: linkages("certificates", certificateIds),
        // Apple refuses the relationship itself, even empty, for store profiles (codemagic-cli-tools #26).
        ...(devices.length === 0
          ? {}
          : {
              devices: linkages(
                "devices",
                devices.map(({ id }) => id),
              ),
            }),
      },
    },
  };
}

/**
 * Looks among the profiles of the bundle ID, where also those are that expired, which the list of all profiles hides and which
 * hold their name all the same (bitrise profiles.go); and among all others that were read.
 */
async function lookForName(attempt: Attempt): Promise<Found | undefined> {
  const { name, bundleId, connection, context } = attempt;
  const path = `/v1/bundleIds/${encodeURIComponent(bundleId.id)}/profiles`;
  const query = {
    limit: 200,
    "fields[profiles]": ["name", "profileType", "profileState", "uuid", "expirationDate"],
  };
  const listing = await connection.client.related(
    { path, query, what: `the profiles of ${bundleId.identifier}` },
    context.signal,
  );
  let other: Found | undefined;
  for (const row of (listing?.rows ?? []).filter((candidate) => textOf(candidate, "name") === name)) {
    const profile = await readProfile(row.id, connection, context.signal);
    if (profile !== undefined && isSame(profile.observed, attempt)) return { kind: "same", profile };
    other ??= otherOf(profile?.observed ?? profileAttributes(row));
  }
  const elsewhere = [...connection.snapshot.profiles.values()].find(
    (profile) => profile.name === name && profile.bundle_id !== bundleId.identifier,
  );
  return other ?? (elsewhere && otherOf(elsewhere));
}

function otherOf({
  uuid,
  state,
  expires,
  profile_type,
}: Pick<ObservedProfile, "uuid" | "state" | "expires" | "profile_type">): Found {
  return {
    kind: "other",
    uuid,
    description: `${profile_type}, ${state}, valid until ${expires.slice(0, 10)}, UUID ${uuid}`,
  };
}

/** Whether a profile is the one that would be made. Devices that Apple is still processing may be missing from it. */
function isSame(profile: ObservedProfile, { after, certificates, devices, connection }: Attempt): boolean {
  const serials = new Set(certificates.map(({ observed }) => observed.serial_number));
  const wanted = new Map(devices.map((device) => [normalUdid(device.udid), device]));
  const held = new Set(profile.devices.map(normalUdid));
  return (
    !isDeadState(profile.state) &&
    profile.expires > utcDate(connection.clock()) &&
    profile.profile_type === after.profile_type &&
    profile.certificates.length === serials.size &&
    profile.certificates.every((serial) => serials.has(serial)) &&
    [...held].every((udid) => wanted.has(udid)) &&
    [...wanted].every(([udid, device]) => held.has(udid) || device.status === "PROCESSING")
  );
}

async function acceptProfile(resource: Resource, attempt: Attempt): Promise<MadeProfile> {
  const { certificates, devices, bundleId, connection, context } = attempt;
  const content = contentOf(resource) ?? (await readProfile(resource.id, connection, context.signal))?.content;
  const observed = {
    ...profileAttributes(resource),
    bundle_id: bundleId.identifier,
    certificates: certificates.map((certificate) => certificate.observed.serial_number).sort(byCodeUnit),
    devices: devices.map(({ udid }) => udid).sort(byCodeUnit),
  };
  return { observed, content };
}

interface Outcome extends ProfileIngredients {
  readonly connection: Connection;
  readonly adopted: boolean;
}

function appliedProfile(address: Address, profile: MadeProfile, outcome: Outcome): Applied {
  const { snapshot } = outcome.connection;
  snapshot.profiles.set(profile.observed.id, profile.observed);
  if (profile.content === undefined) throw unexpectedAnswer(`no content of profile "${profile.observed.name}"`);
  const leftOut = checkProfileContent(profile.content, profile.observed, outcome);
  snapshot.made.profiles.set(address, profile);
  const diagnostics: readonly Diagnostic[] = leftOut.map((device) =>
    createDiagnostic(
      "app-store-connect/device-left-out",
      { device: device.name, status: device.status, profile: profile.observed.name },
      { address },
    ),
  );
  const replaced = markedBefore(address, profile, outcome.connection);
  const record = { ...profileRecord(profile.observed), ...(replaced.length === 0 ? {} : { replaced }) };
  return { record, adopted: outcome.adopted, diagnostics };
}

/**
 * UUIDs of the profiles that the mark named so far and that are still at Apple. The new mark keeps them: a run that stops before it
 * deletes them leaves them known as ours, also where the store never got their copy.
 */
function markedBefore(address: Address, made: MadeProfile, connection: Connection): readonly string[] {
  const facts = connection.records().find((record) => record.address === address)?.facts;
  const known: readonly unknown[] = [facts?.["uuid"], facts?.["replaced"]].flat();
  const present = new Set([...connection.snapshot.profiles.values()].map(({ uuid }) => uuid));
  return known
    .filter((uuid) => typeof uuid === "string")
    .filter((uuid) => uuid !== made.observed.uuid && present.has(uuid));
}

async function ingredientsOf(
  after: ProfileAttributes,
  connection: Connection,
  context: ApplyContext,
): Promise<ProfileIngredients> {
  const bundleId = await requireBundleId(connection, after.bundle_id, context.signal);
  const certificates: KnownCertificate[] = [];
  for (const reference of after.certificates) certificates.push(await certificateOf(reference, connection, context));
  const devices: ObservedDevice[] = [];
  for (const udid of after.devices) devices.push(await requireDevice(connection, udid, context.signal));
  return { bundleId, certificates, devices };
}

const SERIAL = "serial:";

/** A certificate by `serial:<hex>`, or by the address of the change that created it. */
async function certificateOf(
  reference: string,
  connection: Connection,
  context: ApplyContext,
): Promise<KnownCertificate> {
  const find = async (): Promise<KnownCertificate | undefined> =>
    reference.startsWith(SERIAL)
      ? certificateBySerial(connection, reference.slice(SERIAL.length))
      : // The reference is the plan's, which writes addresses for certificates that it creates itself.
        certificateAt(reference as Address, connection, context.store);
  const known = await find();
  if (known !== undefined) return known;
  await readCertificates(connection, context.signal);
  const found = await find();
  if (found === undefined)
    throw new DiagnosableError(
      createDiagnostic("app-store-connect/not-found", { what: `the certificate ${reference}` }),
    );
  return found;
}
