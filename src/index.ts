/**
 * The public API: the compiler and its data, for tools that read signing files and plans.
 * @packageDocumentation
 */
export { compile } from "./compiler/compile.ts";
export type { Compilation } from "./compiler/compile.ts";
export type { Diagnostic, Fix, Note, Severity, TextEdit } from "./diagnostics/diagnostic.ts";
export type { DiagnosticCode } from "./diagnostics/codes.ts";
export type { SourceFile, SourcePosition, SourceRange } from "./diagnostics/source-range.ts";
export { positionAt } from "./diagnostics/source-range.ts";
export { renderDiagnostic, renderDiagnostics } from "./diagnostics/render-text.ts";
export { diagnosticToJson } from "./diagnostics/render-json.ts";
export type { JsonDiagnostic, JsonRange } from "./diagnostics/render-json.ts";
export { planFromJson, planToJson } from "./plan/plan-json.ts";
export type { JsonChange, JsonPlan } from "./plan/plan-json.ts";
export type { Action, ActionReason, BlastRadius, Change, FallenProfile, Plan, PlanBudget } from "./plan/plan.ts";
export type { Address } from "./plan/address.ts";
