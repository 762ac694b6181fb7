import { createServer, type IncomingMessage } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { createServer as createNetServer } from "node:net";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { ANSWER_LIMIT, type HttpLogEntry } from "../../src/host/http.ts";
import { closedPort, failureOf, http, listen, never, serve } from "./http-fixture.ts";
import { makeServerCertificate } from "./server-certificate.ts";

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

describe("an answer", () => {
  test("has its status, lower-case headers, each cookie on its own and its bytes; a redirect is not followed", async () => {
    const seen: string[] = [];
    const base = await serve((request, response) => {
      seen.push(`${request.method ?? ""} ${request.url ?? ""} ${request.headers["user-agent"] ?? ""}`);
      response.writeHead(302, {
        Location: "/elsewhere",
        "Set-Cookie": ["a=1; Path=/", "b=2; Expires=Thu, 01 Jan 2032 00:00:00 GMT"],
      });
      response.end(Buffer.from([0, 255, 128]));
    });
    const answer = await http()({ method: "GET", url: `${base}/v1/things?limit=200` }, never);
    expect(answer.status).toBe(302);
    expect(answer.headers["location"]).toBe("/elsewhere");
    expect(answer.setCookies).toEqual(["a=1; Path=/", "b=2; Expires=Thu, 01 Jan 2032 00:00:00 GMT"]);
    expect([...answer.body]).toEqual([0, 255, 128]);
    expect(seen).toEqual(["GET /v1/things?limit=200 signwright/test"]);
  });

  test("of an error status is an answer too", async () => {
    const base = await serve((_, response) => response.writeHead(503).end("busy"));
    expect((await http()({ method: "DELETE", url: base }, never)).status).toBe(503);
  });

  test("larger than the limit is refused, also when it only grows while unpacked", async () => {
    const packed = gzipSync(Buffer.alloc(ANSWER_LIMIT + 1));
    const base = await serve((_, response) => response.writeHead(200, { "content-encoding": "gzip" }).end(packed));
    const failure = await failureOf(http(), { method: "GET", url: base });
    expect(failure.message).toContain("larger than 32 MiB");
    expect(failure.sent).toBe(true);
  });
});

describe("a body", () => {
  test("of text arrives with its headers", async () => {
    let got = "";
    const base = await serve((request, response) => {
      void bodyOf(request).then((body) => {
        got = `${request.headers["content-type"] ?? ""} ${body.toString()}`;
        response.end();
      });
    });
    await http()(
      {
        method: "POST",
        url: base,
        headers: { "Content-Type": "application/json" },
        body: '{"ä":1}',
      },
      never,
    );
    expect(got).toBe('application/json {"ä":1}');
  });

  test("in several parts arrives byte for byte, with field and file names", async () => {
    let type = "";
    let got: Buffer = Buffer.alloc(0);
    const base = await serve((request, response) => {
      void bodyOf(request).then((body) => {
        type = request.headers["content-type"] ?? "";
        got = body;
        response.end();
      });
    });
    const bytes = Uint8Array.from({ length: 512 }, (_, i) => i % 256);
    await http()(
      {
        method: "PUT",
        url: base,
        body: {
          fields: { name: 'Ä "quoted"', data: "{}" },
          files: [{ field: "keystore", fileName: "up.jks", bytes }],
        },
      },
      never,
    );
    expect(type).toMatch(/^multipart\/form-data; boundary=/);
    const boundary = `--${type.split("boundary=")[1] ?? ""}`;
    const parts = got.toString("latin1").split(boundary).slice(1, -1);
    expect(parts).toHaveLength(3);
    expect(Buffer.from(parts[0] ?? "", "latin1").toString()).toBe(
      '\r\nContent-Disposition: form-data; name="name"\r\n\r\nÄ "quoted"\r\n',
    );
    expect(parts[2]).toContain('name="keystore"; filename="up.jks"');
    expect(parts[2]?.slice(parts[2].indexOf("\r\n\r\n") + 4, -2)).toBe(Buffer.from(bytes).toString("latin1"));
  });
});

describe("without an answer, `sent` says whether anything can have arrived", () => {
  test("nobody listens: not sent", async () => {
    const port = await closedPort();
    const failure = await failureOf(http(), {
      method: "POST",
      url: `http://127.0.0.1:${port}/`,
      body: "x",
    });
    expect(failure).toMatchObject({
      sent: false,
      message: `127.0.0.1:${port} refuses the connection`,
    });
  });

  test("a name that does not exist: not sent", async () => {
    const failure = await failureOf(http(), {
      method: "POST",
      url: "https://nowhere.invalid/",
      body: "x",
    });
    expect(failure.sent).toBe(false);
    expect(failure.message).toContain("nowhere.invalid");
  });

  test("cut after the request was read: sent", async () => {
    const base = await serve((request) => {
      void bodyOf(request).then(() => request.socket.destroy());
    });
    expect(await failureOf(http(), { method: "POST", url: base, body: "x" })).toMatchObject({
      sent: true,
      message: expect.stringContaining("cut the connection") as string,
    });
  });

  test("cut in the middle of the answer: sent", async () => {
    const base = await serve((_, response) => {
      response.writeHead(200, { "content-length": "100" });
      response.write("half", () => response.destroy());
    });
    expect((await failureOf(http(), { method: "GET", url: base })).sent).toBe(true);
  });

  test("something that is not HTTP: sent", async () => {
    const port = await listen(createNetServer((socket) => socket.end("SSH-2.0-x\r\n\r\n")));
    const failure = await failureOf(http(), { method: "GET", url: `http://127.0.0.1:${port}/` });
    expect(failure).toMatchObject({
      sent: true,
      message: expect.stringContaining("does not answer in HTTP") as string,
    });
  });

  test("no answer in time: sent, and the time is named", async () => {
    const base = await serve(() => undefined);
    const failure = await failureOf(http(), { method: "GET", url: base, timeout: 100 });
    expect(failure).toMatchObject({
      sent: true,
      message: `${new URL(base).host} did not answer within 0.1 seconds`,
    });
  });

  test("stopped before and during the exchange", async () => {
    const stopped = AbortSignal.abort();
    const during = new AbortController();
    const base = await serve(() => during.abort());
    expect(await failureOf(http(), { method: "GET", url: base }, stopped)).toMatchObject({
      sent: false,
    });
    expect(await failureOf(http(), { method: "GET", url: base }, during.signal)).toMatchObject({
      sent: true,
      message: expect.stringContaining("was stopped") as string,
    });
  });

  test("an address that is none, or that holds a password: not sent, not quoted", async () => {
    for (const url of ["nonsense-CANARY", "ftp://host/CANARY", "http://me:CANARY@127.0.0.1:9/"]) {
      const failure = await failureOf(http(), { method: "GET", url });
      expect(failure.sent).toBe(false);
      expect(JSON.stringify([failure.message, String(failure.cause), failure.stack])).not.toContain("CANARY");
    }
  });

  test("a header that cannot be sent is not quoted", async () => {
    const failure = await failureOf(http(), {
      method: "GET",
      url: "http://127.0.0.1:9/",
      headers: { authorization: "Bearer CANARY\n" + "x\ny" },
    });
    expect(JSON.stringify([failure.message, String(failure.cause), failure.stack])).not.toContain("CANARY");
    expect(failure).toMatchObject({
      sent: false,
      message: "the header authorization has a value that cannot be sent",
    });
  });
});

describe("TLS", () => {
  const good = makeServerCertificate();

  async function serveTls(certificate: {
    readonly cert: string;
    readonly key: string;
  }): Promise<{ readonly url: string; readonly requests: () => number }> {
    let requests = 0;
    const port = await listen(
      createTlsServer(certificate, (_, response) => {
        requests++;
        response.end("hello");
      }),
    );
    return { url: `https://127.0.0.1:${port}/`, requests: () => requests };
  }

  test("a self-signed certificate is refused before anything is sent, also with NODE_TLS_REJECT_UNAUTHORIZED=0", async () => {
    const { url, requests } = await serveTls(good);
    const before = process.env["NODE_TLS_REJECT_UNAUTHORIZED"];
    process.env["NODE_TLS_REJECT_UNAUTHORIZED"] = "0";
    try {
      const failure = await failureOf(http(), { method: "POST", url, body: "secret" });
      expect(failure.sent).toBe(false);
      expect(failure.message).toBe(
        `the TLS certificate of ${new URL(url).host} is self-signed and not trusted (DEPTH_ZERO_SELF_SIGNED_CERT)`,
      );
    } finally {
      if (before === undefined) delete process.env["NODE_TLS_REJECT_UNAUTHORIZED"];
      else process.env["NODE_TLS_REJECT_UNAUTHORIZED"] = before;
    }
    expect(requests()).toBe(0);
  });

  test("with its authority given, the same certificate is trusted, and only that", async () => {
    const { url } = await serveTls(good);
    expect(Buffer.from((await http({ ca: good.cert })({ method: "GET", url }, never)).body).toString()).toBe("hello");
    const other = makeServerCertificate();
    expect((await failureOf(http({ ca: other.cert }), { method: "GET", url })).sent).toBe(false);
  });

  test("an expired certificate and one for another host are told apart", async () => {
    const expired = makeServerCertificate({
      notBefore: new Date("2020-01-01T00:00:00Z"),
      notAfter: new Date("2021-01-01T00:00:00Z"),
    });
    const other = makeServerCertificate({ host: "elsewhere.example" });
    expect(
      (
        await failureOf(http({ ca: expired.cert }), {
          method: "GET",
          url: (await serveTls(expired)).url,
        })
      ).message,
    ).toContain("has expired");
    const mismatch = await failureOf(http({ ca: other.cert }), {
      method: "GET",
      url: (await serveTls(other)).url,
    });
    expect(mismatch).toMatchObject({
      sent: false,
      message: expect.stringContaining("is made for another host name") as string,
    });
  });

  test("https to a port that speaks http", async () => {
    const base = await serve((_, response) => response.end());
    const failure = await failureOf(http(), {
      method: "GET",
      url: base.replace("http:", "https:"),
    });
    expect(failure).toMatchObject({
      sent: false,
      message: expect.stringContaining("TLS") as string,
    });
  });
});

test("the log holds method, host, path, status and request ID; no query, header or body", async () => {
  const entries: HttpLogEntry[] = [];
  const base = await serve((_, response) => response.writeHead(201, { "X-Request-ID": "r-1" }).end("CANARY-ANSWER"));
  const send = http({ log: (entry) => entries.push(entry) });
  await send(
    {
      method: "POST",
      url: `${base}/v1/devices?q=CANARY-QUERY`,
      headers: { authorization: "CANARY-HEADER" },
      body: "CANARY-BODY",
    },
    never,
  );
  await failureOf(send, { method: "GET", url: "http://127.0.0.1:9/x" });
  expect(entries).toMatchObject([
    {
      method: "POST",
      host: new URL(base).host,
      path: "/v1/devices",
      status: 201,
      request_id: "r-1",
    },
    { method: "GET", host: "127.0.0.1:9", path: "/x", status: null, request_id: null },
  ]);
  expect(entries.every((entry) => Number.isInteger(entry.ms))).toBe(true);
  expect(JSON.stringify(entries)).not.toContain("CANARY");
});

test("closing ends kept connections, can be done twice, and later requests fail unsent", async () => {
  const server = createServer((_, response) => response.end());
  const port = await listen(server);
  const send = http();
  await send({ method: "GET", url: `http://127.0.0.1:${port}/` }, never);
  await send.close();
  await send.close();
  await expect.poll(() => new Promise((resolve) => server.getConnections((_, count) => resolve(count)))).toBe(0);
  expect(await failureOf(send, { method: "GET", url: `http://127.0.0.1:${port}/` })).toMatchObject({
    sent: false,
  });
});
