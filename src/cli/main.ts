import { argv } from "node:process";
import { createNodeHost } from "../host/host.ts";
import { run } from "./run.ts";

await run(argv.slice(2), createNodeHost());
