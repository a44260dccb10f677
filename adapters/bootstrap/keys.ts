import { createCipheriv, createDecipheriv, generateKeyPairSync, randomBytes, scryptSync } from 'node:crypto'
import { chmodSync, existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { SettingStore } from '#engine/runtime/ports/account_stores'
import { makeFolder } from '#storage/make_folder'

/** Secrets of this installation, made at the first start. */
export interface Keys {
  /** Behind the framework's encryption. */
  appKey: string
  /** Signs the checkpoints: Ed25519, PKCS #8 as base64url. */
  checkpointKey: string
}

const KEY_NAME = 'app-key'
const CHECKPOINT_KEY_NAME = 'checkpoint-key'

/** Keys of the embedded database lie beside it, readable by the owner alone. A folder of an earlier release gets the key it lacks. */
export function keysInFolder(dataDir: string): Keys {
  const file = join(dataDir, 'keys.json')
  if (!existsSync(file)) {
    makeFolder(dataDir)
    writeKeys(file, { appKey: newKey(), checkpointKey: newCheckpointKey() }, 'wx')
  }
  chmodSync(file, 0o600)
  const { appKey, checkpointKey } = JSON.parse(readFileSync(file, 'utf8')) as Partial<Keys>
  if (typeof appKey !== 'string') throw new Error(`密钥文件 ${file} 已损坏。请从备份恢复。 The key file is damaged.`)
  if (typeof checkpointKey === 'string') return { appKey, checkpointKey }
  const keys: Keys = { appKey, checkpointKey: newCheckpointKey() }
  writeKeys(`${file}.new`, keys, 'w')
  renameSync(`${file}.new`, file)
  return keys
}

const writeKeys = (file: string, keys: Keys, flag: 'w' | 'wx'): void => writeFileSync(file, `${JSON.stringify(keys)}\n`, { mode: 0o600, flag })

/** The master key of a single node that was given none: made once, kept beside its data. Further nodes need it as MASTER_KEY. */
export function masterKeyInFolder(dataDir: string): { masterKey: string; isNew: boolean } {
  const file = join(dataDir, 'master.key')
  const isNew = !existsSync(file)
  if (isNew) {
    makeFolder(dataDir)
    writeFileSync(file, `${newKey()}\n`, { mode: 0o600, flag: 'wx' })
  }
  return { masterKey: readFileSync(file, 'utf8').trim(), isNew }
}

/** Keys shared by several nodes are rows, sealed under MASTER_KEY; the first node makes them. */
export async function keysInDatabase(settings: SettingStore, masterKey: string): Promise<Keys> {
  const shared = async (name: string, made: () => string) =>
    unseal((await settings.get(name)) ?? (await settings.putIfAbsent(name, seal(made(), masterKey))), masterKey)
  return { appKey: await shared(KEY_NAME, newKey), checkpointKey: await shared(CHECKPOINT_KEY_NAME, newCheckpointKey) }
}

const newKey = (): string => randomBytes(32).toString('base64url')

const newCheckpointKey = (): string => generateKeyPairSync('ed25519').privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64url')

/** AES-256-GCM under a key derived from the master key: `salt.iv.tag.text`, base64url. */
export function seal(text: string, masterKey: string): string {
  const salt = randomBytes(16)
  const iv = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', derived(masterKey, salt), iv)
  const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
  return [salt, iv, cipher.getAuthTag(), body].map((part) => part.toString('base64url')).join('.')
}

/** The text of a seal; a wrong master key is told in one line. */
export function unseal(sealed: string, masterKey: string): string {
  try {
    const [salt, iv, tag, body] = sealed.split('.').map((part) => Buffer.from(part, 'base64url'))
    const decipher = createDecipheriv('aes-256-gcm', derived(masterKey, salt!), iv!)
    decipher.setAuthTag(tag!)
    return Buffer.concat([decipher.update(body!), decipher.final()]).toString('utf8')
  } catch {
    throw new StartFault('MASTER_KEY 与数据库中已有的密钥不符。请使用首次启动时的 MASTER_KEY。 MASTER_KEY does not fit the keys in the database.')
  }
}

const derived = (masterKey: string, salt: Buffer): Buffer => scryptSync(masterKey, salt, 32, { N: 2 ** 14, r: 8, p: 1 })

/** Something the operator has to put right; told in one line, without a stack. */
export class StartFault extends Error {}
