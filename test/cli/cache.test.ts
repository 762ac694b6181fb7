import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { parseFactsCache, parsePlanCache } from "../../src/plan/world-cache.ts";
import { createWorkplace, type Workplace } from "./workplace.ts";

let place: Workplace;
beforeAll(async () => {
  place = await createWorkplace();
});
afterAll(() => place.stop());
beforeEach(() => {
  place.reset();
});

const folder = (): string => join(place.folder, ".signwright/cache");
const facts = () => parseFactsCache(readFileSync(join(folder(), "facts.json"), "utf8"));
const cachedPlan = () => parsePlanCache(readFileSync(join(folder(), "plan.json"), "utf8"));

it("plan and apply leave for editors what they saw and what is left to do", async () => {
  expect((await place.run(["plan"])).code).toBe(0);
  expect(Object.keys(facts()?.app_store_connect ?? {})).toEqual(["acme"]);
  expect(facts()?.keystores["upload"]?.aliases).toEqual(["upload"]);
  const planned = cachedPlan();
  expect(planned?.changes.map((c) => c.address)).toContain("acme/certificate/distribution");
  expect(planned?.changes.every((c) => c.targets.length > 0)).toBe(true);
  for (const name of readdirSync(folder())) expect(statSync(join(folder(), name)).mode & 0o777, name).toBe(0o600);
  expect(readFileSync(join(folder(), ".gitignore"), "utf8")).toBe("*\n");

  const sent = place.acme.sandbox.ledger().length;
  expect((await place.run(["apply", "--auto-approve"])).code).toBe(0);
  expect(cachedPlan()?.changes).toEqual([]);
  expect(cachedPlan()?.spec_sha256).toBe(planned?.spec_sha256);
  // What the apply made is there at once, and without another request: the same that the next run reads.
  const after = facts()?.app_store_connect["acme"];
  const lists = place.acme.sandbox
    .ledger()
    .slice(sent)
    .flatMap((entry) => (entry.entry === "request" && entry.method === "GET" ? [entry.path] : []));
  expect(lists.filter((path) => path.startsWith("/v1/devices") && !path.includes("filter"))).toHaveLength(1);
  expect((await place.run(["plan"])).code).toBe(0);
  const read = facts()?.app_store_connect["acme"];
  expect(read?.profiles.filter((p) => p.ours)).not.toEqual([]);
  const { devices, certificates, profiles } = { ...read };
  expect(after).toMatchObject({ devices, certificates, profiles });
  // Apple turns on capabilities of its own in a new bundle ID: those are seen when it is read.
  expect(after?.bundle_ids.map((b) => b.identifier)).toEqual(read?.bundle_ids.map((b) => b.identifier));
});

it("a plan for one target keeps what is known of the keys of others", async () => {
  expect((await place.run(["plan"])).code).toBe(0);
  const before = facts();
  expect((await place.run(["plan", "--target", "shop-android"])).code).toBe(0);
  expect(facts()?.app_store_connect).toEqual(before?.app_store_connect);
  expect(cachedPlan()?.targeted).toEqual(["shop-android"]);
});

it("a folder that leads out of the workspace is not written to, and nothing fails for it", async () => {
  const elsewhere = mkdtempSync(join(tmpdir(), "signwright-elsewhere-"));
  rmSync(join(place.folder, ".signwright"), { recursive: true, force: true });
  symlinkSync(elsewhere, join(place.folder, ".signwright"));
  const { code, err } = await place.run(["plan"]);
  rmSync(join(place.folder, ".signwright"));
  expect([code, readdirSync(elsewhere)]).toEqual([0, []]);
  expect(err).not.toContain("cache");
  rmSync(elsewhere, { recursive: true });
  expect(existsSync(folder())).toBe(false);
});

it("what is not a cache is written anew", async () => {
  expect((await place.run(["plan"])).code).toBe(0);
  place.write(".signwright/cache/facts.json", "{ half");
  expect((await place.run(["plan"])).code).toBe(0);
  expect(facts()).toBeDefined();
});
