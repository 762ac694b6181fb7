import { addressOf, ownerOf, type Address } from "../../plan/address.ts";
import type { Observed, ObservedCertificate } from "../../plan/observed.ts";
import { bundleIdName, certificateName, storedObjectName } from "../../plan/observed-objects.ts";
import type { Change } from "../../plan/plan.ts";
import type { ResourceKind } from "../../plan/resource.ts";
import { certificateAddresses, certificateTypesOf } from "./certificates.ts";
import { disableDevice } from "./disabled-devices.ts";
import { changeOf, storedInstances, type PlanningInput } from "./planning.ts";
import { described } from "./requests.ts";

/**
 * The destructive lines that `--destroy` and `--revoke` ask for; what is gone by now has none. `observed` is the world as it is, with
 * the certificates that are to be revoked.
 */
export function planRequestedEnds(input: PlanningInput, observed: Observed): readonly Change[] {
  return [
    ...input.requests.revoke.flatMap((name) => revoke(input, observed, name)),
    ...input.requests.destroy.flatMap((name) => destroy(input, name)),
  ];
}

function revoke(input: PlanningInput, observed: Observed, name: string): readonly Change[] {
  const owner = name.slice(0, name.indexOf("/"));
  const team = observed.app_store_connect[owner];
  const certificate = team?.certificates.find((c) => certificateName(owner, c.serial_number) === name);
  if (!certificate) return [];
  const serial = certificate.serial_number;
  return [
    changeOf({
      // Not the address of the slot, which a new certificate may take in this very plan.
      address: addressOf(owner, "certificate", serial),
      type: "certificate",
      action: "delete",
      action_reason: "delete_by_request",
      reason: `\`--revoke\` revokes ${described(certificate)}, for good`,
      deposed: serial,
      targets: usersOf(input, owner, certificate),
      reads: [name],
    }),
  ];
}

/** Targets that are signed with a certificate of ours. */
function usersOf(input: PlanningInput, owner: string, certificate: ObservedCertificate): readonly string[] {
  return input.spec.targets.flatMap((target) => {
    if (target.platform === "android" || target.method !== "automatic" || target.key !== owner) return [];
    const isHeld = certificateTypesOf(target).some((type) =>
      storedInstances(input, certificateAddresses(owner, type).key).some(
        (o) => o.instance === certificate.public_key_sha256,
      ),
    );
    return isHeld ? [target.id] : [];
  });
}

function destroy(input: PlanningInput, name: string): readonly Change[] {
  const mark = name.indexOf("#");
  const address = name.slice(0, mark) as Address;
  const instance = name.slice(mark + 1);
  const kind = address.split("/")[1] as ResourceKind;
  if (instance !== "") {
    if (!storedInstances(input, address).some((o) => o.instance === instance)) return [];
    return [
      ended(address, kind, {
        reason: "`--destroy` takes it out of the store; no target needs it",
        deposed: instance,
        reads: [storedObjectName(address, instance)],
      }),
    ];
  }
  const owner = ownerOf(address);
  const rest = address.slice(`${owner}/${kind}/`.length);
  const team = input.observed.app_store_connect[owner];
  if (kind === "device") {
    const device = team?.devices.find((d) => d.udid === rest && d.status !== "DISABLED");
    return device ? [disableDevice(owner, { device, why: "`--destroy`", targets: [] })] : [];
  }
  const identifier = kind === "capability" ? rest.slice(0, rest.lastIndexOf(":")) : rest;
  const bundleId = team?.bundle_ids.find((b) => b.identifier === identifier);
  if (!bundleId) return [];
  const reads = [bundleIdName(owner, identifier)];
  if (kind === "bundle_id") return [ended(address, kind, { reason: "`--destroy` deletes it at Apple", reads })];
  const capability = bundleId.capabilities.find((c) => `${identifier}:${c.capability_type.toLowerCase()}` === rest);
  if (!capability) return [];
  const { capability_type, settings } = capability;
  return [
    changeOf({
      address,
      type: "capability",
      action: "delete",
      action_reason: "delete_by_request",
      reason: `\`--destroy\` turns it off for ${identifier}`,
      before: { bundle_id: identifier, capability_type, settings },
      targets: [],
      reads,
    }),
  ];
}

function ended(
  address: Address,
  type: ResourceKind,
  more: { readonly reason: string; readonly reads: readonly string[]; readonly deposed?: string },
): Change {
  const change = changeOf({
    address,
    type,
    action: "delete",
    action_reason: "delete_by_request",
    targets: [],
    ...more,
  });
  // The kind is the address's own; a line that sets nothing is the same for every kind.
  return change as Change;
}
