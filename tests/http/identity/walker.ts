/** A browser without pages: follows redirects by hand and keeps the cookies of each origin. */
export interface Walker {
  /** One request, no redirect followed. */
  get(address: string): Promise<Response>
  post(address: string, form: Readonly<Record<string, string>>): Promise<Response>
  /** Follows redirects until one leads to `until`, or until there is none; answers the address that was not asked any more, or the last one. */
  walk(address: string, until: RegExp): Promise<string>
  cookie(origin: string, name: string): string | undefined
  keep(origin: string, name: string, value: string): void
}

export function createWalker(): Walker {
  const jars = new Map<string, Map<string, string>>()
  const jarOf = (origin: string): Map<string, string> => {
    if (!jars.has(origin)) jars.set(origin, new Map())
    return jars.get(origin)!
  }
  const ask = async (address: string, init: RequestInit = {}): Promise<Response> => {
    const { origin } = new URL(address)
    const jar = jarOf(origin)
    const headers = { accept: 'text/html', cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; ') }
    const response = await fetch(address, { redirect: 'manual', headers, ...init })
    for (const cookie of response.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(cookie)!
      if (/max-age=0|expires=Thu, 01 Jan 1970/i.test(cookie)) jar.delete(name!)
      else jar.set(name!, value!)
    }
    return response
  }
  const get = (address: string): Promise<Response> => ask(address)
  return {
    get,
    post: (address, form) => ask(address, { method: 'POST', body: new URLSearchParams(form) }),
    async walk(address, until) {
      let at = address
      for (let hops = 0; hops < 12; hops += 1) {
        const location = (await get(at)).headers.get('location')
        if (location === null) return at
        at = new URL(location, at).href
        if (until.test(at)) return at
      }
      throw new Error(`too many redirects, the last to ${at}`)
    },
    cookie: (origin, name) => jarOf(origin).get(name),
    keep: (origin, name, value) => void jarOf(origin).set(name, value),
  }
}
