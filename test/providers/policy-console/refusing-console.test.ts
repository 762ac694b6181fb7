import { describe, expect, test } from "vitest";
import { writePkcs12 } from "../../../src/formats/pkcs12-writer.ts";
import { Secret } from "../../../src/secret/secret.ts";
import { makeIdentity } from "../../formats/certificate-maker.ts";
import {
  adminName,
  adminPassword,
  androidChange,
  CANARY,
  keystoreAddress,
  fixtures,
  type Fixture,
} from "./console-fixture.ts";

// Switches of the sandbox that must lead to a refusal: nothing is made, nothing is repeated, and the person is told what to do.

const { startConsole } = fixtures({}, 0);

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

  test("what it was asked for with a page instead of JSON: it is looked for, not sent again and again", async () => {
    const fixture = await startConsole({ errorMode: "page" });
    const unusable = Buffer.from("no keystore at all");
    await fixture.store.put({
      address: keystoreAddress,
      instance: "one",
      created: "",
      facts: {},
      parts: { file: new Secret(unusable), password: new Secret(CANARY) },
    });
    const refused = await fixture.failure(fixture.apply(androidChange("create")));
    expect(refused.code).toBe("policy-console/unexpected-answer");
    expect(writesOf(fixture)).toEqual(["POST profile"]);
    expect(active(fixture)).toBe(0);
  });
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

/** As a person archives a profile on the console: with a session of his own. */
async function archive({ sandbox }: Fixture, id: string): Promise<void> {
  const base = sandbox.policyConsoleUrl;
  let cookie = "";
  const ask = async (method: string, path: string, body?: URLSearchParams): Promise<Response> => {
    const init = { method, redirect: "manual", headers: { cookie }, ...(body ? { body } : {}) } as const;
    const answer = await fetch(`${base}/${path}`, init);
    cookie = answer.headers.getSetCookie().at(-1)?.split(";")[0] ?? cookie;
    return answer;
  };
  await ask("GET", "user/ping");
  await ask(
    "POST",
    "user/ping/j_security_check",
    new URLSearchParams({ j_username: adminName, j_password: adminPassword }),
  );
  await ask("GET", "user/ping");
  expect(await (await ask("DELETE", `profile/${id}`)).json()).toMatchObject({ status: "OK" });
}
