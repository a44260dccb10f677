import { createHmac } from 'node:crypto'
import type { SecretDigest } from '#adapters/sensors/register/device_book'
import { derivedKey } from '#adapters/web/server/public/derived_key'

/**
 * HMAC-SHA-256 of a device's or platform's secret under a key of this installation: secrets that vendors chose may be short, and a copy of the
 * database alone is no help in guessing them. Cheap enough for every reading.
 */
export function createDeviceDigest(appKey: string): SecretDigest {
  return (identity, secret) => createHmac('sha256', derivedKey(appKey, 'device-secret')).update(`${identity}\n${secret}`).digest('hex')
}
