import { createServer, type Server } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { ChangeOf } from "../../../src/plan/plan.ts";
import type { Http } from "../../../src/providers/provider.ts";
import type { Fault } from "../../../src/sandbox/faults.ts";
import { androidChange, type Fixture } from "./console-fixture.ts";
import { onEveryConsole, testCoverage } from "./on-every-console.ts";

// What the client promises of every exchange, whatever is asked for: where secrets go, that sessions end, and what comes before a change.

const rest = "/mocana-app-control/rest";
const appId = "11111111-2222-4333-8444-555555555555";
const apps = [{ appId, name: "Shop", packageName: "com.acme.shop", platform: "android" }] as const;

const secure = (): ChangeOf<"secured_app"> => ({
  ...androidChange("create"),
  address: "console/secured_app/com.acme.shop:android",
  type: "secured_app",
  before: null,
  after: {
    app_id: appId,
    package_name: "com.acme.shop",
    platform: "android",
    signing_type: "SIGN_ON_CONSOLE",
    signing_profile: "console/signing_profile/Android Signing",
    profile_data_id: null,
  },
});

const archive = (fixture: Fixture): ChangeOf<"signing_profile"> => ({
  ...androidChange("create"),
  action: "delete",
  after: null,
  deposed: fixture.sandbox.state().signingProfiles.find(({ isArchived }) => !isArchived)?.id ?? "",
});

/** Reads, and makes one change of every kind. */
async function everything(fixture: Fixture): Promise<void> {
  await fixture.read();
  await fixture.apply(androidChange("create"));
  await fixture.apply(androidChange("update", { description: "new" }));
  await fixture.apply(secure());
  await fixture.apply(archive(fixture));
}

const sessions = (fixture: Fixture, event: "started" | "ended"): number =>
  fixture.sandbox.ledger().filter((line) => line.entry === "object" && line.kind === "session" && line.event === event)
    .length;

onEveryConsole(({ startConsole }) => {
  describe("a redirect to another origin", () => {
    let stranger: Server;
    let asked: string[];
    let location: string;
    beforeEach(async () => {
      asked = [];
      stranger = createServer((request, response) => {
        asked.push(`${request.method ?? ""} ${JSON.stringify(request.headers)}`);
        response.end("{}");
      }).listen(0, "127.0.0.1");
      await once(stranger, "listening");
      location = `http://127.0.0.1:${(stranger.address() as AddressInfo).port}${rest}/user/ping`;
    });
    afterEach(() => {
      stranger.closeAllConnections();
      stranger.close();
    });

    const places: Readonly<Record<string, Omit<Fault, "action">>> = {
      "the first ping": { method: "GET", pathPrefix: `${rest}/user/ping` },
      "the login": { method: "POST", pathPrefix: `${rest}/user/ping/j_security_check` },
      "the ping after the login": { method: "GET", pathPrefix: `${rest}/user/ping`, skip: 1 },
      "a list": { method: "GET", pathPrefix: `${rest}/profile/catalog`, times: 9 },
      "the ping before a change": { method: "GET", pathPrefix: `${rest}/user/ping`, skip: 2 },
      "a create": { method: "POST", pathPrefix: `${rest}/profile`, times: 9 },
      "an update": { method: "PUT", times: 9 },
      "the securing of an app": { method: "POST", pathPrefix: `${rest}/app-market/policy`, times: 9 },
      "an archiving": { method: "DELETE", times: 9 },
    };

    test.each(Object.entries(places))(
      "in the place of the answer to %s is told, and nobody there hears of it",
      async (_, place) => {
        const fixture = await startConsole({ apps });
        fixture.sandbox.addFault({ ...place, action: { kind: "answer", status: 302, headers: { location } } });
        expect((await fixture.failure(everything(fixture))).code).toBe("policy-console/unexpected-answer");
        await fixture.provider.close();
        expect(asked).toEqual([]);
        expect(sessions(fixture, "ended")).toBe(sessions(fixture, "started"));
      },
    );

    test("in the place of the answer to the logout is not followed either", async () => {
      const fixture = await startConsole({ apps });
      await fixture.read();
      fixture.sandbox.addFault({
        pathPrefix: `${rest}/user/logout`,
        action: { kind: "answer", status: 302, headers: { location } },
      });
      await fixture.provider.close();
      expect(asked).toEqual([]);
    });
  });

  describe("every session that was started is ended", () => {
    const page = { kind: "answer", status: 200, body: "<html>Welcome" } as const;
    const failures: Readonly<Record<string, Fault>> = {
      "the ping after the login is cut": {
        method: "GET",
        pathPrefix: `${rest}/user/ping`,
        skip: 1,
        action: { kind: "disconnect" },
      },
      "the ping after the login is refused": {
        method: "GET",
        pathPrefix: `${rest}/user/ping`,
        skip: 1,
        times: 2,
        action: { kind: "answer", status: 500, body: "<html>" },
      },
      "a list cannot be read": { pathPrefix: `${rest}/profile/catalog`, times: 9, action: page },
      "a create is refused": {
        method: "POST",
        pathPrefix: `${rest}/profile`,
        action: { kind: "answer", status: 200, body: '{"status":"Error","message":"no"}' },
      },
      "an update is never answered": { method: "PUT", times: 9, action: { kind: "disconnect" } },
      "the console is overloaded at an archiving": {
        method: "DELETE",
        times: 9,
        action: { kind: "answer", status: 503, body: "<html>" },
      },
    };

    test.each(Object.entries(failures))("when %s", async (_, fault) => {
      const fixture = await startConsole({ apps });
      fixture.sandbox.addFault(fault);
      await fixture.failure(everything(fixture));
      await fixture.provider.close();
      expect(sessions(fixture, "started")).toBeGreaterThan(0);
      expect(sessions(fixture, "ended")).toBe(sessions(fixture, "started"));
    });

    test.each(["POST", "PUT", "DELETE"])("when it is aborted in the middle of a %s", async (method) => {
      const stop = new AbortController();
      const wrap = (http: Http): Http => {
        return (request, signal) => {
          const isWrite = request.method === method && !request.url.endsWith("j_security_check");
          if (isWrite) setTimeout(() => stop.abort(), 20);
          return http(request, signal);
        };
      };
      const fixture = await startConsole({ apps }, { signal: stop.signal, wrap });
      for (const pathPrefix of [`${rest}/profile`, `${rest}/app-market/policy`])
        fixture.sandbox.addFault({ method, pathPrefix, action: { kind: "hold" } });
      await expect(everything(fixture)).rejects.toMatchObject({ name: "AbortError" });
      await fixture.provider.close();
      expect([sessions(fixture, "started"), sessions(fixture, "ended")]).toEqual([1, 1]);
    });
  });

  test("right before every change the session is asked for, and the password goes nowhere but to the login", async () => {
    const bodies: string[] = [];
    const fixture = await startConsole(
      { apps },
      {
        wrap: (http) => (request, signal) => {
          if (typeof request.body === "string") bodies.push(`${request.method} ${new URL(request.url).pathname}`);
          return http(request, signal);
        },
      },
    );
    await everything(fixture);
    const requests = fixture.requests();
    const changes = requests.flatMap((line, index) => (/^(?:POST|PUT|DELETE) (?!user)/.test(line) ? [index] : []));
    expect(changes.map((index) => [requests[index - 1], requests[index]])).toEqual([
      ["GET user/ping", "POST profile"],
      ["GET user/ping", "PUT profile/<id>"],
      ["GET user/ping", "POST app-market/policy"],
      ["GET user/ping", "DELETE profile/<id>"],
    ]);
    expect(bodies).toEqual([`POST ${rest}/user/ping/j_security_check`]);
  });
});

testCoverage([]);
