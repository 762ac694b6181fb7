import { describe, expect, it } from "vitest";
import { converge, simulate } from "./simulate.ts";
import {
  automatic,
  bundleId,
  DONE,
  planAddresses,
  planFor,
  planLines,
  profile,
  profileRecord,
  specOf,
  storedProfile,
  type World,
} from "./world.ts";

const WIDGET = "com.acme.shop.widget";

/** A world in which the App Store target of com.acme.shop and its widget are done. */
const WITH_WIDGET: World = {
  ...DONE,
  bundle_ids: [bundleId("com.acme.shop", ["PUSH_NOTIFICATIONS"]), bundleId(WIDGET, ["HEALTHKIT"])],
  profiles: [profile("P1"), profile("W1", { bundle_id: WIDGET })],
  stored: [...(DONE.stored ?? []), storedProfile("W1", `${WIDGET}:ios_app_store`)],
  records: [profileRecord("P1"), profileRecord("W1", `${WIDGET}:ios_app_store`)],
};

describe("a registered bundle ID", () => {
  it.each(["UNIVERSAL", "IOS", "MAC_OS", "SOMETHING_NEW"])(
    "that Apple shows with the platform %s is taken as it is, whatever the target's",
    (platform) => {
      const shown = { ...DONE, bundle_ids: [bundleId("com.acme.shop", [], { platform })] };
      expect(planLines(specOf({ shop: automatic() }), shown)).toEqual([]);
      const desk = specOf({ desk: automatic({ platform: "macos", installer: "false" }) });
      const planned = planFor(desk, { ...shown, profiles: [], records: [] });
      expect(planned.changes.filter(({ type }) => type === "bundle_id")).toEqual([]);
    },
  );

  it("is compared with its letters as they are: Apple keeps one of each", () => {
    const other = { ...DONE, bundle_ids: [bundleId("com.acme.Shop"), bundleId("com.acme.shop2")] };
    expect(planAddresses(specOf({ shop: automatic() }), other)[0]).toBe("+ acme/bundle_id/com.acme.shop");
  });

  it("with another name at Apple keeps it", () => {
    const renamed = { ...DONE, bundle_ids: [bundleId("com.acme.shop", [], { name: "XC com acme shop" })] };
    expect(planLines(specOf({ shop: automatic() }), renamed)).toEqual([]);
  });
});

describe("`extensions: discover`", () => {
  it("takes no Services ID, for which there are no profiles", () => {
    const spec = specOf({ shop: automatic({ extensions: "discover" }) });
    const services = bundleId("com.acme.shop.signin", [], { platform: "SERVICES" });
    expect(planLines(spec, { ...DONE, bundle_ids: [bundleId("com.acme.shop"), services] })).toEqual([]);
  });
});

describe("a change of a capability", () => {
  const spec = (app: string, widget: string): ReturnType<typeof specOf> =>
    specOf({
      shop: automatic({
        capabilities: app,
        extensions: `[{ bundle_id: ${WIDGET}, capabilities: ${widget} }]`,
      }),
    });

  it("of an extension makes the extension's profiles anew, and leaves the app's", () => {
    expect(planAddresses(spec("[push_notifications]", "[healthkit]"), WITH_WIDGET)).toEqual([]);
    expect(planAddresses(spec("[push_notifications]", "[healthkit, homekit]"), WITH_WIDGET)).toEqual([
      `+ acme/capability/${WIDGET}:homekit`,
      `+ acme/profile/${WIDGET}:ios_app_store`,
      `+ store/stored_profile/acme:${WIDGET}:ios_app_store`,
      `- acme/profile/${WIDGET}:ios_app_store#W1`,
      `- store/stored_profile/acme:${WIDGET}:ios_app_store#W1`,
    ]);
  });

  it("of the app makes the profiles of all its targets anew, and leaves the extension's", () => {
    const both = specOf({
      shop: automatic({ capabilities: "[push_notifications, homekit]", extensions: `[${WIDGET}]` }),
      desk: automatic({ platform: "macos", installer: "false" }),
    });
    const MAC = "com.acme.shop:mac_app_store";
    const world: World = {
      ...WITH_WIDGET,
      profiles: [...(WITH_WIDGET.profiles ?? []), profile("D1", { profile_type: "MAC_APP_STORE" })],
      stored: [...(WITH_WIDGET.stored ?? []), storedProfile("D1", MAC)],
      records: [...(WITH_WIDGET.records ?? []), profileRecord("D1", MAC)],
    };
    const lines = planAddresses(both, world);
    expect(lines.filter((line) => line.includes("/profile/"))).toEqual([
      "+ acme/profile/com.acme.shop:ios_app_store",
      `+ acme/profile/${MAC}`,
      "- acme/profile/com.acme.shop:ios_app_store#P1",
      `- acme/profile/${MAC}#D1`,
    ]);
    const simulation = simulate(both, world);
    expect(converge(simulation)).toHaveLength(1);
    expect(simulation.world.profiles.map(({ state }) => state)).toEqual(["ACTIVE", "ACTIVE", "ACTIVE"]);
  });

  it("leaves on what a person turned on in the portal", () => {
    const more = {
      ...WITH_WIDGET,
      bundle_ids: [
        bundleId("com.acme.shop", ["PUSH_NOTIFICATIONS", "GAME_CENTER", "IN_APP_PURCHASE", "SOMETHING_NEW"]),
        bundleId(WIDGET, ["HEALTHKIT", "SIRIKIT"]),
      ],
    };
    expect(planLines(spec("[push_notifications]", "[healthkit]"), more)).toEqual([]);
    expect(planLines(spec("[]", "[]"), more)).toEqual([]);
  });

  it("that `remove_capabilities` asks for is none where it is off already", () => {
    const removing = specOf({ shop: automatic({ remove_capabilities: "[game_center]" }) });
    expect(planLines(removing, DONE)).toEqual([]);
  });

  it("that `remove_capabilities` asks for ends that of the app alone, never its extension's", () => {
    const removing = specOf({
      shop: automatic({ extensions: `[${WIDGET}]`, remove_capabilities: "[healthkit]" }),
    });
    expect(planLines(removing, WITH_WIDGET)).toEqual([]);
  });
});
