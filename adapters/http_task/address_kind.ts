import { BlockList, isIP } from 'node:net'

/** `public`: somebody's on the internet. `private`: inside a house. `never`: nobody is to be called there, whatever a list says. */
export type AddressKind = 'public' | 'private' | 'never'

const blocks = (v4: readonly string[], v6: readonly string[]): BlockList => {
  const list = new BlockList()
  const add = (family: 'ipv4' | 'ipv6') => (range: string) => {
    const [address, bits] = range.split('/') as [string, string]
    list.addSubnet(address, Number(bits), family)
  }
  v4.forEach(add('ipv4'))
  v6.forEach(add('ipv6'))
  return list
}

/** RFC 1918, 6598, loopback, unique local. */
const PRIVATE = blocks(['10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16'], ['::1/128', 'fc00::/7'])

/** IANA special-purpose registries (RFC 6890): unspecified, link local and its metadata services, documentation, benchmarks, multicast, reserved. */
const NEVER_V4 = blocks(
  ['0.0.0.0/8', '169.254.0.0/16', '192.0.0.0/24', '192.0.2.0/24', '192.88.99.0/24', '198.18.0.0/15', '198.51.100.0/24', '203.0.113.0/24', '224.0.0.0/4', '240.0.0.0/4'], [],
)
/** Global unicast; everything else of IPv6 that is not private is never called. */
const GLOBAL_V6 = blocks([], ['2000::/3'])
/** Teredo, ORCHID, documentation and 6to4 inside it. */
const NEVER_V6 = blocks([], ['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20'])

/** The IPv4 address that an IPv6 one stands for (mapped, compatible, NAT64), or null. */
function embeddedIpv4(address: string): string | null {
  const groups = expanded(address)
  const isMapped = groups.slice(0, 5).every((group) => group === 0) && (groups[5] === 0xffff || groups[5] === 0)
  const isNat64 = groups[0] === 0x64 && groups[1] === 0xff9b
  const [high, low] = groups.slice(6) as [number, number]
  if (!isNat64 && !(isMapped && (high !== 0 || low > 1))) return null
  return [high >> 8, high & 255, low >> 8, low & 255].join('.')
}

/** Eight numbers of an IPv6 address, its spelling aside. */
function expanded(address: string): number[] {
  const text = address.replace(/%.*$/, '').replace(/(\d+)\.(\d+)\.(\d+)\.(\d+)$/, (_, a, b, c, d) => `${hex(a, b)}:${hex(c, d)}`)
  const [head, tail] = text.split('::') as [string, string | undefined]
  const parts = (side: string | undefined) => (side ? side.split(':').map((group) => Number.parseInt(group, 16)) : [])
  const before = parts(head)
  const after = parts(tail)
  return [...before, ...Array<number>(Math.max(0, 8 - before.length - after.length)).fill(0), ...after]
}

const hex = (high: string, low: string): string => (Number(high) * 256 + Number(low)).toString(16)

/** What kind of address a resolved one is; what is no address at all is never called. */
export function addressKind(address: string): AddressKind {
  const family = isIP(address)
  if (family === 4) return NEVER_V4.check(address, 'ipv4') ? 'never' : PRIVATE.check(address, 'ipv4') ? 'private' : 'public'
  if (family !== 6) return 'never'
  const embedded = embeddedIpv4(address)
  if (embedded !== null) return addressKind(embedded)
  const plain = address.replace(/%.*$/, '')
  if (PRIVATE.check(plain, 'ipv6')) return 'private'
  return GLOBAL_V6.check(plain, 'ipv6') && !NEVER_V6.check(plain, 'ipv6') ? 'public' : 'never'
}
