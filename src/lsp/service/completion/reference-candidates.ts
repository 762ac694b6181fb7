import type { DocumentPath } from "../../../compiler/document.ts";
import { deviceMisfit } from "../../../compiler/device-misfit.ts";
import type { AppleTargetPlatform } from "../../../compiler/signing-matrix.ts";
import { keyReferenceTypes } from "../names.ts";
import { itemKinds, type Candidate } from "./candidate.ts";
import {
  listOf,
  profileTypesOfTarget,
  propertyOf,
  recordOf,
  targetAround,
  type CompletionRequest,
  type TargetData,
} from "./completion-input.ts";

/** Names of the entries of `keys` that a place can refer to: those of the right type, and of the right developer program. */
export function keyReferenceCandidates(request: CompletionRequest, path: DocumentPath): readonly Candidate[] {
  const target = targetAround(request, path);
  const wanted = target && wantedType(path);
  if (!target || wanted === undefined) return [];
  const entries = Object.entries(request.section("keys")).filter(([, entry]) => recordOf(entry)["type"] === wanted);
  const fitting = entries.filter(([, entry]) => wanted !== "app_store_connect" || fitsProgram(target, recordOf(entry)));
  return (fitting.length > 0 ? fitting : entries).map(([text, entry]) => ({
    text,
    kind: itemKinds.reference,
    detail: entryDetail(recordOf(entry)),
    closed: true,
  }));
}

/** The type of key that a place names; `undefined` where it names none. */
function wantedType(path: DocumentPath): string | undefined {
  const [, , key, inner] = path;
  if (path.length === 4) return key === "policy_console" && inner === "key" ? "policy_console" : undefined;
  if (path.length !== 3 || typeof key !== "string") return undefined;
  return Object.hasOwn(keyReferenceTypes, key) ? keyReferenceTypes[key] : undefined;
}

/** In-house profiles come from teams of the Enterprise Program, which have no App Store. */
function fitsProgram(target: TargetData, entry: Readonly<Record<string, unknown>>): boolean {
  const types = profileTypesOfTarget(target);
  const isEnterprise = entry["program"] === "enterprise";
  return !(isEnterprise && types.includes("app_store")) && !(!isEnterprise && types.includes("enterprise"));
}

/** What tells one entry from another, in a few words. */
function entryDetail(entry: Readonly<Record<string, unknown>>): string {
  const telling = ["key_id", "file", "certificate", "url"]
    .map((key) => entry[key])
    .find((text) => typeof text === "string");
  return typeof telling === "string" ? `${String(entry["type"])} · ${telling}` : String(entry["type"]);
}

/** Names of the device groups that a target's profiles can hold. */
export function groupCandidates(request: CompletionRequest, path: DocumentPath): readonly Candidate[] {
  const target = targetAround(request, path);
  const isList = path.length === 4 && typeof path[3] === "number";
  if (!target || !isList || !["devices", "disable_devices"].includes(propertyOf(path))) return [];
  const platform = String(target.fields["platform"]);
  const groups = Object.entries(request.section("devices"));
  const fitting = groups.filter(([, group]) =>
    listOf(group).every((device) => fitsPlatform(platform, target.fields["include_macs"] === true, recordOf(device))),
  );
  return (propertyOf(path) === "devices" ? fitting : groups).map(([text, group]) => ({
    text,
    kind: itemKinds.reference,
    detail: groupDetail(group),
    closed: true,
  }));
}

function fitsPlatform(platform: string, includeMacs: boolean, device: Readonly<Record<string, unknown>>): boolean {
  const own = device["platform"];
  if (!isApplePlatform(platform) || !isApplePlatform(own)) return true;
  const { name, udid } = device;
  return !deviceMisfit({ platform, includeMacs }, { name: String(name), udid: String(udid), platform: own });
}

function isApplePlatform(text: unknown): text is AppleTargetPlatform {
  return text === "ios" || text === "tvos" || text === "visionos" || text === "macos";
}

function groupDetail(group: unknown): string {
  const file = recordOf(group)["file"];
  if (typeof file === "string") return file;
  const { length } = listOf(group);
  return length === 1 ? "1 device" : `${length} devices`;
}
