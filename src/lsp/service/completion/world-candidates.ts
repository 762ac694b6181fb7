import type { DocumentPath } from "../../../compiler/document.ts";
import { managedEntitlement } from "../../../plan/assigned-entitlements.ts";
import { describeManaged } from "../descriptions.ts";
import { definition } from "../../../compiler/schema-diagnostics/schema-node.ts";
import { flowText } from "../../../compiler/schema-diagnostics/schema-wording.ts";
import type { CachedDevice, CachedTeam } from "../../../plan/world-cache.ts";
import { itemKinds, type Candidate } from "./candidate.ts";
import { listOf, propertyOf, recordOf, targetAround, type CompletionRequest } from "./completion-input.ts";

/** What the last plan saw at Apple, on the policy console and in keystores, as far as it fits a place. */
export function worldCandidates(request: CompletionRequest, path: DocumentPath): readonly Candidate[] {
  const [section] = path;
  if (section === "devices") return deviceCandidates(request, path);
  if (section !== "targets" && section !== "defaults") return [];
  const source = targetSources[propertyOf(path)];
  return source ? source(request, path) : [];
}

type Source = (request: CompletionRequest, path: DocumentPath) => readonly Candidate[];

const targetSources: Readonly<Record<string, Source>> = {
  bundle_id: bundleIds,
  package_name: () => [],
  extensions: extensionIds,
  capabilities: capabilityNames,
  remove_capabilities: capabilityNames,
  certificates: serialNumbers,
  keystore_alias: aliases,
  profile: consoleProfiles,
  signing_cert_id: consoleIdentities,
};

/** The team of the target's key; all teams while it has none. */
function teamsOf(request: CompletionRequest, path: DocumentPath): readonly CachedTeam[] {
  const teams = request.input.world?.app_store_connect ?? {};
  const key = targetAround(request, path)?.fields["key"];
  const own = typeof key === "string" && Object.hasOwn(teams, key) ? teams[key] : undefined;
  return own ? [own] : Object.values(teams);
}

function bundleIds(request: CompletionRequest, path: DocumentPath): readonly Candidate[] {
  if (path.includes("extensions")) return extensionIds(request, path);
  const platform = targetAround(request, path)?.fields["platform"];
  const wanted = platform === "macos" ? "MAC_OS" : "IOS";
  return teamsOf(request, path).flatMap((team) =>
    team.bundle_ids
      .filter((id) => platform === undefined || id.platform === wanted || id.platform === "UNIVERSAL")
      .map(({ identifier, name }) => ({ text: identifier, kind: itemKinds.constant, detail: name })),
  );
}

/** Registered bundle IDs below the app's. */
function extensionIds(request: CompletionRequest, path: DocumentPath): readonly Candidate[] {
  const app = targetAround(request, path)?.fields["bundle_id"];
  if (typeof app !== "string" || propertyOf(path) === "capabilities") return [];
  return teamsOf(request, path).flatMap((team) =>
    team.bundle_ids
      .filter(({ identifier }) => identifier.startsWith(`${app}.`))
      .map(({ identifier, name }) => ({ text: identifier, kind: itemKinds.constant, detail: name })),
  );
}

function capabilityNames(request: CompletionRequest, path: DocumentPath): readonly Candidate[] {
  if (typeof path.at(-1) !== "number") return [];
  const fields = targetAround(request, path)?.fields ?? {};
  const ids = teamsOf(request, path).flatMap((team) => team.bundle_ids);
  const own = ids.find(({ identifier }) => identifier === fields["bundle_id"]);
  const on = (own?.capabilities ?? []).map((type) => type.toLowerCase());
  const known = (definition("CapabilityName").examples ?? []).map(String);
  const seen = ids.flatMap(({ capabilities }) => capabilities.map((type) => type.toLowerCase()));
  return [...new Set([...known, ...seen])]
    .filter((name) => /^[a-z][a-z0-9]*(_[a-z0-9]+)*$/.test(name))
    .map((text) => {
      const managed = managedEntitlement(text.toUpperCase());
      return {
        text,
        kind: itemKinds.enumMember,
        closed: true,
        ...(on.includes(text) ? { detail: "on at Apple" } : managed ? { detail: "managed: Apple grants it" } : {}),
        ...(managed ? { documentation: describeManaged(managed) } : {}),
      };
    });
}

function serialNumbers(request: CompletionRequest, path: DocumentPath): readonly Candidate[] {
  if (typeof path.at(-1) !== "number") return [];
  return teamsOf(request, path).flatMap((team) =>
    team.certificates
      .filter(({ certificate_type }) => certificate_type.endsWith("DEVELOPMENT"))
      .map(({ serial_number, display_name, expires }) => ({
        text: serial_number,
        kind: itemKinds.constant,
        detail: `${display_name} · until ${expires.slice(0, 10)}`,
      })),
  );
}

/** Aliases in the keystore of the target: those in the file now, else those that the last plan saw. */
function aliases(request: CompletionRequest, path: DocumentPath): readonly Candidate[] {
  const keystore = String(targetAround(request, path)?.fields["keystore"]);
  const { keystores, world } = request.input;
  const entries = keystores?.get(keystore)?.entries.filter(({ isPrivateKey }) => isPrivateKey);
  const cached = world && Object.hasOwn(world.keystores, keystore) ? world.keystores[keystore]?.aliases : undefined;
  const names = entries ? entries.map(({ alias }) => alias) : (cached ?? []);
  return names.map((text) => ({ text, kind: itemKinds.reference, detail: `in ${keystore}`, closed: true }));
}

function signingProfilesOf(request: CompletionRequest, path: DocumentPath) {
  const consoles = request.input.world?.policy_console ?? {};
  const console = recordOf(targetAround(request, path)?.fields["policy_console"])["key"];
  const own = typeof console === "string" && Object.hasOwn(consoles, console) ? consoles[console] : undefined;
  return (own ? [own] : Object.values(consoles)).flatMap(({ signing_profiles }) => signing_profiles);
}

function consoleProfiles(request: CompletionRequest, path: DocumentPath): readonly Candidate[] {
  return signingProfilesOf(request, path).map(({ name, description }) => ({
    text: name,
    kind: itemKinds.constant,
    detail: description,
  }));
}

function consoleIdentities(request: CompletionRequest, path: DocumentPath): readonly Candidate[] {
  return signingProfilesOf(request, path).flatMap(({ signing_cert_id, name }) =>
    signing_cert_id === null ? [] : [{ text: signing_cert_id, kind: itemKinds.constant, detail: `used by ${name}` }],
  );
}

/** Devices that are registered and in no group yet: whole items, or one of their fields. */
function deviceCandidates(request: CompletionRequest, path: DocumentPath): readonly Candidate[] {
  const { world } = request.input;
  if (!world || path.length < 3) return [];
  const named = new Set(
    Object.values(request.section("devices")).flatMap((group) => listOf(group).map((d) => String(recordOf(d)["udid"]))),
  );
  const own = recordOf(listOf(recordOf(recordOf(request.value)["devices"])[String(path[1])])[Number(path[2])]);
  const devices = Object.values(world.app_store_connect)
    .flatMap((team) => team.devices)
    .filter(({ udid, status }) => status !== "DISABLED" && (!named.has(udid) || own["udid"] === udid));
  if (path.length === 3) return devices.map(wholeDevice);
  const field = path[3];
  if (field !== "name" && field !== "udid") return [];
  const fitting = devices.filter((device) =>
    (["name", "udid"] as const).every(
      (key) => key === field || typeof own[key] !== "string" || own[key] === device[key],
    ),
  );
  return fitting.map((device) => ({
    text: device[field],
    kind: itemKinds.constant,
    detail: field === "name" ? device.udid : device.name,
  }));
}

function wholeDevice(device: CachedDevice): Candidate {
  const { name, udid } = device;
  const yaml = flowText({ name, udid, platform: platformOf(device) });
  return { text: name, yaml, kind: itemKinds.constant, detail: udid };
}

/** Apple TVs and Vision Pros are registered for IOS: their class says what they are. */
function platformOf({ platform, device_class }: CachedDevice): string {
  if (platform === "MAC_OS" || device_class.includes("MAC")) return "macos";
  if (device_class === "APPLE_TV") return "tvos";
  return device_class === "APPLE_VISION_PRO" ? "visionos" : "ios";
}
