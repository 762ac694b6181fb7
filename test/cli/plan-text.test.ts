import { describe, expect, it } from "vitest";
import { planText, summaryLine, symbolOf } from "../../src/cli/views/plan-text.ts";
import { plain } from "../../src/diagnostics/render-text.ts";
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
        Apple publishes no numbers: \`limits\` in the signing file sets them.

      Next to expire:
        store/identity/partner on 2026-02-26 (expired 3 days ago)
        store/identity/acme:distribution on 2026-03-02 (1 day)

      Planned for shop only.

      Plan: 1 to add, 0 to change, 0 to destroy.
      "
    `);
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
