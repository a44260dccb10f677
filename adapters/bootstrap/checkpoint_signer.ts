import { createPrivateKey, createPublicKey, sign } from 'node:crypto'
import type { CheckpointSigner } from '#engine/runtime/checkpoints/seal_checkpoint'

/** Signs with the installation's key: Ed25519, PKCS #8 as base64url. */
export function checkpointSigner(checkpointKey: string): CheckpointSigner {
  const privateKey = createPrivateKey({ key: Buffer.from(checkpointKey, 'base64url'), format: 'der', type: 'pkcs8' })
  return {
    publicKey: createPublicKey(privateKey).export({ format: 'jwk' }).x!,
    sign: (text) => sign(null, Buffer.from(text), privateKey).toString('base64url'),
  }
}
