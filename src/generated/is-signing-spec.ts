// Generated from schema/signing.schema.json by scripts/generate.mjs (npm run generate). Do not edit.
/* oxlint-disable */
import type { SigningSpec } from "./signing-spec.ts";

/**
 * Whether a value fits schema/signing.schema.json: what `findViolations` says with an empty list, from a fraction of its code. Most
 * runs need no more than this.
 */
export function isSigningSpec(value: unknown): value is SigningSpec {
  return v0(value);
}

const p0 = new RegExp("^[0-9]{1,4}d$", "u");

const p1 = new RegExp("^age1[0-9a-z]{20,}$", "u");

const p2 = new RegExp("^[A-Za-z0-9][A-Za-z0-9._@+-]*$", "u");

const p3 = new RegExp("^[A-Za-z_][A-Za-z0-9_]*$", "u");

const p4 = new RegExp("^op://[^/]+/[^/]+/.+$", "u");

const p5 = new RegExp("^[A-Z0-9]{10}$", "u");

const p6 = new RegExp("^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$", "u");

const p7 = new RegExp("^(https://[^\\s/]+|http://(localhost|127\\.[0-9]+\\.[0-9]+\\.[0-9]+|\\[::1\\])(:[0-9]+)?)(/\\S*)?$", "u");

const p8 = new RegExp("^(?!store$)[A-Za-z0-9][A-Za-z0-9._-]*$", "u");

const p9 = new RegExp("^([0-9A-Fa-f]{40}|[0-9A-Fa-f]{8}-[0-9A-Fa-f]{16}|[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12})$", "u");

const p10 = new RegExp("^(?!all$)[A-Za-z0-9][A-Za-z0-9._-]*$", "u");

const p11 = new RegExp("^([A-Za-z0-9-]+\\.)*([A-Za-z0-9-]+|\\*)$", "u");

const p12 = new RegExp("^[a-z][a-z0-9]*(_[a-z0-9]+)*$", "u");

const p13 = new RegExp("^[0-9A-Fa-f]{1,40}$", "u");

const p14 = new RegExp("^\\{?[A-Za-z0-9][A-Za-z0-9._-]*\\}?$", "u");

const p15 = new RegExp("^[0-9A-Fa-f]{2}(:?[0-9A-Fa-f]{2}){31}$", "u");

const p16 = new RegExp("^[A-Za-z][A-Za-z0-9_]*(\\.[A-Za-z][A-Za-z0-9_]*)+$", "u");

const p17 = new RegExp("^[A-Za-z0-9][A-Za-z0-9._-]*$", "u");

/** Whether no two items of a list are equal; maps are equal whatever the order of their keys. */
function isUnique(list: readonly unknown[]): boolean {
  return list.length < 2 || new Set(list.map((item) => JSON.stringify(item, sorted))).size === list.length;
}

function sorted(_: string, value: any): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function v1(v: any): boolean {
  if (!(Number.isInteger(v))) return false;
  if (v !== 1) return false;
  return true;
}

function v2(v: any): boolean {
  if (!(typeof v === "string")) return false;
  if (!p0.test(v)) return false;
  return true;
}

function v4(v: any): boolean {
  if (!(typeof v === "string")) return false;
  return true;
}

function v5(v: any): boolean {
  if (!(typeof v === "string")) return false;
  if (v === "") return false;
  return true;
}

function v8(v: any): boolean {
  if (!(typeof v === "string")) return false;
  if (!p1.test(v)) return false;
  return true;
}

function v9(v: any): boolean {
  if (!(typeof v === "string")) return false;
  if (!p2.test(v)) return false;
  return true;
}

function v7(v: any): boolean {
  if (!(typeof v === "object" && v !== null && !Array.isArray(v))) return false;
  for (const key in v) {
    if (!v9(key)) return false;
    switch (key) {
      default:
        if (!v8(v[key])) return false;
    }
  }
  return true;
}

function v11(v: any): boolean {
  if (!(typeof v === "string")) return false;
  if (!p3.test(v)) return false;
  return true;
}

function v12(v: any): boolean {
  if (!(Array.isArray(v))) return false;
  if (v.length < 1) return false;
  if (!v.every(v4)) return false;
  return true;
}

function v13(v: any): boolean {
  if (!(typeof v === "string")) return false;
  if (!p4.test(v)) return false;
  return true;
}

function v14(v: any): boolean {
  if (!(typeof v === "object" && v !== null && !Array.isArray(v))) return false;
  if (!(v["service"] !== undefined && v["account"] !== undefined)) return false;
  for (const key in v) {
    switch (key) {
      case "service":
        if (!v5(v[key])) return false;
        break;
      case "account":
        if (!v5(v[key])) return false;
        break;
      default:
        return false;
    }
  }
  return true;
}

function v15(v: any): boolean {
  if (!(typeof v === "string")) return false;
  if (v !== "base64") return false;
  return true;
}

function v16(v: any): boolean {
  if (typeof v === "object" && v !== null && !Array.isArray(v) && !(v["env"] !== undefined)) return false;
  return true;
}

function v17(v: any): boolean {
  if (typeof v === "object" && v !== null && !Array.isArray(v) && !(v["file"] !== undefined)) return false;
  return true;
}

function v18(v: any): boolean {
  if (typeof v === "object" && v !== null && !Array.isArray(v) && !(v["exec"] !== undefined)) return false;
  return true;
}

function v19(v: any): boolean {
  if (typeof v === "object" && v !== null && !Array.isArray(v) && !(v["op"] !== undefined)) return false;
  return true;
}

function v20(v: any): boolean {
  if (typeof v === "object" && v !== null && !Array.isArray(v) && !(v["keychain"] !== undefined)) return false;
  return true;
}

function v10(v: any): boolean {
  if (!(typeof v === "object" && v !== null && !Array.isArray(v))) return false;
  for (const key in v) {
    switch (key) {
      case "env":
        if (!v11(v[key])) return false;
        break;
      case "file":
        if (!v5(v[key])) return false;
        break;
      case "exec":
        if (!v12(v[key])) return false;
        break;
      case "op":
        if (!v13(v[key])) return false;
        break;
      case "keychain":
        if (!v14(v[key])) return false;
        break;
      case "encoding":
        if (!v15(v[key])) return false;
        break;
      default:
        return false;
    }
  }
  if (Number(v16(v)) + Number(v17(v)) + Number(v18(v)) + Number(v19(v)) + Number(v20(v)) !== 1) return false;
  return true;
}

function v6(v: any): boolean {
  if (!(typeof v === "object" && v !== null && !Array.isArray(v))) return false;
  if (!(v["url"] !== undefined)) return false;
  for (const key in v) {
    switch (key) {
      case "url":
        if (!v5(v[key])) return false;
        break;
      case "recipients":
        if (!v7(v[key])) return false;
        break;
      case "identity":
        if (!v10(v[key])) return false;
        break;
      case "passphrase":
        if (!v10(v[key])) return false;
        break;
      default:
        return false;
    }
  }
  return true;
}

function v3(v: any): boolean {
  if (!(typeof v === "string") && !(typeof v === "object" && v !== null && !Array.isArray(v))) return false;
  if (!(v4(v) ? v5(v) : v6(v))) return false;
  return true;
}

function v24(v: any): boolean {
  if (v !== "app_store_connect") return false;
  return true;
}

function v25(v: any): boolean {
  if (!(typeof v === "string")) return false;
  if (!p5.test(v)) return false;
  return true;
}

function v26(v: any): boolean {
  if (!(typeof v === "string")) return false;
  if (!p6.test(v)) return false;
  return true;
}

function v27(v: any): boolean {
  if (!(typeof v === "string")) return false;
  if (v !== "developer" && v !== "enterprise") return false;
  return true;
}

function v28(v: any): boolean {
  if (!(typeof v === "string")) return false;
  if (!p7.test(v)) return false;
  return true;
}

function v23(v: any): boolean {
  if (!(typeof v === "object" && v !== null && !Array.isArray(v))) return false;
  if (!(v["type"] !== undefined && v["issuer_id"] !== undefined && v["key_id"] !== undefined && v["private_key"] !== undefined)) return false;
  for (const key in v) {
    switch (key) {
      case "type":
        if (!v24(v[key])) return false;
        break;
      case "team_id":
        if (!v25(v[key])) return false;
        break;
      case "issuer_id":
        if (!v26(v[key])) return false;
        break;
      case "key_id":
        if (!v25(v[key])) return false;
        break;
      case "private_key":
        if (!v10(v[key])) return false;
        break;
      case "program":
        if (!v27(v[key])) return false;
        break;
      case "url":
        if (!v28(v[key])) return false;
        break;
      case "ca_file":
        if (!v5(v[key])) return false;
        break;
      default:
        return false;
    }
  }
  return true;
}

function v30(v: any): boolean {
  if (v !== "certificate") return false;
  return true;
}

function v32(v: any): boolean {
  if (typeof v === "object" && v !== null && !Array.isArray(v) && !(v["private_key"] !== undefined)) return false;
  return true;
}

function v33(v: any): boolean {
  if (typeof v === "object" && v !== null && !Array.isArray(v) && !(v["certificate"] !== undefined)) return false;
  return true;
}

function v31(v: any): boolean {
  if (!v32(v) && !v33(v)) return false;
  return true;
}

function v34(v: any): boolean {
  if (!(typeof v === "object" && v !== null && !Array.isArray(v))) return false;
  if (!(v["type"] !== undefined && v["private_key"] !== undefined && v["certificate"] !== undefined)) return false;
  for (const key in v) {
    switch (key) {
      case "type":
        if (!v30(v[key])) return false;
        break;
      case "private_key":
        if (!v10(v[key])) return false;
        break;
      case "certificate":
        if (!v5(v[key])) return false;
        break;
      default:
        return false;
    }
  }
  return true;
}

function v35(v: any): boolean {
  if (!(typeof v === "object" && v !== null && !Array.isArray(v))) return false;
  if (!(v["type"] !== undefined && v["file"] !== undefined)) return false;
  for (const key in v) {
    switch (key) {
      case "type":
        if (!v30(v[key])) return false;
        break;
      case "file":
        if (!v5(v[key])) return false;
        break;
      case "password":
        if (!v10(v[key])) return false;
        break;
      default:
        return false;
    }
  }
  return true;
}

function v29(v: any): boolean {
  if (!(typeof v === "object" && v !== null && !Array.isArray(v))) return false;
  if (!(v["type"] !== undefined)) return false;
  for (const key in v) {
    switch (key) {
      case "type":
        if (!v30(v[key])) return false;
        break;
      default:
    }
  }
  if (!(v31(v) ? v34(v) : v35(v))) return false;
  return true;
}

function v37(v: any): boolean {
  if (v !== "keystore") return false;
  return true;
}

function v36(v: any): boolean {
  if (!(typeof v === "object" && v !== null && !Array.isArray(v))) return false;
  if (!(v["type"] !== undefined && v["file"] !== undefined && v["password"] !== undefined)) return false;
  for (const key in v) {
    switch (key) {
      case "type":
        if (!v37(v[key])) return false;
        break;
      case "file":
        if (!v5(v[key])) return false;
        break;
      case "password":
        if (!v10(v[key])) return false;
        break;
      default:
        return false;
    }
  }
  return true;
}

function v39(v: any): boolean {
  if (v !== "policy_console") return false;
  return true;
}

function v40(v: any): boolean {
  if (!(typeof v === "string")) return false;
  if (v !== "put" && v !== "replace") return false;
  return true;
}

function v38(v: any): boolean {
  if (!(typeof v === "object" && v !== null && !Array.isArray(v))) return false;
  if (!(v["type"] !== undefined && v["url"] !== undefined && v["username"] !== undefined && v["password"] !== undefined)) return false;
  for (const key in v) {
    switch (key) {
      case "type":
        if (!v39(v[key])) return false;
        break;
      case "url":
        if (!v28(v[key])) return false;
        break;
      case "username":
        if (!v10(v[key])) return false;
        break;
      case "password":
        if (!v10(v[key])) return false;
        break;
      case "ca_file":
        if (!v5(v[key])) return false;
        break;
      case "update":
        if (!v40(v[key])) return false;
        break;
      default:
        return false;
    }
  }
  return true;
}

function v22(v: any): boolean {
  if (!(typeof v === "object" && v !== null && !Array.isArray(v))) return false;
  if (!(v["type"] !== undefined)) return false;
  if (Number(v23(v)) + Number(v29(v)) + Number(v36(v)) + Number(v38(v)) !== 1) return false;
  return true;
}

function v41(v: any): boolean {
  if (!(typeof v === "string")) return false;
  if (!p8.test(v)) return false;
  return true;
}

function v21(v: any): boolean {
  if (!(typeof v === "object" && v !== null && !Array.isArray(v))) return false;
  for (const key in v) {
    if (!v41(key)) return false;
    switch (key) {
      default:
        if (!v22(v[key])) return false;
    }
  }
  return true;
}

function v44(v: any): boolean {
  if (!(Array.isArray(v))) return false;
  return true;
}

function v47(v: any): boolean {
  if (!(typeof v === "string")) return false;
  if (!p9.test(v)) return false;
  return true;
}

function v48(v: any): boolean {
  if (!(typeof v === "string")) return false;
  if (v !== "ios" && v !== "tvos" && v !== "visionos" && v !== "macos") return false;
  return true;
}

function v46(v: any): boolean {
  if (!(typeof v === "object" && v !== null && !Array.isArray(v))) return false;
  if (!(v["name"] !== undefined && v["udid"] !== undefined && v["platform"] !== undefined)) return false;
  for (const key in v) {
    switch (key) {
      case "name":
        if (!v5(v[key])) return false;
        break;
      case "udid":
        if (!v47(v[key])) return false;
        break;
      case "platform":
        if (!v48(v[key])) return false;
        break;
      default:
        return false;
    }
  }
  return true;
}

function v45(v: any): boolean {
  if (!(Array.isArray(v))) return false;
  if (!v.every(v46)) return false;
  return true;
}

function v49(v: any): boolean {
  if (!(typeof v === "object" && v !== null && !Array.isArray(v))) return false;
  if (!(v["file"] !== undefined)) return false;
  for (const key in v) {
    switch (key) {
      case "file":
        if (!v5(v[key])) return false;
        break;
      default:
        return false;
    }
  }
  return true;
}

function v43(v: any): boolean {
  if (!(Array.isArray(v)) && !(typeof v === "object" && v !== null && !Array.isArray(v))) return false;
  if (!(v44(v) ? v45(v) : v49(v))) return false;
  return true;
}

function v50(v: any): boolean {
  if (!(typeof v === "string")) return false;
  if (!p10.test(v)) return false;
  return true;
}

function v42(v: any): boolean {
  if (!(typeof v === "object" && v !== null && !Array.isArray(v))) return false;
  for (const key in v) {
    if (!v50(key)) return false;
    switch (key) {
      default:
        if (!v43(v[key])) return false;
    }
  }
  return true;
}

function v54(v: any): boolean {
  if (!(typeof v === "string")) return false;
  if (v !== "discover") return false;
  return true;
}

function v57(v: any): boolean {
  if (!(typeof v === "string")) return false;
  if (!p11.test(v)) return false;
  return true;
}

function v61(v: any): boolean {
  if (!(typeof v === "string")) return false;
  if (!p12.test(v)) return false;
  return true;
}

function v63(v: any): boolean {
  if (!(typeof v === "string")) return false;
  if (v !== "complete" && v !== "protected_unless_open" && v !== "protected_until_first_user_auth") return false;
  return true;
}

function v64(v: any): boolean {
  if (!(typeof v === "string")) return false;
  if (v !== "xcode_5" && v !== "xcode_6") return false;
  return true;
}

function v65(v: any): boolean {
  if (!(typeof v === "string")) return false;
  if (v !== "primary_app_consent") return false;
  return true;
}

function v62(v: any): boolean {
  if (!(typeof v === "object" && v !== null && !Array.isArray(v))) return false;
  if (Object.keys(v).length < 1) return false;
  if (Object.keys(v).length > 1) return false;
  for (const key in v) {
    if (!v61(key)) return false;
    switch (key) {
      case "data_protection":
        if (!v63(v[key])) return false;
        break;
      case "icloud":
        if (!v64(v[key])) return false;
        break;
      case "apple_id_auth":
        if (!v65(v[key])) return false;
        break;
      default:
        if (!v61(v[key])) return false;
    }
  }
  return true;
}

function v60(v: any): boolean {
  if (!(typeof v === "string") && !(typeof v === "object" && v !== null && !Array.isArray(v))) return false;
  if (!(v4(v) ? v61(v) : v62(v))) return false;
  return true;
}

function v59(v: any): boolean {
  if (!(Array.isArray(v))) return false;
  if (!v.every(v60)) return false;
  return true;
}

function v58(v: any): boolean {
  if (!(typeof v === "object" && v !== null && !Array.isArray(v))) return false;
  if (!(v["bundle_id"] !== undefined)) return false;
  for (const key in v) {
    switch (key) {
      case "bundle_id":
        if (!v57(v[key])) return false;
        break;
      case "capabilities":
        if (!v59(v[key])) return false;
        break;
      default:
        return false;
    }
  }
  return true;
}

function v56(v: any): boolean {
  if (!(typeof v === "string") && !(typeof v === "object" && v !== null && !Array.isArray(v))) return false;
  if (!(v4(v) ? v57(v) : v58(v))) return false;
  return true;
}

function v55(v: any): boolean {
  if (!(Array.isArray(v))) return false;
  if (!v.every(v56)) return false;
  return true;
}

function v53(v: any): boolean {
  if (!(typeof v === "string") && !(Array.isArray(v))) return false;
  if (!(v4(v) ? v54(v) : v55(v))) return false;
  return true;
}

function v66(v: any): boolean {
  if (!(Array.isArray(v))) return false;
  if (!v.every(v61)) return false;
  return true;
}

function v68(v: any): boolean {
  if (!(typeof v === "string")) return false;
  if (v !== "all") return false;
  return true;
}

function v69(v: any): boolean {
  if (!(Array.isArray(v))) return false;
  if (!isUnique(v)) return false;
  if (!v.every(v5)) return false;
  return true;
}

function v67(v: any): boolean {
  if (!(typeof v === "string") && !(Array.isArray(v))) return false;
  if (!(v4(v) ? v68(v) : v69(v))) return false;
  return true;
}

function v70(v: any): boolean {
  if (!(typeof v === "boolean")) return false;
  return true;
}

function v72(v: any): boolean {
  if (!(typeof v === "string")) return false;
  if (v !== "own" && v !== "all") return false;
  return true;
}

function v74(v: any): boolean {
  if (!(typeof v === "string")) return false;
  if (!p13.test(v)) return false;
  return true;
}

function v73(v: any): boolean {
  if (!(Array.isArray(v))) return false;
  if (v.length < 1) return false;
  if (!isUnique(v)) return false;
  if (!v.every(v74)) return false;
  return true;
}

function v71(v: any): boolean {
  if (!(typeof v === "string") && !(Array.isArray(v))) return false;
  if (!(v4(v) ? v72(v) : v73(v))) return false;
  return true;
}

function v75(v: any): boolean {
  if (!(typeof v === "string")) return false;
  if (v !== "DEVELOPMENT" && v !== "DISTRIBUTION" && v !== "IOS_DEVELOPMENT" && v !== "IOS_DISTRIBUTION") return false;
  return true;
}

function v76(v: any): boolean {
  if (!(Array.isArray(v))) return false;
  if (v.length < 1) return false;
  if (!isUnique(v)) return false;
  if (!v.every(v5)) return false;
  return true;
}

function v78(v: any): boolean {
  if (!(typeof v === "string")) return false;
  if (v !== "sign_on_console" && v !== "sign_externally" && v !== "skip_codesign") return false;
  return true;
}

function v80(v: any): boolean {
  if (!(typeof v === "string")) return false;
  if (!p14.test(v)) return false;
  return true;
}

function v79(v: any): boolean {
  if (!(Array.isArray(v))) return false;
  if (!isUnique(v)) return false;
  if (!v.every(v80)) return false;
  return true;
}

function v82(v: any): boolean {
  if (v !== "skip_codesign") return false;
  return true;
}

function v81(v: any): boolean {
  if (typeof v === "object" && v !== null && !Array.isArray(v) && !(v["signing"] !== undefined)) return false;
  if (typeof v === "object" && v !== null && !Array.isArray(v)) for (const key in v) {
    switch (key) {
      case "signing":
        if (!v82(v[key])) return false;
        break;
      default:
    }
  }
  return true;
}

function v83(v: any): boolean {
  if (typeof v === "object" && v !== null && !Array.isArray(v) && !(v["profile"] !== undefined)) return false;
  return true;
}

function v77(v: any): boolean {
  if (!(typeof v === "object" && v !== null && !Array.isArray(v))) return false;
  if (!(v["key"] !== undefined)) return false;
  for (const key in v) {
    switch (key) {
      case "key":
        if (!v5(v[key])) return false;
        break;
      case "profile":
        if (!v5(v[key])) return false;
        break;
      case "description":
        if (!v4(v[key])) return false;
        break;
      case "signing":
        if (!v78(v[key])) return false;
        break;
      case "signing_cert_id":
        if (!v5(v[key])) return false;
        break;
      case "apps":
        if (!v79(v[key])) return false;
        break;
      default:
        return false;
    }
  }
  if (!(v81(v) ? true : v83(v))) return false;
  return true;
}

function v52(v: any): boolean {
  if (!(typeof v === "object" && v !== null && !Array.isArray(v))) return false;
  for (const key in v) {
    switch (key) {
      case "extensions":
        if (!v53(v[key])) return false;
        break;
      case "capabilities":
        if (!v59(v[key])) return false;
        break;
      case "remove_capabilities":
        if (!v66(v[key])) return false;
        break;
      case "key":
        if (!v5(v[key])) return false;
        break;
      case "devices":
        if (!v67(v[key])) return false;
        break;
      case "disable_devices":
        if (!v69(v[key])) return false;
        break;
      case "include_macs":
        if (!v70(v[key])) return false;
        break;
      case "certificates":
        if (!v71(v[key])) return false;
        break;
      case "certificate":
        if (!v5(v[key])) return false;
        break;
      case "certificate_type":
        if (!v75(v[key])) return false;
        break;
      case "profiles":
        if (!v76(v[key])) return false;
        break;
      case "policy_console":
        if (!v77(v[key])) return false;
        break;
      case "renew_before":
        if (!v2(v[key])) return false;
        break;
      case "retire_after":
        if (!v2(v[key])) return false;
        break;
      case "prevent_destroy":
        if (!v70(v[key])) return false;
        break;
      default:
        return false;
    }
  }
  return true;
}

function v84(v: any): boolean {
  if (!(typeof v === "object" && v !== null && !Array.isArray(v))) return false;
  for (const key in v) {
    switch (key) {
      case "extensions":
        if (!v53(v[key])) return false;
        break;
      case "capabilities":
        if (!v59(v[key])) return false;
        break;
      case "remove_capabilities":
        if (!v66(v[key])) return false;
        break;
      case "key":
        if (!v5(v[key])) return false;
        break;
      case "devices":
        if (!v67(v[key])) return false;
        break;
      case "disable_devices":
        if (!v69(v[key])) return false;
        break;
      case "certificates":
        if (!v71(v[key])) return false;
        break;
      case "certificate":
        if (!v5(v[key])) return false;
        break;
      case "certificate_type":
        if (!v75(v[key])) return false;
        break;
      case "profiles":
        if (!v76(v[key])) return false;
        break;
      case "renew_before":
        if (!v2(v[key])) return false;
        break;
      case "retire_after":
        if (!v2(v[key])) return false;
        break;
      case "prevent_destroy":
        if (!v70(v[key])) return false;
        break;
      default:
        return false;
    }
  }
  return true;
}

function v86(v: any): boolean {
  if (!(typeof v === "string")) return false;
  if (v !== "DEVELOPMENT" && v !== "DISTRIBUTION" && v !== "MAC_APP_DEVELOPMENT" && v !== "MAC_APP_DISTRIBUTION" && v !== "DEVELOPER_ID_APPLICATION") return false;
  return true;
}

function v87(v: any): boolean {
  if (!(Array.isArray(v))) return false;
  if (!isUnique(v)) return false;
  if (!v.every(v5)) return false;
  return true;
}

function v85(v: any): boolean {
  if (!(typeof v === "object" && v !== null && !Array.isArray(v))) return false;
  for (const key in v) {
    switch (key) {
      case "catalyst":
        if (!v70(v[key])) return false;
        break;
      case "installer":
        if (!v70(v[key])) return false;
        break;
      case "extensions":
        if (!v53(v[key])) return false;
        break;
      case "capabilities":
        if (!v59(v[key])) return false;
        break;
      case "remove_capabilities":
        if (!v66(v[key])) return false;
        break;
      case "key":
        if (!v5(v[key])) return false;
        break;
      case "devices":
        if (!v67(v[key])) return false;
        break;
      case "disable_devices":
        if (!v69(v[key])) return false;
        break;
      case "certificates":
        if (!v71(v[key])) return false;
        break;
      case "certificate":
        if (!v5(v[key])) return false;
        break;
      case "installer_certificate":
        if (!v5(v[key])) return false;
        break;
      case "certificate_type":
        if (!v86(v[key])) return false;
        break;
      case "profiles":
        if (!v87(v[key])) return false;
        break;
      case "renew_before":
        if (!v2(v[key])) return false;
        break;
      case "retire_after":
        if (!v2(v[key])) return false;
        break;
      case "prevent_destroy":
        if (!v70(v[key])) return false;
        break;
      default:
        return false;
    }
  }
  return true;
}

function v89(v: any): boolean {
  if (!(typeof v === "string")) return false;
  if (!p15.test(v)) return false;
  return true;
}

function v90(v: any): boolean {
  if (!(typeof v === "object" && v !== null && !Array.isArray(v))) return false;
  if (!(v["key"] !== undefined)) return false;
  for (const key in v) {
    switch (key) {
      case "key":
        if (!v5(v[key])) return false;
        break;
      case "profile":
        if (!v5(v[key])) return false;
        break;
      case "description":
        if (!v4(v[key])) return false;
        break;
      case "signing":
        if (!v78(v[key])) return false;
        break;
      case "apps":
        if (!v79(v[key])) return false;
        break;
      default:
        return false;
    }
  }
  if (!(v81(v) ? true : v83(v))) return false;
  return true;
}

function v88(v: any): boolean {
  if (!(typeof v === "object" && v !== null && !Array.isArray(v))) return false;
  for (const key in v) {
    switch (key) {
      case "keystore":
        if (!v5(v[key])) return false;
        break;
      case "keystore_alias":
        if (!v5(v[key])) return false;
        break;
      case "key_password":
        if (!v10(v[key])) return false;
        break;
      case "certificate_sha256":
        if (!v89(v[key])) return false;
        break;
      case "policy_console":
        if (!v90(v[key])) return false;
        break;
      case "renew_before":
        if (!v2(v[key])) return false;
        break;
      case "prevent_destroy":
        if (!v70(v[key])) return false;
        break;
      default:
        return false;
    }
  }
  return true;
}

function v51(v: any): boolean {
  if (!(typeof v === "object" && v !== null && !Array.isArray(v))) return false;
  for (const key in v) {
    switch (key) {
      case "ios":
        if (!v52(v[key])) return false;
        break;
      case "tvos":
        if (!v84(v[key])) return false;
        break;
      case "visionos":
        if (!v84(v[key])) return false;
        break;
      case "macos":
        if (!v85(v[key])) return false;
        break;
      case "android":
        if (!v88(v[key])) return false;
        break;
      default:
        return false;
    }
  }
  return true;
}

function v94(v: any): boolean {
  if (v !== "ios") return false;
  return true;
}

function v96(v: any): boolean {
  if (v !== "automatic") return false;
  return true;
}

function v98(v: any): boolean {
  if (!(typeof v === "string")) return false;
  if (v !== "development" && v !== "ad_hoc" && v !== "app_store" && v !== "enterprise" && v !== "developer_id") return false;
  return true;
}

function v99(v: any): boolean {
  if (!(Array.isArray(v))) return false;
  if (v.length < 1) return false;
  if (!isUnique(v)) return false;
  if (!v.every(v98)) return false;
  return true;
}

function v97(v: any): boolean {
  if (!(typeof v === "string") && !(Array.isArray(v))) return false;
  if (!(v4(v) ? v98(v) : v99(v))) return false;
  return true;
}

function v95(v: any): boolean {
  if (!(typeof v === "object" && v !== null && !Array.isArray(v))) return false;
  if (!(v["platform"] !== undefined && v["method"] !== undefined && v["profile_type"] !== undefined && v["bundle_id"] !== undefined)) return false;
  for (const key in v) {
    switch (key) {
      case "platform":
        if (!v94(v[key])) return false;
        break;
      case "method":
        if (!v96(v[key])) return false;
        break;
      case "profile_type":
        if (!v97(v[key])) return false;
        break;
      case "bundle_id":
        if (!v57(v[key])) return false;
        break;
      case "extensions":
        if (!v53(v[key])) return false;
        break;
      case "capabilities":
        if (!v59(v[key])) return false;
        break;
      case "remove_capabilities":
        if (!v66(v[key])) return false;
        break;
      case "key":
        if (!v5(v[key])) return false;
        break;
      case "devices":
        if (!v67(v[key])) return false;
        break;
      case "disable_devices":
        if (!v69(v[key])) return false;
        break;
      case "include_macs":
        if (!v70(v[key])) return false;
        break;
      case "certificates":
        if (!v71(v[key])) return false;
        break;
      case "certificate":
        if (!v5(v[key])) return false;
        break;
      case "certificate_type":
        if (!v75(v[key])) return false;
        break;
      case "profile_name":
        if (!v5(v[key])) return false;
        break;
      case "policy_console":
        if (!v77(v[key])) return false;
        break;
      case "renew_before":
        if (!v2(v[key])) return false;
        break;
      case "retire_after":
        if (!v2(v[key])) return false;
        break;
      case "prevent_destroy":
        if (!v70(v[key])) return false;
        break;
      default:
        return false;
    }
  }
  return true;
}

function v101(v: any): boolean {
  if (v !== "manual") return false;
  return true;
}

function v100(v: any): boolean {
  if (!(typeof v === "object" && v !== null && !Array.isArray(v))) return false;
  if (!(v["platform"] !== undefined && v["method"] !== undefined && v["profile_type"] !== undefined && v["bundle_id"] !== undefined)) return false;
  for (const key in v) {
    switch (key) {
      case "platform":
        if (!v94(v[key])) return false;
        break;
      case "method":
        if (!v101(v[key])) return false;
        break;
      case "profile_type":
        if (!v97(v[key])) return false;
        break;
      case "bundle_id":
        if (!v57(v[key])) return false;
        break;
      case "extensions":
        if (!v53(v[key])) return false;
        break;
      case "certificate":
        if (!v5(v[key])) return false;
        break;
      case "profiles":
        if (!v76(v[key])) return false;
        break;
      case "policy_console":
        if (!v77(v[key])) return false;
        break;
      case "renew_before":
        if (!v2(v[key])) return false;
        break;
      case "prevent_destroy":
        if (!v70(v[key])) return false;
        break;
      default:
        return false;
    }
  }
  return true;
}

function v93(v: any): boolean {
  if (!(typeof v === "object" && v !== null && !Array.isArray(v))) return false;
  if (!(v["platform"] !== undefined && v["method"] !== undefined)) return false;
  for (const key in v) {
    switch (key) {
      case "platform":
        if (!v94(v[key])) return false;
        break;
      default:
    }
  }
  if (Number(v95(v)) + Number(v100(v)) !== 1) return false;
  return true;
}

function v103(v: any): boolean {
  if (v !== "tvos") return false;
  return true;
}

function v104(v: any): boolean {
  if (!(typeof v === "object" && v !== null && !Array.isArray(v))) return false;
  if (!(v["platform"] !== undefined && v["method"] !== undefined && v["profile_type"] !== undefined && v["bundle_id"] !== undefined)) return false;
  for (const key in v) {
    switch (key) {
      case "platform":
        if (!v103(v[key])) return false;
        break;
      case "method":
        if (!v96(v[key])) return false;
        break;
      case "profile_type":
        if (!v97(v[key])) return false;
        break;
      case "bundle_id":
        if (!v57(v[key])) return false;
        break;
      case "extensions":
        if (!v53(v[key])) return false;
        break;
      case "capabilities":
        if (!v59(v[key])) return false;
        break;
      case "remove_capabilities":
        if (!v66(v[key])) return false;
        break;
      case "key":
        if (!v5(v[key])) return false;
        break;
      case "devices":
        if (!v67(v[key])) return false;
        break;
      case "disable_devices":
        if (!v69(v[key])) return false;
        break;
      case "certificates":
        if (!v71(v[key])) return false;
        break;
      case "certificate":
        if (!v5(v[key])) return false;
        break;
      case "certificate_type":
        if (!v75(v[key])) return false;
        break;
      case "profile_name":
        if (!v5(v[key])) return false;
        break;
      case "renew_before":
        if (!v2(v[key])) return false;
        break;
      case "retire_after":
        if (!v2(v[key])) return false;
        break;
      case "prevent_destroy":
        if (!v70(v[key])) return false;
        break;
      default:
        return false;
    }
  }
  return true;
}

function v105(v: any): boolean {
  if (!(typeof v === "object" && v !== null && !Array.isArray(v))) return false;
  if (!(v["platform"] !== undefined && v["method"] !== undefined && v["profile_type"] !== undefined && v["bundle_id"] !== undefined)) return false;
  for (const key in v) {
    switch (key) {
      case "platform":
        if (!v103(v[key])) return false;
        break;
      case "method":
        if (!v101(v[key])) return false;
        break;
      case "profile_type":
        if (!v97(v[key])) return false;
        break;
      case "bundle_id":
        if (!v57(v[key])) return false;
        break;
      case "extensions":
        if (!v53(v[key])) return false;
        break;
      case "certificate":
        if (!v5(v[key])) return false;
        break;
      case "profiles":
        if (!v76(v[key])) return false;
        break;
      case "renew_before":
        if (!v2(v[key])) return false;
        break;
      case "prevent_destroy":
        if (!v70(v[key])) return false;
        break;
      default:
        return false;
    }
  }
  return true;
}

function v102(v: any): boolean {
  if (!(typeof v === "object" && v !== null && !Array.isArray(v))) return false;
  if (!(v["platform"] !== undefined && v["method"] !== undefined)) return false;
  for (const key in v) {
    switch (key) {
      case "platform":
        if (!v103(v[key])) return false;
        break;
      default:
    }
  }
  if (Number(v104(v)) + Number(v105(v)) !== 1) return false;
  return true;
}

function v107(v: any): boolean {
  if (v !== "visionos") return false;
  return true;
}

function v108(v: any): boolean {
  if (!(typeof v === "object" && v !== null && !Array.isArray(v))) return false;
  if (!(v["platform"] !== undefined && v["method"] !== undefined && v["profile_type"] !== undefined && v["bundle_id"] !== undefined)) return false;
  for (const key in v) {
    switch (key) {
      case "platform":
        if (!v107(v[key])) return false;
        break;
      case "method":
        if (!v96(v[key])) return false;
        break;
      case "profile_type":
        if (!v97(v[key])) return false;
        break;
      case "bundle_id":
        if (!v57(v[key])) return false;
        break;
      case "extensions":
        if (!v53(v[key])) return false;
        break;
      case "capabilities":
        if (!v59(v[key])) return false;
        break;
      case "remove_capabilities":
        if (!v66(v[key])) return false;
        break;
      case "key":
        if (!v5(v[key])) return false;
        break;
      case "devices":
        if (!v67(v[key])) return false;
        break;
      case "disable_devices":
        if (!v69(v[key])) return false;
        break;
      case "certificates":
        if (!v71(v[key])) return false;
        break;
      case "certificate":
        if (!v5(v[key])) return false;
        break;
      case "certificate_type":
        if (!v75(v[key])) return false;
        break;
      case "profile_name":
        if (!v5(v[key])) return false;
        break;
      case "renew_before":
        if (!v2(v[key])) return false;
        break;
      case "retire_after":
        if (!v2(v[key])) return false;
        break;
      case "prevent_destroy":
        if (!v70(v[key])) return false;
        break;
      default:
        return false;
    }
  }
  return true;
}

function v109(v: any): boolean {
  if (!(typeof v === "object" && v !== null && !Array.isArray(v))) return false;
  if (!(v["platform"] !== undefined && v["method"] !== undefined && v["profile_type"] !== undefined && v["bundle_id"] !== undefined)) return false;
  for (const key in v) {
    switch (key) {
      case "platform":
        if (!v107(v[key])) return false;
        break;
      case "method":
        if (!v101(v[key])) return false;
        break;
      case "profile_type":
        if (!v97(v[key])) return false;
        break;
      case "bundle_id":
        if (!v57(v[key])) return false;
        break;
      case "extensions":
        if (!v53(v[key])) return false;
        break;
      case "certificate":
        if (!v5(v[key])) return false;
        break;
      case "profiles":
        if (!v76(v[key])) return false;
        break;
      case "renew_before":
        if (!v2(v[key])) return false;
        break;
      case "prevent_destroy":
        if (!v70(v[key])) return false;
        break;
      default:
        return false;
    }
  }
  return true;
}

function v106(v: any): boolean {
  if (!(typeof v === "object" && v !== null && !Array.isArray(v))) return false;
  if (!(v["platform"] !== undefined && v["method"] !== undefined)) return false;
  for (const key in v) {
    switch (key) {
      case "platform":
        if (!v107(v[key])) return false;
        break;
      default:
    }
  }
  if (Number(v108(v)) + Number(v109(v)) !== 1) return false;
  return true;
}

function v111(v: any): boolean {
  if (v !== "macos") return false;
  return true;
}

function v112(v: any): boolean {
  if (!(typeof v === "object" && v !== null && !Array.isArray(v))) return false;
  if (!(v["platform"] !== undefined && v["method"] !== undefined && v["profile_type"] !== undefined && v["bundle_id"] !== undefined)) return false;
  for (const key in v) {
    switch (key) {
      case "platform":
        if (!v111(v[key])) return false;
        break;
      case "method":
        if (!v96(v[key])) return false;
        break;
      case "profile_type":
        if (!v97(v[key])) return false;
        break;
      case "catalyst":
        if (!v70(v[key])) return false;
        break;
      case "installer":
        if (!v70(v[key])) return false;
        break;
      case "bundle_id":
        if (!v57(v[key])) return false;
        break;
      case "extensions":
        if (!v53(v[key])) return false;
        break;
      case "capabilities":
        if (!v59(v[key])) return false;
        break;
      case "remove_capabilities":
        if (!v66(v[key])) return false;
        break;
      case "key":
        if (!v5(v[key])) return false;
        break;
      case "devices":
        if (!v67(v[key])) return false;
        break;
      case "disable_devices":
        if (!v69(v[key])) return false;
        break;
      case "certificates":
        if (!v71(v[key])) return false;
        break;
      case "certificate":
        if (!v5(v[key])) return false;
        break;
      case "installer_certificate":
        if (!v5(v[key])) return false;
        break;
      case "certificate_type":
        if (!v86(v[key])) return false;
        break;
      case "profile_name":
        if (!v5(v[key])) return false;
        break;
      case "renew_before":
        if (!v2(v[key])) return false;
        break;
      case "retire_after":
        if (!v2(v[key])) return false;
        break;
      case "prevent_destroy":
        if (!v70(v[key])) return false;
        break;
      default:
        return false;
    }
  }
  return true;
}

function v113(v: any): boolean {
  if (!(typeof v === "object" && v !== null && !Array.isArray(v))) return false;
  if (!(v["platform"] !== undefined && v["method"] !== undefined && v["profile_type"] !== undefined && v["bundle_id"] !== undefined)) return false;
  for (const key in v) {
    switch (key) {
      case "platform":
        if (!v111(v[key])) return false;
        break;
      case "method":
        if (!v101(v[key])) return false;
        break;
      case "profile_type":
        if (!v97(v[key])) return false;
        break;
      case "catalyst":
        if (!v70(v[key])) return false;
        break;
      case "bundle_id":
        if (!v57(v[key])) return false;
        break;
      case "extensions":
        if (!v53(v[key])) return false;
        break;
      case "certificate":
        if (!v5(v[key])) return false;
        break;
      case "installer_certificate":
        if (!v5(v[key])) return false;
        break;
      case "profiles":
        if (!v87(v[key])) return false;
        break;
      case "renew_before":
        if (!v2(v[key])) return false;
        break;
      case "prevent_destroy":
        if (!v70(v[key])) return false;
        break;
      default:
        return false;
    }
  }
  return true;
}

function v110(v: any): boolean {
  if (!(typeof v === "object" && v !== null && !Array.isArray(v))) return false;
  if (!(v["platform"] !== undefined && v["method"] !== undefined)) return false;
  for (const key in v) {
    switch (key) {
      case "platform":
        if (!v111(v[key])) return false;
        break;
      default:
    }
  }
  if (Number(v112(v)) + Number(v113(v)) !== 1) return false;
  return true;
}

function v115(v: any): boolean {
  if (v !== "android") return false;
  return true;
}

function v117(v: any): boolean {
  if (!(typeof v === "string")) return false;
  if (!p16.test(v)) return false;
  return true;
}

function v116(v: any): boolean {
  if (!(typeof v === "object" && v !== null && !Array.isArray(v))) return false;
  if (!(v["platform"] !== undefined && v["method"] !== undefined && v["package_name"] !== undefined)) return false;
  for (const key in v) {
    switch (key) {
      case "platform":
        if (!v115(v[key])) return false;
        break;
      case "method":
        if (!v96(v[key])) return false;
        break;
      case "package_name":
        if (!v117(v[key])) return false;
        break;
      case "keystore_alias":
        if (!v5(v[key])) return false;
        break;
      case "policy_console":
        if (!v90(v[key])) return false;
        break;
      case "renew_before":
        if (!v2(v[key])) return false;
        break;
      case "prevent_destroy":
        if (!v70(v[key])) return false;
        break;
      default:
        return false;
    }
  }
  return true;
}

function v118(v: any): boolean {
  if (!(typeof v === "object" && v !== null && !Array.isArray(v))) return false;
  if (!(v["platform"] !== undefined && v["method"] !== undefined && v["package_name"] !== undefined)) return false;
  for (const key in v) {
    switch (key) {
      case "platform":
        if (!v115(v[key])) return false;
        break;
      case "method":
        if (!v101(v[key])) return false;
        break;
      case "package_name":
        if (!v117(v[key])) return false;
        break;
      case "keystore":
        if (!v5(v[key])) return false;
        break;
      case "keystore_alias":
        if (!v5(v[key])) return false;
        break;
      case "key_password":
        if (!v10(v[key])) return false;
        break;
      case "certificate_sha256":
        if (!v89(v[key])) return false;
        break;
      case "policy_console":
        if (!v90(v[key])) return false;
        break;
      case "renew_before":
        if (!v2(v[key])) return false;
        break;
      case "prevent_destroy":
        if (!v70(v[key])) return false;
        break;
      default:
        return false;
    }
  }
  return true;
}

function v114(v: any): boolean {
  if (!(typeof v === "object" && v !== null && !Array.isArray(v))) return false;
  if (!(v["platform"] !== undefined && v["method"] !== undefined)) return false;
  for (const key in v) {
    switch (key) {
      case "platform":
        if (!v115(v[key])) return false;
        break;
      default:
    }
  }
  if (Number(v116(v)) + Number(v118(v)) !== 1) return false;
  return true;
}

function v92(v: any): boolean {
  if (!(typeof v === "object" && v !== null && !Array.isArray(v))) return false;
  if (!(v["platform"] !== undefined)) return false;
  if (Number(v93(v)) + Number(v102(v)) + Number(v106(v)) + Number(v110(v)) + Number(v114(v)) !== 1) return false;
  return true;
}

function v119(v: any): boolean {
  if (!(typeof v === "string")) return false;
  if (!p17.test(v)) return false;
  return true;
}

function v91(v: any): boolean {
  if (!(typeof v === "object" && v !== null && !Array.isArray(v))) return false;
  for (const key in v) {
    if (!v119(key)) return false;
    switch (key) {
      default:
        if (!v92(v[key])) return false;
    }
  }
  return true;
}

function v122(v: any): boolean {
  if (!(Number.isInteger(v))) return false;
  if (typeof v === "number" && !(v >= 0)) return false;
  return true;
}

function v121(v: any): boolean {
  if (!(typeof v === "object" && v !== null && !Array.isArray(v))) return false;
  for (const key in v) {
    switch (key) {
      case "DEVELOPMENT":
        if (!v122(v[key])) return false;
        break;
      case "DISTRIBUTION":
        if (!v122(v[key])) return false;
        break;
      case "IOS_DEVELOPMENT":
        if (!v122(v[key])) return false;
        break;
      case "IOS_DISTRIBUTION":
        if (!v122(v[key])) return false;
        break;
      case "MAC_APP_DEVELOPMENT":
        if (!v122(v[key])) return false;
        break;
      case "MAC_APP_DISTRIBUTION":
        if (!v122(v[key])) return false;
        break;
      case "MAC_INSTALLER_DISTRIBUTION":
        if (!v122(v[key])) return false;
        break;
      case "DEVELOPER_ID_APPLICATION":
        if (!v122(v[key])) return false;
        break;
      default:
        return false;
    }
  }
  return true;
}

function v123(v: any): boolean {
  if (!(typeof v === "object" && v !== null && !Array.isArray(v))) return false;
  for (const key in v) {
    switch (key) {
      case "IPHONE":
        if (!v122(v[key])) return false;
        break;
      case "IPAD":
        if (!v122(v[key])) return false;
        break;
      case "IPOD":
        if (!v122(v[key])) return false;
        break;
      case "APPLE_WATCH":
        if (!v122(v[key])) return false;
        break;
      case "APPLE_VISION_PRO":
        if (!v122(v[key])) return false;
        break;
      case "APPLE_TV":
        if (!v122(v[key])) return false;
        break;
      case "MAC":
        if (!v122(v[key])) return false;
        break;
      default:
        return false;
    }
  }
  return true;
}

function v120(v: any): boolean {
  if (!(typeof v === "object" && v !== null && !Array.isArray(v))) return false;
  for (const key in v) {
    switch (key) {
      case "certificates":
        if (!v121(v[key])) return false;
        break;
      case "devices":
        if (!v123(v[key])) return false;
        break;
      default:
        return false;
    }
  }
  return true;
}

function v0(v: any): boolean {
  if (!(typeof v === "object" && v !== null && !Array.isArray(v))) return false;
  if (!(v["version"] !== undefined && v["targets"] !== undefined)) return false;
  for (const key in v) {
    switch (key) {
      case "version":
        if (!v1(v[key])) return false;
        break;
      case "renew_before":
        if (!v2(v[key])) return false;
        break;
      case "store":
        if (!v3(v[key])) return false;
        break;
      case "keys":
        if (!v21(v[key])) return false;
        break;
      case "devices":
        if (!v42(v[key])) return false;
        break;
      case "defaults":
        if (!v51(v[key])) return false;
        break;
      case "targets":
        if (!v91(v[key])) return false;
        break;
      case "limits":
        if (!v120(v[key])) return false;
        break;
      default:
        return false;
    }
  }
  return true;
}
