import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { sm2 } from 'sm-crypto-v2'

/** What operator and county agreed on when the application was registered. */
export interface Credentials {
  appId: string
  secret: string
  /** 16 bytes as hex, for SM4. */
  bodyKey: string
  /** The county's own pair: it signs with the private key. */
  sm2PrivateKey: string
  sm2PublicKey: string
  /** The platform's pair: the county checks calls and receipts with the public key. */
  platformSm2PrivateKey: string
  platformSm2PublicKey: string
}

/** The credentials kept in a file, made at the first start. */
export function openCredentials(file: string): Credentials {
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as Credentials
  const county = sm2.generateKeyPairHex()
  const platform = sm2.generateKeyPairHex()
  const credentials: Credentials = {
    appId: 'county-430121', secret: randomBytes(24).toString('base64url'), bodyKey: randomBytes(16).toString('hex'),
    sm2PrivateKey: county.privateKey, sm2PublicKey: county.publicKey,
    platformSm2PrivateKey: platform.privateKey, platformSm2PublicKey: platform.publicKey,
  }
  writeFileSync(file, JSON.stringify(credentials, null, 2), { mode: 0o600 })
  return credentials
}
