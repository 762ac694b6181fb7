import { describe, expect, test } from "vitest";
import type { AppStoreConnectObserved } from "../../../src/plan/observed.ts";
import { createMemorySecretStore } from "../../support/memory-secret-store.ts";
import { providerFor, startScriptedServer, type Script } from "./scripted-server.ts";

describe("the resources of a relationship", () => {
  const wants = { devices: false, bundleIds: false, certificates: false, profiles: true };
  const certificate = (n: number) => ({
    type: "certificates",
    id: `C${n}`,
    attributes: { serialNumber: `0A${n}` },
  });
  const linkagesOf = (count: number) =>
    Array.from({ length: count }, (_, n) => ({ type: "certificates", id: `C${n}` }));
  const profileWith = (linkages: unknown, total: number) => ({
    type: "profiles",
    id: "P1",
    attributes: { name: "Shop" },
    relationships: { certificates: { data: linkages, meta: { paging: { total, limit: 50 } } }, devices: { data: [] } },
  });

  async function certificatesOf(script: Script) {
    const server = await startScriptedServer(script);
    const observed = (await providerFor(server.url, { wants }).provider.read({
      signal: new AbortController().signal,
      store: createMemorySecretStore(),
      report: () => undefined,
    })) as AppStoreConnectObserved;
    return {
      certificates: observed.profiles[0]?.certificates ?? [],
      asked: server.requests.map(({ url }) => url.pathname + url.search),
    };
  }

  test.each([
    [50, 50, 1],
    [50, 0, 2],
    [50, 230, 2],
    [49, 0, 1],
  ])("of which %i are included and Apple says that there are %i take %i requests", async (count, total, requests) => {
    const { certificates, asked } = await certificatesOf(({ url }) =>
      url.pathname === "/v1/profiles"
        ? {
            body: {
              data: [profileWith(linkagesOf(count), total)],
              included: Array.from({ length: count }, (_, n) => certificate(n)),
            },
          }
        : { body: { data: Array.from({ length: 60 }, (_, n) => certificate(n)) } },
    );
    expect(asked).toHaveLength(requests);
    expect(certificates).toHaveLength(requests === 1 ? count : 60);
    if (requests > 1)
      expect(asked[1]).toBe("/v1/profiles/P1/certificates?limit=200&fields%5Bcertificates%5D=serialNumber");
  });

  test("above 200 are read page by page", async () => {
    const rows = Array.from({ length: 230 }, (_, n) => certificate(n));
    const { certificates, asked } = await certificatesOf(({ url }) => {
      if (url.pathname === "/v1/profiles")
        return { body: { data: [profileWith(linkagesOf(50), 0)], included: rows.slice(0, 50) } };
      return url.searchParams.has("cursor")
        ? { body: { data: rows.slice(200) } }
        : { body: { data: rows.slice(0, 200), links: { next: `${url.origin}${url.pathname}?cursor=2` } } };
    });
    expect(certificates).toHaveLength(230);
    expect(asked).toHaveLength(3);
  });

  test("that a list names but does not include are read on their own", async () => {
    const { certificates, asked } = await certificatesOf(({ url }) =>
      url.pathname === "/v1/profiles"
        ? { body: { data: [profileWith(linkagesOf(2), 2)], included: [certificate(0)] } }
        : { body: { data: [certificate(0), certificate(1)] } },
    );
    expect(certificates).toEqual(["a0", "a1"]);
    expect(asked).toHaveLength(2);
  });
});
