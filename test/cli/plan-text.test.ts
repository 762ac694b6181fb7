import { describe, expect, it } from "vitest";
import { planText, summaryLine, symbolOf } from "../../src/cli/views/plan-text.ts";
import { plain } from "../../src/diagnostics/render-text.ts";
import { changeOf } from "../../src/compiler/planning/planning.ts";
import type { Plan } from "../../src/plan/plan.ts";
import {
  manualCertificate,
  newCapability,
  newKey,
  planOf,
  replacedProfile,
  updatedSigningProfile,
} from "./plan-fixture.ts";

const [replacement, removal] = replacedProfile();
const text = (plan: Plan): string => planText(plan, plain);

describe("a plan for people", () => {
  it("says each change with its symbol, its reason and what it sets, in the order of the plan", () => {
    const plan = planOf([newKey, newCapability, updatedSigningProfile, replacement, manualCertificate, removal]);
    expect(text(plan)).toMatchInlineSnapshot(`
      "Signwright will do this, in this order:

        + store/key/acme:distribution
            a private key for the certificate, kept in the store before Apple is asked
            algorithm         = rsa
            bits              = 2048
            public_key_sha256 = (known after apply)

        + acme/capability/com.acme.shop:data_protection
            com.acme.shop does not have it yet
            bundle_id       = com.acme.shop
            capability_type = DATA_PROTECTION
            settings        = [DATA_PROTECTION_PERMISSION_LEVEL = [COMPLETE_PROTECTION]]

        ~ console/signing_profile/Android Signing
            description on the console differs
            description = old -> new
            (5 unchanged attributes hidden)

      +/- acme/profile/com.acme.shop:ios_app_adhoc
            the profile lacks 1 of the devices
            devices = 2 as before, + 00008140-001A2B3C4D5E601E  # forces replacement
            (4 unchanged attributes hidden)

        ! acme/certificate/developer_id_application
            Apple lets only the Account Holder make it
            certificate_type  = DEVELOPER_ID_APPLICATION
            key               = store/key/acme:developer_id_application
            public_key_sha256 = (known after apply)
            serial_number     = (known after apply)
            expires           = (known after apply)
            do:    create it in the developer portal
            check: the next plan finds it

        - acme/profile/com.acme.shop:ios_app_adhoc (deposed 389b1451-fefa-4264-b117-cd5277662486)
            the old profile "Signwright com.acme.shop ios_app_adhoc 0f16a468", once the new one is stored

      Plan: 3 to add, 1 to change, 1 to destroy. 1 to do by hand.
      "
    `);
  });

  it("says what is scarce, what runs out, and what it is restricted to", () => {
    const plan = planOf([newKey], {
      targeted: ["shop"],
      budgets: [
        { kind: "certificates", owner: "acme", what: "DISTRIBUTION certificates", used: 1, adds: 1, limit: 3 },
        { kind: "certificates", owner: "acme", what: "DEVELOPMENT certificates", used: 4, adds: 0, limit: 2 },
      ],
      expiries: [
        { address: "store/identity/partner", what: "Partner", expires: "2026-02-26T12:00:00Z", days_left: -3 },
        { address: "store/identity/acme:distribution", what: "Acme", expires: "2026-03-02T12:00:00Z", days_left: 1 },
        { address: "store/keystore/upload", what: "Upload", expires: "2054-03-01T12:00:00Z", days_left: 9999 },
      ],
    });
    expect(text(plan).split("\n").slice(7).join("\n")).toMatchInlineSnapshot(`
      "
      Slots that this plan takes:
        acme: DISTRIBUTION certificates: 1 in use, 1 more, then 2 of 3
        Apple publishes no numbers for certificates: \`limits\` in the signing file sets them.

      Next to expire:
        store/identity/partner on 2026-02-26 (expired 3 days ago)
        store/identity/acme:distribution on 2026-03-02 (1 day)

      Planned for shop only.

      Plan: 1 to add, 0 to change, 0 to destroy.
      "
    `);
  });

  it("says how far a line reaches, in one line, and what of it stays invalid", () => {
    const certificate = changeOf({
      address: "acme/certificate/ab12",
      type: "certificate",
      action: "delete",
      action_reason: "delete_by_request",
      reason: "`--revoke` revokes it, for good",
      deposed: "ab12",
      targets: ["shop"],
    });
    const other = { ...newCapability, address: "acme/capability/com.acme.shop:healthkit" } as const;
    const fallen = (name: string, ours = false, replaced = false) => ({ name, uuid: name, ours, replaced });
    const profiles = [fallen("A"), fallen("B"), fallen("C", true), fallen("D", true, true), fallen("E", true, true)];
    const many = Array.from({ length: 12 }, (_, index) => fallen(`Profile ${index}`));
    const plan = planOf([newCapability, other, certificate], {
      blast_radius: [
        { address: newCapability.address, targets: ["shop", "shop-adhoc"], profiles },
        { address: other.address, targets: ["shop", "shop-adhoc"], profiles },
        { address: certificate.address, deposed: "ab12", targets: ["a", "b", "c", "d", "e", "f"], profiles: many },
      ],
    });
    const lines = text(plan)
      .split("\n")
      .filter((line) => line.includes("turns invalid"));
    expect(lines).toEqual([
      '      turns invalid: 2 profiles that this plan makes anew; 1 of ours that it does not make anew: "C"; 2 that are not ours: "A", "B"; touches shop, shop-adhoc',
      `      turns invalid: the same profiles as ${newCapability.address}`,
      '      turns invalid: 12 that are not ours: "Profile 0", "Profile 1", "Profile 2", "Profile 3" and 8 more; touches a, b, c, d and 2 more',
    ]);
    expect(text({ ...plan, blast_radius: [] })).not.toContain("turns invalid");
  });

  it("says of a device which profiles hold it", () => {
    const device = changeOf({
      address: "acme/device/00008103-000C59E81E89001E",
      type: "device",
      action: "delete",
      action_reason: "delete_by_request",
      reason: "`disable_devices` disables it",
      targets: [],
    });
    const profiles = [{ name: "Made by hand", uuid: "X1", ours: false, replaced: false }];
    const plan = planOf([device], { blast_radius: [{ address: device.address, targets: [], profiles }] });
    expect(text(plan)).toContain('\n      held by: 1 that is not ours: "Made by hand"\n');
  });

  it("says how many requests it takes only where they could run out, and where devices take slots", () => {
    const requests = (used: number, adds: number) =>
      ({ kind: "requests", owner: "acme", what: "API requests in this hour", used, adds, limit: 3600 }) as const;
    const linesOf = (plan: Plan): readonly string[] => text(plan).split("\n").slice(7, -3);
    expect(linesOf(planOf([newKey], { budgets: [requests(100, 875)] }))).toEqual([]);
    expect(linesOf(planOf([newKey], { budgets: [requests(100, 876)] }))).toEqual([
      "",
      "Requests to Apple that this plan takes:",
      "  acme: about 876 of the 3500 that are left in this hour, of 3600",
    ]);
    const none = { kind: "devices", owner: "acme", what: "IPHONE devices", used: 99, adds: 0, limit: 100 } as const;
    const open = {
      kind: "devices",
      owner: "acme",
      what: "iOS devices of any class",
      used: 99,
      adds: 2,
      limit: null,
    } as const;
    expect(linesOf(planOf([newKey], { budgets: [none] }))).toEqual([]);
    expect(linesOf(planOf([newKey], { budgets: [none, open] }))).toEqual([
      "",
      "Slots that this plan takes:",
      "  acme: iOS devices of any class: 99 in use, 2 more, then 101",
      "  Apple takes 100 devices of each class in a membership year, disabled ones included, unless `limits` says otherwise; the class of a new one is Apple's to say.",
    ]);
  });

  it.each([
    ["nothing", planOf([]), "No changes. What is held is what signing.yaml asks for."],
    ["creates", planOf([newKey, newCapability]), "Plan: 2 to add, 0 to change, 0 to destroy."],
    ["an update", planOf([updatedSigningProfile]), "Plan: 0 to add, 1 to change, 0 to destroy."],
    ["a replacement", planOf([replacement, removal]), "Plan: 1 to add, 0 to change, 1 to destroy."],
    [
      "a step by hand",
      planOf([newKey, manualCertificate]),
      "Plan: 1 to add, 0 to change, 0 to destroy. 1 to do by hand.",
    ],
    ["a step by hand only", planOf([manualCertificate]), "Plan: 0 to add, 0 to change, 0 to destroy. 1 to do by hand."],
  ])("ends with its summary: %s", (_, plan, summary) => {
    expect(summaryLine(plan)).toBe(summary);
    expect(text(plan).trimEnd().split("\n").at(-1)).toBe(summary);
  });

  it("never says that nothing changes when planning failed", () => {
    expect(text(planOf([], { errored: true }))).toBe("Planning failed: mend the errors, then plan again.\n");
  });

  it("has Terraform's symbols", () => {
    const actions = ["create", "read", "update", "delete", "forget", "manual"] as const;
    expect(actions.map((action) => symbolOf({ ...newKey, action }))).toEqual(["+", "<=", "~", "-", ".", "!"]);
    expect(symbolOf(replacement)).toBe("+/-");
  });

  it("cannot be made to steer the terminal by a name", () => {
    const name = "com.acme\u001b[2J\u202eevil";
    const plan = planOf([...replacedProfile(name), { ...newKey, reason: "a\u001b]0;title\u0007\nforged line" }], {
      spec_path: "a\u001b[1m.yaml",
    });
    expect(text(plan)).not.toMatch(/(?!\n)[\p{Cc}\u202a-\u202e]/u);
    expect(text(plan)).not.toMatch(/^forged/m);
  });

  it("shows of long lists what comes and what goes", () => {
    const many = Array.from({ length: 100 }, (_, index) => `00008120-${String(index).padStart(16, "0")}`);
    const [first, ...others] = many;
    const withDevices = (attributes: typeof replacement.after, devices: readonly string[]): typeof replacement.after =>
      attributes && { ...attributes, devices };
    const change = {
      ...replacement,
      before: withDevices(replacement.before, many),
      after: withDevices(replacement.after, [...others, "00008140-001A2B3C4D5E601E"]),
    };
    const plan = planOf([change]);
    expect(text(plan)).toContain(`devices = 99 as before, + 00008140-001A2B3C4D5E601E, - ${first ?? ""}`);
  });
});
