import { parsePlace, placeFor, type AllowedPlace } from '#adapters/http_task/allow_list'

/** Where the operator lets deliveries go (`DELIVERY_ALLOW`): interfaces of the web, front databases, folders of this machine. */
export interface DeliveryPlaces {
  web: readonly AllowedPlace[]
  /** `host:port/database`. */
  databases: readonly string[]
  /** Absolute, each with a trailing slash. */
  folders: readonly string[]
}

export const NOWHERE: DeliveryPlaces = { web: [], databases: [], folders: [] }

const MYSQL_PORT = '3306'

/** `host:port/database` of `mysql://host/database`. */
export const databasePlace = (url: URL): string => `${url.hostname}:${url.port || MYSQL_PORT}${url.pathname}`

/** Entries separated by commas or white space (`https://…`, `private+http://…`, `mysql://host/database`, `file:///folder/`); undefined when one is wrong. */
export function parseDeliveryPlaces(text: string): DeliveryPlaces | undefined {
  const places = { web: [] as AllowedPlace[], databases: [] as string[], folders: [] as string[] }
  for (const entry of text.split(/[\s,]+/).filter(Boolean)) {
    const url = URL.parse(entry)
    const web = parsePlace(entry)
    if (web !== undefined) places.web.push(web)
    else if (url?.protocol === 'mysql:' && url.hostname && /^\/[\w$-]+$/.test(url.pathname) && !url.username) places.databases.push(databasePlace(url))
    else if (url?.protocol === 'file:' && url.hostname === '' && url.pathname.endsWith('/') && url.pathname.length > 1) places.folders.push(decodeURIComponent(url.pathname))
    else return undefined
  }
  return places
}

export function isAllowedPlace({ web, databases, folders }: DeliveryPlaces, url: URL): boolean {
  if (url.protocol === 'mysql:') return databases.includes(databasePlace(url))
  if (url.protocol === 'file:') return url.hostname === '' && folders.some((folder) => `${decodeURIComponent(url.pathname).replace(/\/+$/, '')}/`.startsWith(folder))
  return placeFor(web, url) !== undefined
}
