import { createHash } from "node:crypto";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { Address } from "../../src/plan/address.ts";
import { createDirectoryBackend } from "../../src/providers/file-store/directory-backend.ts";
import { createHeadChain } from "../../src/providers/file-store/head-chain.ts";
import type { Facts, ManifestObject } from "../../src/providers/file-store/manifest.ts";
import { openShop, type ApiResource, type Shop } from "./scenario-shop.ts";

const apps = 1000;
const manyDevices = 60;

const udid = (index: number): string => (index + 1).toString(16).padStart(40, "0");
const device = (index: number): string => `{ name: Phone ${index}, udid: "${udid(index)}", platform: ios }`;

/** Both profiles of one app; the testers of the app `many` are more than an include can hold. */
function targetsOf(app: string): readonly string[] {
  const common = `platform: ios, method: automatic, extensions: [], bundle_id: com.acme.${app}`;
  return [
    `${app}: { ${common}, profile_type: app_store }`,
    `${app}-beta: { ${common}, profile_type: ad_hoc, devices: [${app === "many" ? "many" : "qa"}] }`,
  ];
}

test(`a no-change plan for ${apps} apps with 2 profiles each costs 4 requests plus pages, plus one for each profile with more than 50 devices`, async () => {
  const devices = `[${device(0)}, ${device(1)}]\n  many: [${Array.from({ length: manyDevices }, (_, index) => device(index)).join(", ")}]`;
  const shop = await openShop({
    targets: [...targetsOf("model"), ...targetsOf("many")],
    spec: { devices },
    team: { hourlyRequestLimit: 1_000_000 },
  });
  expect(await shop.apply()).toMatchObject({ code: 0 });
  const names = Array.from({ length: apps - 2 }, (_, index) => `app${index}`);
  await multiply(shop, names);
  shop.write(["model", "many", ...names].flatMap(targetsOf), { devices });

  const before = shop.mark();
  const { code, out } = await shop.plan();
  expect({ code, out }).toEqual({ code: 0, out: "No changes. What is held is what signing.yaml asks for.\n" });
  const requests = shop.requests(undefined, before);
  const { profiles, bundleIds, certificates, devices: registered } = shop.sandbox.state();
  expect([profiles.length, bundleIds.length]).toEqual([2 * apps, apps]);
  const large = profiles.filter(({ devices: held }) => held.length > 50).length;
  const pages = [profiles, bundleIds, certificates, registered].map(({ length }) => Math.ceil(length / 200));
  const counts = new Map<string, number>();
  for (const { method, path } of requests) {
    const what = `${method} ${(path.split("?")[0] ?? "").replace(/\/[A-Z0-9]{10}\//, "/{id}/")}`;
    counts.set(what, (counts.get(what) ?? 0) + 1);
  }
  const lines = [...counts].map(([what, count]) => `  ${String(count).padStart(3)} ${what}`);
  process.stdout.write(
    `\n${apps} apps, ${profiles.length} profiles, nothing to change: ${requests.length} requests\n${lines.join("\n")}\n`,
  );
  expect(requests.every(({ method, status }) => method === "GET" && status === 200)).toBe(true);
  expect(requests).toHaveLength(pages.reduce((sum, count) => sum + count, 0) + large);
  expect(requests.length).toBeLessThanOrEqual(4 + pages.reduce((sum, count) => sum + count - 1, 0) + large);
}, 600_000);

/**
 * Gives the team and the store what an apply for each app would have left, from what one apply left for the app `model`: the plan
 * is what is measured here, and two thousand applied steps would take minutes.
 */
async function multiply(shop: Shop, names: readonly string[]): Promise<void> {
  const chain = createHeadChain(createDirectoryBackend(join(shop.folder, "signing-store")));
  const made = new Map<string, ReadonlyMap<string, Facts>>();
  for (let start = 0; start < names.length; start += 50) {
    const facts = await Promise.all(names.slice(start, start + 50).map((name) => makeAtApple(shop, name)));
    for (const [index, found] of facts.entries()) made.set(names[start + index] ?? "", found);
  }
  await chain.advance((newest) => {
    if (newest === undefined) return "unchanged";
    const isModel = ({ address }: { readonly address: Address }): boolean => address.includes("com.acme.model");
    const copies = [...made].flatMap(([name, factsOf]) => {
      const renamed = (address: Address): Address => address.replace("com.acme.model", `com.acme.${name}`) as Address;
      const of = (address: Address): Facts => factsOf.get(address.split(":").at(-1) ?? "") ?? {};
      return {
        objects: newest.objects.filter(isModel).map((object): ManifestObject => {
          const own = of(object.address);
          const instance = typeof own["uuid"] === "string" ? own["uuid"] : object.instance;
          return { ...object, address: renamed(object.address), facts: { ...object.facts, ...own }, instance };
        }),
        records: newest.records.filter(isModel).map(({ address, facts }) => ({
          address: renamed(address),
          facts: {
            ...facts,
            ...(address.includes("/profile/")
              ? of(address)
              : { identifier: `com.acme.${name}`, id: factsOf.get("bundle_id")?.["id"] ?? "" }),
          },
        })),
      };
    });
    return {
      recipients: newest.recipients,
      objects: [...newest.objects, ...copies.flatMap(({ objects }) => objects)],
      records: [...newest.records, ...copies.flatMap(({ records }) => records)],
    };
  });
}

/** Makes an app's bundle ID and profiles at Apple; gives the facts that the store keeps of each, by profile type and `bundle_id`. */
async function makeAtApple(shop: Shop, name: string): Promise<ReadonlyMap<string, Facts>> {
  const identifier = `com.acme.${name}`;
  const bundleId = await shop.call("POST", "/v1/bundleIds", {
    type: "bundleIds",
    attributes: { identifier, name: `App ${name}`, platform: "IOS" },
  });
  const { certificates, devices, profiles } = shop.sandbox.state();
  const facts = new Map<string, Facts>([["bundle_id", { id: bundleId.id }]]);
  for (const profileType of ["IOS_APP_STORE", "IOS_APP_ADHOC"]) {
    const model = profiles.find(
      (profile) => profile.bundleId === "com.acme.model" && profile.profileType === profileType,
    );
    const link = (type: string, ids: readonly string[]) => ({ data: ids.map((id) => ({ type, id })) });
    const profile: ApiResource = await shop.call("POST", "/v1/profiles", {
      type: "profiles",
      attributes: { name: model?.name.replace("com.acme.model", identifier) ?? "", profileType },
      relationships: {
        bundleId: { data: { type: "bundleIds", id: bundleId.id } },
        certificates: link(
          "certificates",
          certificates.map(({ id }) => id),
        ),
        ...(profileType === "IOS_APP_STORE"
          ? {}
          : {
              devices: link(
                "devices",
                devices.filter(({ udid: one }) => [udid(0), udid(1)].includes(one)).map(({ id }) => id),
              ),
            }),
      },
    });
    const {
      uuid,
      name: profileName,
      profileContent,
      expirationDate,
    } = profile.attributes as Readonly<Record<string, string>>;
    facts.set(profileType.toLowerCase(), {
      id: profile.id,
      uuid: uuid ?? "",
      name: profileName ?? "",
      bundle_id: identifier,
      expires: `${(expirationDate ?? "").slice(0, 19)}Z`,
      sha256: createHash("sha256")
        .update(Buffer.from(profileContent ?? "", "base64"))
        .digest("hex"),
    });
  }
  return facts;
}
