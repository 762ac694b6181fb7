import { createHash } from "node:crypto";
import { DiagnosableError } from "../../diagnostics/diagnosable-error.ts";
import { createDiagnostic, type Diagnostic } from "../../diagnostics/diagnostic.ts";
import { invariant } from "../../diagnostics/invariant.ts";
import type { OwnershipRecord } from "../../plan/observed.ts";
import type { ChangeOf } from "../../plan/plan.ts";
import type { SigningProfileAttributes } from "../../plan/resource.ts";
import type { Secret } from "../../secret/secret.ts";
import type { Applied, ApplyContext, Clock, MultipartBody } from "../provider.ts";
import type { ConsoleClient, WriteOutcome, WriteRequest } from "./client.ts";
import {
  createdProfileId,
  findProfile,
  listSigningProfiles,
  markOf,
  readSigningProfile,
  sameSecret,
  withPlainLineEnds,
  type ConsoleSigningProfile,
} from "./signing-profiles.ts";

/** How often a change is sent: once, and once more where the first one provably came to nothing or changes nothing twice. */
const MAX_SENDS = 2;
/** How often the session may turn out dead between looking and sending. */
const MAX_ROUNDS = 6;

/** What writing a signing profile needs beside the change. */
export interface SigningProfileWriter {
  readonly clock: Clock;
  readonly client: ConsoleClient;
  /** The ownership mark of the profile, where Signwright uploaded it before. */
  readonly record: OwnershipRecord | undefined;
  /** What marked the last write of the profile when it was read, by profile id; see {@link markOf}. */
  readonly seen: ReadonlyMap<string, string>;
}

/** What the console shall hold, with the bytes and the password from the store. */
export interface Wanted {
  /** The profile that is written; without it, the one of the name. */
  readonly id: string | undefined;
  readonly attributes: SigningProfileAttributes;
  readonly file: Uint8Array;
  readonly fileSha256: string;
  /** Which instance of the store's object the file is. */
  readonly instance: string;
  /** Android only. */
  readonly password: Secret | undefined;
}

/** What came of it: what the provider answers, and the profile as the console shows it now. */
export interface WrittenSigningProfile {
  readonly profile: ConsoleSigningProfile;
  readonly applied: Applied;
}

/**
 * Creates or updates a signing profile: looks in the catalog, asks whether the session lives, sends, and looks again. Whenever the
 * session was found dead or an answer is missing it looks before it decides, so that there is never a second profile of the name.
 */
export async function writeSigningProfile(
  change: ChangeOf<"signing_profile">,
  context: ApplyContext,
  writer: SigningProfileWriter,
): Promise<WrittenSigningProfile> {
  const id = writer.record?.facts["profile_id"];
  const wanted = await loadWanted(change, context);
  return upload(change, { ...wanted, id: typeof id === "string" ? id : undefined }, { context, writer });
}

/** See {@link writeSigningProfile}; what is wanted is loaded. */
export async function upload(
  change: ChangeOf<"signing_profile">,
  wanted: Wanted,
  { context, writer }: { readonly context: ApplyContext; readonly writer: SigningProfileWriter },
): Promise<WrittenSigningProfile> {
  const { signal } = context;
  const attempt: Attempt = {
    count: 0,
    before: undefined,
    started: false,
    error: undefined,
    maySendAgain: true,
  };
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const found = findProfile(await listSigningProfiles(writer.client, signal), {
      id: wanted.id,
      name: wanted.attributes.name,
    });
    if (!attempt.started) {
      if (isDoneAlready(change, wanted, found, writer))
        return {
          profile: found,
          // The mark that tells it stays as it is: nothing was uploaded.
          applied: { record: writer.record?.facts ?? recordOf(found, wanted, writer), adopted: true },
        };
    } else if (
      found &&
      differenceOf(found, wanted) === undefined &&
      markOf(found) !== (attempt.before && markOf(attempt.before))
    ) {
      return { profile: found, applied: { record: recordOf(found, wanted, writer) } };
    } else if (attempt.error && (!attempt.maySendAgain || attempt.count >= MAX_SENDS)) {
      throw attempt.error;
    }
    const outcome = await send(found, wanted, { context, writer });
    if (!outcome) continue;
    attempt.started = true;
    attempt.before = found;
    if (outcome.kind === "not-executed") continue;
    attempt.count++;
    if (outcome.kind === "done")
      return verify(found, found?.profileId ?? createdProfileId(outcome.payload), wanted, {
        context,
        writer,
      });
    attempt.error = outcome.error;
    // The console may still be at a create whose connection was cut: a second one could make a second profile.
    attempt.maySendAgain = outcome.settled ? outcome.error.retryable : found !== undefined;
  }
  throw attempt.error ?? writer.client.sessionKeepsEnding();
}

/** Sends once, to a session that is known to live; `undefined` when it had to be made anew, after which everything is looked at again. */
async function send(
  found: ConsoleSigningProfile | undefined,
  wanted: Wanted,
  { context, writer }: { readonly context: ApplyContext; readonly writer: SigningProfileWriter },
): Promise<WriteOutcome | undefined> {
  if (await writer.client.ensureAdministrator(context.signal)) return undefined;
  context.report(`uploading the signing profile ${wanted.attributes.name}`);
  const request: WriteRequest = {
    method: found ? "PUT" : "POST",
    path: found ? `profile/${encodeURIComponent(found.profileId)}` : "profile",
    body: formOf(wanted),
    secrets: wanted.password ? [wanted.password] : [],
  };
  try {
    return await writer.client.write(request, context.signal);
  } catch (error) {
    throw found ? error : explained(error, wanted.attributes.name, writer.record);
  }
}

/** A console may keep the names of archived profiles taken, and shows none of them. */
function explained(error: unknown, name: string, record: OwnershipRecord | undefined): unknown {
  if (!record || !(error instanceof DiagnosableError) || error.diagnostic.code !== "policy-console/rejected")
    return error;
  const detail = error.diagnostic.message.replace(/^[^:]*: /, "");
  return new DiagnosableError(createDiagnostic("policy-console/name-archived", { name, detail }), { cause: error });
}

/** What is known of the sending so far. */
interface Attempt {
  /** Whether anything was sent, a request to a dead session included. */
  started: boolean;
  /** How often it was sent to a live session. */
  count: number;
  /** The profile as it was seen before the last sending; undefined when there was none. */
  before: ConsoleSigningProfile | undefined;
  /** Why the last sending is not known to have worked. */
  error: DiagnosableError | undefined;
  maySendAgain: boolean;
}

/** Refuses what must not be sent; tells whether the profile is there already, from an earlier run, as wanted. */
function isDoneAlready(
  change: ChangeOf<"signing_profile">,
  wanted: Wanted,
  found: ConsoleSigningProfile | undefined,
  writer: SigningProfileWriter,
): found is ConsoleSigningProfile {
  if (!found) {
    if (change.action === "update") throw stale(change.address, "is no longer on the policy console");
    return false;
  }
  const { name, platform } = wanted.attributes;
  const isFor = found.data.keystoreAlias !== null ? "android" : found.data.signingCertId !== null ? "ios" : platform;
  if (isFor !== platform)
    throw new DiagnosableError(
      createDiagnostic("policy-console/other-platform", { name, found: isFor, expected: platform }),
    );
  const seen = writer.seen.get(found.profileId);
  if (change.action === "update" && seen !== undefined && seen !== markOf(found))
    throw stale(change.address, "was changed on the policy console meanwhile");
  return change.action === "create" && holdsOurUpload(found, wanted, writer.record);
}

/** Whether a profile is as wanted. What file the console holds is known only from our own record of this very writing. */
export function holdsOurUpload(
  found: ConsoleSigningProfile,
  wanted: Wanted,
  record: OwnershipRecord | undefined,
): boolean {
  const facts = record?.facts;
  const isOurWriting =
    facts?.["profile_id"] === found.profileId &&
    facts["file_sha256"] === wanted.fileSha256 &&
    facts["data_id"] === found.dataId &&
    facts["data_stamp"] === found.dataStamp;
  return isOurWriting && differenceOf(found, wanted) === undefined;
}

async function verify(
  before: ConsoleSigningProfile | undefined,
  id: string | undefined,
  wanted: Wanted,
  { context, writer }: { readonly context: ApplyContext; readonly writer: SigningProfileWriter },
): Promise<WrittenSigningProfile> {
  const { name } = wanted.attributes;
  const listed = findProfile(await listSigningProfiles(writer.client, context.signal), { id, name });
  // A list may lag behind a write; the profile itself does not.
  const shown =
    listed && (id === undefined || listed.profileId === id)
      ? listed
      : id === undefined
        ? undefined
        : await readSigningProfile(writer.client, id, context.signal);
  const what = shown ? differenceOf(shown, wanted) : "name";
  if (!shown || what !== undefined)
    throw new DiagnosableError(createDiagnostic("policy-console/not-as-sent", { name, what: what ?? "name" }));
  const diagnostics: Diagnostic[] = [];
  if (before && markOf(before) === markOf(shown))
    diagnostics.push(createDiagnostic("policy-console/stamp-unchanged", { name, stamp: shown.dataStamp }));
  return { profile: shown, applied: { record: recordOf(shown, wanted, writer), diagnostics } };
}

/** Loads what a change wants to be on the console; it must be what was planned. */
export async function loadWanted(
  { action, address, after: attributes }: ChangeOf<"signing_profile">,
  context: ApplyContext,
): Promise<Omit<Wanted, "id">> {
  invariant(
    attributes && (action === "create" || action === "update"),
    `a signing profile that is written is created or updated: ${address}`,
  );
  const entry = await context.store.get(attributes.file);
  const file = entry?.parts["file"]?.revealBytes();
  if (!entry || !file) throw stale(attributes.file, "is not in the store");
  const fileSha256 = createHash("sha256").update(file).digest("hex");
  if (attributes.file_sha256 !== null && attributes.file_sha256 !== fileSha256)
    throw stale(attributes.file, "has other content in the store");
  const password = entry.parts["password"];
  if (attributes.platform === "android" && !password)
    throw stale(attributes.file, "is in the store without its password");
  return {
    attributes,
    file,
    fileSha256,
    instance: entry.instance,
    password: attributes.platform === "android" ? password : undefined,
  };
}

/** What of a profile is not as wanted, in words; `undefined` when all that the console shows is. */
function differenceOf(shown: ConsoleSigningProfile, wanted: Wanted): string | undefined {
  const { attributes, password } = wanted;
  if (shown.name !== attributes.name) return "name";
  if (shown.description !== withPlainLineEnds(attributes.description)) return "description";
  if (shown.data.keystoreAlias !== attributes.keystore_alias) return "keystore alias";
  if (shown.data.signingCertId !== attributes.signing_cert_id) return "signing certificate";
  // A console that hides the password shows null; that is no difference.
  if (password && shown.data.keystorePass && !sameSecret(password, shown.data.keystorePass)) return "keystore password";
  return undefined;
}

/** Always the full set: it is not documented whether an update keeps what is left out. */
function formOf(wanted: Wanted): MultipartBody {
  const { name, description, platform, keystore_alias, signing_cert_id } = wanted.attributes;
  const data =
    platform === "android" ? { keystore_alias, keystore_pass: wanted.password?.revealText() } : { signing_cert_id };
  const file =
    platform === "android"
      ? { field: "keystore", fileName: isJks(wanted.file) ? "keystore.jks" : "keystore.p12" }
      : { field: "provisioningProfile", fileName: "profile.mobileprovision" };
  return {
    fields: { name, type: "signing", desc: description, data: JSON.stringify(data) },
    files: [{ ...file, bytes: wanted.file }],
  };
}

function isJks(bytes: Uint8Array): boolean {
  return bytes[0] === 0xfe && bytes[1] === 0xed && bytes[2] === 0xfe && bytes[3] === 0xed;
}

/** The ownership mark. `uploaded` (ISO 8601, UTC) is when this was found to be on the console. */
function recordOf(
  profile: ConsoleSigningProfile,
  wanted: Wanted,
  writer: SigningProfileWriter,
): NonNullable<Applied["record"]> {
  const { certificate_sha256: certificate } = wanted.attributes;
  return {
    profile_id: profile.profileId,
    name: profile.name,
    data_id: profile.dataId,
    data_stamp: profile.dataStamp,
    file: wanted.attributes.file,
    file_sha256: wanted.fileSha256,
    file_instance: wanted.instance,
    ...(certificate === null ? {} : { certificate_sha256: certificate }),
    uploaded: writer.clock().toISOString(),
    ...olderOf(writer.record),
  };
}

/** Which older profiles are ours too, and still to be archived. */
function olderOf(record: OwnershipRecord | undefined): NonNullable<Applied["record"]> {
  const { replaced, making } = record?.facts ?? {};
  return { ...(replaced === undefined ? {} : { replaced }), ...(making === undefined ? {} : { making }) };
}

/** What was planned is no longer so. */
export function stale(object: string, what: string): DiagnosableError {
  return new DiagnosableError(createDiagnostic("plan/stale", { object, what }));
}
