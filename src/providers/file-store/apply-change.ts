import { match } from "ts-pattern";

import { invariant } from "../../diagnostics/invariant.ts";
import type { Change, ChangeOf } from "../../plan/plan.ts";
import type { Applied, ApplyContext } from "../provider.ts";
import { applyIdentity } from "./apply-identity.ts";
import { applyKey } from "./apply-key.ts";
import { applyKeystore } from "./apply-keystore.ts";
import { applyStoredProfile } from "./apply-stored-profile.ts";
import type { ApplyTools } from "./put-entry.ts";
import type { OwnSecretStore } from "./secret-store.ts";
import { stepFailed } from "./store-failure.ts";

/** Carries out one change of a resource that the store keeps. Throws `DiagnosableError`. */
export async function applyChange(change: Change, context: ApplyContext, tools: ApplyTools): Promise<Applied> {
  if (change.action === "delete") return retireInstance(change, tools.store);
  // What the spec forgets stays in the store: only the mark of ownership goes.
  if (change.action === "forget") {
    await tools.store.forget(change.address);
    return {};
  }
  invariant(change.action === "create" || change.action === "update", `the store has no action ${change.action}`);
  return match<Change, Promise<Applied>>(change)
    .with({ type: "key" }, (c) => applyKey(c, tools))
    .with({ type: "identity" }, (c) => applyIdentity(c, context, tools))
    .with({ type: "stored_profile" }, (c) => applyStoredProfile(c, context, tools))
    .with({ type: "keystore" }, (c) => applyKeystore(c, tools))
    .with(
      { type: "bundle_id" },
      { type: "capability" },
      { type: "device" },
      { type: "certificate" },
      { type: "profile" },
      notOurs,
    )
    .with({ type: "signing_profile" }, { type: "installed_identity" }, { type: "secured_app" }, notOurs)
    .exhaustive();
}

/** Takes the named instance out of the store's current objects; its encrypted file and a line of the log stay. */
async function retireInstance(change: Change, store: OwnSecretStore): Promise<Applied> {
  const instance = change.deposed ?? instanceBefore(change);
  if (instance === null) throw stepFailed(change.address, "the plan does not say which instance goes");
  return (await store.retire(change.address, instance)) ? {} : { adopted: true };
}

function instanceBefore(change: Change): string | null {
  return match(change)
    .with({ type: "key" }, (c) => c.before?.public_key_sha256 ?? null)
    .with({ type: "identity" }, (c) => c.before?.certificate_sha256 ?? null)
    .with({ type: "stored_profile" }, (c) => c.before?.uuid ?? null)
    .otherwise(() => null);
}

function notOurs(
  change: ChangeOf<
    | "bundle_id"
    | "capability"
    | "device"
    | "certificate"
    | "profile"
    | "signing_profile"
    | "installed_identity"
    | "secured_app"
  >,
): never {
  invariant(false, `${change.type} is no resource of the store`);
}
