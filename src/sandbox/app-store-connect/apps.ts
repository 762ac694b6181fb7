import type { AppOptions } from "../sandbox-options.ts";
import { notFound } from "./api-error.ts";
import { containing, exactly, type ResourceRules } from "./resource.ts";
import type { AppRecord, Team } from "./team.ts";

/** The query rules of apps, without the many relationships that have nothing to do with signing. */
export const appRules: ResourceRules = {
  type: "apps",
  fields: ["name", "bundleId", "sku", "primaryLocale"],
  filters: {
    name: containing("name"),
    bundleId: containing("bundleId"),
    sku: exactly("sku"),
    id: exactly("id"),
  },
  sorts: ["name", "bundleId", "sku"],
  includes: {},
};

/** An app by its resource id. @throws ApiError 404 */
export function findApp(team: Team, id: string): AppRecord {
  const app = team.apps.get(id);
  if (app === undefined) throw notFound("apps", id);
  return app;
}

/** Gives the team the apps that the options name; the API itself cannot create any. */
export function seedApps(team: Team, apps: readonly AppOptions[]): void {
  for (const [index, { name, bundleId, sku, primaryLocale = "en-US" }] of apps.entries()) {
    const id = String(1_500_000_000 + index);
    team.apps.set(id, { id, name, bundleId, sku, primaryLocale });
  }
}
