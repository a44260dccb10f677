import { Client, FilterParser, InvalidCredentialsError, NoSuchObjectError, ResultCodeError, SizeLimitExceededError, type Entry } from 'ldapts'
import type { DirectorySource } from '#processes/foundation/organisation/directory_sync/directory_source'
import { DirectoryFault } from './directory_fault.js'
import { ldapServer, type DirectoryPlaces } from './directory_places.js'
import { nameAbove, sameName } from './distinguished_name.js'
import { sourceFrom, type ReadEntry } from './source_from.js'
import { OWN_DN, PARENT_DN, type SyncSettings } from './sync_settings.js'

const TIMEOUT_MS = 30_000
const PAGE = 500
const LOOPBACK = new Set(['127.0.0.1', '[::1]', 'localhost'])
/** Bytes by their nature, whatever text they may look like. */
const BINARY = new Set(['objectguid', 'objectsid', 'ms-ds-consistencyguid'])

/** Reads departments and people page by page (RFC 2696). The password travels under TLS: ldaps, or STARTTLS; in the clear only on this machine. Throws DirectoryFault. */
export async function readLdap(settings: SyncSettings, places: DirectoryPlaces): Promise<DirectorySource> {
  const server = ldapServer(settings.url)
  if (server === null || !places.ldap.includes(server)) throw new DirectoryFault(`通讯录地址 ${server ?? ''} 不在允许读取的地址之内。请系统运维人员在 DIRECTORY_ALLOW 中加入后重试。`)
  const url = new URL(settings.url)
  const host = url.hostname.replace(/^\[|\]$/g, '')
  const tls = { host, minVersion: 'TLSv1.2' as const, ...(settings.certificate === '' ? {} : { ca: settings.certificate }) }
  const client = new Client({ url: settings.url, timeout: TIMEOUT_MS, connectTimeout: TIMEOUT_MS, ...(url.protocol === 'ldaps:' ? { tlsOptions: tls } : {}) })
  try {
    if (url.protocol === 'ldap:' && !LOOPBACK.has(url.hostname)) await client.startTLS(tls)
    // an empty password would be taken for an anonymous reader (RFC 4513 §5.1.2), who may see less
    if (settings.bindDn !== '' && settings.secret === '') throw new DirectoryFault('没有填写密码。请在同步设置中填写。')
    await client.bind(settings.bindDn, settings.secret)
    return await readAll(client, settings)
  } catch (error) {
    throw error instanceof DirectoryFault ? error : faultOf(error)
  } finally {
    await client.unbind().catch(() => undefined)
  }
}

async function readAll(client: Client, { base, attributes, encoding, ...filters }: SyncSettings): Promise<DirectorySource> {
  let referrals = 0
  const search = async (filter: string, names: readonly string[]): Promise<ReadEntry[]> => {
    const wanted = names.filter((name) => name !== '' && name !== OWN_DN && name !== PARENT_DN)
    const answer = await client.search(base, { scope: 'sub', filter, attributes: wanted.length > 0 ? wanted : ['1.1'], paged: { pageSize: PAGE } })
    referrals += answer.searchReferences.length
    return answer.searchEntries.map((entry) => reading(entry, encoding))
  }
  const departments = await search(filters.departmentFilter, [attributes.departmentId, attributes.departmentName, attributes.departmentParent])
  const people = await search(filters.peopleFilter, [
    attributes.personId, attributes.username, attributes.name, attributes.personDepartment, attributes.phone, attributes.email, attributes.post,
  ])
  return sourceFrom(departments, people, attributes, referrals === 0 ? [] : [`通讯录中有 ${referrals} 处转到其他服务器，未读取。`])
}

/** An entry's values by name, whatever case the server writes names in (RFC 4512 §2.5). */
function reading(entry: Entry, encoding: SyncSettings['encoding']): ReadEntry {
  const byName = new Map(Object.entries(entry).map(([name, value]) => [name.toLowerCase(), value]))
  if (entry.dn.includes('\uFFFD')) throw new DirectoryFault('通讯录中有条目的名称（DN）不是 UTF-8，不能同步。请在通讯录服务器上改正。')
  return (attribute) => {
    if (attribute === OWN_DN) return [sameName(entry.dn)]
    if (attribute === PARENT_DN) return [nameAbove(entry.dn) ?? '']
    const value = byName.get(attribute.toLowerCase())
    const values: readonly (string | Buffer)[] = value === undefined ? [] : Array.isArray(value) ? value : [value]
    return values.map((one) => textOf(one, encoding, BINARY.has(attribute.toLowerCase())))
  }
}

/** The library has taken bytes for UTF-8 where they are; the others it gives as they came. */
function textOf(value: string | Buffer, encoding: SyncSettings['encoding'], isBinary: boolean): string {
  const bytes = typeof value === 'string' ? Buffer.from(value, 'utf8') : value
  if (isBinary) return bytes.toString('hex')
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes)
  } catch {
    throw new DirectoryFault(`通讯录中有文字不是 ${encoding === 'utf-8' ? 'UTF-8' : 'GB 18030'} 编码。请在同步设置中改选编码后重试。`)
  }
}

/** What the library threw, as what the administrator can do about it. */
function faultOf(error: unknown): DirectoryFault {
  const because = (message: string): DirectoryFault => new DirectoryFault(message, { cause: error })
  if (error instanceof InvalidCredentialsError) return because('通讯录服务器不接受用户名或密码。请核对同步设置。')
  if (error instanceof NoSuchObjectError) return because('通讯录中没有设置的根节点（Base DN）。请核对同步设置。')
  if (error instanceof SizeLimitExceededError) return because('通讯录服务器限制了返回条数，没有读全，未作任何改动。请让服务器允许该账号分页读取全部人员。')
  if (error instanceof ResultCodeError) return because(`通讯录服务器拒绝了查询（代码 ${error.code}）。请核对查询条件和该账号的权限。`)
  const code = error instanceof Error && 'code' in error ? String(error.code) : error instanceof Error ? error.name : ''
  if (/CERT|SELF_SIGNED|ALTNAME|UNABLE_TO/.test(code)) return because(`通讯录服务器的证书不可信（${code}）。请核对地址，或在同步设置中填写签发机构的证书。`)
  return because(`通讯录服务器没有应答，或中途断开（${code}），未作任何改动。请核对地址和网络后重试。`)
}

/** Whether a filter can be understood (RFC 4515); it is never put together from other texts. */
export function isFilter(filter: string): boolean {
  try {
    FilterParser.parseString(filter)
    return true
  } catch {
    return false
  }
}
