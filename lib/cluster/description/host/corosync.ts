import * as z from "zod";
import { text, whole, word } from "../scalars.ts";
import { clusterNameRule } from "./rules.ts";

export const corosyncCiphers = ["aes256", "none"] as const;

export const corosync = z
  .strictObject(
    {
      clusterName: text(clusterNameRule).default("xensan").meta({
        description: "The cluster's name, the same on every node: at most 63 characters. Default: xensan.",
      }),
      tokenMs: whole(300, 60_000, "a whole number from 300 to 60000 (milliseconds)").default(3_000).meta({
        description:
          "Milliseconds from 300 to 60000 without a token after which a node counts as lost. Default: 3000.",
      }),
      cipher: word(corosyncCiphers).default("aes256").meta({
        description:
          "aes256: what the nodes say to each other is encrypted and signed with the key of xensan host key; none: it is neither. Default: aes256.",
      }),
    },
    { error: "a mapping with the keys clusterName, tokenMs and cipher" },
  )
  .prefault({})
  .meta({ description: "corosync.conf, where dialect is pacemaker. Default: as its keys say." });
