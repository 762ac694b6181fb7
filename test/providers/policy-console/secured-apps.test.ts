import { describe, expect, test } from "vitest";
import { addressOf } from "../../../src/plan/address.ts";
import type { ChangeOf } from "../../../src/plan/plan.ts";
import type { SecuredAppAttributes } from "../../../src/plan/resource.ts";
import type { PolicyConsoleOptions } from "../../../src/sandbox/sandbox-options.ts";
import { androidChange, iosChange, putKeystore, type Fixture, type ProviderOptions } from "./console-fixture.ts";
import { onEveryConsole, testCoverage } from "./on-every-console.ts";

const appId = "11111111-2222-4333-8444-555555555555";
const policyPath = "/mocana-app-control/rest/app-market/policy";
const identities = ["iPhone Distribution: Acme Inc (ABCDE12345)"];
const android = { appId, name: "Shop", packageName: "com.acme.shop", platform: "android" } as const;
const ios = { ...android, platform: "ios" } as const;

/** The change that secures the app. */
function secureChange(
  action: "create" | "update",
  attributes: Partial<SecuredAppAttributes> = {},
): ChangeOf<"secured_app"> {
  const after: SecuredAppAttributes = {
    app_id: appId,
    package_name: "com.acme.shop",
    platform: "android",
    signing_type: "SIGN_ON_CONSOLE",
    signing_profile: addressOf("console", "signing_profile", "Android Signing"),
    profile_data_id: null,
    ...attributes,
  };
  return {
    ...androidChange(action),
    address: addressOf("console", "secured_app", `com.acme.shop:${after.platform}`),
    type: "secured_app",
    name: `com.acme.shop:${after.platform}`,
    before: null,
    after,
  };
}

const appOf = (fixture: Fixture) => fixture.sandbox.state().consoleApps[0];
/** A console that answers before it is through, and does not show when it is, has to be given its time. */
const becomes = (fixture: Fixture, isCurrent: boolean): Promise<void> =>
  expect.poll(() => appOf(fixture)?.isCurrent, { interval: 5 }).toBe(isCurrent);
const timesSecured = (fixture: Fixture): number =>
  fixture.sandbox.ledger().filter((line) => line.entry === "object" && line.event === "applied").length;
const posts = (fixture: Fixture): number =>
  fixture.requests().filter((line) => line === "POST app-market/policy").length;

onEveryConsole(({ startConsole, switches, keystoreBytes, refusal }) => {
  /** A console with the app, and the signing profile made. */
  async function prepared(
    consoleOptions: Partial<PolicyConsoleOptions> = {},
    options: ProviderOptions = {},
  ): Promise<Fixture> {
    const fixture = await startConsole({ apps: [android], ...consoleOptions }, options);
    await fixture.read();
    await fixture.apply(androidChange("create"));
    return fixture;
  }

  describe("securing an app", () => {
    test("sends the carrying policy and the signing one, after a ping, and shows in the next reading", async () => {
      const fixture = await prepared();
      const applied = await fixture.apply(secureChange("create"));
      const [profile] = (await fixture.read()).signing_profiles;
      expect(applied.record).toEqual({
        app_id: appId,
        package_name: "com.acme.shop",
        signing_type: "SIGN_ON_CONSOLE",
        signing_profile: "console/signing_profile/Android Signing",
        profile_id: profile?.profile_id,
        data_id: profile?.data_id,
        data_stamp: profile?.data_stamp,
        secured: "2026-03-01T12:00:00.000Z",
      });
      expect((await fixture.read()).apps).toEqual([
        {
          app_id: appId,
          name: "Shop",
          package_name: "com.acme.shop",
          platform: "android",
          policies: ["POLICY_CODE_MAP_NEXT", "POLICY_CODE_SIGNING"],
          signing: {
            profile_id: profile?.profile_id,
            signing_type: switches.showsSigningDetails === false ? null : "SIGN_ON_CONSOLE",
            data_id: switches.showsSigningDetails === false ? null : profile?.data_id,
          },
        },
      ]);
      const requests = fixture.requests();
      expect(requests[requests.indexOf("POST app-market/policy") - 1]).toBe("GET user/ping");
    });

    test.each([
      ["SIGN_ON_CONSOLE", true],
      ["SIGN_EXTERNALLY", true],
      ["SKIP_CODESIGN", false],
    ] as const)("with the signing type %s", async (signing_type, signs) => {
      const fixture = await prepared();
      const more = signs ? {} : { signing_profile: null };
      await fixture.apply(secureChange("create", { signing_type, ...more }));
      expect(JSON.parse(appOf(fixture)?.signing ?? "{}")).toMatchObject({ signing_type });
      await becomes(fixture, signs);
    });

    test("of iOS, where the console knows the identity, and says so where it does not or knows two", async () => {
      const fixture = await startConsole({ apps: [ios], identities });
      await fixture.apply(iosChange("create"));
      const change = secureChange("create", {
        platform: "ios",
        signing_profile: addressOf("console", "signing_profile", "iOS Signing"),
      });
      await fixture.apply(change);
      await becomes(fixture, true);
      await fixture.apply(iosChange("update", { description: "new" }));
      fixture.sandbox.setConsoleQuirks({ identities: [] });
      expect(await fixture.failure(fixture.apply({ ...change, action: "update" }))).toMatchObject(
        refusal("iPhone Distribution: no identity found"),
      );
      fixture.sandbox.setConsoleQuirks({ identities: [...identities, "iPhone Distribution: Other"] });
      expect(await fixture.failure(fixture.apply({ ...change, action: "update" }))).toMatchObject(
        refusal("iPhone Distribution: ambiguous"),
      );
      expect(timesSecured(fixture)).toBe(1);
    });

    test("leaves its other policies as they are", async () => {
      const fixture = await prepared({
        apps: [{ ...android, policies: ["POLICY_CODE_DAR", "POLICY_CODE_LOCAL_AUTH"] }],
      });
      await fixture.apply(secureChange("create"));
      expect(appOf(fixture)?.policies).toEqual([
        "POLICY_CODE_DAR",
        "POLICY_CODE_LOCAL_AUTH",
        "POLICY_CODE_MAP_NEXT",
        "POLICY_CODE_SIGNING",
      ]);
    });

    test("does not believe a console that drops another policy", async () => {
      const fixture = await prepared({ apps: [{ ...android, policies: ["POLICY_CODE_DAR"] }] });
      const observed = await fixture.read();
      const [profile] = observed.signing_profiles;
      const policy_data = JSON.stringify({
        signing_profile_id: profile?.profile_id,
        signing_type: "SIGN_ON_CONSOLE",
      });
      const app_policies = [
        { policy_code: "POLICY_CODE_MAP_NEXT" },
        { policy_code: "POLICY_CODE_SIGNING", policy_data, policy_profile_data: profile?.data_id },
      ];
      const body = JSON.stringify({
        status: "OK",
        application: [{ app_id: appId, package_name: "com.acme.shop", platform: "PLATFORM_ANDROID", app_policies }],
      });
      fixture.sandbox.addFault({
        method: "GET",
        pathPrefix: `/mocana-app-control/rest/app-market/${appId}`,
        skip: 1,
        action: { kind: "answer", status: 200, body },
      });
      expect(await fixture.failure(fixture.apply(secureChange("create")))).toMatchObject({
        code: "policy-console/not-secured",
        message:
          "the policy console took the request to secure `com.acme.shop`, but its policy POLICY_CODE_DAR is no longer as it was",
      });
    });

    test("again, when its signing profile was written; what is done already is adopted without a request that writes", async () => {
      const fixture = await prepared();
      await fixture.apply(secureChange("create"));
      const adopted = await fixture.again().apply(secureChange("create"));
      expect(adopted.adopted).toBe(true);
      await putKeystore(fixture.store, keystoreBytes("second"));
      await fixture.apply(androidChange("update"));
      await becomes(fixture, false);
      await fixture.apply(secureChange("update"));
      await becomes(fixture, true);
      expect(posts(fixture)).toBe(2);
    });

    test("again, also on a console that keeps the id of the data it writes", async () => {
      const fixture = await prepared({ putDataId: "kept" });
      await fixture.apply(secureChange("create"));
      await putKeystore(fixture.store, keystoreBytes("second"));
      await fixture.apply(androidChange("update"));
      expect((await fixture.apply(secureChange("update"))).adopted).toBeUndefined();
      expect((await fixture.again().apply(secureChange("update"))).adopted).toBe(true);
      await expect.poll(() => timesSecured(fixture), { interval: 5 }).toBe(2);
    });

    test("is refused to a user who is no administrator, before anything changes", async () => {
      const fixture = await prepared();
      fixture.sandbox.setConsoleQuirks({ administrator: false });
      expect((await fixture.failure(fixture.apply(secureChange("create")))).code).toBe("policy-console/forbidden");
      expect(posts(fixture)).toBe(0);
    });

    test("stops when the app, or the signing profile, is not what was planned", async () => {
      const fixture = await prepared();
      const messages = [
        await fixture.failure(fixture.apply(secureChange("create", { package_name: "com.acme.other" }))),
        await fixture.failure(fixture.apply(secureChange("create", { profile_data_id: "another" }))),
        await fixture.failure(
          fixture.apply(secureChange("create", { signing_profile: addressOf("console", "signing_profile", "Gone") })),
        ),
        await fixture.failure(fixture.apply(secureChange("create", { app_id: appId.replaceAll("1", "9") }))),
      ].map(({ message }) => message);
      expect(messages).toEqual([
        "the saved plan no longer fits: com.acme.other is another app on the policy console now",
        "the saved plan no longer fits: console/signing_profile/Android Signing was changed on the policy console meanwhile",
        "the saved plan no longer fits: console/signing_profile/Gone is not on the policy console",
        refusal("Application not found").message,
      ]);
      expect(posts(fixture)).toBe(0);
    });
  });

  describe("a request that secures an app is sent once", () => {
    /** Waits for real, but not for long; adds up what it was asked to wait for. */
    function quickSleep(): { sleep: NonNullable<ProviderOptions["sleep"]>; slept: number[] } {
      const slept: number[] = [];
      return {
        slept,
        sleep: async (milliseconds, signal) => {
          slept.push(milliseconds);
          await new Promise((resolve) => setTimeout(resolve, 2));
          signal.throwIfAborted();
        },
      };
    }

    test.each([
      ["is lost", { when: "after", action: { kind: "disconnect" } }],
      ["is a gateway's", { when: "after", action: { kind: "answer", status: 504, body: "<html>" } }],
      ["is an error of the console", { when: "after", action: { kind: "answer", status: 500, body: "<html>" } }],
      ["is a page", { when: "after", action: { kind: "answer", status: 200, body: "<html>" } }],
    ] as const)("when its answer %s, the app is looked at until it shows the result", async (_, fault) => {
      const { sleep } = quickSleep();
      const fixture = await prepared({ securing: "eventual", securingMilliseconds: 5 }, { sleep });
      fixture.sandbox.addFault({ method: "POST", pathPrefix: policyPath, ...fault });
      await fixture.apply(secureChange("create"));
      await becomes(fixture, true);
      expect([posts(fixture), timesSecured(fixture)]).toEqual([1, 1]);
    });

    test("when it never arrived, it is given up after a quarter of an hour and not sent again; the next run does it", async () => {
      const { sleep, slept } = quickSleep();
      const fixture = await prepared({}, { sleep });
      fixture.sandbox.addFault({ method: "POST", pathPrefix: policyPath, action: { kind: "disconnect" } });
      expect((await fixture.failure(fixture.apply(secureChange("create")))).code).toBe("policy-console/unavailable");
      expect(slept.filter((pause) => pause !== 15_000).reduce((sum, pause) => sum + pause, 0)).toBeGreaterThanOrEqual(
        15 * 60_000,
      );
      expect([posts(fixture), timesSecured(fixture)]).toEqual([1, 0]);
      await fixture.again().apply(secureChange("create"));
      await expect.poll(() => [posts(fixture), timesSecured(fixture)], { interval: 5 }).toEqual([2, 1]);
    });

    test("when the console answers before it is through, it is waited for, and says so", async () => {
      const { sleep } = quickSleep();
      const fixture = await prepared({ securing: "eventual", securingMilliseconds: 100 }, { sleep });
      await fixture.apply(secureChange("create"));
      await becomes(fixture, true);
      expect(fixture.told).toContain("waiting until com.acme.shop shows that it is secured");
    });

    test("a long one tells how long it takes", async () => {
      const { sleep } = quickSleep();
      const fixture = await prepared({ securing: "synchronous", securingMilliseconds: 40 }, { sleep });
      await fixture.apply(secureChange("create"));
      expect(fixture.told).toContain("still securing com.acme.shop, for 15 s");
      const said = fixture.told.length;
      await new Promise((resolve) => setTimeout(resolve, 10));
      expect(fixture.told.length).toBe(said);
    });

    test("one that shows nothing in time is told", async () => {
      const { sleep } = quickSleep();
      const fixture = await prepared({ securing: "eventual", securingMilliseconds: 3_600_000 }, { sleep });
      expect(await fixture.failure(fixture.apply(secureChange("create")))).toMatchObject({
        code: "policy-console/not-secured",
      });
      expect(posts(fixture)).toBe(1);
    });

    test("the session ends right at it", async () => {
      let done = false;
      const fixture: { current?: Fixture } = {};
      const first = await prepared(
        {},
        {
          wrap: (http) => (request, signal) => {
            if (!done && request.method === "POST" && request.url.endsWith("/app-market/policy")) {
              done = true;
              fixture.current?.sandbox.expireConsoleSessions();
            }
            return http(request, signal);
          },
        },
      );
      fixture.current = first;
      await first.apply(secureChange("create"));
      await becomes(first, true);
      expect(timesSecured(first)).toBe(1);
      // The console would carry the kept request out when a login leads back to it.
      expect(first.requests()).not.toContain("GET app-market/policy");
    });

    test("it stops when it is told to", async () => {
      const stop = new AbortController();
      const fixture = await startConsole({ apps: [android], securingMilliseconds: 10_000 }, { signal: stop.signal });
      await fixture.apply(androidChange("create"));
      const securing = fixture.apply(secureChange("create"));
      setTimeout(() => {
        stop.abort();
      }, 100);
      await expect(securing).rejects.toMatchObject({ name: "AbortError" });
    });
  });
});

testCoverage([]);
