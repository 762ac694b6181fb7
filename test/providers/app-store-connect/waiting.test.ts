import { describe, expect, test } from "vitest";
import { DiagnosableError } from "../../../src/diagnostics/diagnosable-error.ts";
import { HttpFailure, type ApplyContext, type Http, type Provider } from "../../../src/providers/provider.ts";
import { createMemorySecretStore } from "../../support/memory-secret-store.ts";
import { deviceRow, providerFor, startScriptedServer, type NoAnswer, type Script } from "./scripted-server.ts";
import { create, openHttp } from "./team-fixture.ts";

const ways = ["silent", "stall", "drip"] as const satisfies readonly NoAnswer[];
const udid = "00008030-0000000000000001";
const device = create("device", udid, { name: "Device 1", udid, platform: "IOS" });
const one = { body: { data: [deviceRow("1")] } };
const none = { body: { data: [] } };

function context(signal = new AbortController().signal): ApplyContext {
  return { signal, store: createMemorySecretStore(), report: () => undefined, output: async () => undefined };
}

/** The real port with less patience than a minute. */
function impatient(): Http {
  const send = openHttp();
  return (request, signal) => send({ ...request, timeout: 300 }, signal);
}

async function open(script: Script, http: Http = impatient()) {
  const server = await startScriptedServer(script);
  const { provider, slept } = providerFor(server.url, { http });
  const asked = () => server.requests.map(({ method }) => method);
  return { provider, slept, asked, host: new URL(server.url).host };
}

async function failureOf(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => undefined,
    (error: unknown) => error,
  );
}

const work: Readonly<Record<string, (provider: Provider, signal?: AbortSignal) => Promise<unknown>>> = {
  GET: (provider, signal) => provider.read(context(signal)),
  POST: (provider, signal) => provider.apply(device, context(signal)),
};

describe.each(ways)("an answer that is %s", (way) => {
  test("to a GET: it is asked for again, after a pause", async () => {
    const { provider, slept, asked } = await open(({ index }) => (index < 2 ? way : one));
    expect(await provider.read(context())).toMatchObject({ devices: [{ id: "1" }] });
    expect(asked()).toEqual(["GET", "GET", "GET"]);
    expect(slept).toHaveLength(2);
  });

  test("to every GET: the run ends after four, and says how long it waited for whom", async () => {
    const { provider, asked, host } = await open(() => way);
    const error = await failureOf(provider.read(context()));
    expect(error instanceof DiagnosableError && error.retryable && error.diagnostic).toMatchObject({
      code: "app-store-connect/unavailable",
      message: expect.stringContaining(`${host} did not answer within 0.3 seconds`) as string,
    });
    expect(asked()).toHaveLength(4);
  });

  test("to a POST that was carried out: it is looked for, found, and not sent again", async () => {
    let made = false;
    const { provider, asked } = await open(({ method }) => {
      if (method !== "POST") return made ? one : none;
      made = true;
      return way;
    });
    expect(await provider.apply(device, context())).toMatchObject({ adopted: true });
    expect(asked()).toEqual(["GET", "POST", "GET"]);
  });

  test("to a POST that came to nothing: looked for again and again before it is sent once more, and no third time", async () => {
    const { provider, asked } = await open(({ method }) => (method === "POST" ? way : none));
    expect(await failureOf(provider.apply(device, context()))).toMatchObject({
      diagnostic: { code: "app-store-connect/unavailable" },
    });
    const order = asked().join(" ");
    expect(order).toMatch(/^GET POST( GET){3,} POST( GET){3,}$/);
  });

  test.each(Object.keys(work))("to a %s, and Ctrl-C: it ends at once, and nothing more is asked", async (method) => {
    const stop = new AbortController();
    const reason = new Error("stopped by the person");
    const { provider, asked, slept } = await open((request) => {
      if (request.method !== method) return none;
      setTimeout(() => {
        stop.abort(reason);
      }, 100);
      return way;
    }, openHttp());
    expect(await failureOf(work[method]?.(provider, stop.signal) ?? Promise.resolve())).toBe(reason);
    expect(asked()).toEqual(method === "GET" ? ["GET"] : ["GET", "POST"]);
    expect(slept).toEqual([]);
  });
});

describe("what stands in the way until a person acts", () => {
  const failing =
    (obstacle: "certificate" | "proxy", sent: string[]): Http =>
    async ({ method }) => {
      sent.push(method);
      throw new HttpFailure("the words of the port", { sent: false, obstacle, help: "what the port advises" });
    };

  test.each([
    ["certificate", "app-store-connect/untrusted-certificate"],
    ["proxy", "app-store-connect/unavailable"],
  ] as const)("%s: told with the port's words and advice, at the first try", async (obstacle, code) => {
    for (const method of Object.keys(work)) {
      const sent: string[] = [];
      const { provider, slept } = providerFor("https://localhost:1", { http: failing(obstacle, sent) });
      const error = await failureOf(work[method]?.(provider) ?? Promise.resolve());
      expect(error instanceof DiagnosableError && error.diagnostic).toMatchObject({
        code,
        message: expect.stringContaining("the words of the port") as string,
        help: "what the port advises",
      });
      expect(error).toMatchObject({ retryable: false });
      expect(sent).toEqual(["GET"]);
      expect(slept).toEqual([]);
    }
  });
});
