import { once } from "node:events";
import { createServer as createTlsServer } from "node:https";
import { createServer as createNetServer } from "node:net";
import type { TLSSocket } from "node:tls";
import { expect, describe, test } from "vitest";
import type { HttpLogEntry } from "../../src/host/http.ts";
import {
  closedPort,
  failureOf,
  http,
  leadTo,
  listen,
  never,
  printed,
  serve,
  serveTls,
  startProxy,
  type TestProxy,
} from "./http-fixture.ts";
import { makeAuthority, makeServerCertificate } from "./server-certificate.ts";

const apple = "api.appstoreconnect.apple.com";
const list = { method: "GET", url: `https://${apple}/v1/devices` } as const;
const create = { method: "POST", url: `https://${apple}/v1/devices`, body: "{}" } as const;
const authority = makeAuthority();
const ca = authority.cert;
const text = (body: Uint8Array): string => Buffer.from(body).toString();

describe("through a proxy", () => {
  test("goes what goes to other hosts, TLS and all, and never what goes to this machine", async () => {
    const names: unknown[] = [];
    const port = await serveTls(makeServerCertificate({ host: apple, authority }), (request, response) => {
      names.push((request.socket as TLSSocket).servername);
      response.end(`${request.method ?? ""} ${request.url ?? ""}`);
    });
    const proxy = await startProxy(port);
    const here = await serve((_, response) => response.end("here"));
    const send = http({ ca, env: { HTTPS_PROXY: proxy.url, HTTP_PROXY: proxy.url } });
    expect(text((await send(list, never)).body)).toBe("GET /v1/devices");
    expect(text((await send({ method: "GET", url: here }, never)).body)).toBe("here");
    expect(proxy.connects.map(({ target }) => target)).toEqual([`${apple}:443`]);
    expect(names).toEqual([apple]);
  });

  test("goes plain http too, in a tunnel", async () => {
    const base = await serve((request, response) => response.end(`host ${request.headers.host ?? ""}`));
    const proxy = await startProxy(Number(new URL(base).port));
    const send = http({ env: { http_proxy: proxy.url } });
    const { body } = await send({ method: "GET", url: "http://console.example/rest" }, never);
    expect(text(body)).toBe("host console.example");
    expect(proxy.connects.map(({ target }) => target)).toEqual(["console.example:80"]);
  });

  test.each([
    ["an authority that nobody named", { host: apple, authority }, undefined, "comes from a certificate authority"],
    ["a name of another host", { host: "proxy.acme.example", authority }, ca, "is made for another host name"],
    [
      "a date that is over",
      { host: apple, authority, notBefore: new Date("2020-01-01"), notAfter: new Date("2021-01-01") },
      ca,
      "has expired",
    ],
  ])("a certificate with %s is refused in the tunnel, before anything is sent", async (_, certificate, known, says) => {
    let requests = 0;
    const port = await serveTls(makeServerCertificate(certificate), (_request, response) => {
      requests++;
      response.end();
    });
    const proxy = await startProxy(port);
    const failure = await failureOf(http({ ...(known && { ca: known }), env: { HTTPS_PROXY: proxy.url } }), create);
    expect(failure).toMatchObject({ sent: false, obstacle: "certificate" });
    expect(failure.message).toContain(`the TLS certificate of ${apple} ${says}`);
    expect(failure.help?.includes("NODE_EXTRA_CA_CERTS") ?? false).toBe(says.includes("authority"));
    expect(requests).toBe(0);
  });

  test("goes nothing to the hosts of NO_PROXY, in each of its forms, nor by a proxy that the environment does not name", async () => {
    const proxy = await startProxy((client) => client.destroy());
    const before = { ...process.env };
    Object.assign(process.env, { HTTPS_PROXY: proxy.url, HTTP_PROXY: proxy.url });
    try {
      for (const noProxy of ["a.invalid", ".invalid", "*.invalid", "b.invalid, a.invalid", "a.invalid:443", "*"]) {
        const send = http({ env: { HTTPS_PROXY: proxy.url, NO_PROXY: noProxy } });
        expect((await failureOf(send, { method: "GET", url: "https://a.invalid/" })).message, noProxy).toContain(
          "a.invalid",
        );
      }
      await failureOf(http(), { method: "GET", url: "https://a.invalid/" });
      await failureOf(http({ env: {} }), { method: "GET", url: "https://a.invalid/" });
      expect(proxy.connects).toEqual([]);
      for (const noProxy of ["b.invalid", "a.invalid:8443", "invalid.a", ""]) {
        await failureOf(http({ env: { HTTPS_PROXY: proxy.url, NO_PROXY: noProxy } }), {
          method: "GET",
          url: "https://a.invalid/",
        });
      }
      expect(proxy.connects).toHaveLength(4);
    } finally {
      for (const name of ["HTTPS_PROXY", "HTTP_PROXY"]) {
        if (before[name] === undefined) Reflect.deleteProperty(process.env, name);
        else process.env[name] = before[name];
      }
    }
  });
});

describe("a proxy that does not make the way free", () => {
  const refusing = (status: string): Promise<TestProxy> =>
    startProxy((client) => client.end(`HTTP/1.1 ${status}\r\nContent-Length: 0\r\n\r\n`));

  test.each([
    ["407 Proxy Authentication Required", "proxy", "wants a user name and password", "http://user:password@"],
    ["403 Forbidden", "proxy", `does not let the connection to ${apple} through (status 403)`, "who runs the proxy"],
    ["502 Bad Gateway", undefined, `gets no connection to ${apple} (status 502)`, "HTTPS_PROXY"],
  ])("answers %s", async (status, obstacle, says, advises) => {
    const proxy = await refusing(status);
    const failure = await failureOf(http({ env: { HTTPS_PROXY: proxy.url } }), create);
    expect(failure).toMatchObject({ sent: false, obstacle });
    expect(failure.message).toContain(`the proxy ${proxy.host} ${says}`);
    expect(failure.help).toContain(advises);
  });

  test("is not there", async () => {
    const host = `127.0.0.1:${await closedPort()}`;
    const failure = await failureOf(http({ env: { HTTPS_PROXY: `http://${host}` } }), create);
    expect(failure).toMatchObject({ sent: false, message: `the proxy ${host} refuses the connection` });
    expect(failure.help).toContain("HTTPS_PROXY");
  });

  test("hangs up", async () => {
    const proxy = await startProxy((client) => client.destroy());
    const failure = await failureOf(http({ env: { HTTPS_PROXY: proxy.url } }), create);
    expect(failure).toMatchObject({ sent: false, message: `the proxy ${proxy.host} cut the connection` });
  });

  test("is no proxy at all", async () => {
    const host = `127.0.0.1:${await listen(createNetServer((socket) => socket.end("SSH-2.0-x\r\n\r\n")))}`;
    const failure = await failureOf(http({ env: { HTTPS_PROXY: `http://${host}` } }), create);
    expect(failure).toMatchObject({ sent: false, message: `the proxy ${host} does not answer in HTTP` });
  });

  test("is reached over TLS, by a certificate that this machine does not know", async () => {
    const port = await listen(createTlsServer({ ...makeServerCertificate() }));
    const failure = await failureOf(http({ ca, env: { HTTPS_PROXY: `https://localhost:${port}` } }), create);
    // No `ca_file` of a key could mend that.
    expect(failure).toMatchObject({ sent: false, obstacle: "proxy" });
    expect(failure.help).toContain("NODE_EXTRA_CA_CERTS");
    expect(failure.message).toContain(`the TLS certificate of the proxy localhost:${port} is self-signed`);
  });

  test("never answers: the time of the request ends it, and what is left of it ends with the port", async () => {
    const proxy = await startProxy(() => undefined);
    const send = http({ env: { HTTPS_PROXY: proxy.url } });
    const failure = await failureOf(send, { ...create, timeout: 200 });
    expect(failure).toMatchObject({
      sent: false,
      obstacle: undefined,
      message: `the proxy ${proxy.host} gave no connection to ${apple} within 0.2 seconds`,
    });
    expect(failure.help).toContain("NO_PROXY");
    await send.close();
    await expect.poll(() => proxy.open()).toBe(0);
  });

  test("never answers, and Ctrl-C", async () => {
    const stop = new AbortController();
    const proxy = await startProxy(() => stop.abort());
    const failure = await failureOf(http({ env: { HTTPS_PROXY: proxy.url } }), create, stop.signal);
    expect(failure).toMatchObject({ sent: false, message: `the request to ${apple} was stopped` });
  });

  test.each([
    "no url",
    "proxy.acme.example:3128",
    "ftp://proxy.acme.example",
    "socks5://ana:CANARY@127.0.0.1:9",
    "http://ana:p%ss-CANARY@proxy.example",
  ])("is written as %s", async (value) => {
    const failure = await failureOf(http({ env: { HTTPS_PROXY: value } }), create);
    expect(failure).toMatchObject({ sent: false, obstacle: "proxy" });
    expect(failure.message).toBe("HTTPS_PROXY or HTTP_PROXY is not the URL of a proxy");
    expect(failure.help).toContain("http://proxy.example:3128");
    expect(printed(failure)).not.toContain("CANARY");
  });
});

test("a server behind a proxy that never answers is not taken for the proxy", async () => {
  const port = await serveTls(makeServerCertificate({ host: apple, authority }), () => undefined);
  const proxy = await startProxy(port);
  const failure = await failureOf(http({ ca, env: { HTTPS_PROXY: proxy.url } }), { ...create, timeout: 1500 });
  expect(failure).toMatchObject({ sent: true, message: `${apple} did not answer within 1.5 seconds` });
});

test("user name and password of a proxy go to the proxy, and into nothing that anybody reads", async () => {
  const port = await serveTls(makeServerCertificate({ host: apple, authority }), (request, response) =>
    response.end(JSON.stringify(request.headers)),
  );
  const ways: Readonly<Record<string, Parameters<typeof startProxy>[0]>> = {
    opens: port,
    refuses: (client) => client.end("HTTP/1.1 407 Proxy Authentication Required\r\n\r\n"),
    cuts: (client) => client.destroy(),
    hangs: () => undefined,
    closes: (client) => {
      leadTo(port, client);
      void once(client, "data").then(() => client.destroy());
    },
  };
  const basic = Buffer.from("ana:CANARY@1").toString("base64");
  const entries: HttpLogEntry[] = [];
  for (const [name, way] of Object.entries(ways)) {
    const proxy = await startProxy(way);
    const url = proxy.url.replace("//", "//ana:CANARY%401@");
    const send = http({ ca, env: { HTTPS_PROXY: url }, log: (entry) => entries.push(entry) });
    const told =
      name === "opens"
        ? text((await send(list, never)).body)
        : printed(await failureOf(send, { ...create, timeout: 1000 }));
    expect(proxy.connects[0]?.authorization, name).toBe(`Basic ${basic}`);
    for (const secret of ["CANARY", basic]) expect(told, name).not.toContain(secret);
  }
  expect(entries).toHaveLength(5);
  expect(JSON.stringify(entries)).not.toMatch(/CANARY|ana|127\.0\.0\.1/);
});
