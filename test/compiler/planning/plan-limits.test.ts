import { describe, expect, it } from "vitest";
import type { Diagnostic } from "../../../src/diagnostics/diagnostic.ts";
import type { ObservedDevice } from "../../../src/plan/observed.ts";
import { applyRequests } from "../../../src/compiler/planning/apply-requests.ts";
import { changeOf } from "../../../src/compiler/planning/planning.ts";
import type { Change, PlanBudget } from "../../../src/plan/plan.ts";
import { automatic, device, DONE, inDays, NOW, observedOf, planFor, profile, specOf, type World } from "./world.ts";

/** UDIDs of new devices, told apart by a number. */
function udid(number: number, chip = "00008110"): string {
  return `${chip}-${String(number).padStart(16, "0")}`;
}

/** So many devices that the team has. */
function team(count: number, more: Partial<ObservedDevice> = {}): readonly ObservedDevice[] {
  const kind = more.device_class ?? "IPHONE";
  return Array.from({ length: count }, (_, index) =>
    device(`${kind}${index}`, { name: `${kind} ${String(index).padStart(3, "0")}`, ...more }),
  );
}

/** An ad hoc target of a platform with so many new devices of that platform. */
function withNew(count: number, platform = "ios", limits = "") {
  const list = Array.from(
    { length: count },
    (_, index) => `{ name: New ${index}, udid: ${udid(index)}, platform: ${platform} }`,
  );
  const profile_type = platform === "macos" ? "development" : "ad_hoc";
  return specOf(
    { shop: automatic({ platform, profile_type, devices: "[qa]" }) },
    `devices: { qa: [${list.join(", ")}] }${limits}`,
  );
}

const ofKind = (budgets: readonly PlanBudget[], kind: PlanBudget["kind"]) =>
  budgets.filter((b) => b.kind === kind).map(({ what, used, adds, limit }) => [what, used, adds, limit]);

const limitsIn = (diagnostics: readonly Diagnostic[]) =>
  diagnostics.filter(({ code }) => code.startsWith("app-store-connect/quota"));

describe("the devices of a team", () => {
  it("are counted by class, disabled ones and those that Apple is processing too, and Macs as one", () => {
    const world: World = {
      ...DONE,
      devices: [
        ...team(2),
        ...team(1, { device_class: "IPHONE", udid: "off", status: "DISABLED" }),
        ...team(1, { device_class: "IPHONE", udid: "new", status: "PROCESSING" }),
        ...team(1, { device_class: "IPAD" }),
        ...team(1, { device_class: "MAC" }),
        ...team(2, { device_class: "APPLE_SILICON_MAC" }),
        ...team(3, { device_class: "APPLE_GLASSES" }),
        ...team(1, { device_class: "", udid: "unknown" }),
      ],
    };
    expect(ofKind(planFor(specOf({ shop: automatic() }), world).budgets, "devices")).toEqual([
      ["IPHONE devices", 4, 0, 100],
      ["IPAD devices", 1, 0, 100],
      ["MAC devices", 3, 0, 100],
      ["devices of no class", 1, 0, null],
      ["APPLE_GLASSES devices", 3, 0, null],
    ]);
  });

  it("to come are counted with their class where the platform says it, and else with all that they may be", () => {
    const tv = planFor(withNew(2, "tvos"), { devices: team(1, { device_class: "APPLE_TV" }) });
    expect(ofKind(tv.budgets, "devices")).toEqual([["APPLE_TV devices", 1, 2, 100]]);
    const mac = planFor(withNew(1, "macos"), {});
    expect(ofKind(mac.budgets, "devices")).toEqual([["MAC devices", 0, 1, 100]]);
    const phone = planFor(withNew(3), { devices: [...team(2), ...team(1, { device_class: "APPLE_TV" })] });
    expect(ofKind(phone.budgets, "devices")).toEqual([
      ["IPHONE devices", 2, 0, 100],
      ["APPLE_TV devices", 1, 0, 100],
      ["iOS devices of any class", 2, 3, null],
    ]);
    expect([tv, mac, phone].flatMap(({ diagnostics }) => limitsIn(diagnostics))).toEqual([]);
  });

  it("stop a plan that cannot have them, name who has the slots, and say when one is free", () => {
    const full = [
      ...team(98, { device_class: "APPLE_TV" }),
      device("off", { device_class: "APPLE_TV", name: "Old TV", status: "DISABLED" }),
    ];
    const { diagnostics } = planFor(withNew(3, "tvos"), { devices: full });
    const [found, ...more] = limitsIn(diagnostics);
    expect(more).toEqual([]);
    expect(found).toMatchObject({
      severity: "error",
      code: "app-store-connect/quota-reached",
      // The first has a slot; it is the second that Apple would refuse.
      address: `acme/device/${udid(1)}`,
      message:
        "Apple refuses another APPLE_TV device: 99 of 100 APPLE_TV devices are registered, and this plan registers 3; slots are free again only when the membership year ends",
    });
    expect(found?.notes.map(({ message }) => message)).toEqual([
      "APPLE_TV: 1 disabled: Old TV",
      "APPLE_TV: 98 in use: APPLE_TV 000, APPLE_TV 001, APPLE_TV 002, APPLE_TV 003, APPLE_TV 004 and 93 more",
    ]);
    expect(found?.help).toMatch(/^disabling a device frees nothing: .*`limits\.devices\.APPLE_TV`/);
    expect(limitsIn(planFor(withNew(1, "tvos"), { devices: full }).diagnostics)).toEqual([]);
  });

  it("stop a plan by the spec's numbers where it gives them", () => {
    const full = team(100, { device_class: "MAC" });
    const codes = (limits: string): readonly string[] =>
      limitsIn(planFor(withNew(1, "macos", limits), { devices: full }).diagnostics).map(({ code }) => code);
    expect(codes("")).toEqual(["app-store-connect/quota-reached"]);
    expect(codes("\nlimits: { devices: { MAC: 101 } }")).toEqual([]);
    expect(codes("\nlimits: { devices: { MAC: 50 } }")).toEqual(["app-store-connect/quota-reached"]);
    expect(codes("\nlimits: { devices: { IPHONE: 500 } }")).toEqual(["app-store-connect/quota-reached"]);
  });

  it("warn where it depends on the class, and stop the plan where no class has room", () => {
    const phones = team(99);
    const { diagnostics } = planFor(withNew(2), { devices: phones });
    const [found] = limitsIn(diagnostics);
    expect(found).toMatchObject({ severity: "warning", code: "app-store-connect/quota-uncertain" });
    expect(found?.message).toBe(
      "Apple may refuse some of the 2 devices to register: 99 of 100 IPHONE devices are registered, and which class a device has Apple says only when it is registered",
    );
    expect(limitsIn(planFor(withNew(1), { devices: phones }).diagnostics)).toEqual([]);
    const limits = "\nlimits: { devices: { IPHONE: 99, IPAD: 1, IPOD: 0, APPLE_WATCH: 0, APPLE_VISION_PRO: 0 } }";
    expect(limitsIn(planFor(withNew(1, "ios", limits), { devices: phones }).diagnostics)).toMatchObject([
      {
        severity: "warning",
        message: expect.stringMatching(/^Apple may refuse New 0: 99 of 99 IPHONE, 0 of 0 IPOD, /) as string,
      },
    ]);
    expect(limitsIn(planFor(withNew(2, "ios", limits), { devices: phones }).diagnostics)).toMatchObject([
      { severity: "error", address: `acme/device/${udid(1)}` },
    ]);
  });

  it("are of no concern to a plan that registers none, however many there are", () => {
    expect(limitsIn(planFor(specOf({ shop: automatic() }), { ...DONE, devices: team(150) }).diagnostics)).toEqual([]);
    const looking = planFor(withNew(1, "tvos"), { devices: team(100, { device_class: "APPLE_TV" }) }, [], {
      refresh_only: true,
    });
    expect([looking.budgets.map(({ adds }) => adds), limitsIn(looking.diagnostics)]).toEqual([[0], []]);
  });
});

describe("the requests of an hour", () => {
  const rate_limit = { limit: 3600, remaining: 3590 };
  const requests = (world: World, spec = specOf({ shop: automatic() })) =>
    ofKind(planFor(spec, world).budgets, "requests");

  it("are counted where Apple says how many are left: what is used, and about what an apply takes", () => {
    expect(requests({})).toEqual([]);
    expect(requests({ ...DONE, rate_limit })).toEqual([["API requests in this hour", 10, 0, 3600]]);
    // Four lists; a bundle ID, a certificate and a profile: look and write each.
    expect(requests({ rate_limit })).toEqual([["API requests in this hour", 10, 4 + 6, 3600]]);
  });

  it("grow with the pages of a team, with profiles of many devices, and with marks of what is gone", () => {
    const big: World = {
      ...DONE,
      bundle_ids: [],
      devices: team(201),
      profiles: [
        profile("X1", { name: "Wide", bundle_id: "com.acme.wide", devices: team(250).map((d) => d.udid) }),
        profile("X2", { name: "Narrow", bundle_id: "com.acme.wide", devices: team(49).map((d) => d.udid) }),
      ],
      records: [
        { address: "acme/bundle_id/com.acme.shop", facts: { id: "GONE" } },
        { address: "acme/profile/com.acme.shop:ios_app_store", facts: { id: "PAST", expires: inDays(-1) } },
        { address: "other/bundle_id/com.acme.shop", facts: { id: "GONE" } },
      ],
      rate_limit,
    };
    // Five pages, two of devices of the one profile, one mark; a bundle ID and a profile.
    expect(requests(big)).toEqual([["API requests in this hour", 10, 5 + 2 + 1 + 4, 3600]]);
  });

  it("warn where they do not last, say when they do, and stop nothing", () => {
    const { diagnostics } = planFor(specOf({ shop: automatic() }), { rate_limit: { limit: 3600, remaining: 9 } });
    expect(diagnostics).toMatchObject([
      {
        severity: "warning",
        code: "app-store-connect/few-requests-left",
        address: "keys.acme",
        message: "the key `acme` has 9 requests left in this hour, and carrying out this plan takes about 10",
        notes: [
          {
            message:
              "Apple counts the requests of the last hour: at 2026-11-22T13:00:00Z all 3600 are free again, unless something else uses the key",
          },
        ],
      },
    ]);
    expect(diagnostics[0]?.help).toContain("goes on where it stopped");
    expect(planFor(specOf({ shop: automatic() }), { rate_limit: { limit: 3600, remaining: 10 } }).diagnostics).toEqual(
      [],
    );
  });

  it("say how many runs a plan takes that is more than an hour's", () => {
    const { diagnostics } = planFor(specOf({ shop: automatic() }), { rate_limit: { limit: 4, remaining: 4 } });
    expect(diagnostics[0]?.notes.map(({ message }) => message).at(-1)).toBe(
      "this plan takes more than an hour has: 3 runs of it, an hour apart",
    );
  });

  it("are none for what a person does, and for what waits for it", () => {
    const step = { action_reason: "missing", reason: "", targets: [] } as const;
    const address = "acme/certificate/developer_id_application";
    const byHand = changeOf({ ...step, address, type: "certificate", action: "manual" });
    const profileAddress = "acme/profile/com.acme.shop:ios_app_store";
    const waiting = changeOf({
      ...step,
      address: profileAddress,
      type: "profile",
      action: "create",
      depends_on: [address],
    });
    const ready = changeOf({ ...step, address: profileAddress, type: "profile", action: "create" });
    const takes = (changes: readonly Change[]): number =>
      applyRequests(observedOf(DONE), "acme", { changes, now: NOW });
    expect(takes([byHand, waiting])).toBe(0);
    expect(takes([byHand, ready])).toBe(4 + 2);
    expect(takes([])).toBe(0);
    expect(applyRequests(observedOf(DONE), "nobody", { changes: [ready], now: NOW })).toBe(0);
  });
});
