import { describe, expect, test } from "vitest";
import { writePkcs12 } from "../../../src/formats/pkcs12-writer.ts";
import { Secret } from "../../../src/secret/secret.ts";
import { makeIdentity } from "../../formats/certificate-maker.ts";
import {
  adminName,
  adminPassword,
  androidChange,
  CANARY,
  fixtures,
  keystoreAddress,
  putKeystore,
  sha256,
  type Fixture,
} from "./console-fixture.ts";

// Switches of the sandbox that must lead to a refusal: nothing is made, nothing is repeated, and the person is told what to do.

const { startConsole, keystoreBytes } = fixtures({}, 0);

const writesOf = (fixture: Fixture): readonly string[] =>
  fixture.requests().filter((line) => /^(?:POST|PUT|DELETE) (?!user)/.test(line));

const active = (fixture: Fixture): number =>
  fixture.sandbox.state().signingProfiles.filter(({ isArchived }) => !isArchived).length;

describe("a console that refuses", () => {
  test("changes to a user who lost the rights of an administrator", async () => {
    const fixture = await startConsole();
    await fixture.apply(androidChange("create"));
    fixture.sandbox.setConsoleQuirks({ administrator: false });
    expect((await fixture.read()).is_administrator).toBe(false);
    const refused = await fixture.failure(fixture.apply(androidChange("update", { description: "new" })));
    expect([refused.code, refused.help]).toEqual([
      "policy-console/forbidden",
      "use an account with administrator rights",
    ]);
    expect(writesOf(fixture)).toEqual(["POST profile"]);
  });

  test("changes to a user who loses the rights between the ping and the write", async () => {
    const current: { fixture?: Fixture } = {};
    const fixture = await startConsole(
      {},
      {
        wrap: (http) => (request, signal) => {
          if (request.method === "POST" && request.url.endsWith("/profile"))
            current.fixture?.sandbox.setConsoleQuirks({ administrator: false });
          return http(request, signal);
        },
      },
    );
    current.fixture = fixture;
    expect((await fixture.failure(fixture.apply(androidChange("create")))).code).toBe("policy-console/forbidden");
    expect(active(fixture)).toBe(0);
  });

  test("users who are not active, once and for all", async () => {
    const inactive = { username: adminName, password: adminPassword, admin: true, active: false };
    const fixture = await startConsole({ users: [inactive] });
    expect((await fixture.failure(fixture.read())).code).toBe("policy-console/unauthorized");
    expect((await fixture.failure(fixture.read())).code).toBe("policy-console/unauthorized");
    expect(fixture.requests().filter((line) => line.startsWith("POST"))).toHaveLength(1);
  });

  test("the name of a profile that was archived", async () => {
    const fixture = await startConsole({ archivedNames: "taken" });
    await fixture.apply(androidChange("create"));
    const [profile] = fixture.sandbox.state().signingProfiles;
    await archive(fixture, profile?.id ?? "");
    const refused = await fixture.failure(fixture.again().apply(androidChange("create")));
    expect(refused).toMatchObject({
      code: "policy-console/name-archived",
      message:
        "the policy console refuses a new signing profile `Android Signing`, of which name there is an archived one: A profile named Android Signing already exists",
      help: "write another name as `profile` of `policy_console`",
    });
    expect(active(fixture)).toBe(0);
    await fixture.again().apply(androidChange("create", { name: "Android Signing 2" }));
    expect(active(fixture)).toBe(1);
  });

  test("an update of an archived profile that it goes on listing, in its own words", async () => {
    const fixture = await startConsole({ catalogLists: "all" });
    await fixture.apply(androidChange("create"));
    const [profile] = fixture.sandbox.state().signingProfiles;
    await archive(fixture, profile?.id ?? "");
    const refused = await fixture.failure(fixture.again().apply(androidChange("update", { description: "new" })));
    expect(refused).toMatchObject({
      code: "policy-console/rejected",
      message: "the policy console refuses this: Profile not found",
    });
    expect(active(fixture)).toBe(0);
    expect(writesOf(fixture)).toEqual(["POST profile", "DELETE profile/<id>", "PUT profile/<id>"]);
  });

  test("two profiles of one name, of which it is not known which is meant", async () => {
    const fixture = await startConsole({ catalogLists: "all" });
    await fixture.apply(androidChange("create"));
    const [profile] = fixture.sandbox.state().signingProfiles;
    await archive(fixture, profile?.id ?? "");
    await post(fixture, "Android Signing");
    const writes = writesOf(fixture);
    const refused = await fixture.failure(fixture.again().apply(androidChange("create")));
    expect(refused.code).toBe("policy-console/ambiguous-name");
    expect(active(fixture)).toBe(1);
    expect(writesOf(fixture)).toEqual(writes);
  });

  test("to show that anything was written: it is told, and the file is the right one", async () => {
    const fixture = await startConsole({ putDataId: "unmoved" });
    await fixture.apply(androidChange("create"));
    await putKeystore(fixture.store, keystoreBytes("second"));
    const { diagnostics } = await fixture.again().apply(androidChange("update"));
    expect(diagnostics).toMatchObject([
      { code: "policy-console/stamp-unchanged", help: "look on the console whether it uses the new file" },
    ]);
    expect(fixture.sandbox.state().signingProfiles).toMatchObject([{ fileSha256: sha256(keystoreBytes("second")) }]);
    expect(active(fixture)).toBe(1);
  });

  test.each([
    ["page", "policy-console/unexpected-answer", 1],
    ["page-200", "policy-console/unexpected-answer", 1],
    // An error of the console may pass: it is sent once more, and no more.
    ["page-500", "policy-console/unavailable", 2],
  ] as const)(
    "a file with a %s instead of JSON: it looks, and does not send again and again",
    async (errorMode, code, times) => {
      const fixture = await startConsole({ errorMode });
      const file = new Secret(Buffer.from("no keystore at all"));
      const parts = { file, password: new Secret(CANARY) };
      await fixture.store.put({ address: keystoreAddress, instance: "one", created: "", facts: {}, parts });
      const refused = await fixture.failure(fixture.apply(androidChange("create")));
      expect(refused.code).toBe(code);
      expect(refused.help).toBeDefined();
      expect(writesOf(fixture)).toEqual(Array.from({ length: times }, () => "POST profile"));
      expect(active(fixture)).toBe(0);
    },
  );
});

describe.each(["upload", "signing"] as const)("a console that opens keystores at %s", (keystoreChecks) => {
  const password = `${CANARY}-password`;

  async function withKeystore(alias: string, given: string): Promise<Fixture> {
    const fixture = await startConsole({
      keystoreChecks,
      apps: [{ appId: "app", name: "Shop", packageName: "com.acme.shop", platform: "android" }],
    });
    const { privateKey, der: certificate } = makeIdentity({ name: [["CN", "Acme"]] });
    const content = { privateKey, certificate, friendlyName: alias, password: new Secret(password) };
    const file = new Secret(await writePkcs12({ ...content, form: "modern" }));
    await fixture.store.put({
      address: keystoreAddress,
      instance: "one",
      created: "",
      facts: {},
      parts: { file, password: new Secret(given) },
    });
    return fixture;
  }

  async function makeAndSecure(fixture: Fixture): Promise<unknown> {
    await fixture.apply(androidChange("create"));
    return fixture.apply({
      ...androidChange("create"),
      address: "console/secured_app/com.acme.shop:android",
      type: "secured_app",
      after: {
        app_id: "app",
        package_name: "com.acme.shop",
        platform: "android",
        signing_type: "SIGN_ON_CONSOLE",
        signing_profile: "console/signing_profile/Android Signing",
        profile_data_id: null,
      },
    });
  }

  test.each([
    ["another alias", "other", password, "Alias upload does not exist in the keystore"],
    ["another password", "upload", `${password} wrong`, "Keystore was tampered with, or password was incorrect"],
  ])("refuses one with %s in its own words", async (_, alias, given, said) => {
    const fixture = await withKeystore(alias, given);
    const refused = await fixture.failure(makeAndSecure(fixture));
    expect([refused.code, refused.message]).toEqual([
      "policy-console/rejected",
      `the policy console refuses this: ${said}`,
    ]);
    expect(active(fixture)).toBe(keystoreChecks === "upload" ? 0 : 1);
    expect(fixture.sandbox.state().consoleApps[0]?.signing).toBeUndefined();
  });

  test("takes the right one", async () => {
    const fixture = await withKeystore("upload", password);
    await makeAndSecure(fixture);
    expect(fixture.sandbox.state().consoleApps[0]?.isCurrent).toBe(true);
  });
});

/** A person's session on the console. */
async function byHand({
  sandbox,
}: Fixture): Promise<(method: string, path: string, body?: URLSearchParams | FormData) => Promise<Response>> {
  const base = sandbox.policyConsoleUrl;
  let cookie = "";
  const ask = async (method: string, path: string, body?: URLSearchParams | FormData): Promise<Response> => {
    const init = { method, redirect: "manual", headers: { cookie }, ...(body ? { body } : {}) } as const;
    const answer = await fetch(`${base}/${path}`, init);
    cookie = answer.headers.getSetCookie().at(-1)?.split(";")[0] ?? cookie;
    return answer;
  };
  const login = new URLSearchParams({ j_username: adminName, j_password: adminPassword });
  await ask("GET", "user/ping");
  await ask("POST", "user/ping/j_security_check", login);
  await ask("GET", "user/ping");
  return ask;
}

async function archive(fixture: Fixture, id: string): Promise<void> {
  const answer = await (await byHand(fixture))("DELETE", `profile/${id}`);
  expect(await answer.json()).toMatchObject({ status: "OK" });
}

/** Makes an Android signing profile. */
async function post(fixture: Fixture, name: string): Promise<void> {
  const form = new FormData();
  const data = JSON.stringify({ keystore_alias: "upload", keystore_pass: CANARY });
  for (const [field, value] of Object.entries({ name, type: "signing", data })) form.set(field, value);
  form.set("keystore", new Blob([Uint8Array.from(keystoreBytes("by hand"))]), "by-hand.jks");
  expect(await (await (await byHand(fixture))("POST", "profile", form)).json()).toMatchObject({ status: "OK" });
}
