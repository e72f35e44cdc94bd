/** Node's X.509 parser: fingerprints, subject, validity, and whether a private key belongs to it. */
export { X509Certificate } from 'node:crypto';
