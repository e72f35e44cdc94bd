import { completeTypesOnDemand } from '../type-info.ts';
import { completeArrays } from './array-members.ts';
import { completeCredentials, defineDelegates } from './block-members.ts';
import { defineConvert } from './convert-statics.ts';
import { completeDates } from './date-members.ts';
import { completeDictionaries } from './dictionary-members.ts';
import { completeErrors } from './error-members.ts';
import { defineDirectory } from './io-directory.ts';
import { defineFile } from './io-file.ts';
import { definePath } from './io-path.ts';
import { defineKnownTypes } from './known-types.ts';
import { completeLists } from './list-members.ts';
import { defineMarshal } from './marshal.ts';
import { defineMath } from './math.ts';
import { defineNetTypes } from './net-types.ts';
import { completeNumbers } from './number-members.ts';
import { completePSObject } from './ps-object-members.ts';
import { completeRegex } from './regex-members.ts';
import { completeString } from './string-members.ts';
import { defineSystemTypes } from './system-types.ts';
import { completeTypeMembers } from './type-members.ts';
import './date-time-offset.ts';
import './guid.ts';
import './hash-algorithm.ts';
import './language-primitives.ts';
import './module-specification.ts';
import './property-set.ts';
import './reference.ts';
import './string-decorated.ts';
import './text-encoding.ts';
import './text-reader.ts';
import './text-types.ts';
import './time-zone.ts';
import './uri.ts';
import './version.ts';

let installed = false;

/** Gives the types their members, when they are first asked for. */
export function installTypes(): void {
  if (installed) return;
  installed = true;
  completeTypesOnDemand(install);
}

function install(): void {
  completeTypeMembers();
  completeString();
  completeNumbers();
  completeDates();
  completeArrays();
  completeLists();
  completeDictionaries();
  completeRegex();
  completeErrors();
  completePSObject();
  completeCredentials();
  defineDelegates();
  defineMarshal();
  defineMath();
  defineConvert();
  defineSystemTypes();
  definePath();
  defineFile();
  defineDirectory();
  defineNetTypes();
  defineKnownTypes();
}
