import { createHash, randomUUID } from "node:crypto";

import { isJsonObject, type JsonObject, type JsonValue } from "../json-value.ts";
import { ConsoleError } from "./console-answer.ts";
import { checkKeystore } from "./check-keystore.ts";
import { consoleStamp, type ConsoleState, type PolicyProfile } from "./console-state.ts";
import type { FormFields } from "./form-fields.ts";

type SigningPlatform = "android" | "ios";

/** The file part and the `data` keys of a signing profile, by platform (vendor page `signing-profiles-api`). */
const signingParts: Readonly<Record<SigningPlatform, { readonly file: string; readonly keys: readonly string[] }>> = {
  android: { file: "keystore", keys: ["keystore_alias", "keystore_pass"] },
  ios: { file: "provisioningProfile", keys: ["signing_cert_id"] },
};

/** Policy types of profiles that the vendor's pages name. */
const profileTypes: readonly string[] = [
  "signing",
  "master",
  "vpn",
  "dar",
  "diagnostics",
  "client_certs",
  "trusted_server_certs",
  "end_user_license_agreement",
  "app_customization",
  "data_sharing",
  "device_posture",
  "local_auth",
  "mocana_browser",
  "secure_connection",
  "secure_web_stack",
];

/** The answer about one profile: an object in the vendor's sample, which its sibling for users wraps into a list. */
export function profileAnswer(state: ConsoleState, profile: PolicyProfile): JsonValue {
  const entry = profileEntry(state, profile);
  return state.options.profileShape === "list" ? [entry] : entry;
}

/** A profile as the console shows it: the uploaded file never, the passwords in `data` always. */
function profileEntry(state: ConsoleState, profile: PolicyProfile): JsonObject {
  return {
    profile_id: profile.id,
    profile_name: profile.name,
    profile_desc: profile.description,
    profile_type: profile.type,
    profile_url: "",
    data: {
      profile_data: dataAnswer(state, profile.data),
      profile_data_id: profile.dataId,
      profile_data_stamp: profile.dataStamp,
    },
  };
}

/** Data as it is kept, or parsed: the vendor's samples show both. */
export function dataAnswer({ options }: ConsoleState, data: string): JsonValue {
  return options.dataShape === "object" && data !== "" ? (JSON.parse(data) as JsonValue) : data;
}

/** A list as the console shows it: its shape is not documented (reference decision 8). */
export function catalogAnswer({ options }: ConsoleState, entries: readonly JsonObject[], details: string): JsonValue {
  const [lone] = entries;
  if (options.catalogShape === "lone-object" && entries.length === 1 && lone) return lone;
  if (options.catalogShape !== "without-details") return entries;
  return entries.map((entry) => Object.fromEntries(Object.entries(entry).filter(([name]) => name !== details)));
}

/** GET profile/catalog and profile/catalog/{type}: the active profiles, or "all in the system". Sandbox assumption (reference decision 8). */
export function profileCatalog(state: ConsoleState, type: string | undefined): JsonValue {
  if (type !== undefined && !profileTypes.includes(type)) throw new ConsoleError(`Unknown policy type ${type}`);
  const archived = state.options.catalogLists === "all" ? [...state.archivedProfiles.values()] : [];
  const entries = [...state.profiles.values(), ...archived]
    .filter((profile) => type === undefined || profile.type === type)
    .map((profile) => profileEntry(state, profile));
  return catalogAnswer(state, entries, "data");
}

/** An active profile. @throws ConsoleError for an archived or unknown one (reference decision 10). */
export function findPolicyProfile(state: ConsoleState, id: string): PolicyProfile {
  const profile = state.profiles.get(id);
  if (profile === undefined) throw new ConsoleError("Profile not found");
  return profile;
}

/** A profile to read, also an archived one where the options allow it. */
export function readPolicyProfile(state: ConsoleState, id: string): PolicyProfile {
  const archived = state.options.archivedReadable === true ? state.archivedProfiles.get(id) : undefined;
  return archived ?? findPolicyProfile(state, id);
}

/** POST profile. Sandbox assumptions: reference decisions 6, 7 and 18. */
export async function createPolicyProfile(state: ConsoleState, form: FormFields): Promise<PolicyProfile> {
  const type = required(form, "type");
  const name = required(form, "name");
  const data = required(form, "data");
  if (!profileTypes.includes(type)) throw new ConsoleError(`Unknown policy type ${type}`);
  const platform = type === "signing" ? signingPlatform(data) : undefined;
  const file = platform === undefined ? undefined : signingFile(form, platform);
  if (platform !== undefined && file === undefined)
    throw new ConsoleError(`Missing file ${signingParts[platform].file}`);
  if (file && state.options.keystoreChecks === "upload") await checkKeystore(file, data);
  checkNameIsFree(state, { type, name });
  const profile: PolicyProfile = {
    id: randomUUID(),
    type,
    name,
    description: form.text("desc") ?? "",
    data,
    dataId: randomUUID(),
    dataStamp: consoleStamp(state.clock()),
    writings: 1,
    platform,
    file,
    fileSha256: file && sha256(file),
  };
  state.profiles.set(profile.id, profile);
  recordProfile(state, "created", profile);
  return profile;
}

/** PUT profile/{GUID}. Sandbox assumptions: reference decisions 11 to 14. */
export async function updatePolicyProfile(state: ConsoleState, id: string, form: FormFields): Promise<PolicyProfile> {
  const profile = findPolicyProfile(state, id);
  const replaces = state.options.putMode === "replace";
  const kept = (field: string, current: string): string => form.text(field) ?? (replaces ? "" : current);
  const type = form.text("type") ?? profile.type;
  const name = kept("name", profile.name);
  const data = kept("data", profile.data);
  if (type !== profile.type) throw new ConsoleError("The type of a profile cannot change");
  let { file } = profile;
  if (profile.platform !== undefined) {
    if (data !== "" && signingPlatform(data) !== profile.platform)
      throw new ConsoleError("The platform of a signing profile cannot change");
    file = signingFile(form, profile.platform) ?? (replaces ? undefined : profile.file);
    if (file && state.options.keystoreChecks === "upload") await checkKeystore(file, data);
  }
  if (name !== profile.name) checkNameIsFree(state, { type, name });
  profile.name = name;
  profile.description = kept("desc", profile.description);
  profile.data = data;
  profile.file = file;
  profile.fileSha256 = file && sha256(file);
  profile.writings++;
  const { putDataId = "new" } = state.options;
  if (putDataId === "new") profile.dataId = randomUUID();
  if (putDataId !== "unmoved") profile.dataStamp = laterStamp(profile.dataStamp, state.clock());
  recordProfile(state, "updated", profile);
  return profile;
}

/** DELETE profile/{GUID}: archives it. */
export function archivePolicyProfile(state: ConsoleState, id: string): void {
  const profile = findPolicyProfile(state, id);
  state.profiles.delete(id);
  state.archivedProfiles.set(id, profile);
  recordProfile(state, "archived", profile);
}

function recordProfile(state: ConsoleState, event: "created" | "updated" | "archived", profile: PolicyProfile): void {
  const kind = profile.type === "signing" ? "signing_profile" : "profile";
  state.record({
    event,
    kind,
    id: profile.id,
    name: profile.name,
    ...(profile.fileSha256 === undefined ? {} : { fileSha256: profile.fileSha256 }),
  });
}

function required(form: FormFields, field: string): string {
  const value = form.text(field);
  if (value === undefined || value === "") throw new ConsoleError(`Missing parameter ${field}`);
  return value;
}

/** The platform is written nowhere: it follows from the keys of `data`. */
function signingPlatform(data: string): SigningPlatform {
  let keys: JsonObject;
  try {
    const parsed: unknown = JSON.parse(data);
    if (!isJsonObject(parsed)) throw new SyntaxError("not an object");
    keys = parsed;
  } catch {
    throw new ConsoleError("The parameter data is not a JSON object");
  }
  const platforms = (["android", "ios"] as const).filter((platform) =>
    signingParts[platform].keys.some((key) => keys[key] !== undefined),
  );
  const [platform] = platforms;
  if (platform === undefined || platforms.length > 1)
    throw new ConsoleError("The parameter data must hold the keys of either Android or iOS signing");
  for (const key of signingParts[platform].keys) {
    if (typeof keys[key] !== "string" || keys[key] === "") throw new ConsoleError(`The parameter data has no ${key}`);
  }
  return platform;
}

/** The platform's file part; undefined without one. @throws ConsoleError for any other part or a file of another kind. */
function signingFile(form: FormFields, platform: SigningPlatform): Uint8Array | undefined {
  const wanted = signingParts[platform].file;
  const other = [...form.files.keys()].find((name) => name !== wanted);
  if (other !== undefined) throw new ConsoleError(`Unexpected file ${other}`);
  const file = form.files.get(wanted);
  if (file === undefined) return undefined;
  const start = Buffer.from(file.subarray(0, 4));
  const isDer = start[0] === 0x30;
  const isJks = start.toString("hex") === "feedfeed";
  if (!isDer && !(platform === "android" && isJks)) throw new ConsoleError(`The file ${wanted} is not valid`);
  return file;
}

function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

function checkNameIsFree(state: ConsoleState, { type, name }: { type: string; name: string }): void {
  if (state.options.duplicateNames === true) return;
  // Whether an archived name is free again is not documented (reference decision 7).
  const archived = state.options.archivedNames === "taken" ? [...state.archivedProfiles.values()] : [];
  const isTaken = [...state.profiles.values(), ...archived].some(
    (profile) => profile.type === type && profile.name === name,
  );
  if (isTaken) throw new ConsoleError(`A profile named ${name} already exists`);
}

/** A stamp that moves with every edit, even with two in one second: it is all that a client can see of an edit. */
function laterStamp(last: string, now: Date): string {
  const stamp = consoleStamp(now);
  if (stamp > last) return stamp;
  return consoleStamp(new Date(Date.parse(`${last.replace(" ", "T").slice(0, 19)}Z`) + 1000));
}
