import { readdirSync, readFileSync, statSync } from "node:fs";
import { createServer, request as forward, type Server } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterEach, expect, it } from "vitest";
import { runInTerminal } from "../cli/terminal.ts";
import { createWorkplace, type Workplace } from "../cli/workplace.ts";
import { createAcme, type Acme } from "../support/acme.ts";

// A session of the policy console is worth all rights of an administrator: it is ended whatever happens, and its cookie is nowhere.

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
});

const sessionsOf = ({ acme }: { readonly acme: Acme }): readonly number[] =>
  (["started", "ended"] as const).map((event) => acme.objects(event, "session").length);

it("Ctrl-C, pressed twice while the console is at a request, ends the session", async () => {
  const place: Workplace = await createWorkplace();
  cleanups.push(() => place.stop());
  place.acme.sandbox.addFault({
    method: "POST",
    pathPrefix: "/mocana-app-control/rest/profile",
    action: { kind: "delay", milliseconds: 60_000 },
  });
  let presses = 2;
  const { code, err } = await runInTerminal(place, ["apply", "--auto-approve", "--target", "shop-android"], {
    env: { NO_COLOR: "1" },
    onError: (text, pressCtrlC) => {
      if (presses > 0 && /: uploading|Stopping after/.test(text)) {
        presses--;
        setTimeout(pressCtrlC, 5);
      }
    },
  });
  expect(code, err).toBe(130);
  const [started, ended] = sessionsOf(place);
  expect(started).toBeGreaterThan(0);
  expect(ended).toBe(started);
});

it("a user who is no administrator changes nothing anywhere: not on the console, not at Apple, not in the store", async () => {
  const place = await createWorkplace();
  cleanups.push(() => place.stop());
  place.acme.sandbox.setConsoleQuirks({ administrator: false });
  const before = [place.files(), place.acme.sandbox.state()];
  const since = place.acme.sandbox.ledger().length;
  const { code, err } = await place.run(["apply", "--auto-approve"]);
  expect(code).toBe(1);
  expect(err).toContain("policy-console/forbidden");
  expect(place.acme.writes(since).filter((line) => !line.includes("j_security_check"))).toEqual([]);
  expect([place.files(), place.acme.sandbox.state()]).toEqual(before);
  const [started, ended] = sessionsOf(place);
  expect(ended).toBe(started);
});

it("the cookie of a session is in nothing that a run writes, the debug log included", async () => {
  const acme = await createAcme();
  cleanups.push(() => acme.stop());
  const cookies = new Set<string>();
  const recorder = await startRecorder(acme.sandbox.policyConsoleUrl, cookies);
  cleanups.push(() => {
    recorder.closeAllConnections();
    recorder.close();
  });
  const { port } = recorder.address() as AddressInfo;
  acme.edit((text) => text.replace(new URL(acme.sandbox.policyConsoleUrl).host, `127.0.0.1:${port}`));
  acme.edit((text) => text.replace(acme.sandbox.policyConsoleUrl, `http://127.0.0.1:${port}/mocana-app-control/rest`));
  const traces: string[] = [];
  for (const argv of [
    ["plan", "--out", "plan.json"],
    ["apply", "plan.json"],
    ["plan", "--json"],
  ]) {
    const { code, out, err } = await acme.cli(argv, { env: { ...acme.env, SIGNWRIGHT_LOG: "debug" } });
    expect(code, err).toBe(0);
    expect(err).toContain("/user/logout");
    traces.push(out, err);
  }
  traces.push(...filesBelow(acme.folder).map((file) => readFileSync(file, "latin1")));
  expect(cookies.size).toBeGreaterThan(2);
  const leaks = [...cookies].filter((cookie) => traces.some((trace) => trace.includes(cookie)));
  expect(leaks).toEqual([]);
});

/** Stands before the console and notes the cookies that it gives out. */
async function startRecorder(console: string, cookies: Set<string>): Promise<Server> {
  const { hostname, port } = new URL(console);
  const server = createServer((request, response) => {
    const { method, url, headers } = request;
    const asked = forward({ hostname, port, method, path: url, headers }, (answer) => {
      for (const line of answer.headers["set-cookie"] ?? []) cookies.add(line.replace(/^[^=]*=([^;]*).*$/, "$1"));
      const own = `127.0.0.1:${(server.address() as AddressInfo).port}`;
      const location = answer.headers.location?.replace(`${hostname}:${port}`, own);
      response.writeHead(answer.statusCode ?? 500, {
        ...answer.headers,
        ...(location === undefined ? {} : { location }),
      });
      answer.pipe(response);
    });
    request.pipe(asked);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  return server;
}

function filesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile());
}
