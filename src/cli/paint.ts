import { styleText } from "node:util";
import { plain, type Paint } from "../diagnostics/render-text.ts";
import type { Host, TextOutput } from "../host/host.ts";

/** Colour for a stream: on a terminal, unless NO_COLOR (no-color.org) is set; elsewhere only with FORCE_COLOR. */
export function paintFor(stream: TextOutput, env: Host["env"]): Paint {
  const forced = env["FORCE_COLOR"] ?? "";
  const refused = (env["NO_COLOR"] ?? "") !== "" || forced === "0" || env["TERM"] === "dumb";
  const wanted = !refused && (stream.isTTY || forced !== "");
  return wanted ? (style, text) => styleText(style, text, { validateStream: false }) : plain;
}
