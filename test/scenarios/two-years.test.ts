import { expect, test } from "vitest";
import { adHoc, openShop, store } from "./scenario-shop.ts";

// Time passes, and nobody does anything by hand: every night the same two commands run.

const days = 730;
// Every night takes minutes: `.ci/run` asks for that.
const everyDays = process.env["SIGNWRIGHT_FULL"] === "1" ? 1 : 7;
const mac = "desk: { platform: macos, method: automatic, profile_type: app_store, bundle_id: com.acme.desk }";

test(`two years with an apply every ${everyDays} day(s): no target is ever without a valid certificate and profile, and at most two of our certificates of a type are alive`, async () => {
  const shop = await openShop({ targets: [store, adHoc, mac], team: { hourlyRequestLimit: 100_000 } });
  expect(await shop.apply()).toMatchObject({ code: 0 });
  const applies: string[] = [];
  let mostAlive = 0;
  for (let passed = 0; passed < days; passed += everyDays) {
    shop.passDays(everyDays);
    const day = shop.clock.now.toISOString().slice(0, 10);
    const { code, out, err } = await shop.apply();
    expect({ day, code, err: code === 0 ? "" : err }).toEqual({ day, code: 0, err: "" });
    if (!out.includes("No changes.")) applies.push(`${day} ${/Apply complete!.*/.exec(out)?.[0] ?? out.slice(-200)}`);
    const verified = await shop.cli(["verify", "--json"]);
    expect({ day, code: verified.code, out: verified.code === 0 ? "" : verified.out }).toEqual({
      day,
      code: 0,
      out: "",
    });
    const alive = new Map<string, number>();
    for (const { certificateType, expires } of shop.sandbox.state().certificates)
      if (new Date(expires) > shop.clock.now) alive.set(certificateType, (alive.get(certificateType) ?? 0) + 1);
    mostAlive = Math.max(mostAlive, ...alive.values());
  }
  process.stdout.write(
    `
${days} days, an apply every ${everyDays}: ${applies.length} changed something, at most ${mostAlive} certificates of a type alive
${applies
  .map(
    (line) => `  ${line}
`,
  )
  .join("")}`,
  );
  expect(mostAlive).toBeLessThanOrEqual(2);
  expect(applies.length).toBeLessThan(20);
}, 900_000);
