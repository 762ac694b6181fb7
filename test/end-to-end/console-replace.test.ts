import { afterEach, describe, expect, it } from "vitest";
import { createAcme, type Acme } from "../support/acme.ts";

// Signing profiles of the console that are replaced instead of written in place, as a person sees it.

let acme: Acme;
afterEach(() => acme.stop());

const apply = (...more: string[]) => acme.cli(["apply", "--auto-approve", ...more]);

/** The lines of a plan with their reasons, without what differs each time. */
async function plan(): Promise<readonly string[]> {
  const { out, err } = await acme.cli(["plan"]);
  expect(err).not.toContain("error[");
  return out
    .replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, "<id>")
    .replace(/ [0-9a-f]{8}"/g, ' <digits>"')
    .split("\n");
}

function withTargets(targets: string): void {
  acme.edit((text) => text.replace(/^(?:devices|defaults|targets):[^]*$/m, `targets:\n${targets}`));
}

const android = (description: string): string => `  shop-android:
    platform: android
    method: manual
    package_name: com.acme.shop
    keystore: upload
    keystore_alias: upload
    policy_console: { key: console, profile: Signing, description: ${description}, apps: [com.acme.shop] }
`;

const active = () => acme.sandbox.state().signingProfiles.filter(({ isArchived }) => !isArchived);

describe("with `update: replace` on a console that takes no PUT", () => {
  it("the plan says each step, and apply does them in that order", async () => {
    acme = await createAcme({
      policyConsole: {
        apps: [{ name: "Shop", packageName: "com.acme.shop", platform: "android" }],
        archivedNames: "taken",
      },
    });
    acme.sandbox.addFault({ method: "PUT", times: 99, action: { kind: "answer", status: 405, body: "<html>405" } });
    acme.edit((text) => text.replace("CONSOLE_PASSWORD }", "CONSOLE_PASSWORD }\n    update: replace"));
    withTargets(android("one"));
    expect((await apply()).code).toBe(0);
    const [old] = active();
    expect(old?.name).toMatch(/^Signing [0-9a-f]{8}$/);
    expect((await plan()).join("\n")).toContain("No changes.");

    withTargets(android("two"));
    const lines = await plan();
    const first = lines.findIndex((line) => line.startsWith("+/-"));
    expect(lines.slice(first, first + 12)).toEqual([
      "+/- console/signing_profile/Signing",
      "      description on the console differs",
      "      description = one -> two  # forces replacement",
      "      (5 unchanged attributes hidden)",
      "",
      "  ~ console/secured_app/com.acme.shop:android",
      "      it has to be secured again: its signing profile is replaced",
      "      profile_data_id = <id> -> (known after apply)",
      "      (4 unchanged attributes hidden)",
      "",
      "  - console/signing_profile/Signing (deposed <id>)",
      '      the old signing profile "Signing <digits>" is archived, once the apps are secured with the new one',
    ]);
    expect(lines.join("\n")).toContain("Plan: 1 to add, 1 to change, 1 to destroy.");
    const applied = await apply();
    expect(applied.code, applied.err).toBe(0);
    expect(acme.sandbox.state().signingProfiles.map((p) => [p.id === old?.id, p.description, p.isArchived])).toEqual([
      [false, "two", false],
      [true, "one", true],
    ]);
    expect(acme.sandbox.state().consoleApps.map(({ isCurrent }) => isCurrent)).toEqual([true]);
    expect((await plan()).join("\n")).toContain("No changes.");
    expect(acme.sandbox.faultsStruck()).toBe(0);
  });
});

describe("a signing profile that becomes one for the other platform", () => {
  it("is replaced; what waits for a step by hand leaves the old one as it is", async () => {
    acme = await createAcme({ policyConsole: { identities: ["Apple Distribution: Acme Inc"] } });
    withTargets(android("one").replace(", apps: [com.acme.shop]", ""));
    expect((await apply()).code).toBe(0);
    const [old] = active();
    withTargets(`  shop:
    platform: ios
    method: automatic
    profile_type: app_store
    bundle_id: com.acme.shop
    key: acme
    extensions: []
    policy_console: { key: console, profile: Signing, description: one, signing_cert_id: Apple Distribution }
`);
    const lines = await plan();
    expect(lines.filter((line) => line.includes("console/"))).toEqual(
      expect.arrayContaining([
        "  ! console/installed_identity/acme:distribution",
        "+/- console/signing_profile/Signing",
        "  - console/signing_profile/Signing (deposed <id>)",
      ]),
    );
    expect(lines.join("\n")).toContain("it is for android, and no console makes one for ios of it");
    const waits = await apply();
    expect(waits.code, waits.err).toBe(0);
    expect(waits.err).toContain("1 step left to do by hand; 2 changes waiting for that");
    expect(active().map(({ id }) => id)).toEqual([old?.id]);
    const done = await apply("--acknowledge", "console/installed_identity/acme:distribution");
    expect(done.code, done.err).toBe(0);
    expect(active().map(({ id, platform }) => [id === old?.id, platform])).toEqual([[false, "ios"]]);
    expect((await plan()).join("\n")).toContain("No changes.");
  });
});
