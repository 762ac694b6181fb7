import { printable, type Paint } from "../../diagnostics/render-text.ts";
import type { StoreObserved } from "../../plan/observed.ts";
import type { Plan } from "../../plan/plan.ts";
import { daysText } from "./days-text.ts";
import { summaryLine } from "./plan-text.ts";

/** Something that the store holds, with its date. */
export interface HeldObject {
  readonly address: string;
  readonly name: string;
  /** ISO 8601, UTC; null for what does not expire. */
  readonly expires: string | null;
  readonly days_left: number | null;
}

/** The newest instance of everything that the store holds, what expires first first. Bare keys are part of their identity. */
export function heldObjects(store: StoreObserved, now: Date): readonly HeldObject[] {
  const newest = new Map(store.objects.map((o) => [o.address, o]));
  const text = (value: unknown): string | undefined => (typeof value === "string" ? value : undefined);
  return [...newest.values()]
    .filter((o) => !o.address.startsWith("store/key/"))
    .map((o) => {
      const expires = text(o.facts["not_after"]) ?? text(o.facts["expires"]) ?? null;
      return {
        address: o.address,
        name: text(o.facts["subject_common_name"]) ?? text(o.facts["name"]) ?? text(o.facts["alias"]) ?? "",
        expires,
        days_left: expires === null ? null : Math.floor((Date.parse(expires) - now.getTime()) / 86_400_000),
      };
    })
    .sort((a, b) => (a.days_left ?? Infinity) - (b.days_left ?? Infinity) || (a.address < b.address ? -1 : 1));
}

/** A table of what is held, the slots in use, and whether the world is as the signing file says. */
export function statusText(
  {
    held,
    plan,
    renewBefore,
  }: { readonly held: readonly HeldObject[]; readonly plan: Plan; readonly renewBefore: number },
  paint: Paint,
): string {
  const addresses = Math.max(0, ...held.map((h) => h.address.length));
  const dates = Math.max(0, ...held.map((h) => dateText(h).length));
  const rows = held.map((h) => {
    const date = paint(styleOf(h, renewBefore), dateText(h).padEnd(dates));
    return `  ${printable(h.address).padEnd(addresses)}  ${date}  ${paint("dim", printable(h.name))}`;
  });
  const slots = plan.budgets.map(
    (b) => `  ${printable(b.owner)}: ${printable(b.what)}: ${b.used} in use${b.limit === null ? "" : ` of ${b.limit}`}`,
  );
  return `${[
    ...(held.length === 0 ? ["The store holds nothing yet.", ""] : [paint("bold", "Held in the store:"), ...rows, ""]),
    ...(slots.length === 0 ? [] : [paint("bold", "Certificate slots:"), ...slots, ""]),
    summaryLine(plan),
  ].join("\n")}\n`;
}

function dateText({ expires, days_left: days }: HeldObject): string {
  return expires === null || days === null ? "no expiry" : `${expires.slice(0, 10)}  ${daysText(days)}`;
}

function styleOf({ days_left: days }: HeldObject, renewBefore: number): "red" | "yellow" | "green" | "dim" {
  if (days === null) return "dim";
  return days < 0 ? "red" : days <= renewBefore ? "yellow" : "green";
}
