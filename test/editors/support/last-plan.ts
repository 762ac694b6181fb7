import { createHash } from "node:crypto";
import { cacheFiles, type CachedChange, type FactsCache, type PlanCache } from "../../../src/plan/world-cache.ts";
import type { Workspace } from "./workspace.ts";

/** Leaves what a plan of the key `acme` saw of the world: one bundle ID, and a certificate of ours. */
export function leaveFacts(workspace: Workspace, now: Date): void {
  const facts: FactsCache = {
    kind: "facts",
    format_version: "1.0",
    timestamp: now.toISOString(),
    app_store_connect: {
      acme: {
        read_at: now.toISOString(),
        bundle_ids: [{ identifier: "com.acme.shop", name: "Shop", platform: "IOS", has_app: false, capabilities: [] }],
        devices: [],
        certificates: [
          {
            certificate_type: "DISTRIBUTION",
            display_name: "Acme",
            serial_number: "1f",
            expires: new Date(now.getTime() + 40.5 * 86_400_000).toISOString(),
            ours: true,
          },
        ],
        profiles: [],
        device_lists: [],
      },
    },
    policy_console: {},
    keystores: {},
  };
  workspace.write(cacheFiles.facts, JSON.stringify(facts));
}

/** Leaves what a plan for this text decided. */
export function leavePlan(
  workspace: Workspace,
  plan: { readonly text: string; readonly at: Date; readonly changes: readonly CachedChange[] },
): void {
  const content: PlanCache = {
    kind: "plan",
    format_version: "1.0",
    timestamp: plan.at.toISOString(),
    spec_sha256: createHash("sha256").update(plan.text).digest("hex"),
    targeted: [],
    errored: false,
    changes: plan.changes,
  };
  workspace.write(cacheFiles.plan, JSON.stringify(content));
}
