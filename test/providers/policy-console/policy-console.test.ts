import { createServer } from "node:https";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { describe, expect, test } from "vitest";
import type { Http } from "../../../src/providers/provider.ts";
import { makeServerCertificate } from "../../host/server-certificate.ts";
import {
  adminPassword,
  androidChange,
  CANARY,
  expectNoSecretIn,
  iosChange,
  keystoreAddress,
  keystoreBytes,
  keystorePassword,
  profileBytes,
  putKeystore,
  sha256,
  startConsole,
  type Fixture,
} from "./console-fixture.ts";

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

describe("reading", () => {
  test("an empty console; it logs in once and logs out at the end", async () => {
    const fixture = await startConsole();
    expect(await fixture.read()).toEqual({
      kind: "policy_console",
      signing_profiles: [],
      apps: [],
      is_administrator: true,
    });
    await fixture.provider.close();
    await fixture.provider.close();
    expect(fixture.requests()).toEqual([
      "GET user/ping",
      "POST user/ping/j_security_check",
      "GET user/ping",
      "GET profile/catalog/signing",
      "GET app-market/catalog",
      "GET user/logout",
    ]);
    const sessions = fixture.sandbox.ledger().flatMap((line) => (line.entry === "object" ? [line.event] : []));
    expect(sessions).toEqual(["started", "ended"]);
  });

  test("nothing is asked when nothing is read, and nothing to log out of", async () => {
    const fixture = await startConsole();
    await fixture.provider.close();
    expect(fixture.requests()).toEqual([]);
  });

  test("it logs out also after a failure", async () => {
    const fixture = await startConsole();
    fixture.sandbox.addFault({
      pathPrefix: catalogPath,
      action: { kind: "answer", status: 500, body: "" },
    });
    await fixture.failure(fixture.read());
    await fixture.provider.close();
    expect(fixture.requests().at(-1)).toBe("GET user/logout");
  });

  test("closing never throws, also when the console is gone", async () => {
    const fixture = await startConsole();
    await fixture.read();
    await fixture.sandbox.stop();
    await fixture.provider.close();
  });

  test("with the login by redirect", async () => {
    const fixture = await startConsole({ loginMode: "redirect" });
    expect((await fixture.read()).is_administrator).toBe(true);
  });

  test("says that a user is no administrator", async () => {
    const fixture = await startConsole({}, { username: "reader@acme.example" });
    expect((await fixture.read()).is_administrator).toBe(false);
  });

  test("logs in afresh when the session has ended", async () => {
    const fixture = await startConsole();
    await fixture.read();
    fixture.sandbox.expireConsoleSessions();
    expect((await fixture.read()).is_administrator).toBe(true);
  });

  test("a connection that is cut while reading is tried again", async () => {
    const fixture = await startConsole();
    fixture.sandbox.addFault({ pathPrefix: catalogPath, action: { kind: "disconnect" } });
    expect((await fixture.read()).signing_profiles).toEqual([]);
  });
});

describe("logging in", () => {
  test("a wrong password is refused once, and not tried again", async () => {
    const fixture = await startConsole({}, { password: `wrong ${CANARY}` });
    const refused = await fixture.failure(fixture.read());
    expect(refused).toMatchObject({
      code: "policy-console/unauthorized",
      message: "the policy console refused user name or password of `console`",
    });
    expect((await fixture.failure(fixture.read())).code).toBe("policy-console/unauthorized");
    expect((await fixture.failure(fixture.apply(androidChange("create")))).code).toBe("policy-console/unauthorized");
    expect(fixture.requests().filter((line) => line.startsWith("POST"))).toEqual(["POST user/ping/j_security_check"]);
  });

  test("a secret that cannot be read fails before anything is sent", async () => {
    const fixture = await startConsole();
    const { createPolicyConsole } = await import("../../../src/providers/policy-console/policy-console.ts");
    const requests: string[] = [];
    const provider = createPolicyConsole({
      name: "console",
      url: fixture.sandbox.policyConsoleUrl,
      username: () => Promise.reject(new Error("not set")),
      password: () => Promise.reject(new Error("not set")),
      http: (request) => {
        requests.push(request.url);
        return Promise.reject(new Error("asked"));
      },
      clock: () => new Date(0),
      sleep: async () => undefined,
      readsApps: false,
      records: () => [],
    });
    await expect(provider.read(fixture.context)).rejects.toThrow("not set");
    expect(requests).toEqual([]);
  });

  test("a redirect to another host is not followed, and gets no password", async () => {
    const fixture = await startConsole();
    fixture.sandbox.addFault({
      method: "GET",
      action: {
        kind: "answer",
        status: 302,
        headers: { location: `http://other.example/?x=${CANARY}` },
      },
    });
    const failed = await fixture.failure(fixture.read());
    expect(failed).toMatchObject({
      code: "policy-console/unexpected-answer",
      message: expect.stringContaining("it redirects to another address (http://other.example)") as string,
    });
    expect(fixture.requests()).toEqual(["GET user/ping"]);
  });

  test("a redirect that asks to send the password again is not followed", async () => {
    const fixture = await startConsole();
    fixture.sandbox.addFault({
      method: "POST",
      action: { kind: "answer", status: 307, headers: { location: "/elsewhere" } },
    });
    expect((await fixture.failure(fixture.read())).message).toContain("status 307");
  });

  test("plain http to another machine is refused before anything is sent", async () => {
    const fixture = await startConsole({}, { url: "http://console.invalid/mocana-app-control/rest" });
    expect((await fixture.failure(fixture.read())).code).toBe("trust/untrusted-host");
    expect(fixture.told.filter((line) => typeof line === "object" && line !== null && "method" in line)).toEqual([]);
  });

  test("the end of the session during the login is no refusal: the next attempt works", async () => {
    const fixture = await startConsole();
    fixture.sandbox.addFault({
      method: "POST",
      action: { kind: "answer", status: 408, body: "<html>408</html>" },
    });
    expect((await fixture.failure(fixture.read())).code).toBe("policy-console/unavailable");
    expect((await fixture.read()).is_administrator).toBe(true);
  });

  test("a login that ends on another page than the ping is a login", async () => {
    const fixture = await startConsole();
    fixture.sandbox.addFault({
      method: "POST",
      when: "after",
      action: { kind: "delay", milliseconds: 1 },
    });
    // The redirect after the login is answered with a start page.
    fixture.sandbox.addFault({
      method: "GET",
      pathPrefix: "/mocana-app-control/rest/user/ping",
      skip: 1,
      action: { kind: "answer", status: 200, body: "<html>Welcome</html>" },
    });
    expect((await fixture.read()).is_administrator).toBe(true);
  });
});

describe("a console that does not answer as it should", () => {
  test("is not there", async () => {
    const fixture = await startConsole();
    await fixture.sandbox.stop();
    const failed = await fixture.failure(fixture.read());
    expect(failed).toMatchObject({
      code: "policy-console/unavailable",
      message: expect.stringContaining("refuses the connection") as string,
    });
  });

  test("has a certificate that nobody trusts; with its authority named it is asked", async () => {
    const certificate = makeServerCertificate();
    let requests = 0;
    const server = createServer(certificate, (_, response) => {
      requests++;
      response.writeHead(503).end();
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}/mocana-app-control/rest`;
    try {
      const fixture = await startConsole({}, { url });
      const failed = await fixture.failure(fixture.read());
      expect(failed.code).toBe("policy-console/untrusted-certificate");
      expect(failed.message).toContain("is self-signed and not trusted");
      expect(failed.help).toContain("ca_file");
      expect(requests).toBe(0);
      const pinned = fixture.again({ url, ca: certificate.cert });
      expect((await pinned.failure(pinned.read())).message).toContain("status 503");
      expect(requests).toBe(1);
    } finally {
      server.closeAllConnections();
      server.close();
    }
  });

  test.each([
    [500, "policy-console/unavailable"],
    [503, "policy-console/unavailable"],
    [404, "policy-console/unexpected-answer"],
    [400, "policy-console/unexpected-answer"],
  ])("answers the catalog with HTML of status %i", async (status, code) => {
    const fixture = await startConsole();
    fixture.sandbox.addFault({
      pathPrefix: catalogPath,
      action: { kind: "answer", status, body: `<html>${CANARY}</html>` },
    });
    const failed = await fixture.failure(fixture.read());
    expect(failed.code).toBe(code);
    expect(failed.message).toContain(`status ${status}`);
  });

  test("answers the catalog with a page again and again: the live session is kept, and the failure told", async () => {
    const fixture = await startConsole();
    fixture.sandbox.addFault({
      pathPrefix: catalogPath,
      times: 9,
      action: { kind: "answer", status: 200, body: "<html>Maintenance</html>" },
    });
    const failed = await fixture.failure(fixture.read());
    expect(failed).toMatchObject({
      code: "policy-console/unexpected-answer",
      message: expect.stringContaining("a page instead of JSON") as string,
    });
    expect(fixture.requests().filter((line) => line.startsWith("POST"))).toHaveLength(1);
  });

  test("is no console at all", async () => {
    const fixture = await startConsole();
    const wrong = fixture.again({ url: `${fixture.sandbox.url}/nowhere` });
    const failed = await wrong.failure(wrong.read());
    expect(failed.code).toBe("policy-console/unexpected-answer");
    expect(failed.help).toContain("/mocana-app-control/rest");
    expect(fixture.requests().some((line) => line.startsWith("POST"))).toBe(false);
  });

  test("stops when it is told to", async () => {
    const stop = new AbortController();
    const fixture = await startConsole({}, { signal: stop.signal });
    fixture.sandbox.addFault({
      pathPrefix: catalogPath,
      action: { kind: "delay", milliseconds: 10_000 },
    });
    const reading = fixture.read();
    setTimeout(() => {
      stop.abort();
    }, 50);
    await expect(reading).rejects.toMatchObject({ name: "AbortError" });
  });
});

describe("the shape of the catalog", () => {
  const profile = (over: Record<string, unknown> = {}): Record<string, unknown> => ({
    profile_id: "p1",
    profile_name: "Android Signing",
    profile_desc: "one\r\ntwo",
    profile_type: "signing",
    data: {
      profile_data: JSON.stringify({ keystore_alias: "upload", keystore_pass: keystorePassword }),
      profile_data_id: "d1",
      profile_data_stamp: "2026-03-01 12:00:00.0",
    },
    ...over,
  });
  const expected = {
    profile_id: "p1",
    name: "Android Signing",
    description: "one\ntwo",
    keystore_alias: "upload",
    signing_cert_id: null,
    data_stamp: "2026-03-01 12:00:00.0",
    data_id: "d1",
    secret_matches: null,
  };

  async function observedFrom(catalog: unknown, single?: unknown): Promise<unknown> {
    const fixture = await startConsole();
    const answer = (pathPrefix: string, body: unknown): void =>
      fixture.sandbox.addFault({
        pathPrefix,
        times: 5,
        action: { kind: "answer", status: 200, body: JSON.stringify(body) },
      });
    answer(catalogPath, catalog);
    answer("/mocana-app-control/rest/profile/p1", single ?? catalog);
    return (await fixture.read()).signing_profiles;
  }

  test("a list, a lone object, no status, none at all", async () => {
    expect(await observedFrom({ status: "OK", message: "", profiles: [profile()] })).toEqual([expected]);
    expect(await observedFrom({ status: "OK", profiles: profile() })).toEqual([expected]);
    expect(await observedFrom({ profiles: [profile()] })).toEqual([expected]);
    expect(await observedFrom({ status: "OK", profiles: {} })).toEqual([]);
  });

  test("data as an object instead of a string, and other types of profiles", async () => {
    const data = {
      profile_data: { signing_cert_id: "iPhone Distribution" },
      profile_data_id: "d1",
      profile_data_stamp: "2026-03-01 12:00:00.0",
    };
    expect(
      await observedFrom({
        status: "OK",
        profiles: [profile({ data }), profile({ profile_type: "vpn" })],
      }),
    ).toEqual([{ ...expected, keystore_alias: null, signing_cert_id: "iPhone Distribution" }]);
  });

  test("entries without data are read one by one, as an object or a list of one", async () => {
    const short = { profile_id: "p1", profile_name: "Android Signing", profile_type: "signing" };
    expect(await observedFrom({ status: "OK", profiles: [short] }, { status: "OK", profiles: profile() })).toEqual([
      expected,
    ]);
    expect(await observedFrom({ status: "OK", profiles: [short] }, { status: "OK", profiles: [profile()] })).toEqual([
      expected,
    ]);
  });

  test.each([
    [{ status: "OK" }],
    [{ status: "OK", profiles: "none" }],
    [{ status: "OK", profiles: [7] }],
    [{ status: "OK", profiles: [profile({ profile_id: 7 })] }],
    [{ status: "OK", profiles: [profile({ profile_name: null })] }],
  ])("what cannot be understood is said, not guessed: %#", async (catalog) => {
    await expect(observedFrom(catalog)).rejects.toMatchObject({
      diagnostic: { code: "policy-console/unexpected-answer" },
    });
  });

  test("an error of the console is shown in its own words, without secrets", async () => {
    const fixture = await startConsole();
    const message = `cannot: ${adminPassword} ${Buffer.from(adminPassword).toString("base64")} ${encodeURIComponent(adminPassword)}\n\u0007really`;
    fixture.sandbox.addFault({
      pathPrefix: catalogPath,
      action: { kind: "answer", status: 200, body: JSON.stringify({ status: "Error", message }) },
    });
    expect(await fixture.failure(fixture.read())).toMatchObject({
      code: "policy-console/rejected",
      message: "the policy console refuses this: cannot: <redacted> <redacted> <redacted> really",
    });
  });
});

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

  test("an iOS profile uploads the provisioning profile, also one that is larger than what a dead session keeps", async () => {
    const fixture = await startConsole();
    const { Secret } = await import("../../../src/secret/secret.ts");
    const file = profileBytes("big", 20_000);
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
    expect(await fixture.failure(fixture.apply(androidChange("create")))).toMatchObject({
      code: "policy-console/rejected",
      message: "the policy console refuses this: The file keystore is not valid",
    });
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

describe.each(["keep", "replace"] as const)(
  "updating, with a console that makes PUT %s what is left out",
  (putMode) => {
    test("replaces file, password, alias and description", async () => {
      const fixture = await startConsole({ putMode });
      await fixture.apply(androidChange("create"));
      const second = keystoreBytes("second");
      await putKeystore(fixture.store, second, `${keystorePassword} 2`);
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
  },
);

describe("updating", () => {
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

// A dead session keeps a small request for after the login and refuses a large one: 64 bytes and 20,000 are one of each.
describe.each([64, 20_000])(
  "whatever goes wrong with a file of %i bytes, there is one profile with the right content",
  (size) => {
    const isWrite = (method: string, path: string): boolean =>
      (method === "POST" && path.endsWith("/rest/profile")) || method === "PUT";

    async function prepared(
      consoleOptions: Parameters<typeof startConsole>[0],
      trouble: (fixture: Fixture) => (http: Http) => Http,
    ): Promise<Fixture> {
      const first = await startConsole(consoleOptions);
      await putKeystore(first.store, keystoreBytes("first", size));
      return first.again({ wrap: trouble(first) });
    }

    async function expectConverged(fixture: Fixture): Promise<void> {
      expect(activeProfiles(fixture)).toMatchObject([
        { name: "Android Signing", fileSha256: sha256(keystoreBytes("first", size)) },
      ]);
      expect((await fixture.again().read()).signing_profiles).toMatchObject([
        { keystore_alias: "upload", description: "Android Signing Profile", secret_matches: true },
      ]);
    }

    describe.each(["page", "redirect"] as const)("with the login by %s", (loginMode) => {
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
        const fixture = await prepared({ loginMode }, (first) =>
          before(moment, () => first.sandbox.expireConsoleSessions()),
        );
        await fixture.read();
        fixture.sandbox.expireConsoleSessions();
        await fixture.apply(androidChange("create"));
        await expectConverged(fixture);
        expect(changesMade(fixture)).toEqual(["created"]);
        // The console would carry a kept POST out when the login leads back to it.
        expect(fixture.requests()).not.toContain("GET profile");
      });

      test("the session ends right at an update", async () => {
        const fixture = await prepared({ loginMode }, (first) =>
          before(
            (method) => method === "PUT",
            () => first.sandbox.expireConsoleSessions(),
          ),
        );
        await fixture.apply(androidChange("create", { description: "old" }));
        await fixture.read();
        await fixture.apply(androidChange("update"));
        await expectConverged(fixture);
      });
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
      const fixture = await prepared({}, () => (http) => http);
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
      const fixture = await prepared({}, () => (http) => http);
      await fixture.apply(androidChange("create", { description: "old" }));
      fixture.sandbox.addFault({ method: "PUT", ...fault });
      await fixture.apply(androidChange("update"));
      await expectConverged(fixture);
      expect(changesMade(fixture)).toEqual(["created", "updated"]);
    });

    test("a create whose connection was cut is not sent again blindly; the next run makes it", async () => {
      const fixture = await prepared({}, () => (http) => http);
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
      const fixture = await prepared({}, () => (http) => http);
      fixture.sandbox.addFault({
        method: "POST",
        pathPrefix: "/mocana-app-control/rest/profile",
        times: 9,
        action: { kind: "answer", status: 503, body: "<html>" },
      });
      expect((await fixture.failure(fixture.apply(androidChange("create")))).message).toContain("status 503");
      expect(fixture.requests().filter((line) => line === "POST profile")).toHaveLength(2);
    });
  },
);

test("the rights are lost between the ping and the write", async () => {
  const fixture = await startConsole();
  fixture.sandbox.addFault({
    method: "POST",
    pathPrefix: "/mocana-app-control/rest/profile",
    action: { kind: "answer", status: 403, body: "<html>403</html>" },
  });
  expect((await fixture.failure(fixture.apply(androidChange("create")))).message).toContain("status 403");
});

test("the store that cannot be opened does not stop reading", async () => {
  const fixture = await startConsole();
  await fixture.apply(androidChange("create"));
  const context = {
    ...fixture.context,
    store: { ...fixture.store, get: () => Promise.reject(new Error("no identity")) },
  };
  expect(await fixture.provider.read(context)).toMatchObject({
    signing_profiles: [{ secret_matches: null }],
  });
});

test("the search for secrets finds one that is planted", () => {
  expect(() => expectNoSecretIn([new Error("x", { cause: { deep: [keystorePassword] } })])).toThrow();
  expect(() => expectNoSecretIn([{ cookie: "JSESSIONID=1" }])).toThrow();
});
