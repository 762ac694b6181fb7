import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import {
  codesOf,
  issuerId,
  keyId,
  makeApiKey,
  openShop,
  store,
  type Ran,
  type Shop,
  type ShopOptions,
} from "./scenario-shop.ts";

// Apple may let only the Account Holder make Developer ID certificates (App Store Connect reference, behaviour 6): nobody can know
// before the first try.

const desk =
  "desk: { platform: macos, method: automatic, profile_type: developer_id, bundle_id: com.acme.desk, extensions: [] }";
const certificate = "acme/certificate/developer_id_application";
const requestFile = ".signwright/requests/acme-developer_id_application.certSigningRequest";

const openDesk = (options: ShopOptions = {}): Promise<Shop> =>
  openShop({ targets: [desk], ...options, team: { quirks: { developerIdNeedsAccountHolder: true }, ...options.team } });

/** The lines of a plan: symbol and address, in their order. */
const linesOf = ({ out }: Ran): readonly string[] =>
  out.split("\n").flatMap((line) => /^ {0,2}(?:\+|~|-|!|\+\/-|\.) \S+\/\S+/.exec(line)?.[0].trim() ?? []);

/** A plan as CI reads it: address and actions. */
async function actionsOf(shop: Shop): Promise<readonly string[]> {
  const { out } = await shop.cli(["plan", "--json"]);
  const { resource_changes } = JSON.parse(out) as {
    readonly resource_changes: readonly { readonly address: string; readonly change: { readonly actions: unknown } }[];
  };
  return resource_changes.map(({ address, change }) => `${JSON.stringify(change.actions)} ${address}`);
}

const request = (shop: Shop): string => readFileSync(join(shop.folder, requestFile), "utf8");

/** What the Account Holder does with the request in the portal. */
async function issueByHand(shop: Shop, csr = request(shop)): Promise<string> {
  const response = await fetch(`${shop.sandbox.url}/_sandbox/certificates`, {
    method: "POST",
    body: JSON.stringify({ certificateType: "DEVELOPER_ID_APPLICATION", csr }),
  });
  const { serial } = (await response.json()) as { readonly serial: string };
  expect({ status: response.status, serial }).toMatchObject({
    status: 201,
    serial: expect.stringMatching(/^[0-9A-F]+$/),
  });
  return serial;
}

const asked = (shop: Shop): number =>
  shop.requests("POST").filter(({ path }) => path.startsWith("/v1/certificates")).length;

/** What the store holds of an address, whatever head is the newest. */
function held(shop: Shop, kind: string): number {
  const heads = join(shop.folder, "signing-store", "heads");
  const newest = readdirSync(heads).toSorted().at(-1) ?? "";
  const manifest = JSON.parse(readFileSync(join(heads, newest), "utf8")) as { objects: { address: string }[] };
  return manifest.objects.filter(({ address }) => address.startsWith(`store/${kind}/`)).length;
}

describe("a certificate that only the Account Holder can make", () => {
  test.each([false, true])(
    "is tried once, then asked for by hand, and everything goes on when it is there (journal lost: %s)",
    async (losesJournal) => {
      const shop = await openDesk({ targets: [desk, store] });
      const first = await shop.apply();
      // What was reviewed said that it would be made; so the run says that it was not, and does the rest.
      expect({ code: first.code, codes: codesOf(first.err) }).toEqual({
        code: 1,
        codes: ["app-store-connect/account-holder-only"],
      });
      expect(first.out).toContain("Apply incomplete.");
      expect(first.err).toContain("1 step left to do by hand; 3 changes waiting for that");
      expect(first.err).not.toContain("signwright export");
      expect(shop.sandbox.state().certificates.map((c) => c.certificateType)).toEqual(["DISTRIBUTION"]);
      expect(shop.sandbox.state().profiles.map((p) => p.bundleId)).toEqual(["com.acme.shop"]);
      expect({ keys: held(shop, "key"), identities: held(shop, "identity") }).toEqual({ keys: 2, identities: 1 });
      expect(request(shop)).toContain("-----BEGIN CERTIFICATE REQUEST-----");

      // Another machine has the store and nothing else.
      rmSync(join(shop.folder, ".signwright"), { recursive: true });
      if (losesJournal) rmSync(join(shop.folder, "signing-store", "journal"), { recursive: true });
      const second = await shop.plan();
      expect(second.code, second.err).toBe(0);
      expect(linesOf(second)).toEqual([
        `! ${certificate}`,
        "+ store/identity/acme:developer_id_application",
        "+ acme/profile/com.acme.desk:mac_app_direct",
        "+ store/stored_profile/acme:com.acme.desk:mac_app_direct",
      ]);
      expect(second.out).toContain("chooses Developer ID Application with the G2 Sub-CA, and uploads that file");
      expect(second.out).toContain(requestFile);
      expect(await actionsOf(shop)).toContainEqual(`["manual"] ${certificate}`);
      const csr = request(shop);
      expect(JSON.parse((await shop.cli(["plan", "--json"])).out)).toMatchObject({
        applyable: false,
        complete: false,
        signing: { manual_steps: [{ address: certificate, file: { path: requestFile, content: csr } }] },
      });
      // Nothing is asked for again, however often it is applied.
      expect(await shop.apply()).toMatchObject({ code: 0 });
      expect(asked(shop)).toBe(2);
      const word = await shop.cli(["plan", "--acknowledge", certificate]);
      expect({ code: word.code, codes: codesOf(word.err) }).toEqual({ code: 1, codes: ["plan/unknown-address"] });
      expect(word.err).toContain("Signwright sees by itself that it is done");

      const serial = await issueByHand(shop);
      const third = await shop.plan();
      expect(linesOf(third)).toEqual([
        "+ store/identity/acme:developer_id_application",
        "+ acme/profile/com.acme.desk:mac_app_direct",
        "+ store/stored_profile/acme:com.acme.desk:mac_app_direct",
      ]);
      expect(await shop.apply()).toMatchObject({ code: 0, err: expect.not.stringContaining("error[") });
      expect((await shop.plan()).out).toContain("No changes.");
      expect((await shop.cli(["verify"])).code).toBe(0);
      const own = shop.sandbox.state().certificates.filter((c) => c.certificateType === "DEVELOPER_ID_APPLICATION");
      expect(own.map((c) => c.serialNumber)).toEqual([serial]);
      expect({ keys: held(shop, "key"), asked: asked(shop) }).toEqual({ keys: 2, asked: 2 });
    },
    120_000,
  );

  test("at a renewal the old one stays in use, the step says until when, and its profile can still change", async () => {
    const shop = await openDesk();
    await shop.apply();
    await issueByHand(shop);
    await shop.apply();
    expect((await shop.plan()).out).toContain("No changes.");

    for (let year = 0; year < 5; year++) {
      shop.passDays(340);
      expect(await shop.apply()).toMatchObject({ code: 0 });
    }
    shop.passDays(5 * 365 - 5 * 340 - 20);
    const due = await shop.plan();
    expect(linesOf(due)).toEqual(["+/- store/key/acme:developer_id_application", `! ${certificate}`]);
    expect(due.out).toMatch(/certificate [0-9a-f]+ stays in use until 2031-03-01, in 21 days/);
    expect(due.out).toContain("`signwright apply` makes the private key first");
    const applied = await shop.apply();
    expect(applied.code, applied.err).toBe(0);
    expect(linesOf(await shop.plan())).toEqual([`! ${certificate}`]);
    // The old one goes on: what its profile needs does not wait for the Account Holder.
    shop.write([desk.replace("extensions: []", "extensions: [], capabilities: [push_notifications]")]);
    expect(await shop.apply()).toMatchObject({ code: 0 });
    expect((await shop.cli(["verify"])).code).toBe(0);
    expect(linesOf(await shop.plan())).toEqual([`! ${certificate}`]);

    await issueByHand(shop);
    expect(linesOf(await shop.plan())).toEqual([
      "+/- store/identity/acme:developer_id_application",
      "+ acme/profile/com.acme.desk:mac_app_direct",
      "+/- store/stored_profile/acme:com.acme.desk:mac_app_direct",
    ]);
    expect(await shop.apply()).toMatchObject({ code: 0 });
    expect(asked(shop)).toBe(1);
    expect(shop.sandbox.state().certificates).toHaveLength(2);
  });

  test("a renewal that Apple refuses for the first time takes nothing away, also not what was to go with it", async () => {
    const shop = await openShop({ targets: [desk] });
    expect(await shop.apply()).toMatchObject({ code: 0 });
    const [old] = shop.sandbox.state().certificates;
    shop.sandbox.setQuirks({ developerIdNeedsAccountHolder: true });
    const before = shop.sandbox.state();
    const { code, err } = await shop.cli(["apply", "--auto-approve", "--revoke", old?.serialNumber ?? ""]);
    expect({ code, codes: codesOf(err) }).toEqual({ code: 1, codes: ["app-store-connect/account-holder-only"] });
    expect(shop.sandbox.state()).toEqual(before);
    expect((await shop.cli(["verify"])).code).toBe(0);
    expect(linesOf(await shop.plan())).toEqual([`! ${certificate}`]);
  });

  test("`--replace` tries again, and what Apple lets a key make is forgotten as a step by hand", async () => {
    const shop = await openDesk();
    await shop.apply();
    const csr = request(shop);
    shop.sandbox.setQuirks({ developerIdNeedsAccountHolder: false });
    expect(linesOf(await shop.plan())[0]).toBe(`! ${certificate}`);
    const again = await shop.cli(["plan", "--replace", certificate, "--out", "plan.json"]);
    expect(linesOf(again)[0]).toBe(`+ ${certificate}`);
    const applied = await shop.cli(["apply", "plan.json"]);
    expect(applied.code, applied.err).toBe(0);
    expect((await shop.plan()).out).toContain("No changes.");
    expect({ certificates: shop.sandbox.state().certificates.length, keys: held(shop, "key") }).toEqual({
      certificates: 1,
      keys: 1,
    });
    // The memory went with the success: what is asked for next is tried.
    shop.sandbox.setQuirks({ developerIdNeedsAccountHolder: true });
    expect((await shop.cli(["apply", "--auto-approve", "--replace", certificate])).code).toBe(1);
    expect(request(shop)).not.toBe(csr);
    const open = await shop.plan();
    expect(linesOf(open)).toEqual([`! ${certificate}`]);
    expect(open.out).toContain("stays in use until");
  });

  test("another API key of the team is tried by itself", async () => {
    const { privatePem, publicPem } = makeApiKey();
    const keys = [keyId, "SANDBOX002"].map((id) => ({ keyId: id, issuerId, publicKeyPem: publicPem }));
    const shop = await openDesk({ team: { keys } });
    shop.env["ASC_PRIVATE_KEY"] = privatePem;
    await shop.apply();
    expect(linesOf(await shop.plan())[0]).toBe(`! ${certificate}`);
    const spec = join(shop.folder, "signing.yaml");
    writeFileSync(spec, readFileSync(spec, "utf8").replace(keyId, "SANDBOX002"));
    expect(linesOf(await shop.plan())[0]).toBe(`+ ${certificate}`);
    expect((await shop.apply()).code).toBe(1);
    expect((await shop.plan()).out).toContain("has refused the API key SANDBOX002");
    expect(asked(shop)).toBe(2);
  });

  test("it leaves the file without a word that it would stay at Apple", async () => {
    const shop = await openDesk({ targets: [desk, store] });
    await shop.apply();
    shop.write([store]);
    const { out } = await shop.plan();
    expect(linesOf({ code: 0, out, err: "" })).toEqual([`. acme/bundle_id/com.acme.desk`, `. ${certificate}`]);
    expect(out).toContain("no target needs it any more; Signwright never made it");
    expect(await shop.apply()).toMatchObject({ code: 0 });
  });
});
