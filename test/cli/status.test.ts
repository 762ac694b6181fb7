import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { adHoc, openShop } from "../scenarios/scenario-shop.ts";
import { createWorkplace, type Workplace } from "./workplace.ts";

const day = 86_400_000;

interface Status {
  readonly format_version: string;
  readonly attention: boolean;
  readonly held: readonly {
    readonly address: string;
    readonly name: string;
    readonly expires: string | null;
    readonly days_left: number | null;
  }[];
  readonly budgets: readonly { readonly what: string; readonly used: number }[];
  readonly pending_changes: {
    readonly add: number;
    readonly change: number;
    readonly destroy: number;
    readonly manual: number;
  };
}

describe("status", () => {
  let place: Workplace;
  let later = 0;
  beforeAll(async () => {
    place = await createWorkplace({ clock: () => new Date(Date.now() + later) });
  });
  afterAll(() => place.stop());

  const statusJson = async (): Promise<{ readonly code: number; readonly status: Status }> => {
    const { code, out } = await place.run(["status", "--json"]);
    return { code, status: JSON.parse(out) as Status };
  };

  it("asks for attention while there is something to apply", async () => {
    const { code, out, err } = await place.run(["status"]);
    expect(code).toBe(2);
    expect(out).toMatch(/^The store holds nothing yet\.$/m);
    expect(out.trimEnd().split("\n").at(-1)).toBe("Plan: 25 to add, 0 to change, 0 to destroy.");
    expect(err).toContain("Next: `signwright plan`");
  });

  it("is well once everything is applied, and says until when things are held", async () => {
    expect((await place.run(["apply", "--auto-approve"])).code).toBe(0);
    const { code, status } = await statusJson();
    expect({ code, attention: status.attention, pending: status.pending_changes }).toEqual({
      code: 0,
      attention: false,
      pending: { add: 0, change: 0, destroy: 0, manual: 0, forget: 0 },
    });
    const days = status.held.map((held) => held.days_left ?? 0);
    expect(days).toEqual(days.toSorted((a, b) => a - b));
    expect(status.held.every((held) => held.expires?.endsWith("Z"))).toBe(true);
    const { out } = await place.run(["status"]);
    for (const held of status.held) {
      expect(out).toMatch(
        new RegExp(
          `^  ${held.address.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")} +${held.expires?.slice(0, 10) ?? ""}  ${held.days_left ?? ""} days +${held.name.replace(/[()]/g, "\\$&")}`,
          "m",
        ),
      );
    }
    expect(out).toMatch(/^ {2}acme: DISTRIBUTION certificates: 2 of 3 in use$/m);
  });

  it("warns within the renewal window, and says what a plan would do about it", async () => {
    const { status: before } = await statusJson();
    const soonest = before.held[0]?.days_left ?? 0;
    later += (soonest - 10) * day;
    const { code, status } = await statusJson();
    expect({ code, attention: status.attention, days: status.held[0]?.days_left }).toEqual({
      code: 2,
      attention: true,
      days: 10,
    });
    expect(status.pending_changes.add).toBeGreaterThan(0);
    expect((await place.run(["status"])).out).toContain("  10 days ");
  });

  it("says that something has expired, also what only a person can renew", async () => {
    later += 13 * day;
    const { code, out, err } = await place.run(["status"]);
    expect(code).toBe(1);
    expect(err).toMatch(/error\[rule\/expired\]: the certificate in `[^`]+` expired on \d{4}-\d\d-\d\d$/m);
    // What is wrong with one file hides nothing of the rest.
    expect(out).toMatch(/expired \d days ago/);
    const { code: jsonCode, status } = await statusJson();
    expect([jsonCode, status.attention, status.held.length > 3]).toEqual([1, true, true]);
    const own = await place.run(["status", "--target", "shop"]);
    expect(own.code).toBe(2);
    expect(own.out).toMatch(/expired \d days ago/);
  });

  it("shows what moved since the last apply, whose slots are whose, and counts devices", async () => {
    const shop = await openShop({
      targets: [adHoc],
      team: {
        certificates: [
          { certificateType: "DISTRIBUTION", issued: "2025-04-01T00:00:00Z" },
          { certificateType: "DISTRIBUTION" },
        ],
        devices: [{ name: "Old iPad", udid: "00008103-000C59E81E89001E", platform: "IOS", status: "DISABLED" }],
      },
    });
    expect((await shop.apply()).code).toBe(0);
    expect((await shop.cli(["status"])).code).toBe(0);
    const [profile] = await shop.call("GET", "/v1/profiles");
    await shop.call("DELETE", `/v1/profiles/${profile?.id ?? ""}`);
    const { code, out } = await shop.cli(["status"]);
    expect(code).toBe(2);
    expect(out).toMatch(/^Needs attention:\n {2}! 1 object moved since the last apply\n {2}! \d changes to apply\n\n/);
    expect(out).toMatch(
      /^Moved since the last apply:\n {2}~ acme\/profile\/com\.acme\.shop:ios_app_adhoc: it is gone$/m,
    );
    expect(out).toContain("  acme: DISTRIBUTION certificates: 3 of 3 in use, one is free from 2026-04-01\n");
    expect(out.match(/we do not hold its key$/gm)).toHaveLength(2);
    expect(out.match(/; we hold its key$/gm)).toHaveLength(1);
    expect(out).toContain("  acme: devices: 1 IPAD (DISABLED), 1 IPHONE\n");
    // A disabled one keeps its slot.
    expect(out).toContain("  acme: device slots in use: 1 of 100 IPHONE, 1 of 100 IPAD\n");
    const json = JSON.parse((await shop.cli(["status", "--json"])).out) as Record<string, unknown>;
    expect(json).toMatchObject({
      timestamp: "2026-03-01T12:00:00Z",
      concerns: [{ severity: "warning" }, { severity: "warning" }],
      drift: [{ address: "acme/profile/com.acme.shop:ios_app_adhoc", reason: "it is gone" }],
      budgets: [
        { what: "DISTRIBUTION certificates", used: 3, limit: 3, free_from: "2026-04-01T00:00:00Z" },
        { what: "IPHONE devices", used: 1, limit: 100, free_from: null },
        { what: "IPAD devices", used: 1, limit: 100, free_from: null },
      ],
      devices: [{ device_class: "IPAD", status: "DISABLED", count: 1 }, { device_class: "IPHONE" }],
    });
  });

  it("what no target needs any more is kept, and its date asks for nothing", async () => {
    const shop = await openShop();
    expect((await shop.apply()).code).toBe(0);
    shop.write([adHoc.replace("ad_hoc", "development")]);
    expect((await shop.apply()).code).toBe(0);
    const { code, out } = await shop.cli(["status"]);
    expect(code).toBe(0);
    expect(out).toMatch(/^ {2}store\/identity\/acme:distribution .*\(kept, for no target\)$/m);
    shop.passDays(340);
    const concerns = (
      JSON.parse((await shop.cli(["status", "--json"])).out) as { concerns: readonly { what: string }[] }
    ).concerns;
    expect(concerns.map(({ what }) => what)).toEqual([
      "2 objects to renew: an apply does it",
      expect.stringMatching(/ changes to apply$/),
    ]);
  });

  it("is an error when nothing could be read", async () => {
    place.env["ASC_PRIVATE_KEY"] = "not a key";
    const { code, out, err } = await place.run(["status", "--json", "--target", "shop"]);
    expect(code).toBe(1);
    expect(JSON.parse(out)).toMatchObject({
      format_version: "1.0",
      errored: true,
      diagnostics: [{ code: "secret/malformed" }],
    });
    expect(err).toContain("error[secret/malformed]");
  });
});
