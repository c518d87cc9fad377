import { json, type RequestHandler } from 'express';
import { MAX_SBOM_BYTES } from '../checks/contents/sbom/readSbom';

const usual = json();
const large = json({ limit: MAX_SBOM_BYTES + 1024 });

/** Reads bodies in JSON: small ones, but for lists of contents. */
export const readBody: RequestHandler = (req, res, next) =>
  (/^\/revisions\/[^/]+\/sbom$/.test(req.path) ? large : usual)(req, res, next);
