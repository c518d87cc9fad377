import { parse } from 'yaml';
import {
  importToolHiveProfile,
  type ProfileImport,
} from './importToolHiveProfile';
import { profileRemark } from './profileRemarks';

const MOST_CHARACTERS = 64 * 1024;

const NOTHING: ProfileImport = {
  remarks: [profileRemark('import.no-profile')],
};

/** Reads a profile from text, JSON or YAML, of ToolHive or ours: what somebody pasted, or a file. It throws nothing. */
export function readProfileText(text: string): ProfileImport {
  if (text.length > MOST_CHARACTERS) return NOTHING;
  try {
    // Few aliases: a small text can otherwise stand for gigabytes.
    return importToolHiveProfile(parse(text, { maxAliasCount: 20 }));
  } catch {
    return NOTHING;
  }
}
