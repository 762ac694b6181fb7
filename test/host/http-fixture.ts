import { once } from "node:events";
import { createServer, type RequestListener, type Server } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { connect, type AddressInfo, type Server as NetServer } from "node:net";
import type { Duplex } from "node:stream";
import { afterEach, expect } from "vitest";
import { createHttp, type ClosableHttp, type HttpOptions } from "../../src/host/http.ts";
import { HttpFailure, type HttpRequest } from "../../src/providers/provider.ts";
import type { ServerCertificate } from "./server-certificate.ts";

const cleanups: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
});

/** Ends something after the test. */
export function afterTest(cleanup: () => Promise<void> | void): void {
  cleanups.push(cleanup);
}

/** A signal that never comes. */
export const never = new AbortController().signal;

/** The port, closed after the test. */
export function http(options: Partial<HttpOptions> = {}): ClosableHttp {
  const made = createHttp({ userAgent: "signwright/test", ...options });
  afterTest(() => made.close());
  return made;
}

/** Starts a server on loopback, ended after the test with all its connections; gives its port. */
export async function listen(server: Server | NetServer): Promise<number> {
  const open = new Set<Duplex>();
  server.on("connection", (socket: Duplex) => {
    open.add(socket);
    socket.once("close", () => open.delete(socket));
    socket.on("error", () => undefined);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  afterTest(async () => {
    for (const socket of open) socket.destroy();
    server.close();
    await once(server, "close");
  });
  return (server.address() as AddressInfo).port;
}

/** A port of loopback at which nobody listens. */
export async function closedPort(): Promise<number> {
  const server = createServer();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

/** Serves over http; gives the address without a slash at its end. */
export async function serve(listener: RequestListener): Promise<string> {
  return `http://127.0.0.1:${await listen(createServer(listener))}`;
}

/** Serves over https; gives the port. */
export async function serveTls(certificate: ServerCertificate, listener: RequestListener): Promise<number> {
  return listen(createTlsServer({ ...certificate }, listener));
}

/** One CONNECT that reached a proxy. */
export interface Connect {
  /** Host and port. */
  readonly target: string;
  readonly authorization: string | undefined;
}

/** A proxy on loopback. */
export interface TestProxy {
  readonly url: string;
  /** Host and port. */
  readonly host: string;
  readonly connects: readonly Connect[];
  /** Connections that are open at this moment. */
  readonly open: () => Promise<number>;
}

/** What a proxy does with a CONNECT: leads to a port of loopback, whatever the name is, or something else. */
export type OnConnect = number | ((client: Duplex, connect: Connect) => void);

/** Starts a proxy. Names are looked up nowhere: all of its tunnels end on loopback. */
export async function startProxy(onConnect: OnConnect): Promise<TestProxy> {
  const connects: Connect[] = [];
  const server = createServer();
  server.on("connect", (request, client) => {
    const asked = { target: request.url ?? "", authorization: request.headers["proxy-authorization"] };
    connects.push(asked);
    // A proxy that does nothing else still notices that its client is gone.
    client.once("end", () => client.destroy()).resume();
    if (typeof onConnect === "function") onConnect(client, asked);
    else leadTo(onConnect, client);
  });
  const host = `127.0.0.1:${await listen(server)}`;
  return {
    url: `http://${host}`,
    host,
    connects,
    open: () => new Promise((resolve) => server.getConnections((_, count) => resolve(count))),
  };
}

/** Answers a CONNECT with a tunnel to a port of loopback. */
export function leadTo(port: number, client: Duplex): void {
  const upstream = connect(port, "127.0.0.1", () => {
    client.write("HTTP/1.1 200 Connection established\r\n\r\n");
    upstream.pipe(client).pipe(upstream);
  });
  for (const socket of [upstream, client]) socket.on("error", () => undefined);
  client.once("close", () => upstream.destroy());
}

/** The failure of a request that gets no answer. */
export async function failureOf(send: ClosableHttp, request: HttpRequest, signal = never): Promise<HttpFailure> {
  try {
    await send(request, signal);
  } catch (error) {
    expect(error).toBeInstanceOf(HttpFailure);
    return error as HttpFailure;
  }
  throw new Error("there was an answer");
}

/** Everything that an error shows, its causes included. */
export function printed(error: unknown): string {
  const parts: string[] = [];
  for (let next: unknown = error; next instanceof Error; next = next.cause)
    parts.push(String(next), next.stack ?? "", JSON.stringify(next, Object.getOwnPropertyNames(next)));
  return parts.join("\n");
}
