import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createAcme, type Acme } from "../support/acme.ts";

describe("what a person asks for beyond the signing file", () => {
  let acme: Acme;
  beforeAll(async () => {
    acme = await createAcme();
    expect((await acme.cli(["apply", "--auto-approve"])).code).toBe(0);
  });
  afterAll(() => acme.stop());

  /** The serial number of the certificate that targets are signed with: a request for another one is bound to it. */
  const currentSerial = async (): Promise<string> => {
    const { out } = await acme.cli(["plan", "--json", "--replace", "acme/certificate/distribution"]);
    const { signing } = JSON.parse(out) as { signing: { requests: { replace: readonly string[] } } };
    return signing.requests.replace[0]?.split("#")[1] ?? "";
  };

  it("--replace is in the saved plan, is carried out once, and leaves nothing to do", async () => {
    const profile = "acme/profile/com.acme.shop:ios_app_store";
    expect((await acme.cli(["plan", "--replace", profile, "--out", "replace.json"])).out).toContain(
      "`--replace` asks for a new one",
    );
    const before = acme.sandbox.ledger().length;
    expect((await acme.cli(["apply", "replace.json", "--replace", profile])).err).toContain(
      "a saved plan has its requests already",
    );
    expect((await acme.cli(["apply", "replace.json"])).code).toBe(0);
    expect(acme.writes(before)).toEqual(["POST /v1/profiles", expect.stringContaining("DELETE /v1/profiles/")]);
    const again = await acme.cli(["apply", "replace.json"]);
    expect([again.code, again.out]).toEqual([0, expect.stringContaining("Resources: 0 added")]);
    expect((await acme.cli(["plan"])).out).toContain("No changes.");
  });

  it("--revoke revokes our certificate after its successor is in use, and nothing is left to do", async () => {
    const serial = await currentSerial();
    const made = await acme.cli(["plan", "--revoke", serial, "--out", "revoke.json"]);
    expect(made.out).toContain(`- acme/certificate/${serial}`);
    const before = acme.sandbox.ledger().length;
    const applied = await acme.cli(["apply", "revoke.json"]);
    expect([applied.code, applied.err]).toEqual([0, expect.not.stringContaining("error")]);
    const writes = acme.writes(before);
    const revoked = writes.findIndex((line) => line.startsWith("DELETE /v1/certificates/"));
    expect(writes.slice(0, revoked).filter((line) => line === "POST /v1/certificates")).toHaveLength(1);
    expect(writes.slice(revoked).filter((line) => line.startsWith("POST"))).toEqual([]);
    expect(acme.objects("revoked", "certificates").length + acme.objects("deleted", "certificates").length).toBe(1);
    expect((await acme.cli(["apply", "revoke.json"])).code).toBe(0);
    expect((await acme.cli(["plan"])).out).toContain("No changes.");
    expect((await acme.cli(["verify"])).code).toBe(0);
  });

  it("--refresh-only shows what others did, plans nothing, and is in the JSON form", async () => {
    expect((await acme.cli(["plan", "--refresh-only"])).out).toContain("No drift.");
    expect(acme.sandbox.revoke(await currentSerial())).toBe(true);
    const { code, out } = await acme.cli(["plan", "--refresh-only"]);
    expect([code, out]).toEqual([0, expect.stringContaining("acme/certificate/distribution: it is gone")]);
    expect(out).toMatch(/Drift: \d+ objects are not as Signwright left them\.\n$/);
    const json = JSON.parse((await acme.cli(["plan", "--refresh-only", "--json"])).out) as {
      resource_changes: unknown[];
      resource_drift: { address: string; change: { actions: string[] } }[];
      applyable: boolean;
    };
    expect([json.resource_changes, json.applyable]).toEqual([[], false]);
    expect(json.resource_drift).toContainEqual(
      expect.objectContaining({
        address: "acme/certificate/distribution",
        change: expect.objectContaining({ actions: ["delete"] }),
      }),
    );
  });

  it("is refused where it means nothing, with the nearest name", async () => {
    const misspelt = await acme.cli(["plan", "--destroy", "store/keystore/uplaod"]);
    expect([misspelt.code, misspelt.err]).toEqual([1, expect.stringContaining("error[plan/unknown-address]")]);
    const both = await acme.cli(["plan", "--refresh-only", "--revoke", "1"]);
    expect([both.code, both.err]).toEqual([1, expect.stringContaining("`--refresh-only` plans none")]);
  });

  it("--revoke finds a certificate of a key that no target uses any more, also from a saved plan", async () => {
    expect((await acme.cli(["apply", "--auto-approve"])).code).toBe(0);
    const serial = await currentSerial();
    acme.edit((text) => text.replace(/^targets:\n[\s\S]*?(?=^ {2}partner:)/m, "targets:\n"));
    const made = await acme.cli(["plan", "--target", "shop-android", "--revoke", serial, "--out", "left.json"]);
    expect([made.code, made.out]).toEqual([0, expect.stringContaining(`- acme/certificate/${serial}`)]);
    const unknown = await acme.cli(["plan", "--revoke", "ABCDEF"]);
    expect([unknown.code, unknown.err]).toEqual([1, expect.stringContaining("no certificate that was read has this")]);
    const before = acme.sandbox.ledger().length;
    expect((await acme.cli(["apply", "left.json"])).code).toBe(0);
    expect(acme.writes(before)).toEqual([expect.stringContaining("DELETE /v1/certificates/")]);
  });
});
