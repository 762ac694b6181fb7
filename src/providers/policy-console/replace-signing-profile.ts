import { randomBytes } from "node:crypto";
import { DiagnosableError } from "../../diagnostics/diagnosable-error.ts";
import { createDiagnostic } from "../../diagnostics/diagnostic.ts";
import { invariant } from "../../diagnostics/invariant.ts";
import type { JsonValue, OwnershipRecord } from "../../plan/observed.ts";
import type { ChangeOf } from "../../plan/plan.ts";
import type { Applied, ApplyContext } from "../provider.ts";
import { listSigningProfiles, markOf, type ConsoleSigningProfile } from "./signing-profiles.ts";
import {
  holdsOurUpload,
  loadWanted,
  stale,
  upload,
  type SigningProfileWriter,
  type WrittenSigningProfile,
} from "./write-signing-profile.ts";

/** How often the session may turn out dead between looking and sending. */
const MAX_ROUNDS = 6;
/** How often an archiving is sent: a second one of the same profile changes nothing. */
const MAX_SENDS = 2;
/** How many names are kept of what runs were about to make and nobody has seen. */
const MAX_LATE = 8;

/**
 * Makes a signing profile beside those that there are, under a name of its own (`<name> <8 hex digits>`), because two active profiles
 * cannot have one name. The store knows the name before the console does: what a run makes and does not live to tell of is ours still.
 */
export async function makeSigningProfile(
  change: ChangeOf<"signing_profile">,
  context: ApplyContext,
  writer: SigningProfileWriter,
): Promise<WrittenSigningProfile> {
  const { record } = writer;
  const wanted = { ...(await loadWanted(change, context)), id: undefined };
  await writer.client.ensureAdministrator(context.signal);
  const listed = await listSigningProfiles(writer.client, context.signal);
  const current = listed.find(({ profileId }) => profileId === record?.facts["profile_id"]);
  if (current && record) {
    const asIs = { ...wanted, attributes: { ...wanted.attributes, name: current.name } };
    if (holdsOurUpload(current, asIs, record))
      return { profile: current, applied: { record: record.facts, adopted: true } };
    refuseChanged(change, current, writer);
  }
  const replaced = listed.filter((profile) => isOurs(record?.facts, profile)).map(({ profileId }) => profileId);
  const late = textsOf(record?.facts["making"]).filter((made) => listed.every((profile) => profile.name !== made));
  const name = `${wanted.attributes.name} ${randomBytes(4).toString("hex")}`;
  await context.store.record(change.address, { ...record?.facts, replaced, making: [...late, name] });
  const written = await upload(
    change,
    { ...wanted, attributes: { ...wanted.attributes, name } },
    { context, writer: { ...writer, record: undefined } },
  );
  // A console may finish what a dead run asked for when everybody has stopped looking.
  const making = late.length === 0 ? {} : { making: late.slice(-MAX_LATE) };
  return { ...written, applied: { ...written.applied, record: { ...written.applied.record, replaced, ...making } } };
}

/** Archives a signing profile that another one has replaced; what is archived already is done. */
export async function archiveSigningProfile(
  change: ChangeOf<"signing_profile">,
  context: ApplyContext,
  writer: SigningProfileWriter,
): Promise<Applied> {
  const { client } = writer;
  const { deposed: id } = change;
  invariant(id !== undefined, `it is said which signing profile is archived: ${change.address}`);
  let sent = 0;
  let error: DiagnosableError | undefined;
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const found = (await listSigningProfiles(client, context.signal)).find(({ profileId }) => profileId === id);
    if (!found) return sent === 0 ? { adopted: true } : {};
    if (sent === 0) refuseChanged(change, found, writer);
    if (sent === MAX_SENDS) throw error ?? stillListed(found);
    if (await client.ensureAdministrator(context.signal)) continue;
    context.report(`archiving the signing profile ${found.name}`);
    const outcome = await client.write({ method: "DELETE", path: `profile/${encodeURIComponent(id)}` }, context.signal);
    if (outcome.kind === "not-executed") continue;
    // A console that took it and lists it still would only refuse a second one.
    sent = outcome.kind === "done" ? MAX_SENDS : sent + 1;
    error = outcome.kind === "unknown" ? outcome.error : undefined;
  }
  throw error ?? client.sessionKeepsEnding();
}

/** Whether the mark of an address names a profile. A name alone allows using a profile, never archiving it. */
function isOurs(facts: OwnershipRecord["facts"] | undefined, { profileId, name }: ConsoleSigningProfile): boolean {
  return (
    facts?.["profile_id"] === profileId ||
    textsOf(facts?.["replaced"]).includes(profileId) ||
    textsOf(facts?.["making"]).includes(name)
  );
}

function textsOf(list: JsonValue | undefined): readonly string[] {
  return Array.isArray(list) ? list.filter((one) => typeof one === "string") : [];
}

function stillListed({ name }: ConsoleSigningProfile): DiagnosableError {
  const detail = `it took the request to archive the signing profile "${name}", and lists it still`;
  const help = "look at the signing profile on the console; where such a console is meant to be, write `update: put`";
  return new DiagnosableError(createDiagnostic("policy-console/unexpected-answer", { detail }, { help }));
}

function refuseChanged(
  { address }: ChangeOf<"signing_profile">,
  found: ConsoleSigningProfile,
  { seen }: SigningProfileWriter,
): void {
  const mark = seen.get(found.profileId);
  if (mark !== undefined && mark !== markOf(found)) throw stale(address, "was changed on the policy console meanwhile");
}
