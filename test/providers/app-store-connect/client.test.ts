import { describe, expect, test } from "vitest";
import { DiagnosableError } from "../../../src/diagnostics/diagnosable-error.ts";
import type { AppStoreConnectObserved } from "../../../src/plan/observed.ts";
import type { Provider, ReadContext } from "../../../src/providers/provider.ts";
import { createMemorySecretStore } from "../../support/memory-secret-store.ts";
import {
  appleErrors,
  closedPort,
  deviceRow,
  providerFor,
  startScriptedServer,
  type Script,
} from "./scripted-server.ts";

function context(signal: AbortSignal = new AbortController().signal): ReadContext {
  return { signal, store: createMemorySecretStore(), report: () => undefined };
}

async function udidsOf(provider: Provider): Promise<readonly string[]> {
  const observed = (await provider.read(context())) as AppStoreConnectObserved;
  return observed.devices.map(({ id }) => id);
}

async function readWith(script: Script) {
  const server = await startScriptedServer(script);
  const { provider, slept } = providerFor(server.url);
  const result = await udidsOf(provider).then(
    (ids) => ({ ids, error: undefined }),
    (error: unknown) => ({ ids: undefined, error }),
  );
  const diagnostic = result.error instanceof DiagnosableError ? result.error.diagnostic : undefined;
  return { ...result, diagnostic, server, slept };
}

const one = { body: { data: [deviceRow("A")] } };

describe("paging", () => {
  test("asks for 200 a page with sparse fields, and follows links.next as it is", async () => {
    const { ids, server } = await readWith(({ url, index }) =>
      index === 0
        ? {
            body: {
              data: [deviceRow("A")],
              links: { next: `${url.origin}/v1/devices?cursor=a%2Bb%3D&limit=200` },
            },
          }
        : { body: { data: [deviceRow("B")], links: {} } },
    );
    expect(ids).toEqual(["A", "B"]);
    expect(server.requests[0]?.url.search).toContain("limit=200");
    expect(server.requests[0]?.url.searchParams.get("fields[devices]")).toBe("name,platform,udid,deviceClass,status");
    expect(server.requests[1]?.url.search).toBe("?cursor=a%2Bb%3D&limit=200");
  });

  test("a link back to a page that was read ends the walk", async () => {
    const { ids, server } = await readWith(({ url }) => ({
      body: { data: [deviceRow("A")], links: { next: url.href } },
    }));
    expect(ids).toEqual(["A"]);
    expect(server.requests).toHaveLength(1);
  });

  test("pages under ever new cursors without new rows end the walk", async () => {
    const { ids, server } = await readWith(({ url, index }) => ({
      body: { data: [deviceRow("A")], links: { next: `${url.origin}/v1/devices?cursor=${index}` } },
    }));
    expect(ids).toEqual(["A"]);
    expect(server.requests).toHaveLength(2);
  });

  test("links.next past the end: an empty page ends the walk", async () => {
    const { ids } = await readWith(({ url, index }) =>
      index < 2
        ? {
            body: {
              data: [deviceRow(`${index}`)],
              links: { next: `${url.origin}/v1/devices?cursor=${index}` },
            },
          }
        : { body: { data: [], links: { next: `${url.origin}/v1/devices?cursor=9` } } },
    );
    expect(ids).toEqual(["0", "1"]);
  });

  test("a row that shifts onto the next page counts once", async () => {
    const { ids } = await readWith(({ url, index }) =>
      index === 0
        ? {
            body: {
              data: [deviceRow("A"), deviceRow("B")],
              links: { next: `${url.origin}/v1/devices?cursor=1` },
            },
          }
        : { body: { data: [deviceRow("B"), deviceRow("C")] } },
    );
    expect(ids).toEqual(["A", "B", "C"]);
  });

  test("the token is never sent to another origin, not even by links.next", async () => {
    const other = await startScriptedServer(() => one);
    const { diagnostic } = await readWith(() => ({
      body: { data: [deviceRow("A")], links: { next: `${other.url}/v1/devices?cursor=1` } },
    }));
    expect(diagnostic?.code).toBe("app-store-connect/unexpected-answer");
    expect(other.requests).toEqual([]);
  });

  test("the token does not follow a redirect", async () => {
    const other = await startScriptedServer(() => one);
    const { diagnostic } = await readWith(() => ({
      status: 302,
      headers: { location: `${other.url}/v1/devices` },
    }));
    expect(diagnostic?.code).toBe("app-store-connect/unexpected-answer");
    expect(other.requests).toEqual([]);
  });

  const badCursor = appleErrors(400, "PARAMETER_ERROR.INVALID", "'x' is not a valid cursor for this request");

  test("a cursor that Apple refuses: one page from each end", async () => {
    const rows = Array.from({ length: 250 }, (_, n) => deviceRow(String(n).padStart(3, "0")));
    const { ids, server } = await readWith(({ url }) => {
      if (url.searchParams.has("cursor")) return badCursor;
      const sort = url.searchParams.get("sort");
      const sorted = sort === "-id" ? rows.toReversed() : rows;
      return {
        body: {
          data: sorted.slice(0, 200),
          links: { next: `${url.origin}/v1/devices?cursor=x` },
          meta: { paging: { total: 250, limit: 200 } },
        },
      };
    });
    expect(ids).toHaveLength(250);
    expect(server.requests.map(({ url }) => url.searchParams.get("sort"))).toEqual([null, null, "id", "-id"]);
  });

  test("a cursor that Apple refuses with more than two pages is an error, not a short list", async () => {
    const rows = Array.from({ length: 500 }, (_, n) => deviceRow(String(n).padStart(3, "0")));
    const { diagnostic } = await readWith(({ url }) => {
      if (url.searchParams.has("cursor")) return badCursor;
      const sorted = url.searchParams.get("sort") === "-id" ? rows.toReversed() : rows;
      return {
        body: { data: sorted.slice(0, 200), links: { next: `${url.origin}/v1/devices?cursor=x` } },
      };
    });
    expect(diagnostic?.code).toBe("app-store-connect/unexpected-answer");
  });
});

describe("401", () => {
  const refused = (headers: Readonly<Record<string, string>> = {}) =>
    appleErrors(401, "NOT_AUTHORIZED", "Provide a properly configured and signed bearer token", headers);

  test("one that flickers is signed anew", async () => {
    const { ids, server } = await readWith(({ index }) => (index < 2 ? refused() : one));
    expect(ids).toEqual(["A"]);
    expect(new Set(server.requests.map(({ authorization }) => authorization)).size).toBe(3);
  });

  test("one that stays is refused after three tries, and says that the clock is not the cause", async () => {
    const { diagnostic, server } = await readWith(() => refused());
    expect(server.requests).toHaveLength(3);
    expect(diagnostic).toMatchObject({ code: "app-store-connect/unauthorized" });
    expect(diagnostic?.help).toContain("key ID 2X9R4HXF34");
    expect(diagnostic?.help).toContain("issuer_id");
    expect(diagnostic?.help).toContain("the clock of this machine is not the cause");
    expect(diagnostic?.notes.map(({ message }) => message).join()).toContain("Apple says");
  });

  test("a clock that is behind is named with its seconds", async () => {
    const date = new Date(Date.now() + 300_000).toUTCString();
    const { diagnostic } = await readWith(() => refused({ date }));
    expect(diagnostic?.help).toMatch(/set the clock of this machine first: it is (299|300|301) seconds behind/);
  });

  test("key ID and issuer that look swapped are said", async () => {
    const server = await startScriptedServer(() => refused());
    const { provider } = providerFor(server.url, {
      keyId: "57246542-96fe-1a63-e053-0824d011072a",
      issuerId: "2X9R4HXF34",
    });
    const error = await provider.read(context()).catch((reason: unknown) => reason);
    expect(error instanceof DiagnosableError && error.diagnostic.notes[0]?.message).toContain("swapped");
  });
});

describe("429", () => {
  const tooMany = (headers: Readonly<Record<string, string>>) =>
    appleErrors(429, "RATE_LIMIT_EXCEEDED", "The request rate limit has been reached.", headers);

  test("Retry-After is honoured", async () => {
    const { ids, slept } = await readWith(({ index }) => (index === 0 ? tooMany({ "retry-after": "7" }) : one));
    expect(ids).toEqual(["A"]);
    expect(slept).toEqual([7000]);
  });

  test("without Retry-After and with room in the hour, pauses grow", async () => {
    const { ids, slept } = await readWith(({ index }) =>
      index < 3 ? tooMany({ "x-rate-limit": "user-hour-lim:3600;user-hour-rem:3121;" }) : one,
    );
    expect(ids).toEqual(["A"]);
    expect(slept).toHaveLength(3);
    expect(slept[2]).toBeGreaterThan((slept[0] ?? 0) * 1.5);
  });

  test("an hour that is used up ends at once", async () => {
    const { diagnostic, server } = await readWith(() =>
      tooMany({ "x-rate-limit": "user-hour-lim:3600;user-hour-rem:0;" }),
    );
    expect(diagnostic?.code).toBe("app-store-connect/rate-limited");
    expect(server.requests).toHaveLength(1);
  });

  test("a Retry-After of half an hour is not sat out", async () => {
    const { diagnostic, slept } = await readWith(() => tooMany({ "retry-after": "1800" }));
    expect(diagnostic?.code).toBe("app-store-connect/rate-limited");
    expect(slept).toEqual([]);
  });
});

describe("failures of the server", () => {
  test("GET is repeated after 5xx, cut connections and text that is no JSON", async () => {
    const answers = [
      { status: 502, body: "Could not process this request" },
      "cut" as const,
      appleErrors(500, "UNEXPECTED_ERROR", "An unexpected error occurred on the server side."),
    ];
    const { ids } = await readWith(({ index }) => answers[index] ?? one);
    expect(ids).toEqual(["A"]);
  });

  test("a server that stays down is a diagnostic with its status", async () => {
    const { diagnostic, server, error } = await readWith(() => ({ status: 503 }));
    expect(diagnostic).toMatchObject({ code: "app-store-connect/unavailable" });
    expect(diagnostic?.message).toContain("503");
    expect(server.requests).toHaveLength(4);
    expect(error instanceof DiagnosableError && error.retryable).toBe(true);
  });

  test("a server that is not there is a diagnostic that names it", async () => {
    const { provider, slept } = providerFor(await closedPort());
    await expect(provider.read(context())).rejects.toMatchObject({
      diagnostic: {
        code: "app-store-connect/unavailable",
        message: expect.stringContaining("127.0.0.1"),
      },
    });
    expect(slept).toHaveLength(3);
  });

  test("a 200 that is no JSON:API is said", async () => {
    const { diagnostic } = await readWith(() => ({ body: "<html>hotel wifi</html>" }));
    expect(diagnostic?.code).toBe("app-store-connect/unexpected-answer");
  });

  test("one kind that is refused ends the reading of the others, pauses included", async () => {
    const server = await startScriptedServer(({ url }) =>
      url.pathname === "/v1/devices" ? appleErrors(403, "FORBIDDEN_ERROR", "no") : { status: 503 },
    );
    const { provider } = providerFor(server.url, {
      wants: { devices: true, bundleIds: true, certificates: true, profiles: true },
      sleep: async (_milliseconds, signal) => {
        await new Promise<void>((resolve) => {
          if (signal.aborted) resolve();
          else signal.addEventListener("abort", () => resolve(), { once: true });
        });
        signal.throwIfAborted();
      },
    });
    await expect(provider.read(context())).rejects.toMatchObject({
      diagnostic: { code: "app-store-connect/forbidden" },
    });
    expect(server.requests.length).toBeLessThanOrEqual(4);
  });

  test("an abort ends the waiting", async () => {
    const server = await startScriptedServer(() => ({ status: 503 }));
    const stop = new AbortController();
    const { provider } = providerFor(server.url, {
      sleep: async (_milliseconds, signal) => {
        stop.abort(new Error("stopped by the test"));
        signal.throwIfAborted();
      },
    });
    await expect(provider.read(context(stop.signal))).rejects.toThrow("stopped by the test");
    expect(server.requests).toHaveLength(1);
  });
});

describe("answers", () => {
  test("unknown enum values, nulls and extra fields do not matter", async () => {
    const server = await startScriptedServer(() => ({
      body: {
        data: [
          deviceRow("A", {
            status: "INELIGIBLE",
            deviceClass: "HOLOGRAM",
            platform: "SERVICES",
            name: null,
            extra: { deep: [1] },
          }),
          { type: "devices" },
          7,
          { type: "devices", id: "B" },
        ],
        extra: 1,
      },
    }));
    const observed = (await providerFor(server.url).provider.read(context())) as AppStoreConnectObserved;
    expect(observed.devices.map(({ id, name, status, device_class }) => [id, name, status, device_class])).toEqual([
      ["B", "", "", ""],
      ["A", "", "INELIGIBLE", "HOLOGRAM"],
    ]);
  });

  test("only what is wanted is read", async () => {
    const server = await startScriptedServer(() => one);
    await providerFor(server.url, {
      wants: { devices: false, bundleIds: false, certificates: false, profiles: false },
    }).provider.read(context());
    expect(server.requests).toEqual([]);
  });

  test("no more than four requests run at once", async () => {
    let running = 0;
    let most = 0;
    const rows = Array.from({ length: 30 }, (_, n) => ({
      type: "bundleIds",
      id: `B${n}`,
      attributes: { identifier: `com.acme.b${n}` },
    }));
    const { provider } = providerFor("http://127.0.0.1:1", {
      wants: { devices: false, bundleIds: true, certificates: false, profiles: false },
      http: async ({ url }) => {
        running++;
        most = Math.max(most, running);
        await new Promise((resolve) => setTimeout(resolve, 2));
        running--;
        const body = JSON.stringify({
          data: url.includes("Capabilities?") || url.endsWith("/bundleIdCapabilities") ? [] : rows,
        });
        return { status: 200, headers: {}, setCookies: [], body: new TextEncoder().encode(body) };
      },
    });
    await provider.read(context());
    expect(most).toBe(4);
  });
});
