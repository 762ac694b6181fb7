import { describe, expect, test } from "vitest";
import type { Http } from "../../../src/providers/provider.ts";
import { Secret } from "../../../src/secret/secret.ts";
import {
  androidChange,
  iosChange,
  keystoreAddress,
  keystorePassword,
  putKeystore,
  sha256,
  type Fixture,
} from "./console-fixture.ts";
import { onEveryConsole, testCoverage } from "./on-every-console.ts";

// Creating and updating signing profiles, and whatever goes wrong with it.

const catalogPath = "/mocana-app-control/rest/profile/catalog";

function activeProfiles(fixture: Fixture): unknown[] {
  return fixture.sandbox.state().signingProfiles.filter((profile) => !profile.isArchived);
}

/** What happened to signing profiles on the console, in order. */
function changesMade(fixture: Fixture): string[] {
  return fixture.sandbox
    .ledger()
    .flatMap((line) => (line.entry === "object" && line.kind === "signing_profile" ? [line.event] : []));
}

/** Does something once, right before the n-th request that fits is sent. */
function before(fits: (method: string, path: string) => boolean, act: () => void): (http: Http) => Http {
  let done = false;
  return (http) => (request, signal) => {
    if (!done && fits(request.method, new URL(request.url).pathname)) {
      done = true;
      act();
    }
    return http(request, signal);
  };
}

onEveryConsole(({ startConsole, keystoreBytes, profileBytes, refusal }) => {
  describe("creating", () => {
    test("an Android profile uploads keystore, alias and password; the next reading finds it as it should be", async () => {
      const fixture = await startConsole();
      await fixture.read();
      const file = keystoreBytes("first");
      const applied = await fixture.apply(androidChange("create", { file_sha256: sha256(file) }));
      const [shown] = fixture.sandbox.state().signingProfiles;
      expect(shown).toMatchObject({
        name: "Android Signing",
        description: "Android Signing Profile",
        platform: "android",
        fileSha256: sha256(file),
      });
      const [observed] = (await fixture.again().read()).signing_profiles;
      expect(applied).toEqual({
        record: {
          profile_id: observed?.profile_id,
          name: "Android Signing",
          data_id: observed?.data_id,
          data_stamp: observed?.data_stamp,
          file: keystoreAddress,
          file_sha256: sha256(file),
          file_instance: "one",
          uploaded: "2026-03-01T12:00:00.000Z",
        },
        diagnostics: [],
      });
      expect(observed).toMatchObject({
        keystore_alias: "upload",
        signing_cert_id: null,
        secret_matches: true,
      });
      const requests = fixture.requests();
      expect(requests[requests.indexOf("POST profile") - 1]).toBe("GET user/ping");
    });

    test("an iOS profile uploads the provisioning profile", async () => {
      const fixture = await startConsole();
      const file = profileBytes("big");
      const change = iosChange("create");
      await fixture.store.put({
        address: change.after?.file ?? keystoreAddress,
        instance: "uuid",
        created: "",
        facts: {},
        parts: { file: new Secret(file) },
      });
      await fixture.apply(change);
      expect(fixture.sandbox.state().signingProfiles).toMatchObject([
        { name: "iOS Signing", platform: "ios", fileSha256: sha256(file) },
      ]);
      expect((await fixture.again().read()).signing_profiles).toMatchObject([
        {
          signing_cert_id: "iPhone Distribution",
          keystore_alias: null,
          secret_matches: null,
          description: "",
        },
      ]);
    });

    test("what was made by an earlier run is adopted without a write", async () => {
      const fixture = await startConsole();
      await fixture.apply(androidChange("create"));
      const next = fixture.again();
      const applied = await next.apply(androidChange("create"));
      expect(applied.adopted).toBe(true);
      expect(next.requests().filter((line) => line.startsWith("POST profile") || line.startsWith("PUT"))).toEqual([
        "POST profile",
      ]);
    });

    test("a profile of the name whose file is unknown gets ours by an update", async () => {
      const fixture = await startConsole();
      await fixture.apply(androidChange("create"));
      await fixture.store.forget(androidChange("create").address);
      await putKeystore(fixture.store, keystoreBytes("second"));
      const applied = await fixture.again().apply(androidChange("create"));
      expect(applied.adopted).toBeUndefined();
      expect(fixture.sandbox.state().signingProfiles).toMatchObject([{ fileSha256: sha256(keystoreBytes("second")) }]);
    });

    test("a profile of the name for the other platform is left alone", async () => {
      const fixture = await startConsole();
      await fixture.apply(iosChange("create", { name: "Signing" }));
      expect(await fixture.failure(fixture.apply(androidChange("create", { name: "Signing" })))).toMatchObject({
        code: "policy-console/other-platform",
        message: "the signing profile `Signing` on the policy console is for ios, and cannot become one for android",
      });
    });

    test("is refused to a user without administrator rights, before anything changes", async () => {
      const fixture = await startConsole({}, { username: "reader@acme.example" });
      expect((await fixture.failure(fixture.apply(androidChange("create")))).code).toBe("policy-console/forbidden");
      expect(fixture.requests()).not.toContain("POST profile");
    });

    test("a file that is not the planned one, or not there, is not uploaded", async () => {
      const fixture = await startConsole();
      expect(
        await fixture.failure(fixture.apply(androidChange("create", { file_sha256: sha256(keystoreBytes("other")) }))),
      ).toMatchObject({
        code: "plan/stale",
        message: "the saved plan no longer fits: store/keystore/upload has other content in the store",
      });
      expect(
        (await fixture.failure(fixture.apply(androidChange("create", { file: "store/keystore/none" })))).message,
      ).toContain("store/keystore/none is not in the store");
      expect(fixture.requests()).not.toContain("POST profile");
    });

    test("what the console refuses is told in its words", async () => {
      const fixture = await startConsole();
      await putKeystore(fixture.store, Buffer.from("no keystore at all"));
      expect(await fixture.failure(fixture.apply(androidChange("create")))).toMatchObject(
        refusal("The file keystore is not valid"),
      );
    });

    test("two profiles of the name stop it", async () => {
      const fixture = await startConsole();
      const twin = (id: string): unknown => ({
        profile_id: id,
        profile_name: "Android Signing",
        data: { profile_data: "{}" },
      });
      fixture.sandbox.addFault({
        pathPrefix: catalogPath,
        action: {
          kind: "answer",
          status: 200,
          body: JSON.stringify({ status: "OK", profiles: [twin("a"), twin("b")] }),
        },
      });
      expect(await fixture.failure(fixture.apply(androidChange("create")))).toMatchObject({
        code: "policy-console/ambiguous-name",
        message: "the policy console has 2 signing profiles named `Android Signing`",
      });
      expect(fixture.requests()).not.toContain("POST profile");
    });
  });

  describe("updating", () => {
    test("replaces file, password, alias and description", async () => {
      const fixture = await startConsole();
      await fixture.apply(androidChange("create"));
      const otherPassword = `${keystorePassword} 2`;
      const second = keystoreBytes("second", otherPassword);
      await putKeystore(fixture.store, second, otherPassword);
      const next = fixture.again();
      expect((await next.read()).signing_profiles).toMatchObject([{ secret_matches: false }]);
      const applied = await next.apply(androidChange("update", { description: "a\nb", keystore_alias: "other" }));
      expect(applied.diagnostics).toEqual([]);
      expect(applied.record).toMatchObject({ file_sha256: sha256(second) });
      expect(fixture.sandbox.state().signingProfiles).toMatchObject([{ fileSha256: sha256(second) }]);
      expect((await fixture.again().read()).signing_profiles).toMatchObject([
        { keystore_alias: "other", description: "a\nb", secret_matches: true },
      ]);
    });

    test("a profile that is gone or was changed since it was read stops", async () => {
      const fixture = await startConsole();
      expect((await fixture.failure(fixture.apply(androidChange("update")))).message).toContain(
        "is no longer on the policy console",
      );
      await fixture.apply(androidChange("create"));
      const [mine, other] = [fixture.again(), fixture.again()];
      await mine.read();
      await other.apply(androidChange("update", { description: "by somebody else" }));
      expect(await mine.failure(mine.apply(androidChange("update")))).toMatchObject({
        code: "plan/stale",
        message:
          "the saved plan no longer fits: console/signing_profile/Android Signing was changed on the policy console meanwhile",
      });
    });

    test("twice in one run works: what it changed itself is no surprise", async () => {
      const fixture = await startConsole();
      await fixture.read();
      await fixture.apply(androidChange("create"));
      await fixture.apply(androidChange("update", { description: "once" }));
      await fixture.apply(androidChange("update", { description: "twice" }));
      expect((await fixture.read()).signing_profiles).toMatchObject([{ description: "twice" }]);
    });

    test("a console that shows something else than was sent, or no newer stamp, is not believed", async () => {
      const fixture = await startConsole();
      await fixture.apply(androidChange("create"));
      const rest = "/mocana-app-control/rest/profile/";
      fixture.sandbox.addFault({
        method: "PUT",
        pathPrefix: rest,
        action: { kind: "answer", status: 200, body: '{"status":"OK","profiles":{}}' },
      });
      expect(await fixture.failure(fixture.apply(androidChange("update", { description: "new" })))).toMatchObject({
        code: "policy-console/not-as-sent",
        message:
          "the policy console took the signing profile `Android Signing`, but shows another description than was sent",
      });
      fixture.sandbox.addFault({
        method: "PUT",
        pathPrefix: rest,
        action: { kind: "answer", status: 200, body: '{"status":"OK","profiles":{}}' },
      });
      await putKeystore(fixture.store, keystoreBytes("second"));
      expect((await fixture.apply(androidChange("update"))).diagnostics).toMatchObject([
        { code: "policy-console/stamp-unchanged", severity: "warning" },
      ]);
    });
  });

  describe("whatever goes wrong, there is one profile with the right content", () => {
    const isWrite = (method: string, path: string): boolean =>
      (method === "POST" && path.endsWith("/rest/profile")) || method === "PUT";

    /** A console whose sessions end right before the first request that fits. */
    async function whoseSessionsEnd(fits: Parameters<typeof before>[0]): Promise<Fixture> {
      const first = await startConsole();
      return first.again({ wrap: before(fits, () => first.sandbox.expireConsoleSessions()) });
    }

    async function expectConverged(fixture: Fixture): Promise<void> {
      expect(activeProfiles(fixture)).toMatchObject([
        { name: "Android Signing", fileSha256: sha256(keystoreBytes("first")) },
      ]);
      expect((await fixture.again().read()).signing_profiles).toMatchObject([
        { keystore_alias: "upload", description: "Android Signing Profile", secret_matches: true },
      ]);
    }

    test.each([
      [
        "between reading and applying",
        (method: string, path: string) => method === "GET" && path.endsWith("/profile/catalog/signing"),
      ],
      [
        "at the ping before the write",
        (method: string, path: string) => method === "GET" && path.endsWith("/user/ping"),
      ],
      ["right at the write", isWrite],
    ])("the session ends %s", async (_, moment) => {
      const fixture = await whoseSessionsEnd(moment);
      await fixture.read();
      fixture.sandbox.expireConsoleSessions();
      await fixture.apply(androidChange("create"));
      await expectConverged(fixture);
      expect(changesMade(fixture)).toEqual(["created"]);
      // The console would carry a kept POST out when the login leads back to it.
      expect(fixture.requests()).not.toContain("GET profile");
    });

    test("the session ends right at an update", async () => {
      const fixture = await whoseSessionsEnd((method) => method === "PUT");
      await fixture.apply(androidChange("create", { description: "old" }));
      await fixture.read();
      await fixture.apply(androidChange("update"));
      await expectConverged(fixture);
    });

    test.each([
      ["the answer of the create is lost", { method: "POST", when: "after", action: { kind: "disconnect" } }],
      [
        "the create is answered with 500 after it was done",
        { method: "POST", when: "after", action: { kind: "answer", status: 500, body: "<html>" } },
      ],
      [
        "the create is answered with 503 and not done",
        { method: "POST", when: "before", action: { kind: "answer", status: 503, body: "<html>" } },
      ],
      [
        "the create is done, and answered with a page",
        { method: "POST", when: "after", action: { kind: "answer", status: 200, body: "<html>" } },
      ],
    ] as const)("%s", async (_, fault) => {
      const fixture = await startConsole();
      fixture.sandbox.addFault({ pathPrefix: "/mocana-app-control/rest/profile", ...fault });
      await fixture.apply(androidChange("create"));
      await expectConverged(fixture);
      expect(changesMade(fixture)).toEqual(["created"]);
    });

    test.each([
      ["the answer of the update is lost", { when: "after", action: { kind: "disconnect" } }],
      ["the connection is cut before the update", { when: "before", action: { kind: "disconnect" } }],
      [
        "the update is answered with 500 and not done",
        { when: "before", action: { kind: "answer", status: 500, body: "<html>" } },
      ],
      [
        "the update is answered with 500 after it was done",
        { when: "after", action: { kind: "answer", status: 500, body: "<html>" } },
      ],
    ] as const)("%s", async (_, fault) => {
      const fixture = await startConsole();
      await fixture.apply(androidChange("create", { description: "old" }));
      fixture.sandbox.addFault({ method: "PUT", ...fault });
      await fixture.apply(androidChange("update"));
      await expectConverged(fixture);
      expect(changesMade(fixture)).toEqual(["created", "updated"]);
    });

    test("a create whose connection was cut is not sent again blindly; the next run makes it", async () => {
      const fixture = await startConsole();
      fixture.sandbox.addFault({
        method: "POST",
        pathPrefix: "/mocana-app-control/rest/profile",
        action: { kind: "disconnect" },
      });
      expect((await fixture.failure(fixture.apply(androidChange("create")))).code).toBe("policy-console/unavailable");
      expect(fixture.requests().filter((line) => line === "POST profile")).toHaveLength(1);
      await fixture.again().apply(androidChange("create"));
      await expectConverged(fixture);
    });

    test("a console that refuses to answer the create ends it, after two attempts", async () => {
      const fixture = await startConsole();
      fixture.sandbox.addFault({
        method: "POST",
        pathPrefix: "/mocana-app-control/rest/profile",
        times: 9,
        action: { kind: "answer", status: 503, body: "<html>" },
      });
      expect((await fixture.failure(fixture.apply(androidChange("create")))).message).toContain("status 503");
      expect(fixture.requests().filter((line) => line === "POST profile")).toHaveLength(2);
    });
  });

  test("the rights are lost between the ping and the write", async () => {
    const fixture = await startConsole();
    fixture.sandbox.addFault({
      method: "POST",
      pathPrefix: "/mocana-app-control/rest/profile",
      action: { kind: "answer", status: 403, body: "<html>403</html>" },
    });
    expect((await fixture.failure(fixture.apply(androidChange("create")))).message).toContain("status 403");
  });
});

testCoverage([]);
