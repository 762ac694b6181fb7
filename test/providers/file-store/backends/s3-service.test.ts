import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

import S3rver from "s3rver";
import { describe, expect, onTestFinished, test, vi } from "vitest";

import { createHttp, type HttpLogEntry } from "../../../../src/host/http.ts";
import type { Backend } from "../../../../src/providers/file-store/backend.ts";
import { createS3Backend, type S3BackendOptions } from "../../../../src/providers/file-store/s3-backend.ts";
import { s3Failure } from "../../../../src/providers/file-store/s3-failure.ts";
import { readListing } from "../../../../src/providers/file-store/s3-listing.ts";
import { HttpFailure } from "../../../../src/providers/provider.ts";
import { Secret } from "../../../../src/secret/secret.ts";
import { codeOf, failureOf, newPerson, storeOver, entryOf } from "../store-fixture.ts";
import { startMemoryS3 } from "./memory-s3.ts";

// Repeated requests wait between.
vi.setConfig({ testTimeout: 60_000 });

const secret = "secret-canary-9f/+x";
const text = (bytes: Uint8Array | undefined): string | undefined => bytes && Buffer.from(bytes).toString();

function backendOf(endpoint: string, options: Partial<S3BackendOptions> = {}): Backend {
  const http = createHttp({ userAgent: "signwright-test" });
  const backend = createS3Backend({
    endpoint,
    region: "us-east-1",
    bucket: "bucket",
    prefix: "team/signing",
    credentials: { accessKeyId: "AKCANARY", secretAccessKey: new Secret(secret) },
    http,
    closeHttp: () => http.close(),
    ...options,
  });
  onTestFinished(() => backend.close());
  return backend;
}

describe("a service that ignores conditions", () => {
  test("is refused with its reason before anything is written: s3rver", async () => {
    const folder = mkdtempSync(join(tmpdir(), "signwright-s3rver-"));
    const server = new S3rver({
      port: 0,
      address: "127.0.0.1",
      silent: true,
      directory: folder,
      configureBuckets: [{ name: "bucket", configs: [] }],
    });
    const { port } = await server.run();
    onTestFinished(async () => {
      await server.close();
      rmSync(folder, { recursive: true, force: true });
    });
    // s3rver knows one pair of keys.
    const credentials = { accessKeyId: "S3RVER", secretAccessKey: new Secret("S3RVER") };
    const backend = backendOf(`http://127.0.0.1:${port}`, { credentials });
    const ana = await newPerson();
    const store = storeOver(backend, ana);
    for (const attempt of [1, 2]) {
      const failure = await failureOf(store.put(entryOf("a")));
      expect(failure?.diagnostic.code, `attempt ${attempt}`).toBe("file-store/conditions-ignored");
      expect(failure?.diagnostic.message).toBe(
        "the S3 service at `s3://bucket` is not safe for a store: it overwrites an object although `If-None-Match: *` forbids it",
      );
      expect(failure?.diagnostic.help).toContain("conditional writes");
    }
    expect(await codeOf(backend.append("journal/p.jsonl", "{}"))).toBe("file-store/conditions-ignored");
    expect(await codeOf(backend.replace("manifest.json", Buffer.from("")))).toBe("file-store/conditions-ignored");
    expect(await backend.list("objects")).toEqual([]);
    expect((await store.observe()).head).toBe(0);
  });

  test("is refused when it does not know them at all", async () => {
    const s3 = await startMemoryS3();
    s3.fail({ status: 501, body: "<Error><Code>NotImplemented</Code></Error>" });
    const failure = await failureOf(backendOf(s3.endpoint).create("lock", Buffer.from("x")));
    expect(failure?.diagnostic.message).toContain("it does not know conditional writes");
  });

  test("is tried once a run, and with one request where it was tried before", async () => {
    const s3 = await startMemoryS3();
    const backend = backendOf(s3.endpoint);
    await backend.create("objects/a", Buffer.from("x"));
    await backend.create("objects/b", Buffer.from("x"));
    const puts = (): readonly string[] => s3.requests.filter((r) => r.startsWith("PUT"));
    expect(puts()).toEqual([
      "PUT /bucket/team/signing/probe",
      "PUT /bucket/team/signing/probe",
      "PUT /bucket/team/signing/objects/a",
      "PUT /bucket/team/signing/objects/b",
    ]);
    await backendOf(s3.endpoint).create("objects/c", Buffer.from("x"));
    expect(puts().slice(4)).toEqual(["PUT /bucket/team/signing/probe", "PUT /bucket/team/signing/objects/c"]);
  });
});

describe("a service in trouble", () => {
  /** A backend that has tried the service already. */
  const ready = async () => {
    const s3 = await startMemoryS3();
    const backend = backendOf(s3.endpoint);
    await backend.create("objects/ready", Buffer.from("x"));
    return { s3, backend };
  };
  const busy = { status: 503, body: "<Error><Code>SlowDown</Code></Error>" };

  test("is asked again, and what was created is known to be ours whenever the answer was lost", async () => {
    const { s3, backend } = await ready();
    s3.fail({ cut: "before" });
    expect(await backend.create("objects/a", Buffer.from("x"))).toBe(true);
    s3.fail({ cut: "after" });
    expect(await backend.create("objects/b", Buffer.from("x"))).toBe(true);
    s3.fail(busy, { cut: "after" }, busy);
    expect(await backend.create("objects/c", Buffer.from("x"))).toBe(true);
    s3.fail({ status: 409, body: "<Error><Code>ConditionalRequestConflict</Code></Error>" });
    expect(await backend.create("objects/d", Buffer.from("x"))).toBe(true);
    s3.fail(busy);
    expect(await backend.create("objects/a", Buffer.from("x"))).toBe(false);
    s3.fail({ cut: "after" });
    expect(await backend.create("objects/a", Buffer.from("x"))).toBe(false);
  });

  test("the same bytes of another writer are not ours", async () => {
    const { s3, backend } = await ready();
    await backendOf(s3.endpoint).create("lock", Buffer.from("same"));
    s3.fail({ cut: "before" });
    expect(await backend.create("lock", Buffer.from("same"))).toBe(false);
  });

  test("is said in the end, and may work later", async () => {
    const { s3, backend } = await ready();
    s3.fail(busy, busy, busy, busy, busy, busy);
    const failure = await failureOf(backend.create("lock", Buffer.from("x")));
    expect(failure?.diagnostic.message).toBe(
      "the store at `s3://bucket` cannot be reached: it answers with HTTP status 503, SlowDown",
    );
    expect(failure?.retryable).toBe(true);
    expect(s3.objects.has("team/signing/lock")).toBe(false);
  });

  test("lines that were appended while answers were lost are there once each, in their order", async () => {
    const { s3, backend } = await ready();
    for (let i = 0; i < 4; i++) {
      s3.fail({ cut: i % 2 === 0 ? "after" : "before" });
      await backend.append("journal/p.jsonl", `${i}`);
    }
    expect(text(await backendOf(s3.endpoint).read("journal/p.jsonl", 100))).toBe("0\n1\n2\n3\n");
  });

  test("a server that is not there is unreachable", async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    await new Promise((resolve) => server.close(resolve));
    const port = typeof address === "object" && address !== null ? address.port : 0;
    const failure = await failureOf(backendOf(`http://127.0.0.1:${port}`).read("lock", 10));
    expect(failure?.diagnostic.code).toBe("file-store/unreachable");
    expect(failure?.diagnostic.message).toContain("refuses the connection");
  });
});

describe("what the service says", () => {
  const answer = (status: number, code: string, headers: Readonly<Record<string, string>> = {}) => ({
    status,
    headers,
    setCookies: [],
    body: new TextEncoder().encode(`<Error><Code>${code}</Code><Message>message-canary</Message></Error>`),
  });
  test.each([
    [403, "AccessDenied", "file-store/access-refused", "may not do this"],
    [403, "InvalidAccessKeyId", "file-store/access-refused", "no such access key"],
    [403, "SignatureDoesNotMatch", "file-store/access-refused", "does not belong"],
    [403, "RequestTimeTooSkewed", "file-store/access-refused", "clock"],
    [400, "ExpiredToken", "file-store/access-refused", "expired"],
    [404, "NoSuchBucket", "file-store/access-refused", "no such bucket"],
    [403, "Unheard", "file-store/access-refused", "403, Unheard"],
    [500, "InternalError", "file-store/unreachable", "500, InternalError"],
    [400, "", "file-store/unreachable", "HTTP status 400"],
  ])("%i %s", (status, code, expected, words) => {
    const { diagnostic } = s3Failure("s3://bucket", answer(status, code));
    expect(diagnostic.code).toBe(expected);
    expect(diagnostic.message).toContain(words);
    expect(diagnostic.message).not.toContain("canary");
  });

  test("names the region of a bucket that is elsewhere, and nothing else that a header may hold", () => {
    const said = (region: string): string =>
      s3Failure("s3://bucket", answer(301, "PermanentRedirect", { "x-amz-bucket-region": region })).diagnostic.message;
    expect(said("eu-central-1")).toContain("the bucket is in the region eu-central-1: set AWS_REGION to it");
    expect(said("\u001b[2J")).toContain("the bucket is in another region");
  });

  test("a missing bucket is no empty store", async () => {
    const s3 = await startMemoryS3();
    const backend = backendOf(s3.endpoint, { bucket: "other" });
    expect(await codeOf(backend.read("manifest.json", 10))).toBe("file-store/access-refused");
    expect(await codeOf(backend.list("heads"))).toBe("file-store/access-refused");
    expect(await codeOf(backend.create("lock", Buffer.from("x")))).toBe("file-store/access-refused");
  });

  test.each([
    "",
    "<html>login</html>",
    "<ListBucketResult></ListBucketResult>",
    "<ListBucketResult><IsTruncated>true</IsTruncated></ListBucketResult>",
    "<ListBucketResult><IsTruncated>false</IsTruncated><EncodingType>url</EncodingType><Contents><Key>%zz</Key></Contents></ListBucketResult>",
  ])("an answer that is no listing is refused: %s", (xml) => {
    expect(() => readListing(new TextEncoder().encode(xml), "s3://bucket")).toThrow(
      "does not answer like an S3 service",
    );
  });

  test("keys come back as they were, encoded or not", () => {
    const listing = (encoding: string, key: string): readonly string[] =>
      readListing(
        new TextEncoder().encode(
          `<ListBucketResult><IsTruncated>false</IsTruncated>${encoding}<Contents><Key>${key}</Key></Contents></ListBucketResult>`,
        ),
        "s3://bucket",
      ).names;
    expect(listing("<EncodingType>url</EncodingType>", "a%2Fb+c%26")).toEqual(["a/b c&"]);
    expect(listing("", "a/b+c&amp;&#x41;&#66;&apos;")).toEqual(["a/b+c&AB'"]);
  });
});

test("what stays in the way until a person acts is said at once, with what to do", async () => {
  let asked = 0;
  const http = Object.assign(
    async (): Promise<never> => {
      asked++;
      throw new HttpFailure("the proxy 127.0.0.1:3128 wants a user name", {
        sent: false,
        obstacle: "proxy",
        help: "write it into `HTTPS_PROXY`",
      });
    },
    { close: async () => undefined },
  );
  const backend = backendOf("https://s3.example", { http });
  for (const attempt of [() => backend.list("objects"), () => backend.create("objects/a", Buffer.from("a"))]) {
    asked = 0;
    const failure = await failureOf(attempt());
    expect(failure?.diagnostic).toMatchObject({
      code: "file-store/unreachable",
      message: expect.stringContaining("the proxy 127.0.0.1:3128 wants a user name") as string,
      help: "write it into `HTTPS_PROXY`",
    });
    expect(asked).toBe(1);
  }
});

test("lists page by page", async () => {
  const s3 = await startMemoryS3();
  const backend = backendOf(s3.endpoint, { pageSize: 2 });
  const names = Array.from({ length: 7 }, (_, i) => `n${i}`);
  for (const name of names) await backend.create(`heads/${name}`, Buffer.from("x"));
  expect(await backend.list("heads")).toEqual(names);
  expect(s3.requests.filter((r) => r.startsWith("GET"))).toHaveLength(4);
  for (let i = 0; i < 5; i++) await backend.append("log.jsonl", `${i}`);
  const other = backendOf(s3.endpoint, { pageSize: 2 });
  await other.append("log.jsonl", "5");
  expect(text(await other.read("log.jsonl", 100))).toBe("0\n1\n2\n3\n4\n5\n");
});

test("a store may fill a bucket of its own", async () => {
  const s3 = await startMemoryS3();
  await backendOf(s3.endpoint, { prefix: "" }).create("objects/a", Buffer.from("x"));
  expect([...s3.objects.keys()]).toEqual(["probe", "objects/a"]);
});

test("without credentials nothing is sent", async () => {
  const s3 = await startMemoryS3();
  const given = (accessKeyId: string, secretAccessKey: string) =>
    backendOf(s3.endpoint, { credentials: { accessKeyId, secretAccessKey: new Secret(secretAccessKey) } });
  const failure = await failureOf(given("", "").read("lock", 10));
  expect(failure?.diagnostic.message).toBe(
    "there are no credentials for the store at `s3://bucket`: AWS_ACCESS_KEY_ID is not set",
  );
  expect((await failureOf(given("AK", "").read("lock", 10)))?.diagnostic.message).toContain(
    "AWS_SECRET_ACCESS_KEY is not set",
  );
  expect(s3.requests).toEqual([]);
});

test("the secret key goes nowhere, a session token only into its header, and the signature covers the body", async () => {
  const s3 = await startMemoryS3();
  const log: HttpLogEntry[] = [];
  const http = createHttp({ userAgent: "signwright-test", log: (entry) => log.push(entry) });
  onTestFinished(() => http.close());
  const credentials = {
    accessKeyId: "AK",
    secretAccessKey: new Secret(secret),
    sessionToken: new Secret("token-canary"),
  };
  const backend = backendOf(s3.endpoint, { http, credentials });
  await backend.create("objects/a", Buffer.from("x"));
  await backend.list("objects");
  expect(log.length).toBeGreaterThan(3);
  expect(JSON.stringify([log, s3.requests])).not.toContain("canary");
  expect(JSON.stringify(s3.headers)).not.toContain(secret);
  for (const headers of s3.headers) {
    expect(headers["x-amz-security-token"]).toBe("token-canary");
    expect(headers["x-amz-content-sha256"]).toMatch(/^[0-9a-f]{64}$/);
    const signed = /SignedHeaders=([^,]*)/.exec(headers.authorization ?? "")?.[1]?.split(";");
    expect(signed).toEqual(expect.arrayContaining(["host", "x-amz-content-sha256", "x-amz-security-token"]));
    if (headers["if-none-match"] !== undefined) expect(signed).toContain("if-none-match");
  }
});
