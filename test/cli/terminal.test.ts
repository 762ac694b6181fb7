import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { runInTerminal } from "./terminal.ts";
import { createWorkplace, type Workplace } from "./workplace.ts";

const COLOUR = "\u001b[";
const CLEAR = "\r\u001b[2K";

describe("colours", () => {
  let place: Workplace;
  beforeAll(async () => {
    place = await createWorkplace();
  });
  afterAll(() => place.stop());
  const hasColour = async (isTTY: boolean, env: Readonly<Record<string, string>>): Promise<boolean> =>
    (await runInTerminal(place, ["validate"], { isTTY, env })).out.includes(COLOUR);

  it.each([
    ["on a terminal", true, {}, true],
    ["in a file", false, {}, false],
    ["on a terminal with NO_COLOR", true, { NO_COLOR: "1" }, false],
    ["on a terminal with an empty NO_COLOR", true, { NO_COLOR: "" }, true],
    ["in a file with FORCE_COLOR", false, { FORCE_COLOR: "1" }, true],
    ["on a terminal with FORCE_COLOR=0", true, { FORCE_COLOR: "0" }, false],
    ["with both", false, { NO_COLOR: "1", FORCE_COLOR: "1" }, false],
    ["on a dumb terminal", true, { TERM: "dumb" }, false],
  ])("%s", async (_, isTTY, env, expected) => {
    expect(await hasColour(isTTY, env)).toBe(expected);
  });

  it("are in errors and help too, and nowhere in JSON", async () => {
    expect((await runInTerminal(place, ["plan", "nothing.yaml"])).err).toContain(COLOUR);
    expect((await runInTerminal(place, ["plan", "--help"])).out).toContain(COLOUR);
    expect((await runInTerminal(place, ["validate", "--json"])).out).not.toContain(COLOUR);
  });
});

describe("progress", () => {
  let place: Workplace;
  beforeEach(async () => {
    place = await createWorkplace();
    return () => place.stop();
  });

  it("is one plain line a step with its time where there is no terminal", async () => {
    const { code, err } = await place.run(["apply", "--auto-approve", "--target", "shop"]);
    expect(code).toBe(0);
    expect(err).not.toContain("\u001b");
    const lines = err.split("\n").filter((line) => /^\[ *\d+\/\d+\]/.test(line));
    expect(lines.length).toBe(11);
    for (const [index, line] of lines.entries()) {
      expect(line).toMatch(new RegExp(`^\\[ ?${index + 1}/11\\]   \\+ \\S+/\\S+/\\S+: created after \\d+\\.\\d s$`));
    }
    expect(err).toMatch(/^Read store, acme in \d+\.\d s$/m);
  });

  it("is live on a terminal, and leaves the same lines", async () => {
    const { code, err, screen } = await runInTerminal(place, ["apply", "--auto-approve", "--target", "shop"], {
      env: { NO_COLOR: "1" },
    });
    expect(code).toBe(0);
    expect(err).toContain(`${CLEAR}reading `);
    expect(err).toContain(`${CLEAR}[ 1/11]   + store/key/acme:distribution: creating`);
    expect(err).toContain(`${CLEAR}[ 6/11]   + acme/certificate/distribution: asking Apple for the certificate`);
    expect(screen.split("\n").filter((line) => /^\[ *\d+\/11\] .* created after /.test(line)).length).toBe(11);
    expect(screen).not.toContain("creating");
    expect(screen).not.toContain("reading");
  });

  it("never writes over a line in CI, nor on a terminal that cannot", async () => {
    for (const options of [{ ci: true }, { env: { TERM: "dumb" } }]) {
      const { err } = await runInTerminal(place, ["plan", "--target", "shop"], options);
      expect(err).not.toContain(CLEAR);
      expect(err).toMatch(/^Read store, acme in \d+\.\d s$/m);
    }
  });

  it("never is wider than the terminal, so that it can be taken away", async () => {
    const { err } = await runInTerminal(place, ["apply", "--auto-approve", "--target", "shop"], { columns: 40 });
    const live = err
      .split(CLEAR)
      .slice(1)
      .map((part) => part.split("\n")[0] ?? "");
    expect(live.some((line) => line.endsWith("…"))).toBe(true);
    expect(live.filter((line) => !line.includes("after") && Array.from(line).length > 39)).toEqual([]);
  });

  it("goes to standard error, so that standard output can be piped", async () => {
    const { out } = await runInTerminal(place, ["plan", "--target", "shop"], { env: { NO_COLOR: "1" } });
    expect(out).toMatch(/^Signwright will do this/);
    expect(out).not.toContain(CLEAR);
  });
});

describe("the question before an apply", () => {
  let place: Workplace;
  beforeAll(async () => {
    place = await createWorkplace();
  });
  afterAll(() => place.stop());
  beforeEach(() => {
    place.reset();
  });
  const argv = ["apply", "--target", "shop-android"];

  it.each([["no"], ["y"], ["YES"], ["yes please"], [""]])("takes %j for no, and changes nothing", async (answer) => {
    const since = place.acme.sandbox.ledger().length;
    const { code, err } = await runInTerminal(place, argv, { answers: [answer] });
    expect(code).toBe(1);
    expect(err).toContain("Only `yes` is taken as approval: Nothing was changed.");
    expect(place.acme.writes(since)).toEqual([]);
  });

  it("takes the end of the input for no", async () => {
    expect((await runInTerminal(place, argv)).err).toContain("Nothing was changed.");
  });

  it("comes after the plan, and takes yes", async () => {
    const { code, out, err } = await runInTerminal(place, argv, { answers: ["yes"], env: { NO_COLOR: "1" } });
    expect({ code, lines: out.trimEnd().split("\n").slice(-3) }).toEqual({
      code: 0,
      lines: [
        "Plan: 2 to add, 0 to change, 0 to destroy.",
        "",
        "Apply complete! Resources: 2 added, 0 changed, 0 destroyed.",
      ],
    });
    expect(err).toContain("Carry this out? Only `yes` is taken as approval: ");
  });

  it.each([
    ["without a terminal", { isTTY: false }, argv],
    ["in CI", { ci: true }, argv],
    ["where JSON is wanted", {}, [...argv, "--json"]],
  ])("is not asked %s", async (_, options, line) => {
    const { code, err } = await runInTerminal(place, line, { ...options, answers: ["yes"] });
    expect(code).toBe(1);
    expect(err).not.toContain("Carry this out?");
    expect(err).toContain("apply/not-approved");
  });

  it("is not asked of a plan that was saved, nor when nothing is to be done", async () => {
    expect((await place.run(["plan", "--target", "shop-android", "--out", "plan.json"])).code).toBe(0);
    const saved = await runInTerminal(place, ["apply", "plan.json"], { env: { NO_COLOR: "1" } });
    expect(saved.out).toContain("Apply complete!");
    const again = await runInTerminal(place, argv, { env: { NO_COLOR: "1" } });
    expect(again.out).toBe(
      "Planned for shop-android only.\n\nNo changes. What is held is what signing.yaml asks for.\n\nApply complete! Resources: 0 added, 0 changed, 0 destroyed.\n",
    );
    expect(saved.err + again.err).not.toContain("Carry this out?");
  });
});
