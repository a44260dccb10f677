import { generateKeyPairSync } from 'node:crypto'
import { checkpointSigner } from '#adapters/bootstrap/checkpoint_signer'

/** A key of its own, as an installation makes one at its first start. */
export const testSigner = () => checkpointSigner(generateKeyPairSync('ed25519').privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64url'))
