import { describe, expect, it } from "vitest";
import type { ApplyEvent } from "../../src/engine/apply.ts";
import { change, createMemoryJournal, failure, runChanges, scriptedProvider } from "./engine-world.ts";

const key = change({ address: "store/key/acme:distribution", type: "key" });
const certificate = change({ address: "acme/certificate/distribution", type: "certificate" });
const profile = change({ address: "acme/profile/a:ios_app_store", type: "profile", action: "update" });
const old = change({
  address: "acme/profile/a:ios_app_store",
  type: "profile",
  action: "delete",
  deposed: "P1",
  action_reason: "delete_because_replaced",
});

const journalled = (run: {
  journal: { all: readonly { address: string; deposed?: string; event: string }[] };
}): readonly string[] =>
  run.journal.all.map(
    (entry) => `${entry.event} ${entry.address}${entry.deposed === undefined ? "" : `#${entry.deposed}`}`,
  );

const shown = (events: readonly ApplyEvent[]): readonly string[] =>
  events.map((event) => `${event.type} ${event.change.address}`);

describe("carrying out changes", () => {
  it("goes one after the other, each with the provider of its address, and counts", async () => {
    const [store, acme] = [scriptedProvider("store"), scriptedProvider("acme")];
    const { result } = await runChanges([key, certificate, profile, old], { providers: [store, acme] });
    expect(store.asked).toEqual(["create store/key/acme:distribution"]);
    expect(acme.asked).toEqual([
      "create acme/certificate/distribution",
      "update acme/profile/a:ios_app_store",
      "delete acme/profile/a:ios_app_store#P1",
    ]);
    expect(result).toEqual({
      added: 2,
      changed: 1,
      destroyed: 1,
      remaining: [],
      waiting: [],
      byHand: [],
      stopped: false,
      diagnostics: [],
    });
  });

  it("journals each step before and after, under the digest of the plan", async () => {
    const run = await runChanges([key, old]);
    expect(journalled(run)).toEqual([
      "started store/key/acme:distribution",
      "done store/key/acme:distribution",
      "started acme/profile/a:ios_app_store#P1",
      "done acme/profile/a:ios_app_store#P1",
    ]);
    expect(run.journal.all[0]).toEqual({
      at: "2026-11-22T12:00:01Z",
      plan: "digest",
      address: "store/key/acme:distribution",
      event: "started",
    });
  });

  it("has journalled the start before the provider is called, and marked what is ours before the step is done", async () => {
    const seen: unknown[] = [];
    const journal = createMemoryJournal();
    const acme = scriptedProvider("acme", {
      apply: async () => {
        seen.push(journal.all.map(({ event }) => event));
        return { record: { serial_number: "c1" } };
      },
    });
    const { store } = await runChanges([certificate], { providers: [scriptedProvider("store"), acme], journal });
    expect(seen).toEqual([["started"]]);
    expect(store.records()).toEqual([{ address: "acme/certificate/distribution", facts: { serial_number: "c1" } }]);
  });

  it("says what happens while it happens", async () => {
    const acme = scriptedProvider("acme", {
      apply: async (_, { report }) => {
        report("asking Apple");
        return { adopted: true };
      },
    });
    const { events } = await runChanges([certificate], { providers: [scriptedProvider("store"), acme] });
    expect(events).toEqual([
      { type: "apply_start", change: certificate, index: 0, total: 1 },
      { type: "apply_progress", change: certificate, message: "asking Apple" },
      { type: "apply_complete", change: certificate, adopted: true, milliseconds: expect.any(Number) as number },
    ]);
  });

  it("gives a provider what another one has made", async () => {
    const outputs: unknown[] = [];
    const store = scriptedProvider("store", {
      apply: async (_, { output }) => {
        outputs.push((await output("acme/certificate/distribution"))?.facts);
        return {};
      },
    });
    await runChanges([key], { providers: [store, scriptedProvider("acme")] });
    expect(outputs).toEqual([{ from: "acme" }]);
  });

  it("leaves what only a person can do, and counts it nowhere", async () => {
    const manual = change({
      address: "acme/capability/a:app_groups",
      type: "capability",
      action: "manual",
      manual: { instructions: "…", check: "…" },
    });
    const run = await runChanges([manual]);
    expect([run.events, run.journal.all, run.result.added]).toEqual([[], [], 0]);
  });

  it("goes on beside a step that turns out to be for a person; what depends on it waits, and whatever removes something", async () => {
    const refused = failure("only the Account Holder").diagnostic;
    const acme = scriptedProvider("acme", {
      apply: async ({ type }) => (type === "certificate" ? { refused, record: { account_holder_only: "K" } } : {}),
    });
    const beside = change({ address: "acme/bundle_id/a", type: "bundle_id" });
    const gone = change({ address: "acme/profile/b:ios_app_store", type: "profile", action: "delete", deposed: "P2" });
    const left = change({ address: "acme/device/D", type: "device", action: "forget" });
    const needs = change({
      address: "acme/profile/a:mac_app_direct",
      type: "profile",
      depends_on: [certificate.address],
    });
    const changes = [certificate, needs, beside, gone, left];
    const run = await runChanges(changes, { providers: [scriptedProvider("store"), acme] });
    expect(acme.asked).toEqual([`create ${certificate.address}`, "create acme/bundle_id/a"]);
    expect(run.result).toMatchObject({
      added: 1,
      remaining: [],
      waiting: [needs, gone, left],
      byHand: [certificate],
      diagnostics: [{ ...refused, address: certificate.address }],
    });
    expect(run.events.map((e) => e.type)).toEqual(["apply_start", "apply_errored", "apply_start", "apply_complete"]);
    expect(journalled(run).filter((line) => line.includes("certificate"))).toEqual([
      `started ${certificate.address}`,
      `failed ${certificate.address}`,
    ]);
    expect(run.store.records()).toEqual([{ address: certificate.address, facts: { account_holder_only: "K" } }]);
  });

  it("goes on with what needs a name that the old one has, beside a step that turns out to be for a person", async () => {
    const refused = failure("only the Account Holder").diagnostic;
    const acme = scriptedProvider("acme", {
      apply: async ({ type }) => (type === "certificate" ? { refused } : {}),
    });
    const named = { address: "acme/profile/b:ios_app_store", type: "profile" } as const;
    const old = change({ ...named, action: "delete", action_reason: "delete_because_replaced", deposed: "P1" });
    const changes = [certificate, old, change(named)];
    const { result } = await runChanges(changes, { providers: [scriptedProvider("store"), acme] });
    expect(acme.asked.slice(1)).toEqual([`delete ${named.address}#P1`, `create ${named.address}`]);
    expect(result).toMatchObject({ added: 1, destroyed: 1, remaining: [], waiting: [], byHand: [certificate] });
  });

  it("makes what depends on a capability that turns out to be for a person", async () => {
    const refused = failure("unknown").diagnostic;
    const acme = scriptedProvider("acme", {
      apply: async ({ type }) => (type === "capability" ? { refused } : {}),
    });
    const capability = change({ address: "acme/capability/a:app_attest", type: "capability" });
    const needs = change({
      address: "acme/profile/a:ios_app_store",
      type: "profile",
      depends_on: [capability.address],
    });
    const { result } = await runChanges([capability, needs], { providers: [scriptedProvider("store"), acme] });
    expect(result).toMatchObject({ added: 1, remaining: [], waiting: [], byHand: [capability] });
  });

  it("hands on what a step has to say", async () => {
    const warning = failure("slow").diagnostic;
    const acme = scriptedProvider("acme", { apply: async () => ({ diagnostics: [warning] }) });
    const { result } = await runChanges([certificate, profile], { providers: [scriptedProvider("store"), acme] });
    expect(result.diagnostics).toEqual([warning, warning]);
  });
});

describe("what is done again", () => {
  it("is all that planning gives now, whatever the journal says of an earlier run of an equal plan", async () => {
    const journal = createMemoryJournal();
    const acme = scriptedProvider("acme");
    const providers = [scriptedProvider("store"), acme];
    await runChanges([certificate], { providers, journal });
    // Meanwhile somebody undid it: the plan that follows is equal to the first, and so is its digest.
    const { result } = await runChanges([certificate], { providers, journal });
    expect(result.added).toBe(1);
    expect(acme.asked).toEqual(["create acme/certificate/distribution", "create acme/certificate/distribution"]);
  });
});

describe("a failure", () => {
  const failing = scriptedProvider("acme", {
    apply: async (c) => (c.type === "certificate" ? Promise.reject(failure("no answer")) : Promise.resolve({})),
  });

  it("ends the run there, and names what was not carried out", async () => {
    const run = await runChanges([key, certificate, profile, old], { providers: [scriptedProvider("store"), failing] });
    expect(run.result).toMatchObject({
      added: 1,
      changed: 0,
      destroyed: 0,
      stopped: false,
      remaining: [certificate, profile, old],
    });
    expect(run.result.diagnostics).toMatchObject([
      { code: "app-store-connect/unavailable", address: "acme/certificate/distribution" },
    ]);
    expect(shown(run.events).at(-1)).toBe("apply_errored acme/certificate/distribution");
    expect(journalled(run)).toEqual([
      "started store/key/acme:distribution",
      "done store/key/acme:distribution",
      "started acme/certificate/distribution",
      "failed acme/certificate/distribution",
    ]);
  });

  it("of a bug of ours is told as one, and journalled", async () => {
    const broken = scriptedProvider("acme", { apply: async () => Promise.reject(new TypeError("x is undefined")) });
    const run = await runChanges([certificate], { providers: [scriptedProvider("store"), broken] });
    expect(run.result.diagnostics).toMatchObject([{ code: "cli/internal" }]);
    expect(journalled(run).at(-1)).toBe("failed acme/certificate/distribution");
  });

  it("of the journal before a step keeps the step from being begun", async () => {
    const acme = scriptedProvider("acme");
    const journal = {
      ...createMemoryJournal(),
      append: async (): Promise<void> => Promise.reject(failure("the disk is full")),
    };
    const { result } = await runChanges([certificate], { providers: [scriptedProvider("store"), acme], journal });
    expect(acme.asked).toEqual([]);
    expect(result.diagnostics[0]?.message).toContain("the disk is full");
    expect(result.remaining).toEqual([certificate]);
  });

  it("to keep the mark fails the step: what was made is found again by the next run", async () => {
    const acme = scriptedProvider("acme", { apply: async () => ({ record: { serial_number: "c1" } }) });
    const run = await runChanges([key], {});
    const store = { ...run.store, record: async (): Promise<void> => Promise.reject(failure("the store")) };
    const second = await runChanges([certificate], { providers: [scriptedProvider("store"), acme], store });
    expect(second.result).toMatchObject({ added: 0, remaining: [certificate] });
    expect(journalled(second).at(-1)).toBe("failed acme/certificate/distribution");
  });
});

describe("an interruption", () => {
  it("stops before the next step", async () => {
    const stop = new AbortController();
    const run = await runChanges([key, certificate], {
      stop: stop.signal,
      onEvent: (event) => {
        if (event.type === "apply_progress" || event.type === "apply_complete") stop.abort();
      },
    });
    expect(run.result).toMatchObject({ added: 1, stopped: true, remaining: [certificate], diagnostics: [] });
    expect(journalled(run)).toEqual(["started store/key/acme:distribution", "done store/key/acme:distribution"]);
  });

  it("aborts what is under way, and says so", async () => {
    const abort = new AbortController();
    const waiting = scriptedProvider("acme", {
      apply: async (_, { signal }) =>
        new Promise((_resolve, reject) => {
          signal.addEventListener("abort", () => {
            reject(new DOMException("aborted", "AbortError"));
          });
          abort.abort();
        }),
    });
    const run = await runChanges([certificate, profile], {
      providers: [scriptedProvider("store"), waiting],
      abort: abort.signal,
    });
    expect(run.result).toMatchObject({ added: 0, stopped: true, remaining: [certificate, profile] });
    expect(run.result.diagnostics).toMatchObject([
      { code: "apply/step-failed", message: expect.stringContaining("it was interrupted") as string },
    ]);
    expect(journalled(run).at(-1)).toBe("failed acme/certificate/distribution");
  });

  it("by a provider's own abort is a failure like any other", async () => {
    const acme = scriptedProvider("acme", {
      apply: async () => Promise.reject(new DOMException("aborted", "AbortError")),
    });
    const run = await runChanges([certificate], { providers: [scriptedProvider("store"), acme] });
    expect(run.result).toMatchObject({ stopped: false, diagnostics: [{ code: "apply/step-failed" }] });
  });
});

describe("the mark of a profile", () => {
  const remove = (uuid: string): typeof old =>
    change({
      address: "acme/profile/a:ios_app_store",
      type: "profile",
      action: "delete",
      deposed: uuid,
      action_reason: "delete_because_no_resource_config",
    });

  it("goes with the last profile of an address that leaves the file, and not before", async () => {
    const run = await runChanges([]);
    await run.store.record("acme/profile/a:ios_app_store", { uuid: "P2" });
    const marked: number[] = [];
    const acme = scriptedProvider("acme", {
      apply: async () => {
        marked.push(run.store.records().length);
        return {};
      },
    });
    await runChanges([remove("P1"), remove("P2")], { providers: [scriptedProvider("store"), acme], store: run.store });
    expect(marked).toEqual([1, 1]);
    expect(run.store.records()).toEqual([]);
  });

  it("stays when an old profile is replaced", async () => {
    const run = await runChanges([]);
    await run.store.record("acme/profile/a:ios_app_store", { uuid: "P2" });
    await runChanges([old], { store: run.store });
    expect(run.store.records()).toHaveLength(1);
  });
});
