import { printable, type Paint, type TextStyle } from "../../diagnostics/render-text.ts";
import { countChanges, type Action, type Change, type Plan } from "../../plan/plan.ts";
import { attributeLines } from "./attribute-lines.ts";
import { blastRadiusTexts, type RadiusText } from "./blast-radius-text.ts";
import { budgetTexts, type BudgetText } from "./budget-text.ts";
import { daysText } from "./days-text.ts";

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
  const radius = blastRadiusTexts(plan);
  const lines = plan.changes.flatMap((change) => [
    ...changeLines(change, paint),
    ...radiusLines(radius(change), paint),
    "",
  ]);
  const drift = driftLines(plan, paint);
  const head = plan.changes.length === 0 ? [] : [paint("bold", headline(plan)), ""];
  const targeted =
    plan.targeted.length === 0 ? [] : [`Planned for ${plan.targeted.map(printable).join(", ")} only.`, ""];
  const facts = [...budgetLines(plan, paint), ...expiryLines(plan, paint), ...keptLines(plan, paint)];
  const blocks = [...drift, ...head, ...lines, ...facts, ...targeted];
  return `${[...blocks, summaryLine(plan)].join("\n")}\n`;
}

/** `Plan: 2 to add, 0 to change, 1 to destroy.`, `No changes. …`, or that there is no plan. */
export function summaryLine(plan: Plan): string {
  if (plan.errored) return "Planning failed: mend the errors, then plan again.";
  const { add, change, destroy, manual, forget } = countChanges(plan.changes);
  if (plan.requests.refresh_only)
    return plan.drift.length === 0
      ? "No drift. All that was looked at is as Signwright left it."
      : `Drift: ${plan.drift.length} ${plan.drift.length === 1 ? "object is" : "objects are"} not as Signwright left ${plan.drift.length === 1 ? "it" : "them"}.`;
  if (plan.changes.length === 0) return `No changes. What is held is what ${printable(plan.spec_path)} asks for.`;
  const beside = `${forget > 0 ? ` ${forget} to forget.` : ""}${manual > 0 ? ` ${manual} to do by hand.` : ""}`;
  return `Plan: ${add} to add, ${change} to change, ${destroy} to destroy.${beside}`;
}

function headline(plan: Plan): string {
  if (plan.errored) return "As far as it could be planned:";
  return plan.applyable ? "Signwright will do this, in this order:" : "This is left to do by hand:";
}

function changeLines(change: Change, paint: Paint): readonly string[] {
  const symbol = symbolOf(change).padStart(3);
  const deposed = change.deposed === undefined ? "" : paint("dim", ` (deposed ${printable(change.deposed)})`);
  const head = `${paint(styles[change.action], symbol)} ${paint("bold", printable(change.address))}${deposed}`;
  const attributes = attributeLines(change, paint).map((line) => `      ${line}`);
  return [head, `      ${paint("dim", printable(change.reason))}`, ...attributes, ...manualLines(change)];
}

function radiusLines(radius: RadiusText | undefined, paint: Paint): readonly string[] {
  return radius ? [`      ${paint(radius.leavesInvalid ? "yellow" : "dim", printable(radius.text))}`] : [];
}

function manualLines({ manual }: Change): readonly string[] {
  return manual ? [...labelled("do:    ", manual.instructions), ...labelled("check: ", manual.check)] : [];
}

/** Instructions may have several lines; those after the first stand below it. */
function labelled(label: string, text: string): readonly string[] {
  return text
    .split("\n")
    .map((line, index) => `      ${index === 0 ? label : " ".repeat(label.length)}${printable(line)}`);
}

function budgetLines(plan: Plan, paint: Paint): readonly string[] {
  const { slots, requests, sources } = budgetTexts(plan);
  const line = ({ text, isExceeded }: BudgetText): string =>
    `  ${isExceeded ? paint("red", printable(text)) : printable(text)}`;
  const notes = sources.map((source) => paint("dim", `  ${source}`));
  return [
    ...(slots.length === 0 ? [] : [paint("bold", "Slots that this plan takes:"), ...slots.map(line), ...notes, ""]),
    ...(requests.length === 0
      ? []
      : [paint("bold", "Requests to Apple that this plan takes:"), ...requests.map(line), ""]),
  ];
}

/** What moved by other hands; what the plan does about it follows. */
function driftLines(plan: Plan, paint: Paint): readonly string[] {
  if (plan.drift.length === 0) return [];
  const shown = plan.drift.slice(0, 20).map((c) => `  ${printable(c.address)}: ${printable(c.reason)}`);
  const more = plan.drift.length > 20 ? [`  and ${plan.drift.length - 20} more`] : [];
  return [paint("bold", "Not as Signwright left it:"), ...shown, ...more, ""];
}

/** What left the signing file stays in the store until somebody names it. */
function keptLines(plan: Plan, paint: Paint): readonly string[] {
  if (plan.kept.length === 0) return [];
  const shown = plan.kept.slice(0, 10).map((address) => `  ${printable(address)}`);
  const more = plan.kept.length > 10 ? [`  and ${plan.kept.length - 10} more`] : [];
  return [paint("bold", "Kept in the store, though no target needs it:"), ...shown, ...more, ""];
}

/** Only what runs out within a quarter: the rest is for `status`. */
function expiryLines(plan: Plan, paint: Paint): readonly string[] {
  const near = plan.expiries.filter((e) => e.days_left <= 90).slice(0, 5);
  if (near.length === 0) return [];
  const lines = near.map((e) => `  ${printable(e.address)} on ${e.expires.slice(0, 10)} (${daysText(e.days_left)})`);
  return [paint("bold", "Next to expire:"), ...lines, ""];
}
