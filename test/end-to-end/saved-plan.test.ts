import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createAcme, type Acme } from "../support/acme.ts";

describe("a saved plan is bound to the world it was computed from", () => {
  let acme: Acme;
  beforeAll(async () => {
    acme = await createAcme();
    expect((await acme.cli(["apply", "--auto-approve"])).code).toBe(0);
    // One more app that takes the certificate which exists by now.
    acme.edit(
      (text) =>
        `${text}  more: { platform: ios, method: automatic, profile_type: app_store, bundle_id: com.acme.more, extensions: [] }\n`,
    );
    expect((await acme.cli(["plan", "--out", "p.json"])).code).toBe(0);
  });
  afterAll(() => acme.stop());

  it("is refused when the signing file changed", async () => {
    const before = acme.sandbox.ledger().length;
    const original = readFileSync(join(acme.folder, "signing.yaml"), "utf8");
    acme.edit((text) => text.replace("com.acme.more", "com.acme.less"));
    const { code, err } = await acme.cli(["apply", "p.json"]);
    writeFileSync(join(acme.folder, "signing.yaml"), original);
    expect(code).toBe(1);
    expect(err).toContain("error[plan/spec-changed]: `signing.yaml` was changed after the plan was made");
    expect(acme.writes(before)).toEqual([]);
  });

  it("is refused when something else has to change by now, with the object named", async () => {
    const before = acme.sandbox.ledger().length;
    const plan = JSON.parse(readFileSync(join(acme.folder, "p.json"), "utf8")) as { resource_changes: unknown[] };
    plan.resource_changes.pop();
    writeFileSync(join(acme.folder, "shorter.json"), JSON.stringify(plan));
    const { code, err } = await acme.cli(["apply", "shorter.json"]);
    expect(code).toBe(1);
    expect(err).toContain("error[plan/stale]");
    expect(err).toContain("store/stored_profile/acme:com.acme.more:ios_app_store");
    expect(acme.writes(before)).toEqual([]);
  });

  it("applies exactly its lines when nothing moved, and can be run again", async () => {
    const before = acme.sandbox.ledger().length;
    const { code, out } = await acme.cli(["apply", "p.json"]);
    expect(code).toBe(0);
    expect(out).toContain("Apply complete! Resources: 3 added, 0 changed, 0 destroyed.");
    expect(acme.writes(before)).toEqual(["POST /v1/bundleIds", "POST /v1/profiles"]);
    const again = await acme.cli(["apply", "p.json"]);
    expect(again.code).toBe(0);
    expect(again.out).toContain("Resources: 0 added");
  });

  it("is refused before any write when a certificate in it was revoked by hand, with the certificate named", async () => {
    acme.edit(
      (text) =>
        `${text}  last: { platform: ios, method: automatic, profile_type: app_store, bundle_id: com.acme.last, extensions: [] }\n`,
    );
    expect((await acme.cli(["plan", "--out", "p2.json"])).code).toBe(0);
    const plan = readFileSync(join(acme.folder, "p2.json"), "utf8");
    const serial = /acme\/certificate\/([0-9a-f]+)"/.exec(plan)?.[1] ?? "";
    expect(acme.sandbox.revoke(serial)).toBe(true);
    const before = acme.sandbox.ledger().length;
    const { code, err } = await acme.cli(["apply", "p2.json"]);
    expect(code).toBe(1);
    expect(err).toContain(`error[plan/stale]: the saved plan no longer fits: acme/certificate/${serial} is gone`);
    expect(acme.writes(before)).toEqual([]);
  });

  it("comes back to a valid state with a new plan: a new certificate and new profiles for every target of the old one", async () => {
    const applied = await acme.cli(["apply", "--auto-approve"]);
    expect(applied.code).toBe(0);
    const { out } = await acme.cli(["plan"]);
    expect(out).toContain("No changes.");
    // Our own profiles were replaced; nothing of the partner's was touched.
    expect(acme.objects("deleted", "profiles").every((e) => e.name?.startsWith("Signwright ") === true)).toBe(true);
  });
});
