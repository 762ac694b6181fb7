import { plain } from "../../diagnostics/render-text.ts";
import { countChanges, type Change, type Plan } from "../../plan/plan.ts";
import { blastRadiusTexts } from "./blast-radius-text.ts";
import { budgetTexts } from "./budget-text.ts";
import { daysText } from "./days-text.ts";
import { COMMENT_LIMIT, fitting, sizeOf } from "./fitting.ts";
import { markdownCode, markdownFence, markdownText } from "./markdown.ts";
import { plural } from "./plural.ts";
import { planText, summaryLine, symbolOf } from "./plan-text.ts";

/** A marker by which a job finds its own earlier comment and replaces it. */
export const commentMarker = "<!-- signwright-plan -->";

/**
 * The plan as a comment on a pull request: what is destructive first, one line a change, budgets and dates, and the whole text
 * folded away. The same plan gives the same text. What does not fit into a comment is left out from the end, and counted.
 * @param digest digest of the plan, by which a reviewer knows which plan is applied
 */
export function planMarkdown(plan: Plan, digest: string): string {
  const head = [commentMarker, `## ${title(plan)}`, ""];
  const facts = factLines(plan);
  const foot = [
    `Plan ${markdownCode(digest.slice(0, 16))} of ${markdownCode(plan.spec_path)}, made ${markdownText(plan.timestamp)}.`,
    "",
  ];
  const details =
    plan.changes.length === 0
      ? []
      : [
          "<details><summary>Whole plan</summary>",
          "",
          ...markdownFence(planText(plan, plain), "text"),
          "",
          "</details>",
          "",
        ];
  const room = COMMENT_LIMIT - sizeOf([...head, ...facts, ...foot]);
  const warning = cautionBlock(plan, room / 2);
  const table = tableLines(plan, room - sizeOf(warning));
  const short = [...head, ...warning, ...table, ...facts];
  return [...short, ...(sizeOf([...short, ...details, ...foot]) <= COMMENT_LIMIT ? details : []), ...foot].join("\n");
}

function title(plan: Plan): string {
  if (plan.errored) return "Signing plan: failed";
  const { add, change, destroy, manual } = countChanges(plan.changes);
  if (add + change + destroy + manual === 0) return "Signing plan: no changes";
  return `Signing plan: ${add} to add, ${change} to change, ${destroy} to destroy${manual > 0 ? `, ${manual} by hand` : ""}`;
}

/** What is deleted and which targets that touches, and what stays invalid at Apple, where nobody can overlook it. */
function cautionBlock(plan: Plan, room: number): readonly string[] {
  const radius = blastRadiusTexts(plan);
  const deletes = plan.changes.filter((c) => c.action === "delete");
  const others = plan.changes.filter((c) => c.action !== "delete" && radius(c)?.leavesInvalid === true);
  if (deletes.length + others.length === 0) return [];
  const line = (c: Change, what: string): string => {
    const reach = radius(c);
    return `> - ${markdownCode(c.address)}${deposed(c)}: ${what}${reach ? `; ${markdownText(reach.text)}` : ""}`;
  };
  const ends = deletes.length === 0 ? undefined : `deletes ${plural(deletes.length, "object")}`;
  const breaks = others.length === 0 ? undefined : "turns profiles invalid that it does not make anew";
  const head = ["> [!CAUTION]", `> This plan ${[ends, breaks].filter((part) => part !== undefined).join(", and ")}:`];
  const lines = [
    ...deletes.map((c) => line(c, `${markdownText(c.reason)}${affected(c)}`)),
    ...others.map((c) => line(c, markdownText(c.reason))),
  ];
  return [...head, ...fitting(lines, room - sizeOf(head), (more) => `> - and ${more} more`), ""];
}

function tableLines(plan: Plan, room: number): readonly string[] {
  if (plan.changes.length === 0) return [markdownText(summaryLine(plan)), ""];
  const head = ["| | object | why | targets |", "|---|---|---|---|"];
  const rows = plan.changes.map((c) => {
    const targets = c.targets.map(markdownText).join(", ");
    return `| ${markdownCode(symbolOf(c))} | ${markdownCode(c.address)} | ${markdownText(c.reason)} | ${targets} |`;
  });
  return [...head, ...fitting(rows, room - sizeOf(head), (more) => `| | and ${more} more | see the job's log | |`), ""];
}

function factLines(plan: Plan): readonly string[] {
  const budgets = budgetTexts(plan);
  const radius = blastRadiusTexts(plan);
  // What stays invalid, and what is deleted, stands above.
  const renewed = plan.changes.flatMap((c) => {
    const reach = c.action === "delete" ? undefined : radius(c);
    return reach && !reach.leavesInvalid ? [`- ${markdownCode(c.address)} ${markdownText(reach.text)}`] : [];
  });
  const slots = budgets.slots.map(({ text }) => `- Slots: ${markdownText(text)}`);
  const requests = budgets.requests.map(({ text }) => `- Requests to Apple: ${markdownText(text)}`);
  const dates = plan.expiries
    .slice(0, 3)
    .map((e) => `- ${markdownCode(e.address)} until ${e.expires.slice(0, 10)} (${daysText(e.days_left)})`);
  const manual = plan.changes
    .filter((c) => c.manual)
    .slice(0, 20)
    .flatMap(stepLines);
  const lines = [...renewed.slice(0, 20), ...slots.slice(0, 20), ...requests, ...dates, ...manual];
  return lines.length === 0 ? [] : [...lines, ""];
}

/** What a person needs for a step is short; a plan of another making may hold anything. */
const LONGEST_FILE = 4000;

/** A step by hand: a list where it takes several things to do, with what it takes as a block that can be copied. */
function stepLines({ manual }: Change): readonly string[] {
  if (!manual) return [];
  const { instructions, file } = manual;
  const [first = "", ...rest] = instructions.split("\n");
  const block =
    file === undefined || file.content.length > LONGEST_FILE
      ? []
      : [
          `  - ${markdownCode(file.path)}:`,
          "",
          ...markdownFence(file.content, "text").flatMap((text) => text.split("\n").map((line) => `    ${line}`)),
          "",
        ];
  return [
    `- By hand: ${markdownText(first)}`,
    ...rest.slice(0, 20).map((line) => `  - ${markdownText(line)}`),
    ...block,
  ];
}

function deposed(change: Change): string {
  return change.deposed === undefined ? "" : ` (${markdownCode(change.deposed)})`;
}

function affected(change: Change): string {
  return change.targets.length === 0 ? "" : ` (${change.targets.map(markdownText).join(", ")})`;
}
