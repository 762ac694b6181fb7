import { createDiagnostic, type Diagnostic } from "../../diagnostics/diagnostic.ts";
import { addressOf, nameOf, ownerOf, type Address } from "../../plan/address.ts";
import type { Observed, ObservedCertificate } from "../../plan/observed.ts";
import { certificateName } from "../../plan/observed-objects.ts";
import type { PlanRequests } from "../../plan/plan.ts";
import { nearestName } from "../nearest-name.ts";
import { refusedApiKey } from "./certificate-by-hand.ts";
import { unusedKey } from "./certificates.ts";
import {
  markedProfiles,
  normalSerial,
  recordOf,
  sortedSet,
  storedInstances,
  textFact,
  type PlanningInput,
} from "./planning.ts";
import { wantedBy, type Wanted } from "./wanted-addresses.ts";

/** What a person asked for, with each request bound to what it means now, so that carrying it out twice does it once. */
export interface ResolvedRequests {
  readonly requests: PlanRequests;
  readonly diagnostics: readonly Diagnostic[];
}

/** Binds requests to the instances that they mean. One that is bound already stays as it is: what it means may be gone by now. */
export function resolveRequests(input: PlanningInput): ResolvedRequests {
  const { replace, destroy, revoke, acknowledge, refresh_only } = input.requests;
  if (replace.length + destroy.length + revoke.length + acknowledge.length === 0)
    return { requests: input.requests, diagnostics: [] };
  const wanted = wantedBy({ ...input, targets: input.spec.targets });
  const found = {
    replace: replace.map((name) => bindReplace(input, wanted, name)),
    destroy: destroy.map((name) => bindDestroy(input, wanted, name)),
    revoke: revoke.map((name) => bindRevoke(input.observed, name)),
    acknowledge: acknowledge.map((name) => bindAcknowledge(input, wanted, name)),
  };
  const bound = (list: readonly Bound[]): readonly string[] =>
    sortedSet(list.flatMap((one) => (Array.isArray(one) ? one : [])));
  return {
    requests: {
      replace: bound(found.replace),
      destroy: bound(found.destroy),
      revoke: bound(found.revoke),
      acknowledge: bound(found.acknowledge),
      refresh_only,
    },
    diagnostics: Object.values(found)
      .flat()
      .flatMap((one) => (Array.isArray(one) ? [] : [one as Diagnostic])),
  };
}

/** The world as it will be without the certificates that are revoked: what is planned must do without them. */
export function withoutRevoked(observed: Observed, { revoke }: PlanRequests): Observed {
  if (revoke.length === 0) return observed;
  const teams = Object.entries(observed.app_store_connect).map(([owner, team]) => [
    owner,
    {
      ...team,
      certificates: team.certificates.filter((c) => !revoke.includes(certificateName(owner, c.serial_number))),
    },
  ]);
  return { ...observed, app_store_connect: Object.fromEntries(teams) };
}

/** A request by what it is bound to, one name for each instance; or why it means nothing. */
type Bound = readonly string[] | Diagnostic;

function bindReplace(input: PlanningInput, wanted: Wanted, name: string): Bound {
  if (name.includes("#")) return [name];
  const address = name as Address;
  const kind = name.split("/")[1];
  if (!wanted.addresses.has(address)) return unknown(input, wanted, { flag: "--replace", name, isWanted: true });
  const instance =
    kind === "profile"
      ? (markedProfiles(input, address)[0] ?? storedInstances(input, copyOf(address)).at(-1)?.instance)
      : kind === "certificate"
        ? replacedCertificate(input, address)
        : undefined;
  if (kind !== "profile" && kind !== "certificate")
    return refused("--replace", name, "only certificates and profiles are made anew");
  return instance === undefined ? refused("--replace", name, "there is none yet") : [`${name}#${instance}`];
}

/** The certificate that is in use; or the key that waits for one which only the Account Holder can make: then it is tried again. */
function replacedCertificate(input: PlanningInput, address: Address): string | undefined {
  const owner = ownerOf(address);
  const slot = nameOf(address);
  const key = addressOf("store", "key", `${owner}:${slot}`);
  const identity = addressOf("store", "identity", `${owner}:${slot}`);
  const waiting = refusedApiKey(input, address) ? unusedKey(input, owner, { key, identity }) : undefined;
  return waiting ?? textFact(storedInstances(input, identity).at(-1), "serial_number");
}

function copyOf(address: Address): Address {
  const owner = ownerOf(address);
  return addressOf("store", "stored_profile", `${owner}:${address.slice(`${owner}/profile/`.length)}`);
}

function bindDestroy(input: PlanningInput, wanted: Wanted, name: string): Bound {
  if (name.includes("#")) return [name];
  const address = name as Address;
  const kind = name.split("/")[1] ?? "";
  if (Object.hasOwn(otherWays, kind)) return refused("--destroy", name, otherWays[kind] ?? "");
  if (
    wanted.addresses.has(address) ||
    (kind === "device" && wanted.hasDevice(ownerOf(address), name.split("/").slice(2).join("/")))
  )
    return refused("--destroy", name, "a target needs it: remove it from the signing file first");
  const held = storedInstances(input, address);
  if (held.length > 0) return held.map((o) => `${name}#${o.instance}`);
  return isAtApple(input, address)
    ? [`${name}#`]
    : unknown(input, wanted, { flag: "--destroy", name, isWanted: false });
}

/** What `--destroy` does not end, and what does. */
const otherWays: Readonly<Record<string, string>> = {
  certificate: "a certificate is revoked with `--revoke` and its serial number",
  profile: "profiles of Signwright go by themselves when no target needs them",
  signing_profile: "Signwright deletes no signing profiles of a console",
};

function isAtApple({ observed }: PlanningInput, address: Address): boolean {
  const [owner = "", kind, ...rest] = address.split("/");
  const name = rest.join("/");
  const team = observed.app_store_connect[owner];
  if (kind === "bundle_id") return team?.bundle_ids.some((b) => b.identifier === name) ?? false;
  if (kind === "device") return team?.devices.some((d) => d.udid === name) ?? false;
  return (
    kind === "capability" &&
    (team?.bundle_ids.some((b) =>
      b.capabilities.some((c) => name === `${b.identifier}:${c.capability_type.toLowerCase()}`),
    ) ??
      false)
  );
}

/** A person has installed what the store holds now, not what this plan is about to make. */
function bindAcknowledge(input: PlanningInput, wanted: Wanted, name: string): Bound {
  if (name.includes("#")) return [name];
  const address = name as Address;
  const steps = sortedSet(wanted.addresses).filter((one) => one.split("/")[1] === "installed_identity");
  // Whether these are done is seen at Apple, so nobody's word is asked for.
  if (["certificate", "capability"].includes(address.split("/")[1] ?? ""))
    return refused("--acknowledge", name, "Signwright sees by itself that it is done", "run `signwright plan`");
  if (!steps.includes(address)) {
    const near = nearestName(name, steps);
    const help = near === undefined ? "steps are the lines with `!` in `signwright plan`" : `there is \`${near}\``;
    return refused("--acknowledge", name, "no target waits for a step of that address", help);
  }
  const identity = addressOf("store", "identity", name.split("/").slice(2).join("/"));
  const certificate = textFact(storedInstances(input, identity).at(-1), "certificate_sha256");
  return certificate === undefined
    ? refused("--acknowledge", name, "there is nothing to install yet", "run `signwright apply` first, which makes it")
    : [`${name}#${certificate}`];
}

function bindRevoke(observed: Observed, name: string): Bound {
  if (name.includes("/")) return [name];
  const serial = normalSerial(name);
  const all = Object.entries(observed.app_store_connect).flatMap(([owner, { certificates }]) =>
    certificates.map((certificate) => ({ owner, certificate })),
  );
  const matches = all.filter(({ certificate }) => certificate.serial_number === serial);
  if (matches.length > 0)
    return matches.map(({ owner, certificate }) => certificateName(owner, certificate.serial_number));
  const near = nearestName(
    serial,
    all.map(({ certificate }) => certificate.serial_number),
  );
  const help =
    near === undefined
      ? `certificates are ${
          all
            .slice(0, 10)
            .map(({ certificate }) => described(certificate))
            .join("; ") || "none"
        }`
      : `there is \`${near}\``;
  return refused("--revoke", name, "no certificate that was read has this serial number", help);
}

/** A certificate as people tell it from others. */
export function described({ display_name, certificate_type, serial_number, expires }: ObservedCertificate): string {
  return `${display_name} (${certificate_type}), serial ${serial_number}, until ${expires.slice(0, 10)}`;
}

function unknown(
  input: PlanningInput,
  wanted: Wanted,
  { flag, name, isWanted }: { readonly flag: string; readonly name: string; readonly isWanted: boolean },
): Diagnostic {
  const { objects, records } = input.observed.store;
  const known = isWanted
    ? [...wanted.addresses].filter(
        (address) => recordOf(input, address) !== undefined || storedInstances(input, copyOf(address)).length > 0,
      )
    : [...objects, ...records].map((one) => one.address).filter((address) => !wanted.addresses.has(address));
  const near = nearestName(name, sortedSet(known));
  const reason = isWanted ? "no target has anything of that address" : "nothing of that address is held";
  return refused(flag, name, reason, near === undefined ? undefined : `there is \`${near}\``);
}

function refused(flag: string, name: string, reason: string, help?: string): Diagnostic {
  return createDiagnostic("plan/unknown-address", { flag, name, reason }, help === undefined ? {} : { help });
}
