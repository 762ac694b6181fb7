import { describe, expect, it } from "vitest";
import { refresh } from "../../src/engine/refresh.ts";
import type { ReadContext } from "../../src/providers/provider.ts";
import { createMemorySecretStore } from "../support/memory-secret-store.ts";
import { EMPTY_STORE, EMPTY_TEAM, failure, scriptedProvider } from "./engine-world.ts";

const context: ReadContext = {
  signal: new AbortController().signal,
  store: createMemorySecretStore(),
  report: () => undefined,
};

describe("reading the world", () => {
  it("begins with the store, and then reads the others side by side", async () => {
    const order: string[] = [];
    const slow = (name: string, milliseconds: number): ReturnType<typeof scriptedProvider> =>
      scriptedProvider(name, {
        read: async () => {
          order.push(`${name} begins`);
          await new Promise((resolve) => setTimeout(resolve, milliseconds));
          order.push(`${name} ends`);
          return name === "store" ? EMPTY_STORE : EMPTY_TEAM;
        },
      });
    const { observed, diagnostics } = await refresh(
      slow("store", 10),
      async () => [slow("acme", 30), slow("partner", 5)],
      context,
    );
    expect(diagnostics).toEqual([]);
    expect(Object.keys(observed?.app_store_connect ?? {})).toEqual(["acme", "partner"]);
    expect(order).toEqual(["store begins", "store ends", "acme begins", "partner begins", "partner ends", "acme ends"]);
  });

  it("puts what each kind of provider shows under the name of its key", async () => {
    const console = scriptedProvider("console", {
      read: async () => ({ kind: "policy_console", signing_profiles: [], apps: [], is_administrator: true }),
    });
    const { observed } = await refresh(
      scriptedProvider("store"),
      async () => [console, scriptedProvider("acme")],
      context,
    );
    expect(observed).toEqual({
      store: EMPTY_STORE,
      app_store_connect: { acme: EMPTY_TEAM },
      policy_console: { console: { kind: "policy_console", signing_profiles: [], apps: [], is_administrator: true } },
    });
  });

  it("names every provider that fails, in the order of the providers, and gives no world", async () => {
    const failing = (name: string, milliseconds: number): ReturnType<typeof scriptedProvider> =>
      scriptedProvider(name, {
        read: async () => {
          await new Promise((resolve) => setTimeout(resolve, milliseconds));
          throw failure(name);
        },
      });
    const { observed, diagnostics } = await refresh(
      scriptedProvider("store"),
      async () => [failing("first", 20), scriptedProvider("sound"), failing("second", 1)],
      context,
    );
    expect(observed).toBeUndefined();
    expect(diagnostics.map(({ message }) => message)).toEqual([
      expect.stringContaining("first"),
      expect.stringContaining("second"),
    ]);
  });

  it("says what the store holds before it is known who else is asked", async () => {
    const held = { ...EMPTY_STORE, head: 7 };
    const store = scriptedProvider("store", { read: async () => held });
    const heads: number[] = [];
    await refresh(store, async (seen) => [scriptedProvider(`key${heads.push(seen.head)}`)], context);
    expect(heads).toEqual([7]);
  });

  it("asks nobody when the store cannot be read", async () => {
    const store = scriptedProvider("store", { read: async () => Promise.reject(failure("the store")) });
    const acme = scriptedProvider("acme");
    const { observed, diagnostics } = await refresh(store, async () => [acme], context);
    expect([observed, diagnostics.length, acme.asked]).toEqual([undefined, 1, []]);
  });

  it("tells a bug of ours as one, and lets an abort through", async () => {
    const throwing = (error: Error): Promise<unknown> => {
      const read = async (): Promise<never> => {
        throw error;
      };
      return refresh(scriptedProvider("store"), async () => [scriptedProvider("acme", { read })], context);
    };
    await expect(throwing(new TypeError("x is not a function"))).resolves.toMatchObject({
      diagnostics: [{ code: "cli/internal" }],
    });
    await expect(throwing(new DOMException("aborted", "AbortError"))).rejects.toThrow("aborted");
  });
});
