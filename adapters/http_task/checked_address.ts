import { lookup } from 'node:dns/promises'
import { isIP } from 'node:net'
import { PermanentJobFailure } from '#engine/runtime/workers/run_job'
import { addressKind } from './address_kind.js'

export interface ResolvedAddress {
  address: string
  family: 4 | 6
}

/** Addresses of a host name. */
export type Resolve = (hostname: string) => Promise<readonly ResolvedAddress[]>

export const resolveByDns: Resolve = async (hostname) => (await lookup(hostname, { all: true })) as ResolvedAddress[]

/**
 * The address to connect to. Every address of the name has to be allowed, and the connection goes to the very one that was checked: a
 * name that answers differently the next moment (DNS rebinding) gains nothing.
 */
export async function checkedAddress(hostname: string, allowsPrivate: boolean, resolve: Resolve): Promise<ResolvedAddress> {
  const bare = hostname.replace(/^\[|\]$/g, '')
  const family = isIP(bare)
  const addresses = family === 0 ? await resolve(bare) : [{ address: bare, family: family as 4 | 6 }]
  if (addresses.length === 0) throw new Error(`找不到主机 ${bare}。`)
  for (const { address } of addresses) {
    const kind = addressKind(address)
    if (kind === 'public' || (kind === 'private' && allowsPrivate)) continue
    throw new PermanentJobFailure(`主机 ${bare} 指向内部或保留地址，已拒绝调用。请系统管理员核对允许调用的地址（HTTP_TASK_ALLOW）。`)
  }
  return addresses[0]!
}
