import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { createCertificateSigningRequest } from "../../src/formats/certificate-signing-request.ts";
import { readCertificate } from "../../src/formats/certificate.ts";
import { writePkcs12 } from "../../src/formats/pkcs12-writer.ts";
import { readPrivateKey } from "../../src/formats/private-key.ts";
import { Secret } from "../../src/secret/secret.ts";
import { makeKey } from "../formats/certificate-maker.ts";
import { codesOf, openShop, type Shop, type ShopOptions } from "./scenario-shop.ts";

// `certificate:` with `method: automatic`: the team's slots are full, or only the Account Holder may make one, or a person has a key.

const moreKeys = "own: { type: certificate, file: own.p12, password: { env: P12_PASSWORD } }";
const iosTarget =
  "shop: { platform: ios, method: automatic, profile_type: app_store, bundle_id: com.acme.shop, extensions: [], certificate: own }";
const developerId =
  "desk: { platform: macos, method: automatic, profile_type: developer_id, bundle_id: com.acme.desk, extensions: [], certificate: own }";

/** A shop whose team has issued a certificate for a key of a person, and the file that holds both. */
async function place(
  certificateType: string,
  target: string,
  options: ShopOptions = {},
): Promise<{ readonly shop: Shop; readonly serial: string }> {
  const shop = await openShop({ targets: [target], spec: { moreKeys }, ...options });
  const privateKey = readPrivateKey(Uint8Array.from(makeKey("rsa").export({ type: "pkcs8", format: "der" })));
  const csrContent = createCertificateSigningRequest({ commonName: "Ana", privateKey });
  const made = await shop.call("POST", "/v1/certificates", {
    type: "certificates",
    attributes: { csrContent, certificateType },
  });
  const certificate = Uint8Array.from(Buffer.from(String(made.attributes["certificateContent"]), "base64"));
  const password = new Secret(shop.env["P12_PASSWORD"] ?? "");
  const p12 = await writePkcs12({ privateKey, certificate, friendlyName: "own", password, form: "modern" });
  writeFileSync(join(shop.folder, "own.p12"), p12);
  return { shop, serial: readCertificate(certificate).serial };
}

describe("the identity of a file with automatic signing", () => {
  test("is in the profile, no certificate is made, and a second run has nothing to do", async () => {
    const { shop } = await place("DISTRIBUTION", iosTarget);
    expect(await shop.apply()).toMatchObject({ code: 0 });
    const { certificates, profiles } = shop.sandbox.state();
    expect(certificates).toHaveLength(1);
    expect(profiles.map((p) => p.certificates)).toEqual([[certificates[0]?.id]]);
    expect((await shop.plan()).out).toContain("No changes.");
    expect(await shop.cli(["verify"])).toMatchObject({ code: 0 });
  });

  test("serves where all slots are taken", async () => {
    const taken = { certificateType: "DISTRIBUTION" };
    const { shop } = await place("DISTRIBUTION", iosTarget, { team: { certificates: [taken, taken] } });
    expect(await shop.apply()).toMatchObject({ code: 0 });
    expect(shop.sandbox.state().certificates).toHaveLength(3);
  });

  test("is a Developer ID, which the API may not make", async () => {
    const { shop } = await place("DEVELOPER_ID_APPLICATION", developerId);
    expect(await shop.apply()).toMatchObject({ code: 0 });
    expect(shop.sandbox.state().profiles.map(({ profileType }) => profileType)).toEqual(["MAC_APP_DIRECT"]);
  });

  test("that was revoked is said at its line, before anything is changed", async () => {
    const { shop, serial } = await place("DISTRIBUTION", iosTarget);
    expect(shop.sandbox.revoke(serial)).toBe(true);
    const { code, err } = await shop.apply();
    expect([code, codesOf(err)]).toEqual([1, ["app-store-connect/not-found"]]);
    expect(err).toMatch(/\n +--> signing\.yaml:\d+:\d+\n[^]*certificate: own[^]*it was revoked, or is of another team/);
    expect(shop.objects("created", "profiles")).toEqual([]);
  });

  test("of another kind is said at its line", async () => {
    const { shop } = await place("DEVELOPMENT", iosTarget);
    const { code, err } = await shop.plan();
    expect([code, codesOf(err)]).toEqual([1, ["rule/certificate-kind"]]);
    expect(err).toContain("certificate: own");
  });

  test("by a serial number that the team does not have is said at its line", async () => {
    const shop = await openShop({
      targets: [
        "dev: { platform: ios, method: automatic, profile_type: development, bundle_id: com.acme.shop, extensions: [], certificates: [dead01] }",
      ],
      team: { devices: [{ name: "A phone", udid: "00008120-001A2B3C4D5E601E", platform: "IOS" }] },
    });
    const { code, err } = await shop.plan();
    expect([code, codesOf(err)]).toEqual([1, ["app-store-connect/not-found"]]);
    expect(err).toMatch(/certificates: \[dead01\][^\n]*\n[^\n]* \^{8}\n/);
  });

  test("that has expired is said once, and no profile is asked for", async () => {
    const { shop } = await place("DISTRIBUTION", iosTarget);
    shop.passDays(400);
    const { code, err } = await shop.apply();
    expect([code, codesOf(err)]).toEqual([1, ["rule/expired"]]);
    expect(shop.objects("created", "profiles")).toEqual([]);
  });
});
