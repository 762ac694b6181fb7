// Generated from schema/signing.schema.json by scripts/generate.mjs (npm run generate). Do not edit.
/* oxlint-disable */
/** schema/signing.schema.json as data, for messages, completion and hover. */
export const signingSchema: Readonly<Record<string, unknown>> = {
  "$schema": "http://json-schema.org/draft-07/schema#",
  "$id": "https://raw.githubusercontent.com/signwright/signwright/main/schema/signing.schema.json",
  "title": "signing.yaml",
  "description": "Signing as code: the keys, devices and targets of mobile apps, from which Signwright plans and applies certificates, provisioning profiles and keystores.",
  "markdownDescription": "Signing as code: the keys, devices and targets of mobile apps, from which [Signwright](https://github.com/signwright/signwright) plans and applies certificates, provisioning profiles and keystores.",
  "type": "object",
  "required": [
    "version",
    "targets"
  ],
  "additionalProperties": false,
  "properties": {
    "version": {
      "description": "The version of this file's format. It is 1.",
      "type": "integer",
      "enum": [
        1
      ],
      "examples": [
        1
      ]
    },
    "renew_before": {
      "$ref": "#/definitions/renew_before"
    },
    "store": {
      "$ref": "#/definitions/store_or_url"
    },
    "keys": {
      "description": "Named key references: where credentials and signing keys live, never the secrets themselves. Targets refer to an entry by its name.",
      "markdownDescription": "Named key references: *where* credentials and signing keys live, never the secrets themselves. Targets refer to an entry by its name.\n\n```yaml\nkeys:\n  acme:\n    type: app_store_connect\n    issuer_id: 57246542-96fe-1a63-e053-0824d011072a\n    key_id: 2X9R4HXF34\n    private_key: { env: ASC_PRIVATE_KEY }\n```",
      "type": "object",
      "propertyNames": {
        "$ref": "#/definitions/key_name"
      },
      "additionalProperties": {
        "$ref": "#/definitions/KeyEntry"
      }
    },
    "devices": {
      "description": "Named groups of test devices. Targets with development and ad hoc profiles refer to a group by its name.",
      "type": "object",
      "propertyNames": {
        "$ref": "#/definitions/group_name"
      },
      "additionalProperties": {
        "$ref": "#/definitions/DeviceGroup"
      }
    },
    "defaults": {
      "$ref": "#/definitions/Defaults"
    },
    "targets": {
      "description": "What is signed: one entry for each app, platform and way of distribution.",
      "markdownDescription": "What is signed: one entry for each app, platform and way of distribution.\n\n```yaml\ntargets:\n  shop:\n    platform: ios\n    method: automatic\n    profile_type: app_store\n    bundle_id: com.acme.shop\n    key: acme\n```",
      "type": "object",
      "propertyNames": {
        "$ref": "#/definitions/target_name"
      },
      "additionalProperties": {
        "$ref": "#/definitions/Target"
      }
    },
    "limits": {
      "$ref": "#/definitions/Limits"
    }
  },
  "definitions": {
    "key_name": {
      "title": "key name",
      "description": "The name of an entry of `keys`: letters, digits, `.`, `_` and `-`. The name `store` is taken by Signwright's own store.",
      "type": "string",
      "pattern": "^(?!store$)[A-Za-z0-9][A-Za-z0-9._-]*$",
      "examples": [
        "acme"
      ]
    },
    "target_name": {
      "title": "target name",
      "description": "The name of a target: letters, digits, `.`, `_` and `-`.",
      "type": "string",
      "pattern": "^[A-Za-z0-9][A-Za-z0-9._-]*$",
      "examples": [
        "shop"
      ]
    },
    "group_name": {
      "title": "device group name",
      "description": "The name of a device group: letters, digits, `.`, `_` and `-`. The name `all` stands for every device.",
      "type": "string",
      "pattern": "^(?!all$)[A-Za-z0-9][A-Za-z0-9._-]*$",
      "examples": [
        "qa"
      ]
    },
    "recipient_name": {
      "title": "recipient name",
      "description": "A name for whoever holds the age identity of this recipient: a person or a machine.",
      "type": "string",
      "pattern": "^[A-Za-z0-9][A-Za-z0-9._@+-]*$",
      "examples": [
        "ci"
      ]
    },
    "Duration": {
      "title": "duration",
      "description": "A number of days, written as `30d`.",
      "type": "string",
      "pattern": "^[0-9]{1,4}d$",
      "examples": [
        "30d"
      ]
    },
    "FilePath": {
      "title": "file path",
      "description": "The path of a file, relative to this one, with `/` between folders.",
      "type": "string",
      "minLength": 1,
      "examples": [
        "signing/distribution.p12"
      ]
    },
    "SecretReference": {
      "title": "secret reference",
      "description": "Says where a secret is kept. Give exactly one of `env`, `file`, `exec`, `op` and `keychain`.",
      "markdownDescription": "Says where a secret is kept. Give exactly one of:\n\n- `{ env: NAME }`: an environment variable\n- `{ file: path }`: a file\n- `{ exec: [command, argument] }`: the output of a command, run without a shell\n- `{ op: \"op://vault/item/field\" }`: 1Password\n- `{ keychain: { service: …, account: … } }`: the macOS keychain",
      "type": "object",
      "examples": [
        {
          "env": "NAME"
        }
      ],
      "additionalProperties": false,
      "properties": {
        "env": {
          "$ref": "#/definitions/EnvironmentVariableName"
        },
        "file": {
          "title": "file path",
          "description": "The path of a file that holds the secret and that git ignores.",
          "type": "string",
          "minLength": 1,
          "examples": [
            "secrets/AuthKey.p8"
          ]
        },
        "exec": {
          "title": "command",
          "description": "A command and its arguments, run without a shell. Its output is the secret, without the last line end. It runs only in a trusted folder.",
          "type": "array",
          "minItems": 1,
          "items": {
            "title": "command word",
            "description": "The command or one of its arguments.",
            "type": "string"
          },
          "examples": [
            [
              "vault",
              "kv",
              "get",
              "-field=p8",
              "secret/asc"
            ]
          ]
        },
        "op": {
          "title": "1Password secret reference",
          "description": "A 1Password secret reference, read with the `op` command.",
          "type": "string",
          "pattern": "^op://[^/]+/[^/]+/.+$",
          "examples": [
            "op://Mobile/App Store Connect/private key"
          ]
        },
        "keychain": {
          "$ref": "#/definitions/KeychainItem"
        },
        "encoding": {
          "description": "How the referenced text encodes the secret. Without it the text is the secret.",
          "type": "string",
          "enum": [
            "base64"
          ]
        }
      },
      "oneOf": [
        {
          "required": [
            "env"
          ]
        },
        {
          "required": [
            "file"
          ]
        },
        {
          "required": [
            "exec"
          ]
        },
        {
          "required": [
            "op"
          ]
        },
        {
          "required": [
            "keychain"
          ]
        }
      ]
    },
    "EnvironmentVariableName": {
      "title": "environment variable name",
      "description": "The name of an environment variable that holds the secret.",
      "type": "string",
      "pattern": "^[A-Za-z_][A-Za-z0-9_]*$",
      "examples": [
        "ASC_PRIVATE_KEY"
      ]
    },
    "KeychainItem": {
      "title": "keychain item",
      "description": "A generic password item of the macOS keychain.",
      "type": "object",
      "required": [
        "service",
        "account"
      ],
      "additionalProperties": false,
      "properties": {
        "service": {
          "title": "keychain service",
          "description": "The service of the keychain item, shown as Where in Keychain Access.",
          "type": "string",
          "minLength": 1,
          "examples": [
            "signwright"
          ]
        },
        "account": {
          "title": "keychain account",
          "description": "The account of the keychain item.",
          "type": "string",
          "minLength": 1,
          "examples": [
            "upload-keystore"
          ]
        }
      }
    },
    "store_or_url": {
      "description": "Where signing material is kept, encrypted: what Signwright makes and what it imports from your files. A plain string is short for `{ url: … }`. Without it, the directory `.signwright/store` beside this file.",
      "markdownDescription": "Where signing material is kept, encrypted with [age](https://age-encryption.org): what Signwright makes and what it imports from your files.\n\nA plain string is short for `{ url: … }`. Without it, the directory `.signwright/store` beside this file.",
      "type": [
        "string",
        "object"
      ],
      "default": ".signwright/store",
      "examples": [
        "signing-store"
      ],
      "if": {
        "type": "string"
      },
      "then": {
        "$ref": "#/definitions/StoreUrl"
      },
      "else": {
        "$ref": "#/definitions/Store"
      }
    },
    "Store": {
      "title": "store",
      "description": "Where signing material is kept, and who can decrypt it.",
      "type": "object",
      "required": [
        "url"
      ],
      "additionalProperties": false,
      "properties": {
        "url": {
          "$ref": "#/definitions/StoreUrl"
        },
        "recipients": {
          "description": "Who can decrypt the store: a name and the public age recipient of each. Apply refuses when the store was encrypted for others.",
          "type": "object",
          "propertyNames": {
            "$ref": "#/definitions/recipient_name"
          },
          "additionalProperties": {
            "title": "age recipient",
            "description": "A public age recipient, as `age-keygen -y` prints it.",
            "type": "string",
            "pattern": "^age1[0-9a-z]{20,}$",
            "examples": [
              "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p"
            ]
          }
        },
        "identity": {
          "$ref": "#/definitions/store_identity"
        },
        "passphrase": {
          "$ref": "#/definitions/store_passphrase"
        }
      }
    },
    "store_passphrase": {
      "description": "A passphrase that everybody shares who reads the store, where nobody is named under `recipients`. With recipients each person can leave on their own; with a passphrase everybody gets a new one.",
      "allOf": [
        {
          "$ref": "#/definitions/SecretReference"
        }
      ]
    },
    "store_identity": {
      "description": "The age identity that this reader decrypts the store with. Without it, the user's own identity, which `signwright init` makes.",
      "allOf": [
        {
          "$ref": "#/definitions/SecretReference"
        }
      ]
    },
    "StoreUrl": {
      "title": "store URL",
      "description": "A directory relative to this file, `s3://bucket/prefix`, or `git+<url>#branch`.",
      "markdownDescription": "One of\n\n- a directory relative to this file: `signing-store`\n- an S3 bucket: `s3://bucket/prefix`\n- a git repository: `git+https://git.example.com/signing.git#main`",
      "type": "string",
      "minLength": 1,
      "examples": [
        "signing-store"
      ]
    },
    "KeyEntry": {
      "title": "key",
      "description": "A key reference: an App Store Connect API key, a signing certificate, an Android keystore, or the login of a policy console.",
      "type": "object",
      "required": [
        "type"
      ],
      "discriminator": {
        "propertyName": "type"
      },
      "oneOf": [
        {
          "$ref": "#/definitions/AppStoreConnectKey"
        },
        {
          "$ref": "#/definitions/CertificateKey"
        },
        {
          "$ref": "#/definitions/KeystoreKey"
        },
        {
          "$ref": "#/definitions/PolicyConsoleKey"
        }
      ]
    },
    "AppStoreConnectKey": {
      "title": "App Store Connect key",
      "description": "An App Store Connect API key. A file may hold several, one for each team.",
      "type": "object",
      "required": [
        "type",
        "issuer_id",
        "key_id",
        "private_key"
      ],
      "additionalProperties": false,
      "properties": {
        "type": {
          "description": "What kind of key this is: an App Store Connect API key.",
          "const": "app_store_connect"
        },
        "team_id": {
          "title": "team ID",
          "description": "The ten characters of the Apple developer team. When given, it is compared with every certificate and profile before anything is written.",
          "type": "string",
          "pattern": "^[A-Z0-9]{10}$",
          "examples": [
            "ABCDE12345"
          ]
        },
        "issuer_id": {
          "title": "issuer ID",
          "description": "The issuer ID shown above the list of keys in App Store Connect, Users and Access, Integrations.",
          "type": "string",
          "pattern": "^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$",
          "examples": [
            "57246542-96fe-1a63-e053-0824d011072a"
          ]
        },
        "key_id": {
          "title": "key ID",
          "description": "The ID of the key, which is also in the name of the downloaded file: AuthKey_<key ID>.p8.",
          "type": "string",
          "pattern": "^[A-Z0-9]{10}$",
          "examples": [
            "2X9R4HXF34"
          ]
        },
        "private_key": {
          "$ref": "#/definitions/api_private_key"
        },
        "program": {
          "description": "The developer program that the team belongs to. Enterprise teams have another API host, and no App Store profiles.",
          "type": "string",
          "enum": [
            "developer",
            "enterprise"
          ],
          "default": "developer"
        },
        "url": {
          "$ref": "#/definitions/api_url"
        },
        "ca_file": {
          "title": "file path",
          "description": "The path of the certificate authority (PEM) that alone is trusted for this key's server: that of a gateway of your own, or of a proxy that opens TLS connections. Apple's servers then need --allow-host.",
          "markdownDescription": "The path of the certificate authority (PEM) that *alone* is trusted for this key's server: that of a gateway of your own, or of a proxy that opens TLS connections. Apple's servers then need `--allow-host`.\n\nFor a proxy that only some machines are behind, set `NODE_EXTRA_CA_CERTS` on these instead.",
          "type": "string",
          "minLength": 1,
          "examples": [
            "certs/company-ca.pem"
          ]
        }
      }
    },
    "api_private_key": {
      "description": "Where the private key (.p8) is kept. Its text may be PEM, base64 of PEM, or PEM with escaped line ends.",
      "markdownDescription": "Where the private key (`.p8`) is kept. Its text may be PEM, base64 of PEM, or PEM with escaped line ends (`\\n`).\n\n```yaml\nprivate_key: { env: ASC_PRIVATE_KEY }\n```",
      "allOf": [
        {
          "$ref": "#/definitions/SecretReference"
        }
      ]
    },
    "api_url": {
      "title": "API address",
      "description": "Another base URL of the API than Apple's, for example the sandbox. It uses https, or http to this machine.",
      "type": "string",
      "pattern": "^(https://[^\\s/]+|http://(localhost|127\\.[0-9]+\\.[0-9]+\\.[0-9]+|\\[::1\\])(:[0-9]+)?)(/\\S*)?$",
      "examples": [
        "http://127.0.0.1:4010"
      ]
    },
    "password": {
      "description": "Where the password of the file is kept.",
      "allOf": [
        {
          "$ref": "#/definitions/SecretReference"
        }
      ]
    },
    "CertificateKey": {
      "title": "certificate key",
      "description": "A signing certificate with its private key: a PKCS#12 file, or a private key and the certificate that belongs to it.",
      "type": "object",
      "required": [
        "type"
      ],
      "properties": {
        "type": {
          "description": "What kind of key this is: a signing certificate with its private key.",
          "const": "certificate"
        }
      },
      "if": {
        "anyOf": [
          {
            "required": [
              "private_key"
            ]
          },
          {
            "required": [
              "certificate"
            ]
          }
        ]
      },
      "then": {
        "$ref": "#/definitions/CertificatePair"
      },
      "else": {
        "$ref": "#/definitions/CertificateFile"
      }
    },
    "CertificateFile": {
      "title": "certificate key",
      "description": "A signing certificate and its private key in one PKCS#12 file.",
      "type": "object",
      "required": [
        "type",
        "file"
      ],
      "additionalProperties": false,
      "properties": {
        "type": {
          "description": "What kind of key this is: a signing certificate with its private key.",
          "const": "certificate"
        },
        "file": {
          "title": "file path",
          "description": "The path of the .p12 file, relative to this one.",
          "type": "string",
          "minLength": 1,
          "examples": [
            "signing/distribution.p12"
          ]
        },
        "password": {
          "$ref": "#/definitions/password"
        }
      }
    },
    "CertificatePair": {
      "title": "certificate key with `private_key`",
      "description": "A private key and the signing certificate that belongs to it.",
      "type": "object",
      "required": [
        "type",
        "private_key",
        "certificate"
      ],
      "additionalProperties": false,
      "properties": {
        "type": {
          "description": "What kind of key this is: a signing certificate with its private key.",
          "const": "certificate"
        },
        "private_key": {
          "description": "Where the private key (PEM) of the certificate is kept.",
          "allOf": [
            {
              "$ref": "#/definitions/SecretReference"
            }
          ]
        },
        "certificate": {
          "title": "file path",
          "description": "The path of the certificate (.cer or PEM), relative to this file.",
          "type": "string",
          "minLength": 1,
          "examples": [
            "signing/distribution.cer"
          ]
        }
      }
    },
    "KeystoreKey": {
      "title": "keystore key",
      "description": "An Android keystore: a JKS or PKCS#12 file.",
      "type": "object",
      "required": [
        "type",
        "file",
        "password"
      ],
      "additionalProperties": false,
      "properties": {
        "type": {
          "description": "What kind of key this is: an Android keystore.",
          "const": "keystore"
        },
        "file": {
          "title": "file path",
          "description": "The path of the keystore, relative to this file.",
          "type": "string",
          "minLength": 1,
          "examples": [
            "android/upload.jks"
          ]
        },
        "password": {
          "$ref": "#/definitions/password"
        }
      }
    },
    "PolicyConsoleKey": {
      "title": "policy console key",
      "description": "The address and login of a policy console.",
      "type": "object",
      "required": [
        "type",
        "url",
        "username",
        "password"
      ],
      "additionalProperties": false,
      "properties": {
        "type": {
          "description": "What kind of key this is: the login of a policy console.",
          "const": "policy_console"
        },
        "url": {
          "$ref": "#/definitions/console_url"
        },
        "username": {
          "description": "Where the name of an administrator of the console is kept.",
          "allOf": [
            {
              "$ref": "#/definitions/SecretReference"
            }
          ]
        },
        "password": {
          "description": "Where the password of that administrator is kept.",
          "allOf": [
            {
              "$ref": "#/definitions/SecretReference"
            }
          ]
        },
        "ca_file": {
          "title": "file path",
          "description": "The path of the certificate authority (PEM) that issued the console's own certificate, when it is not a public one.",
          "type": "string",
          "minLength": 1,
          "examples": [
            "certs/console-ca.pem"
          ]
        },
        "update": {
          "description": "How a signing profile is changed. put: it is written in place. replace: a new one is made, the apps are secured with it, and then the old one is archived.",
          "markdownDescription": "How a signing profile is changed.\n\n- `put`: it is written in place.\n- `replace`: a new one is made, the apps are secured with it, and then the old one is archived. For consoles whose update refuses files or loses what it is not sent. Each has eight hex digits after its name, as the old one holds its own until it is archived.",
          "type": "string",
          "enum": [
            "put",
            "replace"
          ],
          "default": "put"
        }
      }
    },
    "console_url": {
      "title": "console address",
      "description": "The base URL of the console's REST interface. It uses https, or http to this machine.",
      "type": "string",
      "pattern": "^(https://[^\\s/]+|http://(localhost|127\\.[0-9]+\\.[0-9]+\\.[0-9]+|\\[::1\\])(:[0-9]+)?)(/\\S*)?$",
      "examples": [
        "https://console.acme.example/mocana-app-control/rest"
      ]
    },
    "DeviceGroup": {
      "title": "device group",
      "description": "A group of devices: a list of them, or a file in the tab-separated format that Apple's developer site uploads.",
      "type": [
        "array",
        "object"
      ],
      "examples": [
        []
      ],
      "if": {
        "type": "array"
      },
      "then": {
        "$ref": "#/definitions/DeviceList"
      },
      "else": {
        "$ref": "#/definitions/DeviceFile"
      }
    },
    "DeviceList": {
      "description": "The devices of the group.",
      "type": "array",
      "items": {
        "$ref": "#/definitions/Device"
      }
    },
    "DeviceFile": {
      "title": "device group",
      "description": "A group of devices that is kept in a file.",
      "type": "object",
      "required": [
        "file"
      ],
      "additionalProperties": false,
      "properties": {
        "file": {
          "title": "file path",
          "description": "The path of a list of devices in Apple's tab-separated upload format, relative to this file.",
          "type": "string",
          "minLength": 1,
          "examples": [
            "devices.txt"
          ]
        }
      }
    },
    "Device": {
      "title": "device",
      "description": "A test device.",
      "type": "object",
      "required": [
        "name",
        "udid",
        "platform"
      ],
      "additionalProperties": false,
      "properties": {
        "name": {
          "title": "device name",
          "description": "The name that the device is registered with at Apple.",
          "type": "string",
          "minLength": 1,
          "examples": [
            "QA iPhone"
          ]
        },
        "udid": {
          "title": "UDID",
          "description": "The unique device identifier, as Finder or Xcode shows it. For a Mac, its provisioning UDID.",
          "type": "string",
          "pattern": "^([0-9A-Fa-f]{40}|[0-9A-Fa-f]{8}-[0-9A-Fa-f]{16}|[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12})$",
          "examples": [
            "00008110-001A2B3C4D5E601E"
          ]
        },
        "platform": {
          "description": "The platform that the device is registered for. An Apple Watch is registered for ios.",
          "type": "string",
          "enum": [
            "ios",
            "tvos",
            "visionos",
            "macos"
          ]
        }
      }
    },
    "Limits": {
      "title": "limits",
      "description": "How many objects a team may have. Apple documents few of its limits and moves them for some teams, so they are data that a team can correct.",
      "type": "object",
      "additionalProperties": false,
      "properties": {
        "certificates": {
          "title": "certificate limits",
          "description": "How many valid certificates of each type a team may have. A plan that needs more is an error.",
          "type": "object",
          "additionalProperties": false,
          "properties": {
            "DEVELOPMENT": {
              "$ref": "#/definitions/CertificateLimit"
            },
            "DISTRIBUTION": {
              "$ref": "#/definitions/CertificateLimit"
            },
            "IOS_DEVELOPMENT": {
              "$ref": "#/definitions/CertificateLimit"
            },
            "IOS_DISTRIBUTION": {
              "$ref": "#/definitions/CertificateLimit"
            },
            "MAC_APP_DEVELOPMENT": {
              "$ref": "#/definitions/CertificateLimit"
            },
            "MAC_APP_DISTRIBUTION": {
              "$ref": "#/definitions/CertificateLimit"
            },
            "MAC_INSTALLER_DISTRIBUTION": {
              "$ref": "#/definitions/CertificateLimit"
            },
            "DEVELOPER_ID_APPLICATION": {
              "$ref": "#/definitions/CertificateLimit"
            }
          }
        },
        "devices": {
          "title": "device limits",
          "description": "How many devices of each class a team may register in a membership year, disabled ones included: 100 unless said otherwise. A plan that needs more is an error.",
          "type": "object",
          "additionalProperties": false,
          "examples": [
            {
              "IPHONE": 200
            }
          ],
          "properties": {
            "IPHONE": {
              "$ref": "#/definitions/DeviceLimit"
            },
            "IPAD": {
              "$ref": "#/definitions/DeviceLimit"
            },
            "IPOD": {
              "$ref": "#/definitions/DeviceLimit"
            },
            "APPLE_WATCH": {
              "$ref": "#/definitions/DeviceLimit"
            },
            "APPLE_VISION_PRO": {
              "$ref": "#/definitions/DeviceLimit"
            },
            "APPLE_TV": {
              "$ref": "#/definitions/DeviceLimit"
            },
            "MAC": {
              "$ref": "#/definitions/DeviceLimit"
            }
          }
        }
      }
    },
    "CertificateLimit": {
      "title": "number of certificates",
      "description": "How many valid certificates of this type the team may have.",
      "type": "integer",
      "minimum": 0,
      "examples": [
        3
      ]
    },
    "DeviceLimit": {
      "title": "number of devices",
      "description": "How many devices of this class the team may register in a membership year, disabled ones included.",
      "type": "integer",
      "minimum": 0,
      "default": 100,
      "examples": [
        200
      ]
    },
    "Defaults": {
      "title": "defaults",
      "description": "Values for every target of a platform, where the target's method and profile type have the key and the target does not set it. Lists and maps are replaced, never joined.",
      "type": "object",
      "additionalProperties": false,
      "properties": {
        "ios": {
          "$ref": "#/definitions/IosDefaults"
        },
        "tvos": {
          "$ref": "#/definitions/TvosDefaults"
        },
        "visionos": {
          "$ref": "#/definitions/VisionosDefaults"
        },
        "macos": {
          "$ref": "#/definitions/MacosDefaults"
        },
        "android": {
          "$ref": "#/definitions/AndroidDefaults"
        }
      }
    },
    "IosDefaults": {
      "title": "iOS defaults",
      "description": "Values for every target with `platform: ios`.",
      "type": "object",
      "additionalProperties": false,
      "properties": {
        "extensions": {
          "$ref": "#/definitions/Extensions"
        },
        "capabilities": {
          "$ref": "#/definitions/Capabilities"
        },
        "remove_capabilities": {
          "$ref": "#/definitions/remove_capabilities"
        },
        "key": {
          "$ref": "#/definitions/api_key_name"
        },
        "devices": {
          "$ref": "#/definitions/DeviceSelection"
        },
        "disable_devices": {
          "$ref": "#/definitions/disable_devices"
        },
        "include_macs": {
          "$ref": "#/definitions/include_macs"
        },
        "certificates": {
          "$ref": "#/definitions/CertificateSelection"
        },
        "certificate": {
          "$ref": "#/definitions/certificate_name"
        },
        "certificate_type": {
          "$ref": "#/definitions/IosCertificateType"
        },
        "profiles": {
          "$ref": "#/definitions/ios_profiles"
        },
        "policy_console": {
          "$ref": "#/definitions/IosPolicyConsole"
        },
        "renew_before": {
          "$ref": "#/definitions/renew_before"
        },
        "retire_after": {
          "$ref": "#/definitions/retire_after"
        },
        "prevent_destroy": {
          "$ref": "#/definitions/prevent_destroy"
        }
      }
    },
    "TvosDefaults": {
      "title": "tvOS defaults",
      "description": "Values for every target with `platform: tvos`.",
      "type": "object",
      "additionalProperties": false,
      "properties": {
        "extensions": {
          "$ref": "#/definitions/Extensions"
        },
        "capabilities": {
          "$ref": "#/definitions/Capabilities"
        },
        "remove_capabilities": {
          "$ref": "#/definitions/remove_capabilities"
        },
        "key": {
          "$ref": "#/definitions/api_key_name"
        },
        "devices": {
          "$ref": "#/definitions/DeviceSelection"
        },
        "disable_devices": {
          "$ref": "#/definitions/disable_devices"
        },
        "certificates": {
          "$ref": "#/definitions/CertificateSelection"
        },
        "certificate": {
          "$ref": "#/definitions/certificate_name"
        },
        "certificate_type": {
          "$ref": "#/definitions/IosCertificateType"
        },
        "profiles": {
          "$ref": "#/definitions/ios_profiles"
        },
        "renew_before": {
          "$ref": "#/definitions/renew_before"
        },
        "retire_after": {
          "$ref": "#/definitions/retire_after"
        },
        "prevent_destroy": {
          "$ref": "#/definitions/prevent_destroy"
        }
      }
    },
    "VisionosDefaults": {
      "title": "visionOS defaults",
      "description": "Values for every target with `platform: visionos`.",
      "type": "object",
      "additionalProperties": false,
      "properties": {
        "extensions": {
          "$ref": "#/definitions/Extensions"
        },
        "capabilities": {
          "$ref": "#/definitions/Capabilities"
        },
        "remove_capabilities": {
          "$ref": "#/definitions/remove_capabilities"
        },
        "key": {
          "$ref": "#/definitions/api_key_name"
        },
        "devices": {
          "$ref": "#/definitions/DeviceSelection"
        },
        "disable_devices": {
          "$ref": "#/definitions/disable_devices"
        },
        "certificates": {
          "$ref": "#/definitions/CertificateSelection"
        },
        "certificate": {
          "$ref": "#/definitions/certificate_name"
        },
        "certificate_type": {
          "$ref": "#/definitions/IosCertificateType"
        },
        "profiles": {
          "$ref": "#/definitions/ios_profiles"
        },
        "renew_before": {
          "$ref": "#/definitions/renew_before"
        },
        "retire_after": {
          "$ref": "#/definitions/retire_after"
        },
        "prevent_destroy": {
          "$ref": "#/definitions/prevent_destroy"
        }
      }
    },
    "MacosDefaults": {
      "title": "macOS defaults",
      "description": "Values for every target with `platform: macos`.",
      "type": "object",
      "additionalProperties": false,
      "properties": {
        "catalyst": {
          "$ref": "#/definitions/catalyst"
        },
        "installer": {
          "$ref": "#/definitions/installer"
        },
        "extensions": {
          "$ref": "#/definitions/Extensions"
        },
        "capabilities": {
          "$ref": "#/definitions/Capabilities"
        },
        "remove_capabilities": {
          "$ref": "#/definitions/remove_capabilities"
        },
        "key": {
          "$ref": "#/definitions/api_key_name"
        },
        "devices": {
          "$ref": "#/definitions/DeviceSelection"
        },
        "disable_devices": {
          "$ref": "#/definitions/disable_devices"
        },
        "certificates": {
          "$ref": "#/definitions/CertificateSelection"
        },
        "certificate": {
          "$ref": "#/definitions/certificate_name"
        },
        "installer_certificate": {
          "$ref": "#/definitions/installer_certificate_name"
        },
        "certificate_type": {
          "$ref": "#/definitions/MacosCertificateType"
        },
        "profiles": {
          "$ref": "#/definitions/macos_profiles"
        },
        "renew_before": {
          "$ref": "#/definitions/renew_before"
        },
        "retire_after": {
          "$ref": "#/definitions/retire_after"
        },
        "prevent_destroy": {
          "$ref": "#/definitions/prevent_destroy"
        }
      }
    },
    "AndroidDefaults": {
      "title": "Android defaults",
      "description": "Values for every target with `platform: android`.",
      "type": "object",
      "additionalProperties": false,
      "properties": {
        "keystore": {
          "$ref": "#/definitions/keystore_name"
        },
        "keystore_alias": {
          "$ref": "#/definitions/keystore_alias"
        },
        "key_password": {
          "$ref": "#/definitions/key_password"
        },
        "certificate_sha256": {
          "$ref": "#/definitions/certificate_sha256"
        },
        "policy_console": {
          "$ref": "#/definitions/AndroidPolicyConsole"
        },
        "renew_before": {
          "$ref": "#/definitions/renew_before"
        },
        "prevent_destroy": {
          "$ref": "#/definitions/prevent_destroy"
        }
      }
    },
    "Target": {
      "title": "target",
      "description": "One app on one platform, and how it is signed.",
      "type": "object",
      "required": [
        "platform"
      ],
      "discriminator": {
        "propertyName": "platform"
      },
      "oneOf": [
        {
          "$ref": "#/definitions/IosTarget"
        },
        {
          "$ref": "#/definitions/TvosTarget"
        },
        {
          "$ref": "#/definitions/VisionosTarget"
        },
        {
          "$ref": "#/definitions/MacosTarget"
        },
        {
          "$ref": "#/definitions/AndroidTarget"
        }
      ]
    },
    "IosTarget": {
      "title": "iOS target",
      "description": "An app for iPhone and iPad.",
      "type": "object",
      "required": [
        "platform",
        "method"
      ],
      "properties": {
        "platform": {
          "description": "The platform that the app runs on.",
          "const": "ios"
        }
      },
      "discriminator": {
        "propertyName": "method"
      },
      "oneOf": [
        {
          "$ref": "#/definitions/IosAutomaticTarget"
        },
        {
          "$ref": "#/definitions/IosManualTarget"
        }
      ]
    },
    "IosAutomaticTarget": {
      "title": "automatic ios target",
      "description": "An app for iPhone and iPad whose certificates and profiles Signwright makes through App Store Connect.",
      "type": "object",
      "required": [
        "platform",
        "method",
        "profile_type",
        "bundle_id"
      ],
      "additionalProperties": false,
      "properties": {
        "platform": {
          "description": "The platform that the app runs on.",
          "const": "ios"
        },
        "method": {
          "description": "automatic: Signwright makes certificates and profiles. manual: you bring them as files.",
          "const": "automatic"
        },
        "profile_type": {
          "$ref": "#/definitions/ProfileTypes"
        },
        "bundle_id": {
          "$ref": "#/definitions/BundleId"
        },
        "extensions": {
          "$ref": "#/definitions/Extensions"
        },
        "capabilities": {
          "$ref": "#/definitions/Capabilities"
        },
        "remove_capabilities": {
          "$ref": "#/definitions/remove_capabilities"
        },
        "key": {
          "$ref": "#/definitions/api_key_name"
        },
        "devices": {
          "$ref": "#/definitions/DeviceSelection"
        },
        "disable_devices": {
          "$ref": "#/definitions/disable_devices"
        },
        "include_macs": {
          "$ref": "#/definitions/include_macs"
        },
        "certificates": {
          "$ref": "#/definitions/CertificateSelection"
        },
        "certificate": {
          "$ref": "#/definitions/certificate_name"
        },
        "certificate_type": {
          "$ref": "#/definitions/IosCertificateType"
        },
        "profile_name": {
          "$ref": "#/definitions/profile_name"
        },
        "policy_console": {
          "$ref": "#/definitions/IosPolicyConsole"
        },
        "renew_before": {
          "$ref": "#/definitions/renew_before"
        },
        "retire_after": {
          "$ref": "#/definitions/retire_after"
        },
        "prevent_destroy": {
          "$ref": "#/definitions/prevent_destroy"
        }
      }
    },
    "IosManualTarget": {
      "title": "manual ios target",
      "description": "An app for iPhone and iPad that is signed with your own certificate and profiles.",
      "type": "object",
      "required": [
        "platform",
        "method",
        "profile_type",
        "bundle_id"
      ],
      "additionalProperties": false,
      "properties": {
        "platform": {
          "description": "The platform that the app runs on.",
          "const": "ios"
        },
        "method": {
          "description": "automatic: Signwright makes certificates and profiles. manual: you bring them as files.",
          "const": "manual"
        },
        "profile_type": {
          "$ref": "#/definitions/ProfileTypes"
        },
        "bundle_id": {
          "$ref": "#/definitions/BundleId"
        },
        "extensions": {
          "$ref": "#/definitions/Extensions"
        },
        "certificate": {
          "$ref": "#/definitions/certificate_name"
        },
        "profiles": {
          "$ref": "#/definitions/ios_profiles"
        },
        "policy_console": {
          "$ref": "#/definitions/IosPolicyConsole"
        },
        "renew_before": {
          "$ref": "#/definitions/renew_before"
        },
        "prevent_destroy": {
          "$ref": "#/definitions/prevent_destroy"
        }
      }
    },
    "TvosTarget": {
      "title": "tvOS target",
      "description": "An app for Apple TV.",
      "type": "object",
      "required": [
        "platform",
        "method"
      ],
      "properties": {
        "platform": {
          "description": "The platform that the app runs on.",
          "const": "tvos"
        }
      },
      "discriminator": {
        "propertyName": "method"
      },
      "oneOf": [
        {
          "$ref": "#/definitions/TvosAutomaticTarget"
        },
        {
          "$ref": "#/definitions/TvosManualTarget"
        }
      ]
    },
    "TvosAutomaticTarget": {
      "title": "automatic tvos target",
      "description": "An app for Apple TV whose certificates and profiles Signwright makes through App Store Connect.",
      "type": "object",
      "required": [
        "platform",
        "method",
        "profile_type",
        "bundle_id"
      ],
      "additionalProperties": false,
      "properties": {
        "platform": {
          "description": "The platform that the app runs on.",
          "const": "tvos"
        },
        "method": {
          "description": "automatic: Signwright makes certificates and profiles. manual: you bring them as files.",
          "const": "automatic"
        },
        "profile_type": {
          "$ref": "#/definitions/ProfileTypes"
        },
        "bundle_id": {
          "$ref": "#/definitions/BundleId"
        },
        "extensions": {
          "$ref": "#/definitions/Extensions"
        },
        "capabilities": {
          "$ref": "#/definitions/Capabilities"
        },
        "remove_capabilities": {
          "$ref": "#/definitions/remove_capabilities"
        },
        "key": {
          "$ref": "#/definitions/api_key_name"
        },
        "devices": {
          "$ref": "#/definitions/DeviceSelection"
        },
        "disable_devices": {
          "$ref": "#/definitions/disable_devices"
        },
        "certificates": {
          "$ref": "#/definitions/CertificateSelection"
        },
        "certificate": {
          "$ref": "#/definitions/certificate_name"
        },
        "certificate_type": {
          "$ref": "#/definitions/IosCertificateType"
        },
        "profile_name": {
          "$ref": "#/definitions/profile_name"
        },
        "renew_before": {
          "$ref": "#/definitions/renew_before"
        },
        "retire_after": {
          "$ref": "#/definitions/retire_after"
        },
        "prevent_destroy": {
          "$ref": "#/definitions/prevent_destroy"
        }
      }
    },
    "TvosManualTarget": {
      "title": "manual tvos target",
      "description": "An app for Apple TV that is signed with your own certificate and profiles.",
      "type": "object",
      "required": [
        "platform",
        "method",
        "profile_type",
        "bundle_id"
      ],
      "additionalProperties": false,
      "properties": {
        "platform": {
          "description": "The platform that the app runs on.",
          "const": "tvos"
        },
        "method": {
          "description": "automatic: Signwright makes certificates and profiles. manual: you bring them as files.",
          "const": "manual"
        },
        "profile_type": {
          "$ref": "#/definitions/ProfileTypes"
        },
        "bundle_id": {
          "$ref": "#/definitions/BundleId"
        },
        "extensions": {
          "$ref": "#/definitions/Extensions"
        },
        "certificate": {
          "$ref": "#/definitions/certificate_name"
        },
        "profiles": {
          "$ref": "#/definitions/ios_profiles"
        },
        "renew_before": {
          "$ref": "#/definitions/renew_before"
        },
        "prevent_destroy": {
          "$ref": "#/definitions/prevent_destroy"
        }
      }
    },
    "VisionosTarget": {
      "title": "visionOS target",
      "description": "An app for Apple Vision.",
      "type": "object",
      "required": [
        "platform",
        "method"
      ],
      "properties": {
        "platform": {
          "description": "The platform that the app runs on.",
          "const": "visionos"
        }
      },
      "discriminator": {
        "propertyName": "method"
      },
      "oneOf": [
        {
          "$ref": "#/definitions/VisionosAutomaticTarget"
        },
        {
          "$ref": "#/definitions/VisionosManualTarget"
        }
      ]
    },
    "VisionosAutomaticTarget": {
      "title": "automatic visionos target",
      "description": "An app for Apple Vision whose certificates and profiles Signwright makes through App Store Connect.",
      "type": "object",
      "required": [
        "platform",
        "method",
        "profile_type",
        "bundle_id"
      ],
      "additionalProperties": false,
      "properties": {
        "platform": {
          "description": "The platform that the app runs on.",
          "const": "visionos"
        },
        "method": {
          "description": "automatic: Signwright makes certificates and profiles. manual: you bring them as files.",
          "const": "automatic"
        },
        "profile_type": {
          "$ref": "#/definitions/ProfileTypes"
        },
        "bundle_id": {
          "$ref": "#/definitions/BundleId"
        },
        "extensions": {
          "$ref": "#/definitions/Extensions"
        },
        "capabilities": {
          "$ref": "#/definitions/Capabilities"
        },
        "remove_capabilities": {
          "$ref": "#/definitions/remove_capabilities"
        },
        "key": {
          "$ref": "#/definitions/api_key_name"
        },
        "devices": {
          "$ref": "#/definitions/DeviceSelection"
        },
        "disable_devices": {
          "$ref": "#/definitions/disable_devices"
        },
        "certificates": {
          "$ref": "#/definitions/CertificateSelection"
        },
        "certificate": {
          "$ref": "#/definitions/certificate_name"
        },
        "certificate_type": {
          "$ref": "#/definitions/IosCertificateType"
        },
        "profile_name": {
          "$ref": "#/definitions/profile_name"
        },
        "renew_before": {
          "$ref": "#/definitions/renew_before"
        },
        "retire_after": {
          "$ref": "#/definitions/retire_after"
        },
        "prevent_destroy": {
          "$ref": "#/definitions/prevent_destroy"
        }
      }
    },
    "VisionosManualTarget": {
      "title": "manual visionos target",
      "description": "An app for Apple Vision that is signed with your own certificate and profiles.",
      "type": "object",
      "required": [
        "platform",
        "method",
        "profile_type",
        "bundle_id"
      ],
      "additionalProperties": false,
      "properties": {
        "platform": {
          "description": "The platform that the app runs on.",
          "const": "visionos"
        },
        "method": {
          "description": "automatic: Signwright makes certificates and profiles. manual: you bring them as files.",
          "const": "manual"
        },
        "profile_type": {
          "$ref": "#/definitions/ProfileTypes"
        },
        "bundle_id": {
          "$ref": "#/definitions/BundleId"
        },
        "extensions": {
          "$ref": "#/definitions/Extensions"
        },
        "certificate": {
          "$ref": "#/definitions/certificate_name"
        },
        "profiles": {
          "$ref": "#/definitions/ios_profiles"
        },
        "renew_before": {
          "$ref": "#/definitions/renew_before"
        },
        "prevent_destroy": {
          "$ref": "#/definitions/prevent_destroy"
        }
      }
    },
    "MacosTarget": {
      "title": "macOS target",
      "description": "An app for the Mac.",
      "type": "object",
      "required": [
        "platform",
        "method"
      ],
      "properties": {
        "platform": {
          "description": "The platform that the app runs on.",
          "const": "macos"
        }
      },
      "discriminator": {
        "propertyName": "method"
      },
      "oneOf": [
        {
          "$ref": "#/definitions/MacosAutomaticTarget"
        },
        {
          "$ref": "#/definitions/MacosManualTarget"
        }
      ]
    },
    "MacosAutomaticTarget": {
      "title": "automatic macos target",
      "description": "An app for the Mac whose certificates and profiles Signwright makes through App Store Connect.",
      "type": "object",
      "required": [
        "platform",
        "method",
        "profile_type",
        "bundle_id"
      ],
      "additionalProperties": false,
      "properties": {
        "platform": {
          "description": "The platform that the app runs on.",
          "const": "macos"
        },
        "method": {
          "description": "automatic: Signwright makes certificates and profiles. manual: you bring them as files.",
          "const": "automatic"
        },
        "profile_type": {
          "$ref": "#/definitions/ProfileTypes"
        },
        "catalyst": {
          "$ref": "#/definitions/catalyst"
        },
        "installer": {
          "$ref": "#/definitions/installer"
        },
        "bundle_id": {
          "$ref": "#/definitions/BundleId"
        },
        "extensions": {
          "$ref": "#/definitions/Extensions"
        },
        "capabilities": {
          "$ref": "#/definitions/Capabilities"
        },
        "remove_capabilities": {
          "$ref": "#/definitions/remove_capabilities"
        },
        "key": {
          "$ref": "#/definitions/api_key_name"
        },
        "devices": {
          "$ref": "#/definitions/DeviceSelection"
        },
        "disable_devices": {
          "$ref": "#/definitions/disable_devices"
        },
        "certificates": {
          "$ref": "#/definitions/CertificateSelection"
        },
        "certificate": {
          "$ref": "#/definitions/certificate_name"
        },
        "installer_certificate": {
          "$ref": "#/definitions/installer_certificate_name"
        },
        "certificate_type": {
          "$ref": "#/definitions/MacosCertificateType"
        },
        "profile_name": {
          "$ref": "#/definitions/profile_name"
        },
        "renew_before": {
          "$ref": "#/definitions/renew_before"
        },
        "retire_after": {
          "$ref": "#/definitions/retire_after"
        },
        "prevent_destroy": {
          "$ref": "#/definitions/prevent_destroy"
        }
      }
    },
    "MacosManualTarget": {
      "title": "manual macos target",
      "description": "An app for the Mac that is signed with your own certificate and profiles.",
      "type": "object",
      "required": [
        "platform",
        "method",
        "profile_type",
        "bundle_id"
      ],
      "additionalProperties": false,
      "properties": {
        "platform": {
          "description": "The platform that the app runs on.",
          "const": "macos"
        },
        "method": {
          "description": "automatic: Signwright makes certificates and profiles. manual: you bring them as files.",
          "const": "manual"
        },
        "profile_type": {
          "$ref": "#/definitions/ProfileTypes"
        },
        "catalyst": {
          "$ref": "#/definitions/catalyst"
        },
        "bundle_id": {
          "$ref": "#/definitions/BundleId"
        },
        "extensions": {
          "$ref": "#/definitions/Extensions"
        },
        "certificate": {
          "$ref": "#/definitions/certificate_name"
        },
        "installer_certificate": {
          "$ref": "#/definitions/installer_certificate_name"
        },
        "profiles": {
          "$ref": "#/definitions/macos_profiles"
        },
        "renew_before": {
          "$ref": "#/definitions/renew_before"
        },
        "prevent_destroy": {
          "$ref": "#/definitions/prevent_destroy"
        }
      }
    },
    "AndroidTarget": {
      "title": "Android target",
      "description": "An app for Android.",
      "type": "object",
      "required": [
        "platform",
        "method"
      ],
      "properties": {
        "platform": {
          "description": "The platform that the app runs on.",
          "const": "android"
        }
      },
      "discriminator": {
        "propertyName": "method"
      },
      "oneOf": [
        {
          "$ref": "#/definitions/AndroidAutomaticTarget"
        },
        {
          "$ref": "#/definitions/AndroidManualTarget"
        }
      ]
    },
    "AndroidAutomaticTarget": {
      "title": "automatic android target",
      "description": "An app for Android whose upload key Signwright makes and keeps in the store.",
      "type": "object",
      "required": [
        "platform",
        "method",
        "package_name"
      ],
      "additionalProperties": false,
      "properties": {
        "platform": {
          "description": "The platform that the app runs on.",
          "const": "android"
        },
        "method": {
          "description": "automatic: Signwright makes the upload key. manual: you bring a keystore.",
          "const": "automatic"
        },
        "package_name": {
          "$ref": "#/definitions/PackageName"
        },
        "keystore_alias": {
          "$ref": "#/definitions/keystore_alias"
        },
        "policy_console": {
          "$ref": "#/definitions/AndroidPolicyConsole"
        },
        "renew_before": {
          "$ref": "#/definitions/renew_before"
        },
        "prevent_destroy": {
          "$ref": "#/definitions/prevent_destroy"
        }
      }
    },
    "AndroidManualTarget": {
      "title": "manual android target",
      "description": "An app for Android that is signed with your own keystore.",
      "type": "object",
      "required": [
        "platform",
        "method",
        "package_name"
      ],
      "additionalProperties": false,
      "properties": {
        "platform": {
          "description": "The platform that the app runs on.",
          "const": "android"
        },
        "method": {
          "description": "automatic: Signwright makes the upload key. manual: you bring a keystore.",
          "const": "manual"
        },
        "package_name": {
          "$ref": "#/definitions/PackageName"
        },
        "keystore": {
          "$ref": "#/definitions/keystore_name"
        },
        "keystore_alias": {
          "$ref": "#/definitions/keystore_alias"
        },
        "key_password": {
          "$ref": "#/definitions/key_password"
        },
        "certificate_sha256": {
          "$ref": "#/definitions/certificate_sha256"
        },
        "policy_console": {
          "$ref": "#/definitions/AndroidPolicyConsole"
        },
        "renew_before": {
          "$ref": "#/definitions/renew_before"
        },
        "prevent_destroy": {
          "$ref": "#/definitions/prevent_destroy"
        }
      }
    },
    "ProfileTypes": {
      "description": "How the app is distributed: a profile type, or a list of them, which stands for a target of each type.",
      "markdownDescription": "How the app is distributed: a profile type, or a list of them.\n\nA list stands for a target of each type: `profile_type: [development, app_store]` in the target `shop` makes `shop:development` and `shop:app_store`.",
      "type": [
        "string",
        "array"
      ],
      "examples": [
        "app_store",
        "ad_hoc",
        "development",
        "enterprise",
        "developer_id"
      ],
      "if": {
        "type": "string"
      },
      "then": {
        "$ref": "#/definitions/ProfileType"
      },
      "else": {
        "$ref": "#/definitions/ProfileTypeList"
      }
    },
    "ProfileTypeList": {
      "description": "Several profile types: the target stands for one of each.",
      "type": "array",
      "minItems": 1,
      "uniqueItems": true,
      "items": {
        "$ref": "#/definitions/ProfileType"
      },
      "examples": [
        [
          "development",
          "ad_hoc",
          "app_store"
        ]
      ]
    },
    "ProfileType": {
      "title": "profile type",
      "description": "How the app is distributed. development and ad_hoc install on registered devices, app_store goes to App Store Connect and TestFlight (apps for Apple Business Manager too), enterprise is the in-house distribution of an enterprise team, developer_id is a Mac app outside the App Store.",
      "markdownDescription": "How the app is distributed.\n\n| type | for |\n|---|---|\n| `development` | debugging on registered devices |\n| `ad_hoc` | testing on registered devices |\n| `app_store` | App Store, TestFlight and Apple Business Manager |\n| `enterprise` | in-house distribution of an enterprise team |\n| `developer_id` | Mac apps outside the App Store |",
      "type": "string",
      "enum": [
        "development",
        "ad_hoc",
        "app_store",
        "enterprise",
        "developer_id"
      ]
    },
    "BundleId": {
      "title": "bundle ID",
      "description": "The bundle ID of the app, as its Xcode target has it. A final `*` makes it a wildcard.",
      "type": "string",
      "pattern": "^([A-Za-z0-9-]+\\.)*([A-Za-z0-9-]+|\\*)$",
      "examples": [
        "com.acme.shop"
      ]
    },
    "PackageName": {
      "title": "package name",
      "description": "The application ID of the Android app, as its Gradle file has it.",
      "type": "string",
      "pattern": "^[A-Za-z][A-Za-z0-9_]*(\\.[A-Za-z][A-Za-z0-9_]*)+$",
      "examples": [
        "com.acme.shop"
      ]
    },
    "Extensions": {
      "description": "The app extensions inside the app: each has a bundle ID and a profile of its own. `discover` takes every registered bundle ID below the app's that has no app of its own and is no other target's.",
      "markdownDescription": "The app extensions inside the app: each has a bundle ID and a profile of its own.\n\n`discover` takes every registered bundle ID below the app's (`com.acme.shop.*`) that has no app of its own and is no other target's.\n\n```yaml\nextensions:\n  - com.acme.shop.widget\n  - { bundle_id: com.acme.shop.watch, capabilities: [healthkit] }\n```",
      "type": [
        "string",
        "array"
      ],
      "default": "discover",
      "examples": [
        [
          "com.acme.shop.widget"
        ]
      ],
      "if": {
        "type": "string"
      },
      "then": {
        "$ref": "#/definitions/DiscoverExtensions"
      },
      "else": {
        "$ref": "#/definitions/ExtensionList"
      }
    },
    "DiscoverExtensions": {
      "description": "Take every registered bundle ID below the app's.",
      "type": "string",
      "enum": [
        "discover"
      ]
    },
    "ExtensionList": {
      "description": "The app extensions by bundle ID. An empty list says that there are none.",
      "type": "array",
      "items": {
        "$ref": "#/definitions/Extension"
      }
    },
    "Extension": {
      "title": "extension",
      "description": "An app extension: its bundle ID, or a map with the bundle ID and its capabilities.",
      "type": [
        "string",
        "object"
      ],
      "examples": [
        "com.acme.shop.widget"
      ],
      "if": {
        "type": "string"
      },
      "then": {
        "$ref": "#/definitions/BundleId"
      },
      "else": {
        "$ref": "#/definitions/ExtensionDetails"
      }
    },
    "ExtensionDetails": {
      "title": "extension",
      "description": "An app extension with capabilities of its own.",
      "type": "object",
      "required": [
        "bundle_id"
      ],
      "additionalProperties": false,
      "properties": {
        "bundle_id": {
          "$ref": "#/definitions/extension_bundle_id"
        },
        "capabilities": {
          "$ref": "#/definitions/Capabilities"
        }
      }
    },
    "extension_bundle_id": {
      "title": "bundle ID",
      "description": "The bundle ID of the extension. It starts with the app's bundle ID and a dot.",
      "type": "string",
      "pattern": "^([A-Za-z0-9-]+\\.)*([A-Za-z0-9-]+|\\*)$",
      "examples": [
        "com.acme.shop.widget"
      ]
    },
    "Capabilities": {
      "description": "The capabilities of the bundle ID that Signwright turns on: a name, or a map of a name to its setting. Others that are on stay on.",
      "markdownDescription": "The capabilities of the bundle ID that Signwright turns on; others that are on stay on.\n\n```yaml\ncapabilities: [push_notifications, { data_protection: complete }]\n```",
      "type": "array",
      "items": {
        "$ref": "#/definitions/Capability"
      },
      "examples": [
        [
          "push_notifications"
        ]
      ]
    },
    "Capability": {
      "title": "capability",
      "description": "A capability by its name, or a map of its name to its setting.",
      "type": [
        "string",
        "object"
      ],
      "examples": [
        "push_notifications"
      ],
      "if": {
        "type": "string"
      },
      "then": {
        "$ref": "#/definitions/CapabilityName"
      },
      "else": {
        "$ref": "#/definitions/CapabilitySetting"
      }
    },
    "CapabilityName": {
      "title": "capability name",
      "description": "The name of a capability: Apple's name for it, in lower case with underscores. Managed ones (CarPlay, DriverKit, multicast networking and others) are granted by Apple on request; the plan says what to do.",
      "type": "string",
      "pattern": "^[a-z][a-z0-9]*(_[a-z0-9]+)*$",
      "examples": [
        "push_notifications",
        "access_wifi_information",
        "app_groups",
        "apple_id_auth",
        "apple_pay",
        "associated_domains",
        "autofill_credential_provider",
        "classkit",
        "coremedia_hls_low_latency",
        "data_protection",
        "game_center",
        "healthkit",
        "homekit",
        "hot_spot",
        "icloud",
        "in_app_purchase",
        "inter_app_audio",
        "maps",
        "multipath",
        "network_custom_protocol",
        "network_extensions",
        "nfc_tag_reading",
        "personal_vpn",
        "sirikit",
        "system_extension_install",
        "user_management",
        "wallet",
        "wireless_accessory_configuration",
        "carplay_audio",
        "carplay_charging",
        "carplay_communication",
        "carplay_driving_task",
        "carplay_fueling",
        "carplay_navigation",
        "carplay_parking",
        "carplay_public_safety",
        "carplay_quick_ordering",
        "critical_alerts",
        "default_browser",
        "driverkit",
        "driverkit_audio",
        "driverkit_block_storage",
        "driverkit_hid",
        "driverkit_hid_device",
        "driverkit_hid_event_service",
        "driverkit_midi",
        "driverkit_networking",
        "driverkit_pci",
        "driverkit_scsi_controller",
        "driverkit_serial",
        "driverkit_usb",
        "endpoint_security",
        "exposure_notification",
        "family_controls",
        "hotspot_helper",
        "multicast_networking",
        "notification_filtering",
        "tap_to_pay"
      ]
    },
    "CapabilitySetting": {
      "title": "capability with a setting",
      "description": "One capability and its setting.",
      "type": "object",
      "minProperties": 1,
      "maxProperties": 1,
      "examples": [
        {
          "data_protection": "complete"
        }
      ],
      "propertyNames": {
        "$ref": "#/definitions/CapabilityName"
      },
      "additionalProperties": {
        "$ref": "#/definitions/CapabilitySettingValue"
      },
      "properties": {
        "data_protection": {
          "title": "data protection level",
          "description": "When files of the app can be read: only while the device is unlocked, unless open, or from the first unlock on.",
          "type": "string",
          "enum": [
            "complete",
            "protected_unless_open",
            "protected_until_first_user_auth"
          ]
        },
        "icloud": {
          "title": "iCloud version",
          "description": "Which iCloud support the app uses: xcode_6 includes CloudKit, xcode_5 does not.",
          "type": "string",
          "enum": [
            "xcode_5",
            "xcode_6"
          ]
        },
        "apple_id_auth": {
          "title": "Sign in with Apple consent",
          "description": "How users consent to Sign in with Apple: the app is the primary app of its group.",
          "type": "string",
          "enum": [
            "primary_app_consent"
          ]
        }
      }
    },
    "CapabilitySettingValue": {
      "title": "capability setting",
      "description": "The setting of a capability: Apple's name for the option, in lower case with underscores.",
      "type": "string",
      "pattern": "^[a-z][a-z0-9]*(_[a-z0-9]+)*$",
      "examples": [
        "complete"
      ]
    },
    "remove_capabilities": {
      "description": "Capabilities of the bundle ID that Signwright turns off. This makes every profile of the bundle ID invalid, and the plan lists them.",
      "type": "array",
      "items": {
        "$ref": "#/definitions/CapabilityName"
      },
      "examples": [
        [
          "inter_app_audio"
        ]
      ]
    },
    "api_key_name": {
      "title": "key name",
      "description": "The App Store Connect key that signs in to the team: the name of an entry of `keys` with `type: app_store_connect`.",
      "type": "string",
      "minLength": 1,
      "examples": [
        "acme"
      ]
    },
    "DeviceSelection": {
      "description": "The devices that development and ad hoc profiles hold: names of device groups, or `all` for every enabled device of the right class.",
      "type": [
        "string",
        "array"
      ],
      "default": "all",
      "examples": [
        [
          "qa"
        ]
      ],
      "if": {
        "type": "string"
      },
      "then": {
        "$ref": "#/definitions/AllDevices"
      },
      "else": {
        "$ref": "#/definitions/DeviceGroupNames"
      }
    },
    "AllDevices": {
      "description": "Every enabled device of the right class.",
      "type": "string",
      "enum": [
        "all"
      ]
    },
    "DeviceGroupNames": {
      "description": "The names of device groups.",
      "type": "array",
      "uniqueItems": true,
      "items": {
        "$ref": "#/definitions/device_group_name"
      }
    },
    "device_group_name": {
      "title": "device group name",
      "description": "The name of an entry of `devices`.",
      "type": "string",
      "minLength": 1,
      "examples": [
        "qa"
      ]
    },
    "disable_devices": {
      "description": "Device groups whose devices Signwright disables at Apple. A disabled device still counts against the yearly limit of 100.",
      "type": "array",
      "uniqueItems": true,
      "items": {
        "$ref": "#/definitions/device_group_name"
      },
      "examples": [
        [
          "retired"
        ]
      ]
    },
    "include_macs": {
      "description": "Whether Apple silicon Macs are in the development and ad hoc profiles of an iOS app too.",
      "type": "boolean",
      "default": false
    },
    "CertificateSelection": {
      "description": "The certificates in a development profile: `own` (the one that Signwright holds), `all` of the team's development certificates, or a list of serial numbers.",
      "type": [
        "string",
        "array"
      ],
      "default": "own",
      "examples": [
        "all"
      ],
      "if": {
        "type": "string"
      },
      "then": {
        "$ref": "#/definitions/CertificateGroup"
      },
      "else": {
        "$ref": "#/definitions/CertificateSerials"
      }
    },
    "CertificateGroup": {
      "description": "own: the certificate that Signwright holds. all: every development certificate of the team.",
      "type": "string",
      "enum": [
        "own",
        "all"
      ]
    },
    "CertificateSerials": {
      "description": "Certificates by their serial numbers.",
      "type": "array",
      "minItems": 1,
      "uniqueItems": true,
      "items": {
        "title": "certificate serial number",
        "description": "The serial number of a certificate in hexadecimal digits, as Apple and Keychain Access show it.",
        "type": "string",
        "pattern": "^[0-9A-Fa-f]{1,40}$",
        "examples": [
          "7A1B2C3D4E5F6071"
        ]
      }
    },
    "certificate_name": {
      "title": "key name",
      "description": "The signing certificate to use: the name of an entry of `keys` with `type: certificate`. In an automatic target it replaces the certificate that Signwright would make.",
      "type": "string",
      "minLength": 1,
      "examples": [
        "acme-distribution"
      ]
    },
    "installer_certificate_name": {
      "title": "key name",
      "description": "The Mac installer certificate to use: the name of an entry of `keys` with `type: certificate`. It signs the .pkg of app_store and developer_id targets.",
      "type": "string",
      "minLength": 1,
      "examples": [
        "acme-installer"
      ]
    },
    "IosCertificateType": {
      "title": "certificate type",
      "description": "Apple's type of the certificate that Signwright makes. Without it, DEVELOPMENT for development profiles and DISTRIBUTION for the others.",
      "type": "string",
      "enum": [
        "DEVELOPMENT",
        "DISTRIBUTION",
        "IOS_DEVELOPMENT",
        "IOS_DISTRIBUTION"
      ]
    },
    "MacosCertificateType": {
      "title": "certificate type",
      "description": "Apple's type of the certificate that Signwright makes. Without it, DEVELOPMENT for development profiles, DISTRIBUTION for app_store and DEVELOPER_ID_APPLICATION for developer_id.",
      "type": "string",
      "enum": [
        "DEVELOPMENT",
        "DISTRIBUTION",
        "MAC_APP_DEVELOPMENT",
        "MAC_APP_DISTRIBUTION",
        "DEVELOPER_ID_APPLICATION"
      ]
    },
    "ios_profiles": {
      "description": "The provisioning profiles of the app and its extensions: paths of .mobileprovision files, relative to this file.",
      "type": "array",
      "minItems": 1,
      "uniqueItems": true,
      "items": {
        "title": "file path",
        "description": "The path of a .mobileprovision file.",
        "type": "string",
        "minLength": 1,
        "examples": [
          "signing/shop.mobileprovision"
        ]
      },
      "examples": [
        [
          "signing/shop.mobileprovision"
        ]
      ]
    },
    "macos_profiles": {
      "description": "The provisioning profiles of the app and its extensions: paths of .provisionprofile files, relative to this file. A developer_id target may have none.",
      "type": "array",
      "uniqueItems": true,
      "items": {
        "title": "file path",
        "description": "The path of a .provisionprofile file.",
        "type": "string",
        "minLength": 1,
        "examples": [
          "signing/shop.provisionprofile"
        ]
      },
      "examples": [
        [
          "signing/shop.provisionprofile"
        ]
      ]
    },
    "catalyst": {
      "description": "Whether the Mac app is made from an iPad app with Mac Catalyst.",
      "type": "boolean",
      "default": false
    },
    "installer": {
      "description": "Whether a Mac Installer Distribution certificate is held too. Without it, true for app_store and false for the others.",
      "type": "boolean",
      "examples": [
        true
      ]
    },
    "profile_name": {
      "title": "profile name",
      "description": "A fixed name for the provisioning profile. A replacement must then delete the old profile first, and the plan says that this leaves a gap.",
      "type": "string",
      "minLength": 1,
      "examples": [
        "Acme Shop App Store"
      ]
    },
    "renew_before": {
      "title": "duration",
      "description": "How long before its expiry a certificate or profile is renewed, or warned about where Signwright cannot renew it: a number of days.",
      "type": "string",
      "pattern": "^[0-9]{1,4}d$",
      "default": "30d",
      "examples": [
        "30d"
      ]
    },
    "retire_after": {
      "title": "duration",
      "description": "How long the profiles of a replaced certificate are kept: a number of days.",
      "type": "string",
      "pattern": "^[0-9]{1,4}d$",
      "default": "14d",
      "examples": [
        "14d"
      ]
    },
    "prevent_destroy": {
      "description": "Whether a plan that would delete something of this target is an error.",
      "type": "boolean",
      "default": false
    },
    "keystore_name": {
      "title": "key name",
      "description": "The Android keystore: the name of an entry of `keys` with `type: keystore`.",
      "type": "string",
      "minLength": 1,
      "examples": [
        "upload"
      ]
    },
    "keystore_alias": {
      "title": "keystore alias",
      "description": "The alias of the key in the keystore.",
      "type": "string",
      "minLength": 1,
      "examples": [
        "upload"
      ]
    },
    "key_password": {
      "description": "Where the password of the key is kept, when it differs from the keystore's password.",
      "allOf": [
        {
          "$ref": "#/definitions/SecretReference"
        }
      ]
    },
    "certificate_sha256": {
      "title": "SHA-256 fingerprint",
      "description": "The SHA-256 fingerprint of the key's certificate. It pins the key: another certificate in the keystore is an error.",
      "type": "string",
      "pattern": "^[0-9A-Fa-f]{2}(:?[0-9A-Fa-f]{2}){31}$",
      "examples": [
        "9F:86:D0:81:88:4C:7D:65:9A:2F:EA:A0:C5:5A:D0:15:A3:BF:4F:1B:2B:0B:82:2C:D1:5D:6C:15:B0:F0:0A:08"
      ]
    },
    "AndroidPolicyConsole": {
      "title": "policy console for Android",
      "description": "The signing profile on the policy console that secured Android apps are signed with.",
      "type": "object",
      "required": [
        "key"
      ],
      "additionalProperties": false,
      "properties": {
        "key": {
          "$ref": "#/definitions/console_name"
        },
        "profile": {
          "$ref": "#/definitions/console_profile"
        },
        "description": {
          "$ref": "#/definitions/console_description"
        },
        "signing": {
          "$ref": "#/definitions/ConsoleSigning"
        },
        "apps": {
          "$ref": "#/definitions/console_apps"
        }
      },
      "if": {
        "required": [
          "signing"
        ],
        "properties": {
          "signing": {
            "const": "skip_codesign"
          }
        }
      },
      "else": {
        "required": [
          "profile"
        ]
      }
    },
    "IosPolicyConsole": {
      "title": "policy console for iOS",
      "description": "The signing profile on the policy console that secured iOS apps are signed with.",
      "type": "object",
      "required": [
        "key"
      ],
      "additionalProperties": false,
      "properties": {
        "key": {
          "$ref": "#/definitions/console_name"
        },
        "profile": {
          "$ref": "#/definitions/console_profile"
        },
        "description": {
          "$ref": "#/definitions/console_description"
        },
        "signing": {
          "$ref": "#/definitions/ConsoleSigning"
        },
        "signing_cert_id": {
          "title": "signing identity",
          "description": "The signing identity in the keychain of the console's Mac: the start of the certificate's common name.",
          "type": "string",
          "minLength": 1,
          "examples": [
            "iPhone Distribution"
          ]
        },
        "apps": {
          "$ref": "#/definitions/console_apps"
        }
      },
      "if": {
        "required": [
          "signing"
        ],
        "properties": {
          "signing": {
            "const": "skip_codesign"
          }
        }
      },
      "else": {
        "required": [
          "profile"
        ]
      }
    },
    "console_name": {
      "title": "key name",
      "description": "The policy console: the name of an entry of `keys` with `type: policy_console`.",
      "type": "string",
      "minLength": 1,
      "examples": [
        "console"
      ]
    },
    "console_profile": {
      "title": "signing profile name",
      "description": "The name of the signing profile on the console. `skip_codesign` needs none.",
      "type": "string",
      "minLength": 1,
      "examples": [
        "Android Signing"
      ]
    },
    "console_description": {
      "title": "signing profile description",
      "description": "The description of the signing profile on the console.",
      "type": "string",
      "examples": [
        "Android Signing Profile"
      ]
    },
    "ConsoleSigning": {
      "title": "console signing",
      "description": "Who signs a secured app: the console, somebody else later, or nobody.",
      "type": "string",
      "enum": [
        "sign_on_console",
        "sign_externally",
        "skip_codesign"
      ],
      "default": "sign_on_console"
    },
    "console_apps": {
      "description": "The apps that are secured with the signing profile: package names, bundle IDs or the console's GUIDs. The list may be empty.",
      "type": "array",
      "uniqueItems": true,
      "items": {
        "title": "app",
        "description": "An app on the console: its package name, its bundle ID or its GUID.",
        "type": "string",
        "pattern": "^\\{?[A-Za-z0-9][A-Za-z0-9._-]*\\}?$",
        "examples": [
          "com.acme.shop"
        ]
      },
      "examples": [
        [
          "com.acme.shop"
        ]
      ]
    }
  }
};
