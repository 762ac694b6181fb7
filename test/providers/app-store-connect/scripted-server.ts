import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import {
  createAppStoreConnect,
  type AppStoreConnectOptions,
} from "../../../src/providers/app-store-connect/app-store-connect.ts";
import type { Provider } from "../../../src/providers/provider.ts";
import { Secret } from "../../../src/secret/secret.ts";
import { afterTest, issuerId, keyId, makeApiKey, openHttp } from "./team-fixture.ts";

/** What a server does in the place of an answer: ends the connection, says nothing, stops in the middle, or sends byte by byte for ever. */
export type NoAnswer = "cut" | "silent" | "stall" | "drip";

/** What a scripted server answers. */
export type Script = (request: ScriptedRequest) => ScriptedAnswer | NoAnswer;

export interface ScriptedRequest {
  readonly method: string;
  readonly url: URL;
  readonly authorization: string;
  readonly body: string;
  /** 0 for the first request. */
  readonly index: number;
}

export interface ScriptedAnswer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** An object is sent as JSON. */
  readonly body?: unknown;
}

export interface ScriptedServer {
  readonly url: string;
  readonly requests: ScriptedRequest[];
}

/** A server on loopback that does what the sandbox never would. */
export async function startScriptedServer(script: Script): Promise<ScriptedServer> {
  const requests: ScriptedRequest[] = [];
  const handle = async (incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> => {
    const request = {
      method: incoming.method ?? "",
      url: new URL(incoming.url ?? "", `http://${incoming.headers.host ?? ""}`),
      authorization: incoming.headers.authorization ?? "",
      body: await textOf(incoming),
      index: requests.length,
    };
    requests.push(request);
    answerWith(script(request), incoming, outgoing);
  };
  const server = createServer((incoming, outgoing) => void handle(incoming, outgoing));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  afterTest(async () => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, requests };
}

/** The address of a port on loopback at which nothing listens. */
export async function closedPort(): Promise<string> {
  const server = createServer();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return `http://127.0.0.1:${port}`;
}

export interface ScriptedProvider {
  readonly provider: Provider;
  readonly slept: number[];
}

/** A provider that works with a scripted server. */
export function providerFor(url: string, options: Partial<AppStoreConnectOptions> = {}): ScriptedProvider {
  const { privatePem } = makeApiKey();
  const slept: number[] = [];
  const provider = createAppStoreConnect({
    name: "acme",
    baseUrl: url,
    audience: "appstoreconnect-v1",
    issuerId,
    keyId,
    privateKey: async () => new Secret(privatePem),
    http: openHttp(),
    clock: () => new Date(),
    sleep: async (milliseconds) => {
      slept.push(milliseconds);
    },
    wants: { devices: true, bundleIds: false, certificates: false, profiles: false },
    ...options,
  });
  return { provider, slept };
}

/** A row of `/v1/devices`. */
export function deviceRow(id: string, attributes: Readonly<Record<string, unknown>> = {}): unknown {
  return {
    type: "devices",
    id,
    attributes: {
      name: `Device ${id}`,
      udid: `00008030-${id.padStart(16, "0")}`,
      platform: "IOS",
      deviceClass: "IPHONE",
      status: "ENABLED",
      ...attributes,
    },
  };
}

/** An answer with Apple's errors. */
export function appleErrors(
  status: number,
  code: string,
  detail: string,
  headers: Readonly<Record<string, string>> = {},
): ScriptedAnswer {
  return {
    status,
    headers,
    body: { errors: [{ id: "1", status: String(status), code, title: "A title", detail }] },
  };
}

const noAnswers: Readonly<Record<NoAnswer, (incoming: IncomingMessage, outgoing: ServerResponse) => void>> = {
  cut: (incoming) => incoming.socket.destroy(),
  silent: () => undefined,
  stall: (_, outgoing) => {
    outgoing.writeHead(200, { "content-length": "1000" });
    outgoing.write('{"data":[');
  },
  drip: (_, outgoing) => {
    outgoing.writeHead(200);
    const drip = setInterval(() => outgoing.write(" "), 20);
    outgoing.once("close", () => {
      clearInterval(drip);
    });
  },
};

function answerWith(answer: ScriptedAnswer | NoAnswer, incoming: IncomingMessage, outgoing: ServerResponse): void {
  if (typeof answer === "string") {
    noAnswers[answer](incoming, outgoing);
    return;
  }
  const { status = 200, headers = {}, body } = answer;
  outgoing.writeHead(status, headers);
  outgoing.end(typeof body === "string" ? body : body === undefined ? "" : JSON.stringify(body));
}

async function textOf(incoming: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString("utf8");
}
