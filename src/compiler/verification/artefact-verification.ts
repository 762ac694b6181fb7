import type { Artefact } from "../../formats/artefact/artefact.ts";
import type { Verification } from "./verify-holdings.ts";

/** What an artefact is verified with. */
export interface ArtefactVerification extends Pick<Verification, "target" | "holdings" | "now" | "details"> {
  readonly artefact: Artefact;
  /** The artefact as the person named it. */
  readonly shown: string;
}
