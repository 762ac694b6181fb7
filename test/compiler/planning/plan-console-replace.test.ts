import { describe, expect, it } from "vitest";
import type { ResolvedSpec } from "../../../src/compiler/target.ts";
import type { ObservedConsoleApp, ObservedSigningProfile } from "../../../src/plan/observed.ts";
import { android, digest, manual, planFor, planLines, specOf, stored, type World } from "./world.ts";

// A signing profile that cannot be written in place, or shall not be, is replaced: a new one, the apps, and then the end of the old one.

const ADDRESS = "console/signing_profile/Android Signing";
const APP = "console/secured_app/com.acme.shop:android";

const profileOf = (id: string, name: string, more: Partial<ObservedSigningProfile> = {}): ObservedSigningProfile => ({
  profile_id: id,
  name,
  description: "",
  keystore_alias: "upload",
  signing_cert_id: null,
  data_stamp: "1",
  data_id: `D-${id}`,
  secret_matches: true,
  ...more,
});
const appWith = (profile_id: string, package_name = "com.acme.shop"): ObservedConsoleApp => ({
  app_id: `app ${package_name}`,
  name: "Shop",
  package_name,
  platform: "android",
  policies: ["POLICY_CODE_MAP_NEXT", "POLICY_CODE_SIGNING"],
  signing: { signing_type: "SIGN_ON_CONSOLE", profile_id, data_id: `D-${profile_id}` },
});
const keystoreOf = (content: string) => ({
  address: "store/keystore/upload" as const,
  instance: "K1",
  created: "2026-01-01T00:00:00Z",
  facts: { sha256: digest(content) },
});
/** The mark of the profile of an id, as the last upload left it; `null` takes a fact away. */
const markOf = (id: string, more: Readonly<Record<string, string | readonly string[] | null>> = {}) => {
  const facts = {
    profile_id: id,
    name: "Android Signing 0000000a",
    file_sha256: digest("keystore"),
    data_id: `D-${id}`,
    data_stamp: "1",
    ...more,
  };
  return { address: ADDRESS, facts: Object.fromEntries(Object.entries(facts).filter(([, v]) => v !== null)) } as const;
};
const mark = (id: string) =>
  ({
    address: APP,
    facts: { app_id: "app com.acme.shop", data_id: `D-${id}`, data_stamp: "1", profile_id: id },
  }) as const;

const S1 = profileOf("S1", "Android Signing 0000000a");
const S2 = profileOf("S2", "Android Signing 0000000b");
const inOrder: World = {
  console: [S1],
  apps: [appWith("S1")],
  stored: [keystoreOf("keystore")],
  records: [markOf("S1"), mark("S1")],
};

const shop = (more = "", apps = "com.acme.shop"): string =>
  android({ policy_console: `{ key: console, profile: Android Signing, apps: [${apps}]${more} }` });

function updatedBy(
  update: "put" | "replace",
  targets: Readonly<Record<string, string>> = { shop: shop() },
): ResolvedSpec {
  const spec = specOf(targets);
  const key = spec.keys.get("console");
  if (key?.type !== "policy_console") throw new Error("there is a console");
  return { ...spec, keys: new Map([...spec.keys, ["console", { ...key, update }]]) };
}

describe("with `update: replace`", () => {
  it("what is in order has no line, whatever digits its name has on the console", () => {
    expect(planLines(updatedBy("replace"), inOrder)).toEqual([]);
    expect(planLines(updatedBy("put"), inOrder)).toEqual([]);
  });

  it("another file makes a new one, secures the apps with it, and archives the old one last", () => {
    const spec = updatedBy("replace");
    const world = { ...inOrder, stored: [keystoreOf("another")] };
    expect(planLines(spec, world)).toEqual([
      `+ ${ADDRESS}: the file on the console is not the one in the store`,
      `~ ${APP}: it has to be secured again: its signing profile is replaced`,
      `- ${ADDRESS}#S1: the old signing profile "Android Signing 0000000a" is archived, once the apps are secured with the new one`,
    ]);
    const [create, , end] = planFor(spec, world).changes;
    expect(create).toMatchObject({
      replaces_older: true,
      action_reason: "replace_because_content",
      // The provider adds the digits, so they are no difference.
      before: { name: "Android Signing" },
      after: { name: "Android Signing" },
    });
    expect(end).toMatchObject({ depends_on: [APP, ADDRESS], action_reason: "delete_because_replaced", after: null });
  });

  it("`put` writes the same in place, under the name that it has", () => {
    const [update, ...others] = planFor(updatedBy("put"), { ...inOrder, stored: [keystoreOf("another")] }).changes;
    expect(update).toMatchObject({ action: "update", after: { name: "Android Signing 0000000a" } });
    expect(others.map(({ action }) => action)).toEqual(["update"]);
  });

  it("one that others made stays, and is never archived", () => {
    const world = { ...inOrder, console: [profileOf("S0", "Android Signing")], apps: [appWith("S0")], records: [] };
    expect(planLines(updatedBy("replace"), world)).toEqual([
      `+ ${ADDRESS}: what file the console holds is unknown, as Signwright did not upload it; "Android Signing" stays, as Signwright did not make it`,
      `~ ${APP}: it has to be secured again: its signing profile is replaced`,
    ]);
    expect(planFor(updatedBy("replace"), world).changes[0]?.replaces_older).toBe(false);
  });

  it.each([
    [
      "before the first one was marked",
      [S2],
      [markOf("S1", { profile_id: null, file_sha256: null, making: [S2.name] })],
      ["S2"],
    ],
    [
      "before the new one was marked",
      [S1, S2],
      [markOf("S1", { making: [S2.name], file_sha256: digest("old") })],
      ["S1", "S2"],
    ],
  ])("a run that ended %s: what it left goes, and its file is taken for unknown", (_, console, records, ends) => {
    const { changes } = planFor(updatedBy("replace"), { ...inOrder, apps: [appWith("S1")], console, records });
    expect(changes.map(({ action, deposed }) => deposed ?? action)).toEqual(["create", "update", ...ends]);
  });

  it("a run that ended before the old one was archived: that is all that is left to do, if nobody uses it still", () => {
    const world = {
      ...inOrder,
      console: [S1, S2],
      apps: [appWith("S2"), appWith("S1", "com.acme.other")],
      records: [markOf("S2", { name: S2.name, replaced: ["S1"] }), mark("S2")],
    };
    expect(planLines(updatedBy("replace"), world)).toEqual([
      `- ${ADDRESS}#S1: the old signing profile "${S1.name}" is archived; these stay as they were secured with it: com.acme.other`,
    ]);
    // A spec that says `put` by now ends what was begun.
    expect(planLines(updatedBy("put"), world)).toHaveLength(1);
  });

  it("a plan for some targets leaves the old one to the others", () => {
    const spec = updatedBy("replace", { shop: shop(), second: shop("", "com.acme.second") });
    const world = {
      ...inOrder,
      apps: [appWith("S1"), appWith("S1", "com.acme.second")],
      stored: [keystoreOf("another")],
    };
    expect(planLines(spec, world, ["shop"]).map((line) => line.slice(0, 1))).toEqual(["+", "~"]);
    expect(planLines(spec, world).map((line) => line.slice(0, 1))).toEqual(["+", "~", "~", "-"]);
  });
});

describe("a signing profile for the other platform", () => {
  const ios = {
    shop: manual({ policy_console: "{ key: console, profile: Android Signing, signing_cert_id: iPhone }" }),
  };

  it("is replaced where Signwright made it, whatever the option says, as no console makes one of the other", () => {
    const file = stored("store/stored_profile/signing/shop.mobileprovision", "F1", { sha256: digest("profile") });
    const { changes, diagnostics } = planFor(updatedBy("put", ios), { ...inOrder, apps: [], stored: [file] });
    expect(diagnostics).toEqual([]);
    const lines = changes.filter(({ type }) => type === "signing_profile");
    expect(lines.map(({ action, deposed }) => [action, deposed])).toEqual([
      ["create", undefined],
      ["delete", "S1"],
    ]);
    expect(lines[0]?.reason).toContain("it is for android, and no console makes one for ios of it");
    expect(lines[0]).toMatchObject({
      before: { platform: "android" },
      after: { platform: "ios" },
      replaces_older: true,
    });
  });

  it("is an error where others made it", () => {
    const world = { ...inOrder, console: [profileOf("S0", "Android Signing")], apps: [], records: [] };
    const { changes, diagnostics } = planFor(updatedBy("put", ios), world);
    expect(diagnostics.map(({ code }) => code)).toEqual(["policy-console/other-platform"]);
    expect(changes.filter(({ type }) => type === "signing_profile")).toEqual([]);
  });
});

describe("drift", () => {
  it("of the name is seen, and written back", () => {
    const [update] = planFor(updatedBy("put"), { ...inOrder, console: [{ ...S1, name: "renamed" }] }).changes;
    expect(update).toMatchObject({
      action: "update",
      reason: "name on the console differs",
      before: { name: "renamed" },
      after: { name: S1.name },
    });
  });

  it.each([
    ["description", { description: "by hand" }],
    ["keystore_alias", { keystore_alias: "other" }],
    ["keystore_pass", { secret_matches: false }],
  ] as const)("of %s is seen; a secret is only said to have changed", (name, drifted) => {
    const [update] = planFor(updatedBy("put"), { ...inOrder, console: [{ ...S1, ...drifted }] }).changes;
    expect(update).toMatchObject({ action: "update", reason: `${name} on the console differs` });
    expect(update?.after).toMatchObject(
      name === "keystore_pass" ? { keystore_pass: "(changed)" } : { platform: "android" },
    );
    expect(Object.keys(update?.before ?? {})).not.toContain("keystore_pass");
  });

  it.each([
    [
      "without our digest",
      "Android Signing",
      [],
      "what file the console holds is unknown, as Signwright did not upload it",
    ],
    [
      "written since our upload",
      S1.name,
      [markOf("S1", { data_stamp: "0" })],
      "somebody else wrote it on the console since, so what file it holds is unknown",
    ],
  ])("of the file is unknown %s, and never in order", (_, name, records, reason) => {
    const world = { ...inOrder, console: [{ ...S1, name }], records };
    expect(planFor(updatedBy("put"), world).changes[0]?.reason).toBe(reason);
  });
});

it("a user without the rights hears of it where an old one is all that there is to archive", () => {
  const world = {
    ...inOrder,
    console: [S1, S2],
    apps: [appWith("S2")],
    records: [markOf("S2", { name: S2.name, replaced: ["S1"] }), mark("S2")],
    isAdministrator: false,
  };
  expect(planFor(updatedBy("replace"), world).diagnostics.map(({ code }) => code)).toEqual([
    "policy-console/forbidden",
  ]);
});
