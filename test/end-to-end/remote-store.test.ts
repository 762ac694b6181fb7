import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { createAcme, type Acme } from "../support/acme.ts";
import { toolOrSkip } from "../support/require-tool.ts";
import { runMainJob } from "../support/remote-store-run.ts";

const hasGit = toolOrSkip("git");
const git = {
  PATH: process.env["PATH"] ?? "",
  HOME: "/nonexistent",
  GIT_CONFIG_NOSYSTEM: "1",
  GIT_CONFIG_GLOBAL: "/dev/null",
};

it.skipIf(!hasGit)(
  "does the main job with a store in git, one commit for each change",
  async () => {
    const repository = mkdtempSync(join(tmpdir(), "signwright-bare-"));
    onTestFinished(() => rmSync(repository, { recursive: true, force: true }));
    execFileSync("git", ["init", "--quiet", "--bare", repository], { env: git });
    const said = await runMainJob({ url: `git+file://${repository}#signing`, env: git, flags: ["--trust"] });
    expect(said).not.toContain("AGE-SECRET-KEY");
    const log = execFileSync("git", ["-C", repository, "log", "--format=%s", "signing"]).toString().trim().split("\n");
    expect(log.length).toBeGreaterThan(10);
    expect(log.filter((line) => !/^(?:put|record) [a-z]+\/[a-z_]+\//.test(line))).toEqual([]);
    const refs = execFileSync("git", ["-C", repository, "for-each-ref", "--format=%(refname)"]).toString();
    // The lock was given back.
    expect(refs).toBe("refs/heads/signing\nrefs/signwright/signing/journal\n");
  },
  120_000,
);

describe("a store elsewhere that a pull request could have named", () => {
  let acme: Acme;
  beforeAll(async () => {
    acme = await createAcme();
  });
  afterAll(() => acme.stop());

  /** Plans with a store of this address. */
  const planWith = async (url: string, env: Readonly<Record<string, string>> = {}, flags: readonly string[] = []) => {
    acme.edit((text) => text.replace(/^ {2}url: (?:signing-store|s3:|git\+).*$/m, `  url: ${url}`));
    return acme.cli(["plan", ...flags], { env: { ...acme.env, ...git, ...env } });
  };
  const aws = {
    AWS_ACCESS_KEY_ID: "AKCANARY",
    AWS_SECRET_ACCESS_KEY: "secret-canary",
    AWS_SESSION_TOKEN: "token-canary",
  };

  it("gets no credentials over https from a host that nobody allowed", async () => {
    const { code, err } = await planWith("git+https://git.evil.example/x.git#main");
    expect(code).toBe(1);
    expect(err).toContain("error[trust/untrusted-host]: credentials of `store` would go to `git.evil.example`");
    expect(err).toContain("--allow-host git.evil.example");
    const plain = await planWith("git+http://git.evil.example/x.git#main", {}, ["--allow-host", "git.evil.example"]);
    expect(plain.err).toContain("trust/untrusted-host");
  });

  it.skipIf(!hasGit)("runs nothing of a repository on this machine unless the folder is trusted", async () => {
    const { code, err } = await planWith("git+file:///srv/x.git#main");
    expect(code).toBe(1);
    expect(err).toContain("error[trust/untrusted-repository]");
    const trusted = await planWith("git+file:///nonexistent/x.git#main", {}, ["--trust"]);
    expect(trusted.err).toContain("error[file-store/access-refused]");
  });

  it("is asked with S3 credentials only at Amazon, on this machine, and where somebody allowed it", async () => {
    const url = "s3://acme-signing/store";
    const evil = await planWith(url, { ...aws, AWS_ENDPOINT_URL: "https://s3.evil.example" });
    expect(evil.err).toContain("error[trust/untrusted-host]: credentials of `store` would go to `s3.evil.example`");
    const alike = await planWith(url, {
      ...aws,
      AWS_ENDPOINT_URL_S3: "https://s3.eu-central-1.amazonaws.com.evil.example",
    });
    expect(alike.err).toContain("trust/untrusted-host");
    const gateway = await planWith(url, {
      ...aws,
      AWS_ENDPOINT_URL_S3: "https://abc.execute-api.eu-central-1.amazonaws.com",
    });
    expect(gateway.err).toContain("trust/untrusted-host");
    const requests: string[] = [];
    const server = createServer((request, response) => {
      requests.push(`${request.method ?? ""} ${request.url ?? ""} ${request.headers.authorization ?? ""}`);
      response.writeHead(403).end("<Error><Code>AccessDenied</Code><Message>secret-canary</Message></Error>");
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    onTestFinished(() => void server.close());
    const address = server.address();
    const port = typeof address === "object" && address !== null ? address.port : 0;
    const here = await planWith(url, {
      ...aws,
      AWS_REGION: "eu-central-1",
      AWS_ENDPOINT_URL_S3: `http://127.0.0.1:${port}/`,
      SIGNWRIGHT_LOG: "debug",
    });
    expect(here.code).toBe(1);
    expect(here.err).toContain(
      "error[file-store/access-refused]: the store at `s3://acme-signing` gives no access: these credentials may not do this (AccessDenied)",
    );
    expect(requests.join("\n")).toContain("/eu-central-1/s3/aws4_request");
    expect(requests.every((line) => line.startsWith("GET /acme-signing/"))).toBe(true);
    expect(here.err + here.out + requests.join("")).not.toContain("secret-canary");
    expect(here.err + here.out).not.toContain("token-canary");
  });

  it("says which credentials are missing", async () => {
    const { err } = await planWith("s3://acme-signing", { AWS_ENDPOINT_URL: "http://127.0.0.1:1" });
    expect(err).toContain(
      "error[file-store/credentials-missing]: there are no credentials for the store at `s3://acme-signing`: AWS_ACCESS_KEY_ID is not set",
    );
  });
});
