import { countChanges, type Change, type Plan } from "../../plan/plan.ts";
import { planText, summaryLine, symbolOf } from "./plan-text.ts";

/** GitHub cuts comments at 65,536 characters; what is longer than this goes without its details. */
const LIMIT = 60_000;

/** A marker by which a job finds its own earlier comment and replaces it. */
export const commentMarker = "<!-- signwright-plan -->";

/**
 * The plan as a comment on a pull request: what is destructive first, one line a change, budgets and dates, and the whole text
 * folded away. The same plan gives the same text.
 * @param digest digest of the plan, by which a reviewer knows which plan is applied
 */
export function planMarkdown(plan: Plan, digest: string): string {
  const { add, change, destroy, manual } = countChanges(plan.changes);
  const destructive = plan.changes.filter((c) => c.action === "delete");
  const title = `## Signing plan: ${add + change + destroy + manual === 0 ? "no changes" : `${add} to add, ${change} to change, ${destroy} to destroy`}`;
  const head = [commentMarker, title, ""];
  const warning =
    destructive.length === 0
      ? []
      : ["> [!CAUTION]", `> This plan deletes ${destructive.length === 1 ? "something" : `${destructive.length} objects`}:`, ...destructive.map((c) => `> - ${code(c.address)}: ${escape(c.reason)}${affects(c)}`), ""];
  const table =
    plan.changes.length === 0 ? [summaryLine(plan), ""] : ["| | object | why | targets |", "|---|---|---|---|", ...plan.changes.map(row), ""];
  const foot = [`Plan ${code(digest.slice(0, 16))} of ${code(plan.spec_path)}, made ${plan.timestamp}.`, ""];
  const short = [...head, ...warning, ...table, ...facts(plan), ...foot];
  const text = planText(plan, (_, plainText) => plainText);
  const whole = [...short.slice(0, -foot.length), "<details><summary>Whole plan</summary>", "", ...fenced(text), "", "</details>", "", ...foot].join("\n");
  if (whole.length <= LIMIT) return whole;
  const kept = short.join("\n");
  return kept.length <= LIMIT ? kept : [...head, ...warning.slice(0, 40), `${summaryLine(plan)} It is too long for a comment: see the job's log.`, "", ...foot].join("\n");
}

function row(change: Change): string {
  return `| ${code(symbolOf(change))} | ${code(change.address)} | ${escape(change.reason)} | ${change.targets.map(escape).join(", ")} |`;
}

function affects(change: Change): string {
  return change.targets.length === 0 ? "" : ` (${change.targets.map(escape).join(", ")})`;
}

function facts(plan: Plan): readonly string[] {
  const slots = plan.budgets
    .filter((b) => b.adds > 0)
    .map((b) => `- Slots: ${escape(b.owner)} ${escape(b.what)}: ${b.used} in use, ${b.adds} more${b.limit === null ? "" : ` of ${b.limit}`}`);
  const dates = plan.expiries.slice(0, 3).map((e) => `- Expires ${e.expires.slice(0, 10)} (${e.days_left} days): ${code(e.address)}`);
  return slots.length + dates.length === 0 ? [] : [...slots, ...dates, ""];
}

/** A fence longer than any run of backticks in the text, so that the text cannot end it. */
function fenced(text: string): readonly string[] {
  const longest = Math.max(2, ...(text.match(/`+/g) ?? []).map((run) => run.length));
  const fence = "`".repeat(longest + 1);
  return [`${fence}text`, text.trimEnd(), fence];
}

function code(text: string): string {
  return `\`${text.replaceAll("`", "'").replaceAll("|", "\\|")}\``;
}

/** Names come from the spec and from servers: none of them may become markup. */
function escape(text: string): string {
  return text.replace(/[\\`*_{}[\]()#+!|<>@~]/g, "\\$&").replace(/[\r\n]+/g, " ");
}
