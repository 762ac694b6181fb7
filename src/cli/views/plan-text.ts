import type { Paint, TextStyle } from "../../diagnostics/render-text.ts";
import { countChanges, type Action, type Change, type ChangeCounts, type Plan } from "../../plan/plan.ts";

/** Terraform's symbols; `!` for what only a person can do. */
export function symbolOf(change: Change): string {
  if (change.action === "create" && change.replaces_older) return "+/-";
  return symbols[change.action];
}

const symbols: Readonly<Record<Action, string>> = {
  "no-op": " ",
  create: "+",
  read: "<=",
  update: "~",
  delete: "-",
  forget: ".",
  manual: "!",
};

const styles: Readonly<Record<Action, TextStyle>> = {
  "no-op": "dim",
  create: "green",
  read: "cyan",
  update: "yellow",
  delete: "red",
  forget: "dim",
  manual: "magenta",
};

/** The plan as people read it in a terminal or a log. The last line is the summary, which programs match. */
export function planText(plan: Plan, paint: Paint): string {
  const lines = plan.changes.flatMap((change) => [...changeLines(change, paint), ""]);
  const head = plan.changes.length === 0 ? [] : [paint("bold", "Signwright will do this, in this order:"), ""];
  return `${[...head, ...lines, ...budgetLines(plan, paint), ...expiryLines(plan, paint), summaryLine(plan)].join("\n")}\n`;
}

/** `Plan: 2 to add, 0 to change, 1 to destroy.` or `No changes. …`. */
export function summaryLine(plan: Plan): string {
  const counts = countChanges(plan.changes);
  if (counts.add + counts.change + counts.destroy + counts.manual === 0) return `No changes. What is held is what ${plan.spec_path} asks for.`;
  return `Plan: ${countsText(counts)}.${counts.manual > 0 ? ` ${counts.manual} to do by hand.` : ""}`;
}

function countsText(counts: ChangeCounts): string {
  return `${counts.add} to add, ${counts.change} to change, ${counts.destroy} to destroy`;
}

function changeLines(change: Change, paint: Paint): readonly string[] {
  const symbol = symbolOf(change).padStart(3);
  const deposed = change.deposed === undefined ? "" : paint("dim", ` (${change.deposed})`);
  const head = `${paint(styles[change.action], symbol)} ${paint("bold", change.address)}${deposed}`;
  return [head, `      ${paint("dim", change.reason)}`, ...attributeLines(change, paint), ...manualLines(change)];
}

function manualLines(change: Change): readonly string[] {
  return change.manual ? [`      do:    ${change.manual.instructions}`, `      check: ${change.manual.check}`] : [];
}

function attributeLines(change: Change, paint: Paint): readonly string[] {
  if (change.action === "delete") return [];
  const after: Readonly<Record<string, unknown>> = { ...change.after };
  const before: Readonly<Record<string, unknown>> = { ...change.before };
  const names = Object.keys(after).filter((name) => isShown(name, after[name], change));
  const width = Math.max(0, ...names.map((name) => name.length));
  return names.flatMap((name) => {
    const unknown = change.after_unknown.includes(name);
    const now = unknown ? paint("dim", "(known after apply)") : valueText(after[name]);
    const was = change.before === null ? now : valueText(before[name]);
    if (change.before !== null && !unknown && was === now) return [];
    const value = change.before === null || before[name] === null ? now : `${was} ${paint("yellow", "->")} ${now}`;
    return [`      ${name.padEnd(width)} = ${value}`];
  });
}

/** What is empty, or says only how the name is made, is left out: the JSON plan has it. */
function isShown(name: string, value: unknown, change: Change): boolean {
  if (name === "exact_name" || name === "replaces") return false;
  if (change.after_unknown.includes(name)) return true;
  return value !== null && value !== "" && !(Array.isArray(value) && value.length === 0);
}

/** A value in a line: lists in brackets, a source as what it names. */
export function valueText(value: unknown): string {
  if (value === null || value === undefined) return "(none)";
  if (Array.isArray(value)) return `[${value.map(valueText).join(", ")}]`;
  if (typeof value === "object") {
    return Object.entries(value)
      .map(([name, member]) => (name === "key_name" ? `keys.${valueText(member)}` : `${name} ${valueText(member)}`))
      .join(", ");
  }
  return typeof value === "string" ? value : JSON.stringify(value);
}

function budgetLines(plan: Plan, paint: Paint): readonly string[] {
  const taken = plan.budgets.filter((b) => b.adds > 0);
  if (taken.length === 0) return [];
  const lines = taken.map((b) => {
    const limit = b.limit === null ? "" : ` of ${b.limit} (Apple publishes no number; \`limits\` sets it)`;
    return `  ${b.owner}: ${b.what}: ${b.used} in use, ${b.adds} more, then ${b.used + b.adds}${limit}`;
  });
  return [paint("bold", "Slots that this plan takes:"), ...lines, ""];
}

/** Only what runs out within a quarter: the rest is for `status`. */
function expiryLines(plan: Plan, paint: Paint): readonly string[] {
  const near = plan.expiries.filter((e) => e.days_left <= 90).slice(0, 5);
  if (near.length === 0) return [];
  return [paint("bold", "Next to expire:"), ...near.map((e) => `  ${e.address} on ${e.expires.slice(0, 10)} (${e.days_left} days)`), ""];
}
