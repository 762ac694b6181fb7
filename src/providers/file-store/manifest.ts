import { createHash } from "node:crypto";

import { DiagnosableError } from "../../diagnostics/diagnosable-error.ts";
import { createDiagnostic } from "../../diagnostics/diagnostic.ts";
import type { Address } from "../../plan/address.ts";
import type { JsonValue, OwnershipRecord, StoredObject } from "../../plan/observed.ts";
import { corrupt } from "./store-failure.ts";

/** The format that this version writes; it reads every minor version of the same major one. */
export const STORE_FORMAT = "1.0";

/** Public facts by name. */
export type Facts = { readonly [name: string]: JsonValue };

/** One object of the manifest: its public facts, and where its encrypted parts are. */
export interface ManifestObject extends StoredObject {
  /** SHA-256 of the encrypted file `objects/<sha256>.age`, lower-case hex. */
  readonly object: string;
  /** Number of the head that recorded it: tells apart what was made at the same instant. */
  readonly head: number;
}

/** All that the store knows in the open. A head holds one, whole. */
export interface Manifest {
  readonly format_version: string;
  /** 1 for the first head. */
  readonly head: number;
  /** SHA-256 of the file of the head before; null for the first. */
  readonly previous_sha256: string | null;
  /** Names and age recipients that every object is encrypted for. */
  readonly recipients: Readonly<Record<string, string>>;
  readonly objects: readonly ManifestObject[];
  readonly records: readonly OwnershipRecord[];
}

/** A manifest stays far below this; more is an attack or an accident. */
export const MANIFEST_LIMIT = 32 * 1024 * 1024;
const MAX_DEPTH = 16;
const SHA256 = /^[0-9a-f]{64}$/;
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?Z$/;

/** SHA-256 of bytes, lower-case hex. */
export function sha256Hex(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

/** Orders text by UTF-16 code unit, the same under any locale. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Orders objects by address, then age: the newest instance of an address comes last. */
export function compareObjects(a: ManifestObject, b: ManifestObject): number {
  return (
    compareText(a.address, b.address) ||
    Date.parse(a.created) - Date.parse(b.created) ||
    a.head - b.head ||
    compareText(a.instance, b.instance)
  );
}

/** The bytes of a manifest: sorted, one fact a line, the same bytes for the same content. */
export function writeManifest(manifest: Manifest): Uint8Array {
  const ordered = {
    format_version: manifest.format_version,
    head: manifest.head,
    previous_sha256: manifest.previous_sha256,
    recipients: sortFacts(manifest.recipients),
    objects: manifest.objects.toSorted(compareObjects).map((o) => ({
      address: o.address,
      instance: o.instance,
      created: o.created,
      head: o.head,
      object: o.object,
      facts: sortFacts(o.facts),
    })),
    records: manifest.records
      .toSorted((a, b) => compareText(a.address, b.address))
      .map((r) => ({ address: r.address, facts: sortFacts(r.facts) })),
  };
  return new TextEncoder().encode(`${JSON.stringify(ordered, null, 2)}\n`);
}

/**
 * Reads a manifest from bytes of the disk, which are not trusted. `name` is the file, for messages.
 * Throws `file-store/corrupt`, or `file-store/newer-format` for a newer major version.
 */
export function readManifest(bytes: Uint8Array, name: string): Manifest {
  const value = parseJson(bytes, name);
  const fail = (what: string): never => {
    throw corrupt(`\`${name}\`: ${what}`);
  };
  if (!isRecord(value)) return fail("it is no manifest");
  const formatVersion = value["format_version"];
  if (typeof formatVersion !== "string" || !/^\d{1,6}\.\d{1,6}$/.test(formatVersion))
    return fail("it has no format version");
  if (majorOf(formatVersion) > majorOf(STORE_FORMAT)) throw newerFormat(formatVersion);
  const { head, previous_sha256: previous, recipients, objects, records } = value;
  if (typeof head !== "number" || !Number.isSafeInteger(head) || head < 1) return fail("its head number is missing");
  if (previous !== null && !isSha256(previous)) return fail("`previous_sha256` is no digest");
  if (!isRecord(recipients)) return fail("its recipients are missing");
  const named = Object.entries(recipients).map(([who, text]): [string, string] => {
    if (typeof text !== "string" || !text.startsWith("age1"))
      return fail("a recipient is not text that begins with age1");
    return [who, text];
  });
  if (!Array.isArray(objects) || !Array.isArray(records)) return fail("its objects or records are missing");
  return {
    format_version: formatVersion,
    head,
    previous_sha256: previous,
    recipients: Object.fromEntries(named),
    objects: objects
      .map((o: unknown) => readObject(o) ?? fail("an object has not the expected form"))
      .toSorted(compareObjects),
    records: records.map((r: unknown) => readRecord(r) ?? fail("a record has not the expected form")),
  };
}

/** The failure for a store that this version is too old for. */
export function newerFormat(found: string): DiagnosableError {
  return new DiagnosableError(createDiagnostic("file-store/newer-format", { found, known: STORE_FORMAT }));
}

/** Whether a manifest may hold facts that this version would drop when it writes the next one. */
export function isNewerMinor(formatVersion: string): boolean {
  return Number(formatVersion.split(".")[1]) > Number(STORE_FORMAT.split(".")[1]);
}

/** Parses JSON of the store. Throws `file-store/corrupt`. */
export function parseJson(bytes: Uint8Array, name: string): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch (error) {
    // The parser's own message quotes the text, so it goes no further than the cause of decoded public files.
    throw corrupt(`\`${name}\` is not JSON`, error instanceof TypeError ? error : undefined);
  }
}

/** Whether a value is a JSON object (not null, no array). */
export function isRecord(value: unknown): value is { readonly [name: string]: unknown } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Whether a value is a SHA-256 in lower-case hex. */
export function isSha256(value: unknown): value is string {
  return typeof value === "string" && SHA256.test(value);
}

/** Whether a value is an ISO 8601 instant in UTC. */
export function isInstant(value: unknown): value is string {
  return typeof value === "string" && INSTANT.test(value) && !Number.isNaN(Date.parse(value));
}

/** Whether a text has the form of an address: owner, kind and name. */
export function isAddress(value: unknown): value is Address {
  return typeof value === "string" && /^[^/]+\/[a-z_]+\/./s.test(value);
}

/** Facts with all names sorted by code unit. */
export function sortFacts(facts: Facts): Facts {
  return Object.fromEntries(
    Object.entries(facts)
      .toSorted(([a], [b]) => compareText(a, b))
      .map(([name, value]) => [name, sortNames(value)]),
  );
}

/** The value with the names of every object in it sorted by code unit, so that equal values have equal text. */
function sortNames(value: JsonValue): JsonValue {
  if (value === null || typeof value !== "object") return value;
  return isJsonArray(value) ? value.map(sortNames) : sortFacts(value);
}

function isJsonArray(value: JsonValue): value is readonly JsonValue[] {
  return Array.isArray(value);
}

function readObject(value: unknown): ManifestObject | undefined {
  if (!isRecord(value)) return undefined;
  const { address, instance, created, head, object, facts } = value;
  if (!isAddress(address) || typeof instance !== "string" || instance === "" || !isInstant(created)) return undefined;
  if (typeof head !== "number" || !Number.isSafeInteger(head) || head < 1 || !isSha256(object) || !isFacts(facts))
    return undefined;
  return { address, instance, created, head, object, facts };
}

function readRecord(value: unknown): OwnershipRecord | undefined {
  if (!isRecord(value)) return undefined;
  const { address, facts } = value;
  return isAddress(address) && isFacts(facts) ? { address, facts } : undefined;
}

function isFacts(value: unknown): value is Facts {
  return isRecord(value) && isJsonValue(value, 0);
}

function isJsonValue(value: unknown, depth: number): value is JsonValue {
  if (depth > MAX_DEPTH) return false;
  if (value === null || typeof value === "string" || typeof value === "boolean") return true;
  if (typeof value === "number") return Number.isFinite(value);
  if (Array.isArray(value)) return value.every((item: unknown) => isJsonValue(item, depth + 1));
  return isRecord(value) && Object.values(value).every((item) => isJsonValue(item, depth + 1));
}

function majorOf(formatVersion: string): number {
  return Number(formatVersion.split(".")[0]);
}
