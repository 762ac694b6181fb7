import { beforeEach, describe, expect, it } from "vitest";
import { runInTerminal, type TerminalResult } from "./terminal.ts";
import { createWorkplace, type Workplace } from "./workplace.ts";

// Ctrl-C: while reading it ends at once; while applying the step under way is finished, a second one aborts its requests. Nothing
// is ever cut so that the next apply could not go on.

describe("Ctrl-C", () => {
  let place: Workplace;
  beforeEach(async () => {
    place = await createWorkplace();
    return () => place.stop();
  });

  const plain = { NO_COLOR: "1" };

  /** Runs, and presses Ctrl-C as often as said, each time when something new is written that matches. */
  const interrupted = (argv: readonly string[], when: RegExp, presses = 1): Promise<TerminalResult> => {
    let left = presses;
    return runInTerminal(place, argv, {
      env: plain,
      onError: (text, pressCtrlC) => {
        if (left > 0 && when.test(text)) {
          left--;
          // As a person does: a little after what they have seen.
          setTimeout(pressCtrlC, 5);
        }
      },
    });
  };

  const slow = (pathPrefix: string, milliseconds: number): void => {
    place.acme.sandbox.addFault({ pathPrefix, times: 99, action: { kind: "delay", milliseconds } });
  };

  it.each([["plan"], ["status"], ["apply"]])(
    "while %s reads ends it at once, with nothing changed",
    async (command) => {
      slow("/v1/", 25_000);
      const since = place.acme.sandbox.ledger().length;
      const before = place.files();
      const started = Date.now();
      const { code, err } = await interrupted([command], /reading/);
      expect({ code, err: err.includes("Stopped.") }, err).toEqual({ code: 130, err: true });
      expect(Date.now() - started).toBeLessThan(20_000);
      expect(err).not.toContain("error[");
      expect(place.files()).toEqual(before);
      expect(place.acme.writes(since)).toEqual([]);
      expect(place.acme.objects("ended", "session").length).toBe(place.acme.objects("started", "session").length);
    },
  );

  it("at the question is a no", async () => {
    const { code, err } = await runInTerminal(place, ["apply", "--target", "shop-android"], {
      env: plain,
      onError: (text, pressCtrlC) => {
        if (text.includes("Carry this out?")) pressCtrlC();
      },
    });
    expect(code).toBe(130);
    expect(err.endsWith("is taken as approval: \nStopped. Nothing was changed.\n")).toBe(true);
  });

  it("while a step runs finishes that step, says how to go on, and the next apply converges", async () => {
    const argv = ["apply", "--auto-approve", "--target", "shop"];
    const { code, out, err, screen } = await interrupted(argv, /acme\/certificate\/distribution: creating/);
    expect(code).toBe(130);
    expect(err).toContain("Stopping after the step under way. Press Ctrl-C again to abort its requests.");
    expect(screen).toMatch(/^\[ 6\/11\] .* acme\/certificate\/distribution: created after/m);
    expect(out.trimEnd().split("\n").at(-1)).toBe("Apply incomplete. Resources: 6 added, 0 changed, 0 destroyed.");
    expect(err.trimEnd().split("\n").at(-1)).toBe(
      "5 steps not carried out; what is done is kept. To go on, run it again: signwright apply --auto-approve --target shop",
    );
    expect(err).not.toContain("error[");
    const again = await runInTerminal(place, argv, { env: plain });
    expect({ code: again.code, last: again.out.trimEnd().split("\n").at(-1) }).toEqual({
      code: 0,
      last: "Apply complete! Resources: 5 added, 0 changed, 0 destroyed.",
    });
    expectOneOfEach(place);
    expect((await place.run(["plan", "--detailed-exitcode", "--target", "shop"])).code).toBe(0);
  });

  it("twice aborts the request under way, and the next apply converges all the same", async () => {
    place.acme.sandbox.addFault({
      method: "POST",
      pathPrefix: "/v1/certificates",
      when: "after",
      action: { kind: "delay", milliseconds: 20_000 },
    });
    const argv = ["apply", "--auto-approve", "--target", "shop"];
    const started = Date.now();
    const { code, err } = await interrupted(argv, /asking Apple for the certificate|Stopping after/, 2);
    expect(code, err).toBe(130);
    expect(Date.now() - started).toBeLessThan(15_000);
    expect(err).toContain("it was interrupted");
    expect(err).toContain("To go on, run it again");
    const again = await runInTerminal(place, argv, { env: plain });
    expect(again.code, again.err).toBe(0);
    expectOneOfEach(place);
    expect((await place.run(["plan", "--detailed-exitcode", "--target", "shop"])).code).toBe(0);
  });

  it("stops a saved plan, which can be run again as it is", async () => {
    expect((await place.run(["plan", "--out", "a plan.json"])).code).toBe(0);
    const first = await interrupted(["apply", "a plan.json"], /creating \(|: creating/);
    expect(first.code, first.err).toBe(130);
    expect(first.err).toContain("To go on, run it again: signwright apply 'a plan.json'");
    const second = await runInTerminal(place, ["apply", "a plan.json"], { env: plain });
    expect(second.code, second.err).toBe(0);
    expect((await place.run(["plan", "--detailed-exitcode"])).code).toBe(0);
    expectOneOfEach(place);
  });

  it("in the last step comes too late: everything is done", async () => {
    const { code, out } = await interrupted(
      ["apply", "--auto-approve", "--target", "shop-android"],
      /console\/signing_profile\/Android Signing: creating/,
    );
    expect({ code, out: out.trimEnd().split("\n").at(-1) }).toEqual({
      code: 0,
      out: "Apply complete! Resources: 2 added, 0 changed, 0 destroyed.",
    });
  });
});

/** No object was made twice: certificates by their public key, others by their name. */
function expectOneOfEach({ acme }: Workplace): void {
  const kinds = ["certificates", "profiles", "bundleIds", "devices", "signing_profile"];
  for (const kind of kinds) {
    const names = acme.objects("created", kind).map((entry) => entry.publicKeySha256 ?? entry.name ?? entry.id);
    expect(new Set(names).size, kind).toBe(names.length);
  }
}
