import { createDiagnostic } from "../../diagnostics/diagnostic.ts";
import { ownerOf, type Address } from "../../plan/address.ts";
import type { ObservedSigningProfile } from "../../plan/observed.ts";
import { signingProfileName } from "../../plan/observed-objects.ts";
import type { Change, ChangeOf } from "../../plan/plan.ts";
import type { Target } from "../target.ts";
import { ownSigningProfiles } from "./own-signing-profiles.ts";
import { changeOf, groupedBy, sortedSet, type Planned, type PlanningInput } from "./planning.ts";
import { fileAddressOf, hasSigningProfile, signingProfileAddress } from "./signing-profiles.ts";

/**
 * Plans the end of signing profiles that another one replaces: they are archived once the apps are secured with the new one. Only those
 * go that our mark names, also those that an interrupted run has left. `earlier` are the changes planned so far.
 */
export function planReplacedSigningProfiles(input: PlanningInput, earlier: readonly Change[]): Planned {
  // A plan for some targets secures only their apps: what the others use stays until a plan for all of them.
  const planned = new Set(input.targets.map((t) => t.id));
  const all = groupedBy(input.spec.targets.filter(hasSigningProfile), signingProfileAddress);
  const users = new Map([...all].filter(([, targets]) => targets.every((t) => planned.has(t.id))));
  const changes = sortedSet(users.keys()).flatMap((address) =>
    archiveOlder(input, earlier, { address, targets: users.get(address) ?? [] }),
  );
  const said = new Set(earlier.map((c) => (isOnConsole(c) ? c.provider_name : "")));
  const forbidden = sortedSet(changes.map((c) => c.provider_name)).flatMap((key) =>
    said.has(key) || input.observed.policy_console[key]?.is_administrator !== false
      ? []
      : [
          createDiagnostic(
            "policy-console/forbidden",
            { key },
            { address: changes.find((c) => c.provider_name === key)?.address },
          ),
        ],
  );
  return { changes, diagnostics: forbidden };
}

/** Changes of these kinds have told already that they are forbidden. */
function isOnConsole({ type }: Change): boolean {
  return type === "signing_profile" || type === "secured_app";
}

interface Users {
  readonly address: Address;
  readonly targets: readonly Target[];
}

function archiveOlder(
  input: PlanningInput,
  earlier: readonly Change[],
  { address, targets }: Users,
): readonly ChangeOf<"signing_profile">[] {
  const [target] = targets;
  const change = earlier.find((c) => c.address === address);
  const own = ownSigningProfiles(input, address);
  // What is not replaced by this very plan stays: it is the one that the address stands for.
  const older = change?.action === "create" ? own : own.slice(1);
  if (!target) return [];
  const apps = earlier
    .filter((c) => c.type === "secured_app" && c.after?.signing_profile === address)
    .map((c) => c.address);
  return older.map((profile) =>
    changeOf({
      address,
      type: "signing_profile",
      action: "delete",
      action_reason: "delete_because_replaced",
      reason: `the old signing profile "${profile.name}" is archived${apps.length > 0 ? ", once the apps are secured with the new one" : ""}${othersWith(input, earlier, { address, profile })}`,
      before: {
        name: profile.name,
        description: profile.description,
        platform: profile.keystore_alias === null ? "ios" : "android",
        keystore_alias: profile.keystore_alias,
        signing_cert_id: profile.signing_cert_id,
        file: fileAddressOf(input, target),
        file_sha256: null,
        certificate_sha256: null,
      },
      deposed: profile.profile_id,
      depends_on: [...(change ? [address] : []), ...apps],
      targets: targets.map((t) => t.id),
      reads: [signingProfileName(ownerOf(address), profile.profile_id)],
    }),
  );
}

/** Apps that nobody secures anew keep what they have, and cannot be secured with it again. */
function othersWith(
  input: PlanningInput,
  earlier: readonly Change[],
  { address, profile }: { readonly address: Address; readonly profile: ObservedSigningProfile },
): string {
  const anew = new Set(earlier.flatMap((c) => (c.type === "secured_app" ? [c.after?.app_id] : [])));
  const others = (input.observed.policy_console[ownerOf(address)]?.apps ?? [])
    .filter((app) => app.signing?.profile_id === profile.profile_id && !anew.has(app.app_id))
    .map((app) => app.package_name);
  return others.length === 0 ? "" : `; these stay as they were secured with it: ${sortedSet(others).join(", ")}`;
}
