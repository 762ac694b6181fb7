import { execFileSync, spawn } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { request as forward } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { closedPort, leadTo, serveTls, startProxy, type TestProxy } from "../host/http-fixture.ts";
import { makeAuthority, makeServerCertificate, type ServerCertificate } from "../host/server-certificate.ts";
import { makeApiKey, openShop, type Shop } from "../scenarios/scenario-shop.ts";
import { run } from "../../src/cli/run.ts";
import { ended } from "../support/acme.ts";
import { createTestHost } from "../support/test-host.ts";

// Whole applies and a process of its own, on machines that do other things too.
vi.setConfig({ testTimeout: 120_000 });

const apple = "api.appstoreconnect.apple.com";
const authority = makeAuthority();
const ownUrl = /^ {4}url: http:.*\n/m;

/** Puts TLS before the sandbox; gives the port. */
function gateway(shop: Shop, certificate: ServerCertificate): Promise<number> {
  return serveTls(certificate, (request, response) => {
    const url = shop.sandbox.url + (request.url ?? "");
    const { method, headers } = request;
    const onward = forward(url, { method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(response);
    });
    onward.on("error", () => response.destroy());
    request.pipe(onward);
  });
}

/** A proxy that opens the connections to Apple, as companies have it. */
async function companyProxy(shop: Shop): Promise<TestProxy> {
  const proxy = await startProxy(await gateway(shop, makeServerCertificate({ host: apple, authority })));
  shop.env["HTTPS_PROXY"] = proxy.url;
  return proxy;
}

/** Writes the key's lines in the place of its address. */
function setKey(shop: Shop, ...lines: readonly string[]): void {
  shop.write(shopTargets, {});
  const path = join(shop.folder, "signing.yaml");
  const text = readFileSync(path, "utf8");
  expect(text).toMatch(ownUrl);
  writeFileSync(
    path,
    text.replace(ownUrl, () => lines.map((line) => `    ${line}\n`).join("")),
  );
}

const shopTargets = ["shop: { platform: ios, method: automatic, profile_type: app_store, bundle_id: com.acme.shop }"];

async function shopWith(...lines: readonly string[]): Promise<Shop> {
  const shop = await openShop({ targets: shopTargets });
  writeFileSync(join(shop.folder, "ca.pem"), authority.cert);
  setKey(shop, ...lines);
  return shop;
}

describe("a gateway with a certificate authority of its own", () => {
  it("is used with ca_file, from the first plan to the last profile", async () => {
    const shop = await openShop({ targets: shopTargets });
    const port = await gateway(shop, makeServerCertificate({ authority }));
    writeFileSync(join(shop.folder, "ca.pem"), authority.cert);
    setKey(shop, `url: https://localhost:${port}`, "ca_file: ca.pem");
    expect(await shop.apply()).toMatchObject({ code: 0, err: expect.not.stringContaining("error[") as string });
    expect(shop.objects("created", "profiles")).toHaveLength(1);
    expect((await shop.plan()).out).toContain("No changes.");
  });

  it("is not asked without: one sentence, one try, and what to do", async () => {
    const shop = await openShop({ targets: shopTargets });
    const port = await gateway(shop, makeServerCertificate({ authority }));
    setKey(shop, `url: https://localhost:${port}`);
    const { code, out, err } = await shop.plan();
    expect({ code, out }).toEqual({ code: 1, out: "" });
    expect(err.match(/error\[[^\]]+\]/g)).toEqual(["error[app-store-connect/untrusted-certificate]"]);
    expect(err).toContain(`the TLS certificate of localhost:${port} comes from a certificate authority that is not`);
    expect(err).toContain("NODE_EXTRA_CA_CERTS");
    expect(shop.waited).toEqual([]);
    expect(shop.requests()).toEqual([]);
  });

  it("is not asked with the authority of somebody else, nor when it shows a certificate for another name", async () => {
    const shop = await shopWith();
    const port = await gateway(shop, makeServerCertificate({ authority: makeAuthority() }));
    setKey(shop, `url: https://localhost:${port}`, "ca_file: ca.pem");
    expect((await shop.plan()).err).toContain("error[app-store-connect/untrusted-certificate]");
    const other = await gateway(shop, makeServerCertificate({ host: "gateway.acme.example", authority }));
    setKey(shop, `url: https://localhost:${other}`, "ca_file: ca.pem");
    expect((await shop.plan()).err).toContain("is made for another host name");
    expect(shop.requests()).toEqual([]);
  });
});

describe("Apple behind a proxy that opens TLS connections", () => {
  it("is reached with ca_file where the person allows it: every request through the proxy, in its tunnel", async () => {
    const shop = await shopWith("ca_file: ca.pem");
    const proxy = await companyProxy(shop);
    const applied = await shop.cli(["apply", "--auto-approve", "--allow-host", apple]);
    expect(applied).toMatchObject({ code: 0 });
    expect(shop.objects("created", "profiles")).toHaveLength(1);
    expect(new Set(proxy.connects.map(({ target }) => target))).toEqual(new Set([`${apple}:443`]));
  });

  it("is not asked when only the signing file says who vouches for it", async () => {
    const shop = await shopWith("ca_file: ca.pem");
    const proxy = await companyProxy(shop);
    const { code, err } = await shop.plan();
    expect(code).toBe(1);
    expect(err).toContain("error[trust/untrusted-host]");
    expect(err).toMatch(/signing\.yaml:\d+:14/);
    expect(err).toContain(`--allow-host ${apple}`);
    expect(proxy.connects).toEqual([]);
  });

  it.each([
    ["407 Proxy Authentication Required", "wants a user name and password"],
    ["403 Forbidden", `does not let the connection to ${apple} through`],
  ])("a proxy that answers %s is named, once, and its password never", async (status, says) => {
    const shop = await shopWith();
    const proxy = await startProxy((client) => client.end(`HTTP/1.1 ${status}\r\n\r\n`));
    Object.assign(shop.env, {
      HTTPS_PROXY: proxy.url.replace("//", "//ana:CANARY%207Q@"),
      SIGNWRIGHT_LOG: "debug",
    });
    const { code, out, err } = await shop.plan();
    expect({ code, out }).toEqual({ code: 1, out: "" });
    expect(err).toContain(`error[app-store-connect/unavailable]`);
    expect(err).toContain(`the proxy ${proxy.host} ${says}`);
    expect(err).not.toMatch(/CANARY|nothing is lost/);
    expect(shop.waited).toEqual([]);
  });

  it("a proxy that never answers keeps nobody from Ctrl-C", async () => {
    const shop = await shopWith();
    const host = createTestHost({ cwd: shop.folder, env: shop.env, clock: () => shop.clock.now });
    const proxy = await startProxy(() => {
      host.interrupt();
    });
    shop.env["HTTPS_PROXY"] = proxy.url;
    expect(await run(["plan"], host)).toBe(130);
    expect(host.out()).toBe("");
    await expect.poll(() => proxy.open()).toBe(0);
  });

  it("a proxy that is not there is named too, after the tries that it deserves", async () => {
    const shop = await shopWith();
    const host = `127.0.0.1:${await closedPort()}`;
    shop.env["HTTPS_PROXY"] = `http://${host}`;
    const { err } = await shop.plan();
    expect(err).toContain(`the proxy ${host} refuses the connection`);
    expect(err).toContain("`HTTPS_PROXY`");
    expect(shop.waited.length).toBeGreaterThan(0);
  });
});

describe("Apple's host of each program", () => {
  it("gets the requests of the keys of its program, with its audience, and no others", async () => {
    const house = makeApiKey();
    const houseTeam = {
      teamId: "HOUSE12345",
      program: "enterprise",
      keys: [{ keyId: "HOUSEKEY01", issuerId: "00000000-0000-4000-8000-00000000d002", publicKeyPem: house.publicPem }],
    } as const;
    const shop = await openShop({ targets: shopTargets, otherTeams: [houseTeam] });
    const hosts = [apple, "api.enterprise.developer.apple.com"];
    const ports = await Promise.all(
      hosts.map(async (host) => [host, await gateway(shop, makeServerCertificate({ host, authority }))] as const),
    );
    const proxy = await startProxy((client, { target }) => {
      leadTo(new Map(ports).get(target.replace(/:443$/, "")) ?? 1, client);
    });
    Object.assign(shop.env, { HTTPS_PROXY: proxy.url, HOUSE_PRIVATE_KEY: house.privatePem });
    writeFileSync(join(shop.folder, "ca.pem"), authority.cert);
    shop.write(
      [
        ...shopTargets,
        "house: { platform: ios, key: house, method: automatic, profile_type: enterprise, bundle_id: com.acme.house }",
      ],
      {
        moreKeys: `house:
    type: app_store_connect
    program: enterprise
    team_id: HOUSE12345
    issuer_id: 00000000-0000-4000-8000-00000000d002
    key_id: HOUSEKEY01
    private_key: { env: HOUSE_PRIVATE_KEY }
    ca_file: ca.pem`,
      },
    );
    const path = join(shop.folder, "signing.yaml");
    writeFileSync(path, readFileSync(path, "utf8").replace(ownUrl, "    ca_file: ca.pem\n"));
    const allowed = hosts.flatMap((host) => ["--allow-host", host]);
    expect(await shop.cli(["apply", "--auto-approve", ...allowed])).toMatchObject({ code: 0 });
    expect([...new Set(proxy.connects.map(({ target }) => target))].sort()).toEqual(
      hosts.map((h) => `${h}:443`).sort(),
    );
    expect(shop.sandbox.state().profiles.map(({ profileType }) => profileType)).toEqual(["IOS_APP_STORE"]);
    expect(shop.sandbox.state("HOUSE12345").profiles.map(({ profileType }) => profileType)).toEqual([
      "IOS_APP_INHOUSE",
    ]);
    expect((await shop.cli(["plan", ...allowed])).out).toContain("No changes.");
  });
});

describe("NODE_EXTRA_CA_CERTS", () => {
  let bin: string;
  beforeAll(() => {
    bin = mkdtempSync(join(tmpdir(), "signwright-network-"));
    const build = pathToFileURL(join(import.meta.dirname, "../../scripts/build.mjs")).href;
    const script = `import { buildCli } from "${build}"; await buildCli(process.argv[1]);`;
    execFileSync(process.execPath, ["--input-type=module", "-e", script, bin], {
      stdio: ["ignore", "ignore", "inherit"],
    });
  });
  afterAll(() => {
    rmSync(bin, { recursive: true, force: true });
  });

  it("adds the company's authority for the whole machine, and a key with ca_file does without it", async () => {
    const shop = await shopWith();
    const proxy = await companyProxy(shop);
    const home = join(shop.folder, "home");
    mkdirSync(home);
    cpSync(join(shop.folder, "ca.pem"), join(home, "company.pem"));
    // A process of its own: Node reads the variable when it starts. Its clock is the real one, and the sandbox's is made so.
    shop.clock.now = new Date();
    const plan = (env: Readonly<Record<string, string>>) =>
      ended(
        spawn(process.execPath, [join(bin, "signwright.cjs"), "plan"], {
          cwd: shop.folder,
          env: { PATH: process.env["PATH"] ?? "", ...shop.env, HOME: home, ...env },
          stdio: ["ignore", "pipe", "pipe"],
        }),
      );
    const known = await plan({ NODE_EXTRA_CA_CERTS: join(home, "company.pem") });
    expect(known).toMatchObject({ code: 0, err: expect.not.stringContaining("error[") as string });
    expect(known.out).toContain("acme/certificate/distribution");
    expect(shop.requests("GET").length).toBeGreaterThan(0);

    const before = shop.mark();
    for (const env of [{}, { NODE_TLS_REJECT_UNAUTHORIZED: "0" }, { NODE_EXTRA_CA_CERTS: join(home, "missing.pem") }]) {
      const refused = await plan(env);
      expect(refused.code).toBe(1);
      expect(refused.err).toContain("error[app-store-connect/untrusted-certificate]");
    }
    setKey(shop, "ca_file: other.pem");
    writeFileSync(join(shop.folder, "other.pem"), makeAuthority().cert);
    shop.env["XDG_CONFIG_HOME"] = home;
    mkdirSync(join(home, "signwright"));
    writeFileSync(join(home, "signwright/config.json"), JSON.stringify({ allow_hosts: [apple] }));
    const pinned = await plan({ NODE_EXTRA_CA_CERTS: join(home, "company.pem") });
    expect(pinned.err).toContain("error[app-store-connect/untrusted-certificate]");
    expect(shop.requests(undefined, before)).toEqual([]);
    expect(proxy.connects.length).toBeGreaterThan(0);
  });
});

describe("a ca_file that is none", () => {
  const expired = makeAuthority({ notBefore: new Date("2020-01-01"), notAfter: new Date("2021-01-01") });
  const leaf = makeServerCertificate({ host: "gateway.acme.example", authority });

  it.each([
    ["a private key", authority.key, "format/wrong-kind", "a private key"],
    ["a certificate that vouches for nobody", leaf.cert, "format/wrong-kind", "gateway.acme.example"],
    ["a page of a login", "<!DOCTYPE html><html></html>", "format/unsupported", "an HTML page"],
    ["nothing", "", "format/malformed", "it is empty"],
    ["half a certificate", authority.cert.slice(0, 300), "format/malformed", "has no end"],
  ])("%s: the file is named where the key names it, by plan and by validate", async (_, content, code, says) => {
    const shop = await shopWith("url: https://localhost:1", "ca_file: ca.pem");
    writeFileSync(join(shop.folder, "ca.pem"), content);
    for (const command of ["plan", "validate"]) {
      const { code: exit, err, out } = await shop.cli([command]);
      expect(exit, command).toBe(1);
      expect(err + out, command).toContain(`error[${code}]`);
      expect(err + out, command).toContain(says);
      expect(err + out, command).toMatch(/signing\.yaml:\d+:14/);
    }
  });

  it("is expired, or missing, or outside of the folder", async () => {
    const shop = await shopWith("url: https://localhost:1", "ca_file: ca.pem");
    writeFileSync(join(shop.folder, "ca.pem"), expired.cert);
    expect((await shop.plan()).err).toContain(
      "error[rule/expired]: the certificate authority in `ca.pem` expired on 2021-01-01T00:00:00Z",
    );
    rmSync(join(shop.folder, "ca.pem"));
    expect((await shop.plan()).err).toContain("error[file/not-found]: there is no file `ca.pem`");
    const validated = await shop.cli(["validate"]);
    expect(validated.code).toBe(0);
    expect(validated.err + validated.out).toContain("warning[file/not-found]");
    setKey(shop, "url: https://localhost:1", "ca_file: ../ca.pem");
    expect((await shop.plan()).err).toContain("error[file/outside-root]");
  });

  it("may be DER, as Windows exports it, or hold several authorities of which one is expired", async () => {
    const shop = await openShop({ targets: shopTargets });
    const port = await gateway(shop, makeServerCertificate({ authority }));
    setKey(shop, `url: https://localhost:${port}`, "ca_file: ca.pem");
    const base64 = authority.cert.replace(/-----[A-Z ]+-----/g, "");
    for (const content of [Buffer.from(base64, "base64"), `Company\r\n${expired.cert}${leaf.cert}${authority.cert}`]) {
      writeFileSync(join(shop.folder, "ca.pem"), content);
      expect(await shop.plan()).toMatchObject({ code: 0 });
    }
  });
});
