import type { ObservedCapability } from "../../plan/observed.ts";
import { isObject, textOf, type Resource } from "./json-api.ts";
import { byCodeUnit } from "./normal-form.ts";

/** A capability as Apple gives it. `settings` may be null, and lists options that are off as well. */
export function capabilityOf(resource: Resource): ObservedCapability {
  const settings = resource.attributes["settings"];
  return {
    id: resource.id,
    capability_type: textOf(resource, "capabilityType") ?? "",
    settings: settingsOf(Array.isArray(settings) ? settings.flatMap(readSetting) : []),
  };
}

/** Settings in a fixed order, so that they can be compared. */
export function settingsOf(settings: ObservedCapability["settings"]): ObservedCapability["settings"] {
  return settings
    .map(({ key, options }) => ({ key, options: [...options].sort(byCodeUnit) }))
    .sort((a, b) => byCodeUnit(a.key, b.key));
}

function readSetting(value: unknown): ObservedCapability["settings"] {
  if (!isObject(value) || typeof value["key"] !== "string") return [];
  const options = Array.isArray(value["options"]) ? value["options"] : [];
  const chosen = options.flatMap((option: unknown) =>
    isObject(option) && typeof option["key"] === "string" && option["enabled"] !== false ? [option["key"]] : [],
  );
  return [{ key: value["key"], options: chosen }];
}
