import { createServer } from "node:https";
import { once as happened } from "node:events";
import type { AddressInfo } from "node:net";
import { describe, expect, test } from "vitest";
import { createPolicyConsole } from "../../../src/providers/policy-console/policy-console.ts";
import { makeServerCertificate } from "../../host/server-certificate.ts";
import { adminPassword, androidChange, CANARY, expectNoSecretIn, keystorePassword } from "./console-fixture.ts";
import { once, onEveryConsole, testCoverage } from "./on-every-console.ts";

// Logging in, reading, and consoles that answer something else than they should.

const catalogPath = "/mocana-app-control/rest/profile/catalog";

onEveryConsole(({ startConsole }) => {
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
});

once("nothing reaches the console", ({ startConsole }) => {
  test("nothing is asked when nothing is read, and nothing to log out of", async () => {
    const fixture = await startConsole();
    await fixture.provider.close();
    expect(fixture.requests()).toEqual([]);
  });

  test("a secret that cannot be read fails before anything is sent", async () => {
    const fixture = await startConsole();
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

  test("plain http to another machine is refused before anything is sent", async () => {
    const fixture = await startConsole({}, { url: "http://console.invalid/mocana-app-control/rest" });
    expect((await fixture.failure(fixture.read())).code).toBe("trust/untrusted-host");
    expect(fixture.told.filter((line) => typeof line === "object" && line !== null && "method" in line)).toEqual([]);
  });

  test("has a certificate that nobody trusts; with its authority named it is asked", async () => {
    const certificate = makeServerCertificate();
    let requests = 0;
    const server = createServer(certificate, (_, response) => {
      requests++;
      response.writeHead(503).end();
    }).listen(0, "127.0.0.1");
    await happened(server, "listening");
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

  test("has a certificate that is over, which no authority of a file mends", async () => {
    const dates = { notBefore: new Date("2020-01-01"), notAfter: new Date("2021-01-01") };
    const certificate = makeServerCertificate(dates);
    const server = createServer(certificate).listen(0, "127.0.0.1");
    await happened(server, "listening");
    const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}/mocana-app-control/rest`;
    try {
      const fixture = await startConsole({}, { url, ca: certificate.cert });
      const failed = await fixture.failure(fixture.read());
      expect(failed.code).toBe("policy-console/untrusted-certificate");
      expect(failed.message).toContain("has expired");
      expect(failed.help).toContain("replaces its certificate");
      expect(failed.help).not.toContain("ca_file");
    } finally {
      server.closeAllConnections();
      server.close();
    }
  });

  test("the search for secrets finds one that is planted", () => {
    expect(() => expectNoSecretIn([new Error("x", { cause: { deep: [keystorePassword] } })])).toThrow();
    expect(() => expectNoSecretIn([{ cookie: "JSESSIONID=1" }])).toThrow();
  });
});

once("the answers are made up by the case", ({ startConsole }) => {
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
  });
});

testCoverage([
  "nothing is asked when nothing is read, and nothing to log out of",
  "a secret that cannot be read fails before anything is sent",
  "plain http to another machine is refused before anything is sent",
  "has a certificate that nobody trusts; with its authority named it is asked",
  "has a certificate that is over, which no authority of a file mends",
  "the search for secrets finds one that is planted",
  "the shape of the catalog: a list, a lone object, no status, none at all",
  "the shape of the catalog: data as an object instead of a string, and other types of profiles",
  "the shape of the catalog: entries without data are read one by one, as an object or a list of one",
  ...[0, 1, 2, 3, 4].map(
    (which) => `the shape of the catalog: what cannot be understood is said, not guessed: ${which}`,
  ),
]);
