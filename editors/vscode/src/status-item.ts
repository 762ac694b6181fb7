import {
  DiagnosticSeverity,
  languages,
  MarkdownString,
  StatusBarAlignment,
  ThemeColor,
  window,
  type Disposable,
  type TextDocument,
} from "vscode";
import type { LastPlan } from "./last-plan.ts";
import { statusText } from "./status-text.ts";

/** The item of the status bar for the signing file in front. */
export interface StatusItem extends Disposable {
  readonly show: (document: TextDocument, last: LastPlan) => void;
  readonly hide: () => void;
}

/** Makes it; it shows nothing yet. */
export function createStatusItem(): StatusItem {
  const item = window.createStatusBarItem("signwright.status", StatusBarAlignment.Left, 0);
  item.name = "Signwright";
  item.command = "signwright.showPlan";
  return {
    show(document, last) {
      const severities = languages.getDiagnostics(document.uri).map(({ severity }) => severity);
      const errors = severities.filter((severity) => severity === DiagnosticSeverity.Error).length;
      const warnings = severities.filter((severity) => severity === DiagnosticSeverity.Warning).length;
      const { text, tooltip, isSoon } = statusText(last, { errors, warnings }, new Date());
      const lines = new MarkdownString();
      for (const line of tooltip) lines.appendText(`${line}\n`);
      item.text = text;
      item.tooltip = lines;
      item.backgroundColor = isSoon ? new ThemeColor("statusBarItem.warningBackground") : undefined;
      item.accessibilityInformation = { label: `Signwright: ${tooltip.join(" ")}` };
      item.show();
    },
    hide: () => {
      item.hide();
    },
    dispose: () => {
      item.dispose();
    },
  };
}
