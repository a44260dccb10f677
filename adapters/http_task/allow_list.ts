/** One place outside that models may call: an origin and the start of its paths. */
export interface AllowedPlace {
  /** `https://host:port`, as URL writes it. */
  origin: string
  /** Ends in `/`, or names one path exactly. */
  path: string
  /** Addresses inside the house, too: 10/8, 127/8 and their like. */
  allowsPrivate: boolean
}

const PRIVATE = 'private+'

/** One entry (`https://api.example.cn/v1/`, `private+http://10.1.2.3:8080/`), or undefined when it is none. */
export function parsePlace(text: string): AllowedPlace | undefined {
  const allowsPrivate = text.startsWith(PRIVATE)
  const url = URL.parse(allowsPrivate ? text.slice(PRIVATE.length) : text)
  if (!url || !/^https?:$/.test(url.protocol) || url.username || url.password || url.search || url.hash || url.hostname.includes('*')) return undefined
  return { origin: url.origin, path: url.pathname, allowsPrivate }
}

/** Entries separated by commas or white space; undefined when one of them is wrong. */
export function parseAllowList(text: string): readonly AllowedPlace[] | undefined {
  const places = text.split(/[\s,]+/).filter(Boolean).map(parsePlace)
  return places.every((place) => place !== undefined) ? places : undefined
}

/** The entry that allows an address. `url` is normalised already: `..` and its spellings are gone from the path. */
export const placeFor = (places: readonly AllowedPlace[], url: URL): AllowedPlace | undefined =>
  places.find(({ origin, path }) => url.origin === origin && (url.pathname === path || (path.endsWith('/') && url.pathname.startsWith(path))))
