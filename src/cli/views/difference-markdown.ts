import { plain } from "../../diagnostics/render-text.ts";
import type { NamedDifference } from "../commands/diff.ts";
import { differenceSummary, differenceText, differenceWords, valueLine } from "./difference-text.ts";
import { markdownCode, markdownFence, markdownText } from "./markdown.ts";
import { COMMENT_LIMIT, fitting, sizeOf } from "./fitting.ts";

/** A marker by which a job finds its own earlier comment and replaces it. */
const marker = "<!-- signwright-diff -->";

/** The difference as a comment on a pull request: credentials first, then a line a resource, and the whole text folded away. */
export function differenceMarkdown(named: NamedDifference): string {
  const { before, after, difference } = named;
  const head = [marker, `## ${markdownText(differenceSummary(difference))}`, ""];
  const foot = [`From ${markdownCode(before)} to ${markdownCode(after)}.`, ""];
  const room = COMMENT_LIMIT - sizeOf([...head, ...foot]);
  const caution = cautionLines(named, room / 2);
  const table = tableLines(named, room - sizeOf(caution));
  const details = [
    "<details><summary>Whole difference</summary>",
    "",
    ...markdownFence(differenceText(named, plain), "text"),
    "",
    "</details>",
    "",
  ];
  const short = [...head, ...caution, ...table];
  const rest = difference.resources.length + difference.settings.length > 0 ? details : [];
  return [...short, ...(sizeOf([...short, ...rest, ...foot]) <= COMMENT_LIMIT ? rest : []), ...foot].join("\n");
}

function cautionLines({ difference: { credentials } }: NamedDifference, room: number): readonly string[] {
  if (credentials.length === 0) return [];
  const head = ["> [!CAUTION]", "> Where credentials come from, or go to, differs:"];
  const lines = credentials.map((each) => `> - ${markdownCode(valueLine(each))}`);
  return [...head, ...fitting(lines, room - sizeOf(head), (more) => `> - and ${more} more`), ""];
}

function tableLines({ difference: { resources } }: NamedDifference, room: number): readonly string[] {
  if (resources.length === 0) return [];
  const head = ["| | object | why | targets |", "|---|---|---|---|"];
  const rows = resources.map(({ action, address, reason, targets }) => {
    const names = targets.map(markdownText).join(", ");
    return `| ${markdownCode(differenceWords[action].symbol)} | ${markdownCode(address)} | ${markdownText(reason)} | ${names} |`;
  });
  return [...head, ...fitting(rows, room - sizeOf(head), (more) => `| | and ${more} more | see the job's log | |`), ""];
}
