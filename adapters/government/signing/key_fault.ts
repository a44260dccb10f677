import type { SignatureAlgorithm } from './algorithm.js'
import { isBodyKey } from './body_encryption.js'
import { isSm2PrivateKey } from './sm2.js'

/** Why a target cannot sign or encrypt with these keys, in words for who sets it up; null = it can. */
export function keyFault({ algorithm, secret, encryptBody, bodyKey }: { algorithm: SignatureAlgorithm; secret: string; encryptBody: boolean; bodyKey: string | null }): string | null {
  if (secret === '') return '没有配置签名密钥。请在对接目标中填写后重试。'
  if (algorithm === 'SM2' && !isSm2PrivateKey(secret)) return 'SM2 签名私钥应为 64 位十六进制数。请核对对接目标的签名密钥。'
  if (encryptBody && (bodyKey === null || !isBodyKey(bodyKey))) return 'SM4 报文密钥应为 32 位十六进制数。请核对对接目标的报文密钥。'
  return null
}
