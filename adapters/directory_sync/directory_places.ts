import { parsePlace, type AllowedPlace } from '#adapters/http_task/allow_list'

/** Directories that the operator lets this server read (`DIRECTORY_ALLOW`). */
export interface DirectoryPlaces {
  web: readonly AllowedPlace[]
  /** `ldaps://host:port`. */
  ldap: readonly string[]
}

export const NO_DIRECTORY: DirectoryPlaces = { web: [], ldap: [] }

/** Entries separated by commas or white space (`ldaps://host`, `ldap://host:389`, `https://…`, `private+https://…`); undefined when one is wrong. */
export function parseDirectoryPlaces(text: string): DirectoryPlaces | undefined {
  const places = { web: [] as AllowedPlace[], ldap: [] as string[] }
  for (const entry of text.split(/[\s,]+/).filter(Boolean)) {
    const server = ldapServer(entry)
    const web = parsePlace(entry)
    if (server !== null) places.ldap.push(server)
    else if (web !== undefined) places.web.push(web)
    else return undefined
  }
  return places
}

/** `ldaps://host:port` of an address of LDAP without path, user or query; null when it is none. */
export function ldapServer(address: string): string | null {
  const url = URL.parse(address)
  if (!url || !/^ldaps?:$/.test(url.protocol) || !url.hostname || url.username || url.password || url.search || url.hash || !/^\/?$/.test(url.pathname)) return null
  return `${url.protocol}//${url.hostname.toLowerCase()}:${url.port || (url.protocol === 'ldaps:' ? '636' : '389')}`
}
