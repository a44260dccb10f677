import { randomBytes, scrypt, timingSafeEqual, type ScryptOptions } from 'node:crypto'

/** Interactive cost of RFC 7914's scrypt: about 60 ms and 32 MB for one check. */
const COST = { N: 2 ** 15, r: 8, p: 1 } as const
const KEY_BYTES = 32

const derive = (password: string, salt: Buffer, options: ScryptOptions): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    const normal = password.normalize('NFKC')
    scrypt(normal, salt, KEY_BYTES, { ...options, maxmem: 256 * 1024 * 1024 }, (error, key) => (error ? reject(error) : resolve(key)))
  })

/** `scrypt$N$r$p$salt$key`, base64url. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16)
  const key = await derive(password, salt, COST)
  return ['scrypt', COST.N, COST.r, COST.p, salt.toString('base64url'), key.toString('base64url')].join('$')
}

/** Whether the password belongs to the hash. Without a hash (unknown account) it takes as long and is false. */
export async function verifyPassword(password: string, encoded: string | null): Promise<boolean> {
  const [, n, r, p, salt, key] = (encoded ?? NOBODY).split('$')
  const expected = Buffer.from(key!, 'base64url')
  const actual = await derive(password, Buffer.from(salt!, 'base64url'), { N: Number(n), r: Number(r), p: Number(p) })
  return timingSafeEqual(actual, expected) && encoded !== null
}

/** No password has this hash: the salt and key are zeros. */
const NOBODY = ['scrypt', COST.N, COST.r, COST.p, Buffer.alloc(16).toString('base64url'), Buffer.alloc(KEY_BYTES).toString('base64url')].join('$')

const MINIMUM_LENGTH = 10
const CLASSES = [/[a-z]/, /[A-Z]/, /[0-9]/, /[^a-zA-Z0-9]/]

/** What is wrong with a new password (GB/T 22239—2019 §8.1.4.1: complexity), in Chinese; null when it will do. */
export function passwordFault(password: string, username: string): string | null {
  if (password.length < MINIMUM_LENGTH) return `新密码至少 ${MINIMUM_LENGTH} 位。`
  if (CLASSES.filter((one) => one.test(password)).length < 3) return '新密码须含大写字母、小写字母、数字、符号中的三种。'
  if (password.toLowerCase().includes(username.toLowerCase())) return '新密码不能包含登录名。'
  if (/^(.)\1*$/.test(password)) return '新密码不能由同一个字符组成。'
  return null
}

/** Letters and digits that cannot be mistaken for one another; three classes are in it for sure. */
const READABLE = 'abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789'

/** A password to be read out or printed once: 14 characters, about 80 bits. */
export function readablePassword(): string {
  for (;;) {
    const text = [...randomBytes(14)].map((byte) => READABLE[byte % READABLE.length]).join('')
    if (passwordFault(text, '\u0000') === null) return text
  }
}
