import { sm2 } from 'sm-crypto-v2'

/** GM/T 0009—2012: the signer's id where the parties have agreed on no other. */
const DEFAULT_USER_ID = '1234567812345678'
const SIGNED = { hash: true, userId: DEFAULT_USER_ID } as const
/** C1 ‖ C3 ‖ C2, the order of GB/T 32918.4—2016; the draft of 2010 had C2 before C3. */
const C1C3C2 = 1

const PRIVATE_KEY = /^[0-9a-f]{64}$/i
const PUBLIC_KEY = /^04[0-9a-f]{128}$/i
const SIGNATURE = /^[0-9a-f]{128}$/i

export const isSm2PrivateKey = (text: string): boolean => PRIVATE_KEY.test(text) && !/^0+$/.test(text)
export const isSm2Signature = (text: string): boolean => SIGNATURE.test(text)

/** Uncompressed, and a point of the curve. */
export function isSm2PublicKey(text: string): boolean {
  try {
    return PUBLIC_KEY.test(text) && sm2.verifyPublicKey(text)
  } catch {
    // The library throws for a point beside the curve.
    return false
  }
}

/** Uncompressed public key (`04…`, hex) of a private one. */
export const sm2PublicKey = (privateKey: string): string => sm2.getPublicKeyFromPrivateKey(privateKey)

/** `r ‖ s` in hex (GB/T 32918.2—2016, 6). OpenSSL inside Node signs on this curve, but as plain ECDSA without the signer's id: of no use here. */
export function signSm2(text: string, privateKey: string): string {
  let publicKey = publicKeys.get(privateKey)
  if (publicKey === undefined) publicKeys.set(privateKey, (publicKey = sm2PublicKey(privateKey)))
  return sm2.doSignature(text, privateKey, { ...SIGNED, publicKey })
}

/** The signer's public key goes into what is signed; to derive it takes as long as the signature. One per target that signs so. */
const publicKeys = new Map<string, string>()

/** False for whatever is no signature of this text by this key, malformed keys included. */
export function verifySm2(text: string, signature: string, publicKey: string): boolean {
  try {
    return isSm2Signature(signature) && sm2.doVerifySignature(text, signature, publicKey, SIGNED)
  } catch {
    // The library throws where r, s or the key is no point or number of the curve.
    return false
  }
}

/** Hex with the leading `04` of C1, as the other libraries of the trade write it (GB/T 32918.4—2016, 6). */
export const encryptSm2 = (text: string, publicKey: string): string => `04${sm2.doEncrypt(text, publicKey, C1C3C2)}`

/** The text again, or null when this is no ciphertext for this key. */
export function decryptSm2(ciphertext: string, privateKey: string): string | null {
  try {
    const text = ciphertext.startsWith('04') ? sm2.doDecrypt(ciphertext.slice(2), privateKey, C1C3C2, { output: 'string' }) : ''
    return text === '' ? null : text
  } catch {
    return null
  }
}
