// Generated from schema/sandbox-scenario.schema.json by scripts/generate.mjs (npm run generate). Do not edit.
/* oxlint-disable */
/** schema/sandbox-scenario.schema.json as data, for checking a scenario. */
export const scenarioSchema: Readonly<Record<string, unknown>> = {
  "$schema": "http://json-schema.org/draft-07/schema#",
  "$id": "https://raw.githubusercontent.com/signwright/signwright/main/schema/sandbox-scenario.schema.json",
  "title": "Sandbox scenario",
  "type": "object",
  "description": "How the local App Store Connect and policy console behave: `signwright sandbox --scenario FILE`.",
  "additionalProperties": false,
  "properties": {
    "startsAt": {
      "type": "string",
      "description": "Where Apple's clock starts, UTC; real time goes on from there. The present when absent.",
      "pattern": "^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z$",
      "examples": [
        "2026-03-01T12:00:00Z"
      ],
      "title": "a date and time in UTC"
    },
    "teams": {
      "type": "array",
      "items": {
        "$ref": "#/definitions/Team"
      },
      "description": "The teams, each with keys of its own. One small team when absent.",
      "minItems": 1
    },
    "policyConsole": {
      "$ref": "#/definitions/PolicyConsole"
    },
    "faults": {
      "type": "array",
      "items": {
        "$ref": "#/definitions/Fault"
      },
      "description": "What goes wrong, in this order: the first that fits a request strikes."
    }
  },
  "definitions": {
    "Team": {
      "type": "object",
      "description": "What a team has at Apple, and how its API behaves.",
      "additionalProperties": false,
      "required": [
        "teamId"
      ],
      "properties": {
        "teamId": {
          "type": "string",
          "description": "Ten letters and digits.",
          "pattern": "^[A-Z0-9]{10}$",
          "title": "an ID of ten upper-case letters and digits",
          "examples": [
            "ABCDE12345"
          ]
        },
        "teamName": {
          "type": "string",
          "description": "As certificates and profiles spell it."
        },
        "program": {
          "type": "string",
          "description": "Which program the team belongs to.",
          "enum": [
            "standard",
            "enterprise"
          ]
        },
        "keys": {
          "type": "array",
          "items": {
            "$ref": "#/definitions/Key"
          },
          "description": "The team's API keys. The first team has the key SANDBOX001 when absent.",
          "minItems": 1
        },
        "pageSizeDefault": {
          "type": "integer",
          "minimum": 1,
          "description": "Page size when a request does not say; 20 when absent.",
          "maximum": 200
        },
        "certificateLimits": {
          "type": "object",
          "description": "Current certificates allowed per family, by any certificate type of the family.",
          "additionalProperties": {
            "type": "integer",
            "minimum": 0
          }
        },
        "hourlyRequestLimit": {
          "type": "integer",
          "minimum": 1,
          "description": "Requests per rolling hour and key; 3600 when absent."
        },
        "deviceLimit": {
          "type": "integer",
          "minimum": 1,
          "description": "Devices of one class in a membership year; 100 when absent."
        },
        "devices": {
          "type": "array",
          "items": {
            "$ref": "#/definitions/Device"
          },
          "description": "Devices that are registered already."
        },
        "bundleIds": {
          "type": "array",
          "items": {
            "$ref": "#/definitions/BundleId"
          },
          "description": "Bundle IDs that the team has already."
        },
        "certificates": {
          "type": "array",
          "items": {
            "$ref": "#/definitions/Certificate"
          },
          "description": "Certificates that the team has already, on keys that nobody holds."
        },
        "profiles": {
          "type": "array",
          "items": {
            "$ref": "#/definitions/Profile"
          },
          "description": "Profiles that the team has already."
        },
        "apps": {
          "type": "array",
          "items": {
            "$ref": "#/definitions/App"
          },
          "description": "App records of the store."
        },
        "unavailableIdentifiers": {
          "type": "array",
          "items": {
            "type": "string",
            "description": "A bundle identifier."
          },
          "description": "Identifiers that belong to other teams."
        },
        "quirks": {
          "$ref": "#/definitions/Quirks"
        }
      }
    },
    "Key": {
      "type": "object",
      "description": "An API key.",
      "additionalProperties": false,
      "required": [
        "keyId"
      ],
      "properties": {
        "keyId": {
          "type": "string",
          "description": "Ten letters and digits.",
          "pattern": "^[A-Z0-9]{10}$",
          "title": "an ID of ten upper-case letters and digits",
          "examples": [
            "ABCDE12345"
          ]
        },
        "issuerId": {
          "type": "string",
          "description": "A UUID; absent for an individual key, which may not use these endpoints.",
          "pattern": "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$",
          "title": "a UUID",
          "examples": [
            "00000000-0000-4000-8000-00000000d001"
          ]
        },
        "role": {
          "type": "string",
          "description": "Only ADMIN and APP_MANAGER may change anything; ADMIN when absent.",
          "enum": [
            "ADMIN",
            "APP_MANAGER",
            "DEVELOPER",
            "MARKETING",
            "SALES",
            "FINANCE",
            "CUSTOMER_SUPPORT"
          ]
        }
      }
    },
    "Device": {
      "type": "object",
      "description": "A registered device.",
      "additionalProperties": false,
      "required": [
        "name",
        "udid",
        "platform"
      ],
      "properties": {
        "name": {
          "type": "string",
          "description": "Its name."
        },
        "udid": {
          "type": "string",
          "description": "Its UDID."
        },
        "platform": {
          "type": "string",
          "description": "Apple's platform.",
          "enum": [
            "IOS",
            "MAC_OS"
          ]
        },
        "deviceClass": {
          "type": "string",
          "description": "Apple's DeviceClass, or one of the future; guessed from the name when absent."
        },
        "status": {
          "type": "string",
          "description": "ENABLED when absent; DISABLED, PROCESSING, or one of the future."
        }
      }
    },
    "BundleId": {
      "type": "object",
      "description": "A bundle ID.",
      "additionalProperties": false,
      "required": [
        "identifier",
        "name"
      ],
      "properties": {
        "identifier": {
          "type": "string",
          "description": "`com.acme.shop`, or `com.acme.*`."
        },
        "name": {
          "type": "string",
          "description": "Its name."
        },
        "platform": {
          "type": "string",
          "description": "What its creator asked for; Apple answers UNIVERSAL whatever it was.",
          "enum": [
            "IOS",
            "MAC_OS",
            "UNIVERSAL"
          ]
        },
        "capabilities": {
          "type": "array",
          "items": {
            "type": "string",
            "description": "Apple's CapabilityType, or one of the future."
          },
          "description": "Capabilities that are on."
        }
      }
    },
    "Certificate": {
      "type": "object",
      "description": "A certificate on a key that nobody holds.",
      "additionalProperties": false,
      "required": [
        "certificateType"
      ],
      "properties": {
        "certificateType": {
          "type": "string",
          "description": "Apple's CertificateType, or one of the future."
        },
        "displayName": {
          "type": "string",
          "description": "Whom Apple names in it."
        },
        "issued": {
          "type": "string",
          "description": "When it was issued, UTC; the start when absent.",
          "pattern": "^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z$",
          "examples": [
            "2026-03-01T12:00:00Z"
          ],
          "title": "a date and time in UTC"
        }
      }
    },
    "Profile": {
      "type": "object",
      "description": "A profile, with the oldest certificate that fits it and all devices that do.",
      "additionalProperties": false,
      "required": [
        "name",
        "profileType",
        "bundleId"
      ],
      "properties": {
        "name": {
          "type": "string",
          "description": "Its name."
        },
        "profileType": {
          "type": "string",
          "description": "Apple's ProfileType, or one of the future."
        },
        "bundleId": {
          "type": "string",
          "description": "The identifier of one of the team's bundle IDs."
        },
        "created": {
          "type": "string",
          "description": "When it was made, UTC; the start when absent. It expires a year later.",
          "pattern": "^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z$",
          "examples": [
            "2026-03-01T12:00:00Z"
          ],
          "title": "a date and time in UTC"
        },
        "state": {
          "type": "string",
          "description": "ACTIVE when absent.",
          "enum": [
            "ACTIVE",
            "INVALID"
          ]
        }
      }
    },
    "App": {
      "type": "object",
      "description": "An app record of the store.",
      "additionalProperties": false,
      "required": [
        "name",
        "bundleId",
        "sku"
      ],
      "properties": {
        "name": {
          "type": "string",
          "description": "Its name."
        },
        "bundleId": {
          "type": "string",
          "description": "Its identifier."
        },
        "sku": {
          "type": "string",
          "description": "Its SKU."
        },
        "primaryLocale": {
          "type": "string",
          "description": "en-US when absent."
        }
      }
    },
    "Quirks": {
      "type": "object",
      "description": "Where the live API differs from its description, or is at its worst.",
      "additionalProperties": false,
      "properties": {
        "expiredProfiles": {
          "type": "string",
          "description": "What becomes of profiles past their date: missing from the list of all profiles, but not from their bundle ID's (when absent); listed as ACTIVE; listed as ACTIVE while their own path is a 404; listed as EXPIRED.",
          "enum": [
            "hidden",
            "listed",
            "zombie",
            "state-expired"
          ]
        },
        "capabilitiesRefuseLimit": {
          "type": "boolean",
          "description": "The capabilities of a bundle ID come without pages and refuse `limit`. On when absent."
        },
        "losesConcurrentCapabilityWrites": {
          "type": "boolean",
          "description": "Of two capability writes to one bundle ID at once, both are confirmed and one is lost. On when absent."
        },
        "developerIdNeedsAccountHolder": {
          "type": "boolean",
          "description": "No API key can make Developer ID certificates. Off when absent."
        },
        "listLagSeconds": {
          "type": "integer",
          "minimum": 0,
          "description": "Seconds by which every list lags behind a write. 0 when absent."
        },
        "deviceProcessingHours": {
          "type": "integer",
          "minimum": 0,
          "description": "Hours for which a device that was just registered is PROCESSING. 0 when absent."
        },
        "cursors": {
          "type": "string",
          "description": "What becomes of cursors: they work (when absent), each is refused, the second page leads to itself, or the last page leads on to empty ones.",
          "enum": [
            "kept",
            "refused",
            "repeated",
            "past-end"
          ]
        },
        "burstLimit": {
          "type": "object",
          "description": "So many requests of one key in so many seconds, and the next is a 429.",
          "additionalProperties": false,
          "required": [
            "requests",
            "seconds"
          ],
          "properties": {
            "requests": {
              "type": "integer",
              "minimum": 1,
              "description": "How many."
            },
            "seconds": {
              "type": "integer",
              "minimum": 1,
              "description": "In how many seconds."
            }
          }
        },
        "udids": {
          "type": "string",
          "description": "How UDIDs come back; as they were sent when absent.",
          "enum": [
            "as-sent",
            "upper-case",
            "without-dashes"
          ]
        },
        "dates": {
          "type": "string",
          "description": "How dates end; +0000 when absent.",
          "enum": [
            "+0000",
            "+00:00"
          ]
        },
        "extraFields": {
          "type": "boolean",
          "description": "Answers hold attributes, relationships and members that no description has. Off when absent."
        },
        "skewSeconds": {
          "type": "integer",
          "description": "Seconds by which the server's clock is ahead; below 0, behind. 0 when absent. Only that of the first team counts."
        }
      }
    },
    "Fault": {
      "type": "object",
      "description": "One thing that goes wrong.",
      "additionalProperties": false,
      "required": [
        "action"
      ],
      "properties": {
        "service": {
          "type": "string",
          "description": "Which service it strikes; both when absent.",
          "enum": [
            "app-store-connect",
            "policy-console"
          ]
        },
        "method": {
          "type": "string",
          "description": "Which method it strikes; all when absent.",
          "enum": [
            "GET",
            "POST",
            "PUT",
            "PATCH",
            "DELETE"
          ]
        },
        "pathPrefix": {
          "type": "string",
          "description": "Start of the path that it strikes; all when absent.",
          "pattern": "^/",
          "examples": [
            "/v1/certificates"
          ],
          "title": "a path"
        },
        "when": {
          "type": "string",
          "description": "Before the request is carried out (when absent), or after: the change is made, only the answer is lost.",
          "enum": [
            "before",
            "after"
          ]
        },
        "skip": {
          "type": "integer",
          "minimum": 0,
          "description": "How many fitting requests pass unharmed first; 0 when absent."
        },
        "times": {
          "description": "How many requests it strikes, or `always`; 1 when absent.",
          "anyOf": [
            {
              "type": "integer",
              "minimum": 1
            },
            {
              "const": "always"
            }
          ]
        },
        "every": {
          "type": "integer",
          "minimum": 1,
          "description": "Strikes only each so-maniest of them: 2 is every other one. 1 when absent."
        },
        "action": {
          "$ref": "#/definitions/Action"
        }
      }
    },
    "Action": {
      "description": "What it does.",
      "discriminator": {
        "propertyName": "kind"
      },
      "required": [
        "kind"
      ],
      "oneOf": [
        {
          "type": "object",
          "description": "Waits, then the request goes on.",
          "additionalProperties": false,
          "required": [
            "kind",
            "milliseconds"
          ],
          "properties": {
            "kind": {
              "const": "delay"
            },
            "milliseconds": {
              "type": "integer",
              "minimum": 0,
              "description": "How long."
            }
          }
        },
        {
          "type": "object",
          "description": "Cuts the connection without an answer.",
          "additionalProperties": false,
          "required": [
            "kind"
          ],
          "properties": {
            "kind": {
              "const": "disconnect"
            }
          }
        },
        {
          "type": "object",
          "description": "Never answers, and keeps the connection until the client gives up; before it is carried out, the request never is.",
          "additionalProperties": false,
          "required": [
            "kind"
          ],
          "properties": {
            "kind": {
              "const": "hold"
            }
          }
        },
        {
          "type": "object",
          "description": "Answers as Apple was seen to.",
          "additionalProperties": false,
          "required": [
            "kind",
            "name"
          ],
          "properties": {
            "kind": {
              "const": "apple-error"
            },
            "name": {
              "type": "string",
              "description": "Which error.",
              "enum": [
                "not-authorized",
                "agreements-missing",
                "role-too-low",
                "membership-lapsed",
                "wrong-program",
                "account-holder-only",
                "filter-value-refused",
                "cursor-refused",
                "not-found",
                "certificate-quota",
                "profile-name-taken",
                "app-id-not-on-team",
                "app-id-not-allowed",
                "device-class-invalid",
                "devices-not-allowed",
                "device-exists",
                "identifier-taken",
                "no-current-devices",
                "attribute-type",
                "state-invalid",
                "rate-limit",
                "unexpected-error",
                "gateway-timeout",
                "bad-gateway"
              ]
            },
            "headers": {
              "type": "object",
              "description": "Headers of the answer, such as Retry-After.",
              "additionalProperties": {
                "type": "string"
              }
            }
          }
        },
        {
          "type": "object",
          "description": "Answers with any error object of the App Store Connect API.",
          "additionalProperties": false,
          "required": [
            "kind",
            "status",
            "code"
          ],
          "properties": {
            "kind": {
              "const": "api-error"
            },
            "status": {
              "type": "integer",
              "minimum": 200,
              "description": "HTTP status of the answer.",
              "maximum": 599
            },
            "code": {
              "type": "string",
              "description": "Apple's dotted code."
            },
            "title": {
              "type": "string",
              "description": "Its title; the code when absent."
            },
            "detail": {
              "type": "string",
              "description": "Its detail."
            },
            "headers": {
              "type": "object",
              "description": "Headers of the answer, such as Retry-After.",
              "additionalProperties": {
                "type": "string"
              }
            }
          }
        },
        {
          "type": "object",
          "description": "Carries a POST out, confirms it, and forgets what was made.",
          "additionalProperties": false,
          "required": [
            "kind"
          ],
          "properties": {
            "kind": {
              "const": "lose"
            }
          }
        },
        {
          "type": "object",
          "description": "Answers in the service's place.",
          "additionalProperties": false,
          "required": [
            "kind",
            "status"
          ],
          "properties": {
            "kind": {
              "const": "answer"
            },
            "status": {
              "type": "integer",
              "minimum": 200,
              "description": "HTTP status of the answer.",
              "maximum": 599
            },
            "headers": {
              "type": "object",
              "description": "Headers of the answer, such as Retry-After.",
              "additionalProperties": {
                "type": "string"
              }
            },
            "body": {
              "type": "string",
              "description": "The body, as it is."
            }
          }
        }
      ]
    },
    "PolicyConsole": {
      "type": "object",
      "description": "How the policy console behaves.",
      "additionalProperties": false,
      "properties": {
        "identities": {
          "type": "array",
          "items": {
            "type": "string",
            "description": "A name."
          },
          "description": "Names of the code-signing identities on the console's Mac."
        },
        "apps": {
          "type": "array",
          "items": {
            "type": "object",
            "description": "An app that was uploaded.",
            "additionalProperties": false,
            "required": [
              "name",
              "packageName",
              "platform"
            ],
            "properties": {
              "appId": {
                "type": "string",
                "description": "A GUID; made up when absent."
              },
              "name": {
                "type": "string",
                "description": "Its name."
              },
              "packageName": {
                "type": "string",
                "description": "Its identifier."
              },
              "platform": {
                "type": "string",
                "description": "Its platform.",
                "enum": [
                  "android",
                  "ios"
                ]
              },
              "versionName": {
                "type": "string",
                "description": "Its version."
              },
              "versionCode": {
                "type": "string",
                "description": "Its version code."
              },
              "policies": {
                "type": "array",
                "items": {
                  "type": "string",
                  "description": "`POLICY_CODE_DAR` and the like."
                },
                "description": "Codes of policies that it was secured with already."
              }
            }
          },
          "description": "Apps that were uploaded."
        },
        "loginMode": {
          "type": "string",
          "description": "What a request without a live session gets.",
          "enum": [
            "page",
            "redirect"
          ]
        },
        "loginStatus": {
          "type": "integer",
          "description": "Status of the redirect that follows a login: Tomcat's 303, or the 302 of its older versions.",
          "enum": [
            303,
            302
          ]
        },
        "loginCookie": {
          "type": "string",
          "description": "Whether a login gives the session a new cookie, or it keeps that of the login page.",
          "enum": [
            "new",
            "kept"
          ]
        },
        "sessionIdleSeconds": {
          "type": "integer",
          "minimum": 1,
          "description": "Seconds without a request after which a session ends; 1800 when absent."
        },
        "putMode": {
          "type": "string",
          "description": "What PUT does with fields that it does not send.",
          "enum": [
            "keep",
            "replace"
          ]
        },
        "archivedReadable": {
          "type": "boolean",
          "description": "Whether an archived profile can still be read by its id."
        },
        "savedPostBytes": {
          "type": "integer",
          "minimum": 0,
          "description": "The largest body that a dead session keeps and carries out after the login; a larger one is a 403. 4096 when absent."
        },
        "putDataId": {
          "type": "string",
          "description": "Whether PUT gives the data of a profile a new id, moves its stamp only, or shows nothing at all.",
          "enum": [
            "new",
            "kept",
            "unmoved"
          ]
        },
        "catalogLists": {
          "type": "string",
          "description": "Whether the list of profiles holds the archived ones too, without saying so.",
          "enum": [
            "active",
            "all"
          ]
        },
        "archivedNames": {
          "type": "string",
          "description": "Whether the name of an archived profile may be used again.",
          "enum": [
            "free",
            "taken"
          ]
        },
        "duplicateNames": {
          "type": "boolean",
          "description": "Whether two active profiles may have one name. Not when absent."
        },
        "catalogShape": {
          "type": "string",
          "description": "How a list is shown: always a list, one entry on its own, or entries without their details.",
          "enum": [
            "list",
            "lone-object",
            "without-details"
          ]
        },
        "profileShape": {
          "type": "string",
          "description": "Whether one profile comes as an object or as a list of one.",
          "enum": [
            "object",
            "list"
          ]
        },
        "dataShape": {
          "type": "string",
          "description": "Whether the data of a profile or policy comes as the JSON text that was sent, or parsed.",
          "enum": [
            "text",
            "object"
          ]
        },
        "showsStatus": {
          "type": "boolean",
          "description": "Whether good answers hold `status`. They do when absent."
        },
        "errorMode": {
          "type": "string",
          "description": "How a request that makes no sense is refused: JSON of status 200 or 400, or a page of status 400, 200 or 500.",
          "enum": [
            "json",
            "json-400",
            "page",
            "page-200",
            "page-500"
          ]
        },
        "showsSigningDetails": {
          "type": "boolean",
          "description": "Whether an app shows which writing of its signing profile it has, and who signs. It does when absent."
        },
        "securing": {
          "type": "string",
          "description": "Whether securing an app is over with its answer, or goes on behind it.",
          "enum": [
            "synchronous",
            "eventual"
          ]
        },
        "securingMilliseconds": {
          "type": "integer",
          "minimum": 0,
          "description": "Milliseconds that securing an app takes. 0 when absent."
        },
        "keystoreChecks": {
          "type": "string",
          "description": "When a keystore is opened with alias and password.",
          "enum": [
            "never",
            "upload",
            "signing"
          ]
        },
        "administrator": {
          "type": "boolean",
          "description": "Whether the sandbox's user is an administrator of the console. It is when absent."
        }
      }
    }
  }
};
