import type { DocumentPath } from "../../../compiler/document.ts";
import { allowedValues, type SchemaNode } from "../../../compiler/schema-diagnostics/schema-node.ts";
import { flowText } from "../../../compiler/schema-diagnostics/schema-wording.ts";
import { signingMatrix } from "../../../compiler/signing-matrix.ts";
import { shapesOf } from "../schema-at.ts";
import { itemKinds, type Candidate } from "./candidate.ts";
import {
  profileTypesOfTarget,
  propertyOf,
  recordOf,
  targetAround,
  type CompletionRequest,
} from "./completion-input.ts";

/** Values that the schema lists for a place, less those that the rest of the target excludes; and its default. */
export function closedCandidates(
  request: CompletionRequest,
  path: DocumentPath,
  shapes: readonly SchemaNode[],
): readonly Candidate[] {
  return shapes.flatMap((shape): readonly Candidate[] => {
    const documentation = shape.markdownDescription ?? shape.description;
    const shared = {
      kind: itemKinds.enumMember,
      closed: true,
      ...(documentation === undefined ? {} : { documentation }),
    };
    const detail = (value: unknown) => (shape.default === value ? { detail: "default" } : {});
    if (shape.type === "boolean")
      // The default goes without saying, so the other is what a person means.
      return [shape.default !== true, shape.default === true].map((value) => ({
        text: String(value),
        ...shared,
        ...detail(value),
      }));
    const allowed = allowedValues(shape).filter((value) => isPossible(request, path, String(value)));
    if (allowed.length > 0) return allowed.map((value) => ({ text: String(value), ...shared, ...detail(value) }));
    if (shape.title === "capability with a setting") return capabilitySettings();
    if (shape.type === "string" && typeof shape.default === "string")
      return [{ text: shape.default, kind: itemKinds.value, detail: "default" }];
    return [];
  });
}

/** `{ data_protection: complete }` and its like. */
function capabilitySettings(): readonly Candidate[] {
  return shapesOf("CapabilitySetting").flatMap(({ properties = {} }) =>
    Object.entries(properties).flatMap(([name, { enum: options = [], description }]) =>
      options.map((option) => ({
        text: `${name}: ${String(option)}`,
        yaml: flowText({ [name]: option }),
        kind: itemKinds.enumMember,
        ...(description === undefined ? {} : { documentation: description }),
      })),
    ),
  );
}

/** Whether the signing matrix, and the key of the target, allow a value of the schema. */
function isPossible(request: CompletionRequest, path: DocumentPath, value: string): boolean {
  const target = targetAround(request, path);
  if (!target) return true;
  const { platform, method, key } = target.fields;
  const rows = signingMatrix.filter((row) => platform === undefined || row.platform === platform);
  switch (propertyOf(path)) {
    case "profile_type": {
      const entry = typeof key === "string" ? recordOf(request.section("keys")[key]) : {};
      const isEnterprise = entry["program"] === "enterprise";
      if (
        method === "automatic" &&
        entry["type"] !== undefined &&
        value === (isEnterprise ? "app_store" : "enterprise")
      )
        return false;
      return rows.some((row) => row.profileType === value && (method !== "automatic" || row.appleProfileType !== null));
    }
    case "certificate_type": {
      const types = profileTypesOfTarget(target);
      const own = rows.filter(({ profileType }) => types.length === 0 || types.includes(profileType));
      return own.some(({ acceptedCertificateTypes }) => acceptedCertificateTypes.some((type) => type === value));
    }
    default:
      return true;
  }
}
