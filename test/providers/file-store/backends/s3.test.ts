import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { cephOrSkip, startCephRgw, type CephRgw } from "../../../support/ceph-rgw.ts";
import { runMainJob } from "../../../support/remote-store-run.ts";
import { describeBackend } from "./backend-conformance.ts";
import type { BackendPlace } from "./backend-place.ts";
import { describeStore } from "./store-matrix.ts";

describe.skipIf(!cephOrSkip())("Ceph's S3 service", () => {
  let ceph: CephRgw;
  beforeAll(async () => {
    ceph = await startCephRgw();
  });
  afterAll(() => ceph.stop());

  const newPlace = async (): Promise<BackendPlace> => {
    const { endpoint, accessKeyId, secretAccessKey } = ceph;
    return {
      kind: "s3",
      endpoint,
      bucket: await ceph.createBucket(),
      prefix: "acme/signing",
      accessKeyId,
      secretAccessKey,
    };
  };

  test("the main job, from the signing file on, with a store in S3; the credentials are said nowhere", async () => {
    const { endpoint, accessKeyId, secretAccessKey } = ceph;
    const bucket = await ceph.createBucket();
    const env = { AWS_ENDPOINT_URL: endpoint, AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey };
    const said = await runMainJob({ url: `s3://${bucket}/acme`, env, flags: [] });
    expect(said).toContain(`"path":"/${bucket}/acme/lock"`);
    expect(said).not.toContain(secretAccessKey);
  });

  describeStore("S3", newPlace);

  describeBackend({
    name: "S3",
    newPlace,
    quick: { writers: 8, rounds: 10, counts: 1, stride: 5 },
    full: { writers: 20, rounds: 200, counts: 10, stride: 1 },
    deaths: ["before", "during"],
  });
});
