/** All families, in the order they are run. */
import type { Family } from "../family";
import { bodies } from "./bodies";
import { compression } from "./compression";
import { evasion } from "./evasion";
import { fuzz } from "./fuzz";
import { nesting } from "./nesting";
import { origins } from "./origins";
import { requests } from "./requests";
import { rows } from "./rows";
import { signatures } from "./signatures";
import { slow } from "./slow";
import { sockets } from "./sockets";
import { tenants } from "./tenants";
import { texts } from "./texts";

export const FAMILIES: readonly Family[] = [
  slow,
  signatures,
  evasion,
  bodies,
  compression,
  nesting,
  requests,
  origins,
  sockets,
  tenants,
  texts,
  fuzz,
  rows,
];
