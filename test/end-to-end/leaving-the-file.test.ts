import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createAcme, type Acme } from "../support/acme.ts";

/** Takes targets out of a signing file, with the comments beside them. */
function without(text: string, targets: readonly string[]): string {
  return targets.reduce((rest, name) => rest.replace(new RegExp(`^  ${name}:.*\\n(    .*\\n|\\n)*`, "m"), ""), text);
}

describe("what is removed from the signing file", () => {
  let acme: Acme;
  beforeAll(async () => {
    acme = await createAcme();
    expect((await acme.cli(["apply", "--auto-approve"])).code).toBe(0);
    acme.edit((text) => without(text, ["shop", "shop-adhoc", "desk", "shop-android"]));
  });
  afterAll(() => acme.stop());

  it("is forgotten but for profiles of ours, even with the last target of a key", async () => {
    const { code, out } = await acme.cli(["plan"]);
    expect(code).toBe(0);
    expect(out).toContain("- acme/profile/com.acme.shop:ios_app_store");
    expect(out).toContain(". acme/certificate/distribution");
    expect(out).toContain(". acme/bundle_id/com.acme.shop");
    expect(out).toContain(". console/signing_profile/Android Signing");
    expect(out).toContain("Kept in the store, though no target needs it:\n  store/identity/acme:distribution\n");
    expect(out).toMatch(/Plan: 0 to add, 0 to change, 8 to destroy\. \d+ to forget\.\n$/);
  });

  it("is carried out: profiles go, and everything else stays where it is", async () => {
    const before = acme.sandbox.ledger().length;
    const { code, out } = await acme.cli(["apply", "--auto-approve"]);
    expect([code, out]).toEqual([0, expect.stringContaining("8 destroyed")]);
    const writes = acme.writes(before);
    expect(writes).toHaveLength(4);
    expect(writes.every((line) => line.startsWith("DELETE /v1/profiles/"))).toBe(true);
    expect(acme.objects("deleted", "certificates")).toEqual([]);
    const again = await acme.cli(["plan"]);
    expect(again.out).toContain("No changes.");
    expect(again.out).toContain("store/key/acme:distribution");
  });

  it("can be ended by name, also with a key that no target uses any more", async () => {
    const address = "acme/bundle_id/com.acme.shop.widget";
    const before = acme.sandbox.ledger().length;
    const { code, out } = await acme.cli(["apply", "--auto-approve", "--destroy", address]);
    expect([code, out]).toEqual([0, expect.stringContaining(`- ${address}`)]);
    expect(acme.writes(before)).toEqual([expect.stringContaining("DELETE /v1/bundleIds/")]);
  });

  it("comes back with what was kept: no new certificate is made", async () => {
    acme.edit(
      (text) =>
        `${text}\n  shop: { platform: ios, method: automatic, profile_type: app_store, bundle_id: com.acme.shop, extensions: [] }\n`,
    );
    const made = acme.objects("created", "certificates").length;
    expect((await acme.cli(["apply", "--auto-approve"])).code).toBe(0);
    expect(acme.objects("created", "certificates")).toHaveLength(made);
    expect((await acme.cli(["plan"])).out).toContain("No changes.");
  });

  it("with its key is forgotten too, because nobody can be asked", async () => {
    acme.edit((text) =>
      without(text, ["shop"])
        .replace(/^ {2}acme:\n( {4}.*\n)*/m, "")
        .replace(/^defaults:\n( .*\n)*/m, ""),
    );
    const before = acme.sandbox.ledger().length;
    const { code, out } = await acme.cli(["apply", "--auto-approve"]);
    expect([code, out]).toEqual([0, expect.stringContaining("the signing file has no key `acme` any more")]);
    expect(acme.writes(before)).toEqual([]);
    expect((await acme.cli(["plan"])).out).toContain("No changes.");
  });
});
