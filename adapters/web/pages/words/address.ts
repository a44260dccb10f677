/** The id at the end of a page's path: `/tasks/42?x` → `42`. */
export function idInAddress(url: string): string {
  return decodeURIComponent((url.split('?')[0] ?? '').split('/').at(-1) ?? '')
}

export const isOnPhone = (): boolean => window.location.pathname.startsWith('/m/')

/** A page's address in the frame the reader is in: on the phone its own `/m/…`. */
export const inThisFrame = (path: string): string => (isOnPhone() ? `/m${path}` : path)

/** One parameter of a page's address, empty when it is not there. */
export function parameterInAddress(url: string, name: string): string {
  return new URLSearchParams(url.split('?')[1] ?? '').get(name) ?? ''
}
