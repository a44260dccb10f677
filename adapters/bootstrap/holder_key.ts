import { createHmac } from 'node:crypto'
import { derivedKey } from '#adapters/web/server/public/derived_key'

/** HMAC-SHA-256 of an identity or credit code under a key of this installation: the register of materials finds a person by it, nobody finds the person in it. */
export function createHolderKey(appKey: string): (idNumber: string) => string {
  return (idNumber) => createHmac('sha256', derivedKey(appKey, 'material-holder')).update(idNumber.normalize('NFKC').trim().toUpperCase()).digest('base64url')
}
