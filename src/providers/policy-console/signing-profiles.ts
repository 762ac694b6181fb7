import { timingSafeEqual } from "node:crypto";
import { DiagnosableError } from "../../diagnostics/diagnosable-error.ts";
import { createDiagnostic } from "../../diagnostics/diagnostic.ts";
import { Secret } from "../../secret/secret.ts";
import { asObject, parseObject, type JsonObject } from "./answers.ts";
import type { ConsoleClient } from "./client.ts";

/** A signing profile as the console shows it. Files are never shown. */
export interface ConsoleSigningProfile {
  readonly profileId: string;
  readonly name: string;
  /** Line ends are `\n`, however the console keeps them. */
  readonly description: string;
  readonly dataId: string;
  /** An opaque string. */
  readonly dataStamp: string;
  readonly data: SigningProfileData;
}

/** The `data` of a signing profile: Android profiles have a keystore, iOS profiles an identity of the console's Mac. */
export interface SigningProfileData {
  readonly keystoreAlias: string | null;
  readonly keystorePass: Secret | null;
  readonly signingCertId: string | null;
}

/**
 * Reads all active signing profiles. The catalog is the truth on what exists; its exact shape is not documented, so a lone object,
 * and entries without their data (which are then read one by one), are taken too.
 */
export async function listSigningProfiles(
  client: ConsoleClient,
  signal: AbortSignal,
): Promise<readonly ConsoleSigningProfile[]> {
  const payload = await client.get("profile/catalog/signing", signal);
  const profiles: ConsoleSigningProfile[] = [];
  for (const entry of entriesOf(payload, "the catalog")) {
    if (entry["profile_type"] !== undefined && entry["profile_type"] !== "signing") continue;
    profiles.push(hasData(entry) ? parseProfile(entry) : await readSigningProfile(client, idOf(entry), signal));
  }
  return profiles;
}

/** Reads one signing profile by its id. */
export async function readSigningProfile(
  client: ConsoleClient,
  id: string,
  signal: AbortSignal,
): Promise<ConsoleSigningProfile> {
  const [entry] = entriesOf(await client.get(`profile/${encodeURIComponent(id)}`, signal), "the profile");
  if (!entry) throw unexpected("the profile is missing in its own answer");
  return parseProfile(entry);
}

/**
 * The active profile of an id, or else the one of a name, told exactly; `undefined` when there is neither.
 * @throws DiagnosableError `policy-console/ambiguous-name` when several have the name.
 */
export function findProfile(
  profiles: readonly ConsoleSigningProfile[],
  { id, name }: { readonly id: string | undefined; readonly name: string },
): ConsoleSigningProfile | undefined {
  const matches = profiles.filter((profile) => profile.name === name);
  if (matches.length > 1)
    throw new DiagnosableError(createDiagnostic("policy-console/ambiguous-name", { count: matches.length, name }));
  return profiles.find((profile) => profile.profileId === id) ?? matches[0];
}

/** What marks a write of a profile: it moves when the data is written. */
export function markOf(profile: ConsoleSigningProfile): string {
  return `${profile.dataId} ${profile.dataStamp}`;
}

/** The id that the answer to a create names, or `undefined` when it names none. */
export function createdProfileId(payload: JsonObject): string | undefined {
  const profiles = payload["profiles"];
  const id = asObject(Array.isArray(profiles) ? (profiles as readonly unknown[])[0] : profiles)?.["profile_id"];
  return typeof id === "string" && id !== "" ? id : undefined;
}

/** Whether two secrets are the same, told in constant time. */
export function sameSecret(a: Secret, b: Secret): boolean {
  const [left, right] = [a.revealBytes(), b.revealBytes()];
  return left.length === right.length && timingSafeEqual(left, right);
}

/** A text with `\n` as its only line end: a form that is posted has `\r\n` instead. */
export function withPlainLineEnds(text: string): string {
  return text.replace(/\r\n?/g, "\n");
}

/** `profiles` is documented as an object for one profile; for the catalog it is presumed to be an array. */
function entriesOf(payload: JsonObject, what: string): readonly JsonObject[] {
  const { profiles } = payload;
  if (Array.isArray(profiles)) {
    return profiles.map((profile: unknown) => {
      const entry = asObject(profile);
      if (!entry) throw unexpected(`${what} holds something that is no profile`);
      return entry;
    });
  }
  const lone = asObject(profiles);
  if (!lone) throw unexpected(`${what} has no \`profiles\``);
  return Object.keys(lone).length === 0 ? [] : [lone];
}

function hasData(entry: JsonObject): boolean {
  return asObject(entry["data"])?.["profile_data"] !== undefined;
}

function idOf(entry: JsonObject): string {
  const id = entry["profile_id"];
  if (typeof id !== "string" || id === "") throw unexpected("a profile has no `profile_id`");
  return id;
}

function parseProfile(entry: JsonObject): ConsoleSigningProfile {
  const name = entry["profile_name"];
  if (typeof name !== "string") throw unexpected("a profile has no `profile_name`");
  const holder = asObject(entry["data"]);
  const content = holder?.["profile_data"];
  const data = (typeof content === "string" ? parseObject(content) : asObject(content)) ?? {};
  const pass = textOf(data["keystore_pass"]);
  return {
    profileId: idOf(entry),
    name,
    description: withPlainLineEnds(textOf(entry["profile_desc"]) ?? ""),
    dataId: textOf(holder?.["profile_data_id"]) ?? "",
    dataStamp: textOf(holder?.["profile_data_stamp"]) ?? "",
    data: {
      keystoreAlias: textOf(data["keystore_alias"]),
      keystorePass: pass === null ? null : new Secret(pass),
      signingCertId: textOf(data["signing_cert_id"]),
    },
  };
}

function textOf(value: unknown): string | null {
  return typeof value === "string" ? value : null;
}

function unexpected(detail: string): DiagnosableError {
  return new DiagnosableError(createDiagnostic("policy-console/unexpected-answer", { detail }));
}
